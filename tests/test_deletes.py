"""Which deletes `plan` finds, and in which order its commands carry them out."""

import json
from pathlib import Path

import pytest
from conftest import Run, tree
from test_plan import (
    DELETE,
    FIELDS,
    SCHEMA,
    WITHOUT_BOOTH,
    changes,
    edit,
    members,
    run_last,
    schema,
)
from test_plan_git import commit

__all__ = ["schema"]  # a fixture

LOOKUP = "      {}: {{label: Account, type: Lookup(Account), child_relationship_name: Visits{}}}\n"
BOOTH = WITHOUT_BOOTH[0]


def names(run: Run, *arguments: str | Path) -> list[tuple[object, object]]:
    return [(each["action"], each["fullName"]) for each in changes(run, *arguments)]


def test_a_component_in_another_package_directory_is_the_same(
    schema: Path, project: Path, run: Run
) -> None:
    commit(project)
    config = project / "sfdx-project.json"
    config.write_text(config.read_text("utf-8").replace("force-app", "src"), encoding="utf-8")
    call = (schema, "--project-dir", project)

    assert changes(run, *call) == []
    assert changes(run, *call, "--against", "HEAD") == []
    run("generate", *call)
    assert changes(run, *call) == []
    edit(schema, ("Text(20)", "Text(30)"))
    assert names(run, *call) == [("update", "Visit__c.Booth__c")]


def test_a_name_in_other_capitals_is_the_same(schema: Path, project: Path, run: Run) -> None:
    """In an org, capitals in names do not count: the delete would hit the new field."""
    edit(schema, ("Booth__c:", "booth__c:"))

    found = names(run, schema, "--project-dir", project)

    assert ("update", "Visit__c.booth__c") in found
    assert {action for action, _ in found} == {"update"}


def test_a_field_renamed_from_a_name_in_other_capitals_is_renamed(
    schema: Path, project: Path, run: Run
) -> None:
    new = "      Stand__c: {label: Stand, type: Text(20), renamed_from: booth__c}\n"
    edit(schema, (BOOTH, new))

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert "    renamed to Visit__c.Stand__c" in result.stdout
    as_json = run("plan", schema, "--project-dir", project, "--format", "json").stdout
    assert json.loads(as_json)["result"]["renamed"] == {"Visit__c.Booth__c": "Visit__c.Stand__c"}
    assert not (project / "manifest/destructive").exists()


def test_what_another_schema_has_as_well_is_no_delete(
    schema: Path, project: Path, tmp_path: Path, run: Run
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SCHEMA.replace("name: small", "name: other"), encoding="utf-8")
    run("generate", other, "--project-dir", project)
    edit(schema, WITHOUT_BOOTH)

    assert ("delete", "Visit__c.Booth__c") not in names(run, schema, "--project-dir", project)


def test_a_lookup_that_wants_the_name_of_another_is_refused_until_that_goes(
    schema: Path, project: Path, run: Run
) -> None:
    edit(schema, (BOOTH, BOOTH + LOOKUP.format("Acc__c", "")))
    run("generate", schema, "--project-dir", project)
    renamed = LOOKUP.format("Account__c", ", renamed_from: Acc__c")
    edit(schema, (LOOKUP.format("Acc__c", ""), renamed), (BOOTH, ""))
    call = ("plan", schema, "--project-dir", project)

    refused = run(*call, "--accept-delete", "all")
    assert "needs the relationship name of Visit__c.Acc__c. To keep the data" in refused.stdout
    assert run_last(refused.stdout) == []
    assert members(project, "Post") == ["CustomField Visit__c.Booth__c"]

    both = run(*call, "--accept-delete", "all", "--accept-delete", "Visit__c.Acc__c")
    assert "the two cannot exist together, so the data of this is lost" in both.stdout
    assert members(project, "Pre") == ["CustomField Visit__c.Acc__c"]
    assert members(project, "Post") == ["CustomField Visit__c.Booth__c"]
    first, *_, last = [each for each in run_last(both.stdout) if each.startswith("sf")]
    assert "--pre-destructive-changes" in first
    assert last == DELETE


def test_two_components_of_one_name_are_no_clash(project: Path, tmp_path: Path, run: Run) -> None:
    schema = tmp_path / "small.yaml"
    view = "    list_views: {Recent: {label: Recent, columns: [Name]}}\n"
    schema.write_text(SCHEMA.replace("    fields:\n", f"{view}    fields:\n"), encoding="utf-8")
    made = run("generate", schema, "--project-dir", project)
    assert made.exit_code == 0, made.output
    layout = "    compact_layout: {name: Recent, label: Recent, fields: [Booth__c]}\n"
    edit(schema, (view, layout))

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert "The org refuses" not in result.stdout
    assert members(project, "Post") == ["ListView Visit__c.Recent"]
    assert not (project / "manifest/destructive/destructiveChangesPre.xml").exists()


def test_a_lookup_goes_before_the_deploy_though_its_object_goes_after_it(
    schema: Path, project: Path, run: Run
) -> None:
    edit(schema, (BOOTH, BOOTH + LOOKUP.format("Acc__c", "")))
    run("generate", schema, "--project-dir", project)
    edit(schema, ("Visit__c:", "Stop__c:"))
    call = ("plan", schema, "--project-dir", project)

    assert run_last(run(*call).stdout) == []
    first, *_, last = run_last(run(*call, "--accept-delete", "all").stdout)[2:]

    assert "--pre-destructive-changes" in first
    assert last == DELETE
    assert members(project, "Pre") == ["CustomField Visit__c.Acc__c"]
    assert members(project, "Post") == ["CustomObject Visit__c"]


def test_a_component_that_lay_in_two_places_is_one_delete(
    schema: Path, project: Path, run: Run
) -> None:
    config = project / "sfdx-project.json"
    config.write_text(config.read_text("utf-8").replace("force-app", "src"), encoding="utf-8")
    run("generate", schema, "--project-dir", project)
    edit(schema, WITHOUT_BOOTH)

    found = names(run, schema, "--project-dir", project)

    assert found.count(("delete", "Visit__c.Booth__c")) == 1


def test_the_fields_of_an_object_are_accepted_with_it(
    schema: Path, project: Path, run: Run
) -> None:
    text = schema.read_text(encoding="utf-8")
    start, end = text.index("custom_objects:"), text.index("permission_sets:")
    edit(schema, (text[start:end], ""), ("Visit__c: read", "Lead: read"))
    call = ("plan", schema, "--project-dir", project, "--accept-delete", "Visit__c")

    assert "Nothing is deleted" not in run(*call).stdout
    assert json.loads(run(*call, "--format", "json").stdout)["result"]["unaccepted"] == []
    assert members(project, "Post") == ["CustomObject Visit__c"]


def test_a_name_of_several_needs_its_type(project: Path, tmp_path: Path, run: Run) -> None:
    schema = tmp_path / "small.yaml"
    object_ = "    plural_label: Visits\n"
    schema.write_text(
        SCHEMA.replace(object_, f"{object_}    tab: {{style: 'Custom20: Airplane'}}\n")
    )
    made = run("generate", schema, "--project-dir", project)
    assert made.exit_code == 0, made.output
    text = schema.read_text(encoding="utf-8")
    start, end = text.index("custom_objects:"), text.index("permission_sets:")
    edit(schema, (text[start:end], ""), ("Visit__c: read", "Lead: read"))
    call = ("plan", schema, "--project-dir", project)

    plain = run(*call)
    assert "--accept-delete CustomTab:Visit__c" in plain.stdout
    assert "--accept-delete CustomObject:Visit__c" in plain.stdout
    refused = run(*call, "--accept-delete", "Visit__c")
    assert refused.exit_code == 2
    assert "is the name of several components: write its type before it" in refused.stderr

    run(*call, "--accept-delete", "CustomTab:Visit__c")
    assert members(project, "Post") == ["CustomTab Visit__c"]


def test_a_layout_of_an_object_that_stays_is_deleted_by_hand(
    project: Path, tmp_path: Path, run: Run
) -> None:
    schema = tmp_path / "small.yaml"
    layout = "    page_layout: {sections: [{label: A, fields: [Booth__c]}]}\n"
    schema.write_text(SCHEMA.replace("    fields:\n", f"{layout}    fields:\n"), encoding="utf-8")
    made = run("generate", schema, "--project-dir", project)
    assert made.exit_code == 0, made.output
    edit(schema, ("label: Visit\n    plural", "label: Stay\n    plural"))

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert "By hand: Layout Visit__c-Visit Layout: assign another one" in result.stdout
    assert not (project / "manifest/destructive").exists()


def test_nothing_deletes_what_salesforce_ships(project: Path, tmp_path: Path, run: Run) -> None:
    schema = tmp_path / "small.yaml"
    account = (
        "  Account: {track_field_history: true, standard_fields: {Industry: {help_text: What}}, "
        "fields: {Rank__c: {label: Rank, type: Text(20)}}}\n"
    )
    schema.write_text(f"{SCHEMA}standard_objects:\n{account}", encoding="utf-8")
    made = run("generate", schema, "--project-dir", project)
    assert made.exit_code == 0, made.output
    schema.write_text(SCHEMA, encoding="utf-8")
    call = ("plan", schema, "--project-dir", project, "--accept-delete", "all")

    result = run(*call)

    assert "- CustomObject Account\n" in result.stdout
    assert "- CustomField Account.Industry\n" in result.stdout
    assert "By hand: CustomField Account.Industry: the org keeps it" in result.stdout
    assert "By hand: CustomObject Account: the org keeps it" in result.stdout
    assert members(project, "Post") == ["CustomField Account.Rank__c"]


def test_files_in_the_way_of_generate_are_named_and_nothing_is_to_be_run(
    schema: Path, project: Path, run: Run
) -> None:
    path = project / FIELDS / "Booth__c.field-meta.xml"
    path.write_text(path.read_text("utf-8").replace(">20<", ">255<"), encoding="utf-8")

    result = run("plan", schema, "--project-dir", project)

    assert 'length  "255" -> "20"' in result.stdout
    assert f"Conflict with generate: {FIELDS}/Booth__c.field-meta.xml was edited" in result.stdout
    assert run_last(result.stdout) == []


def test_a_lost_lock_changes_no_manifest(schema: Path, project: Path, run: Run) -> None:
    (project / "kaltura-sfdx.lock").unlink()
    field = project / FIELDS / "Booth__c.field-meta.xml"
    field.unlink()

    result = run("plan", schema, "--project-dir", project)

    assert run_last(result.stdout)[-1] == "sf project deploy start --manifest manifest/package.xml"


def test_a_folder_that_sf_does_not_know_is_told(project: Path, run: Run) -> None:
    config = {"packageDirectories": [{"path": "force-app", "default": True}]}
    (project / "sfdx-project.json").write_text(json.dumps(config), encoding="utf-8")

    result = run("plan", "--project-dir", project, "--format", "json")

    assert 'packageDirectories: lacks reports; add {"path": "reports"}' in result.stderr
    assert any("reports" in each for each in json.loads(result.stdout)["warnings"])


def test_another_plan_in_the_way_has_advice_of_its_own(
    schema: Path, project: Path, run: Run
) -> None:
    edit(schema, WITHOUT_BOOTH)
    other = project / "manifest/destructive/destructiveChangesPost.xml"
    other.parent.mkdir()
    other.write_text("<Package/>", encoding="utf-8")
    before = tree(project)

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert result.exit_code == 2
    assert "Move these files away, or remove them, and plan again." in result.stderr
    assert "--force" not in result.stderr
    assert tree(project) == before


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_a_value_set_is_merged_and_not_deployed(
    format_: str, project: Path, tmp_path: Path, run: Run
) -> None:
    schema = tmp_path / "kaltura.yaml"
    schema.write_text(Path("generator/schemas/kaltura.yaml").read_text("utf-8"), encoding="utf-8")
    run("generate", schema, "--project-dir", project)
    path = next((project / "unpackaged").rglob("*.standardValueSet-meta.xml"))
    path.unlink()

    result = run("plan", schema, "--project-dir", project, "--format", format_)

    assert "StandardValueSet CampaignMemberStatus: merge it with that of the org" in result.stdout
    assert "sf project deploy start" not in result.stdout
