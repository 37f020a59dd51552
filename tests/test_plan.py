"""`plan` says what would change, and at what risk; it deletes only what is accepted."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run, Wsdl, execute, tree
from lxml import etree
from test_cli import call

SCHEMA = """\
name: small
label: Small
description: One object.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {label: Visit}
    internal_access: Private
    fields:
      Booth__c: {label: Booth, type: Text(20)}
      Minutes__c: {label: Minutes, type: "Number(5, 1)"}
      Kind__c:
        label: Kind
        type: Picklist
        values: [Long, Short]
permission_sets:
  Reader:
    label: Reader
    access: {Visit__c: read}
"""
NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
VALUE = "valueSet.valueSetDefinition.value"
FIELDS = "force-app/main/default/objects/Visit__c/fields"


@pytest.fixture
def schema(project: Path, tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SCHEMA, encoding="utf-8")
    run("generate", path, "--project-dir", project)
    return path


def edit(schema: Path, *changes: tuple[str, str]) -> None:
    text = schema.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    schema.write_text(text, encoding="utf-8")


def changes(run: Run, *arguments: str | Path) -> list[dict[str, object]]:
    result = run("plan", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["result"]
    assert found["hasChanges"] is bool(found["changes"])
    assert isinstance(found["changes"], list)
    return found["changes"]


def run_last(output: str) -> list[str]:
    """Return the commands with which a plan ends."""
    _, _, commands = output.partition("To apply it, run:\n")
    return [line.removeprefix("    ") for line in commands.splitlines()]


def test_nothing_to_do(schema: Path, project: Path, run: Run) -> None:
    result = run("plan", schema, "--project-dir", project, "--exit-code")

    assert result.exit_code == 0
    assert result.stdout == "No changes, compared with the working tree: 5 components.\n"


def test_a_plan_without_deletes_writes_nothing(project: Path, run: Run) -> None:
    """It waits for no other run, and may look at a project on a disk that takes no writes."""
    result = run("plan", "--project-dir", project)

    assert result.exit_code == 0
    assert list(project.iterdir()) == []


def test_a_new_project_is_all_to_create(project: Path, run: Run) -> None:
    result = run("plan", "--project-dir", project, "--exit-code")

    assert result.exit_code == 2
    assert "+ CustomObject UserSessionEngagement__c\n" in result.stdout
    assert "Kaltura_Integration  gains" not in result.stdout
    assert "Kaltura_Integration gains create Lead, UserSessionEngagement__c\n" in result.stdout
    assert "44 to create, 0 unchanged" in result.stdout
    assert run_last(result.stdout) == [
        f"kaltura-sfdx generate kaltura --project-dir {project}",
        f"cd {project}",
        "sf project deploy start --manifest manifest/package.xml",
        "sf project deploy start --manifest manifest/reports.xml",
    ]
    assert tree(project) == {}


def test_each_change_has_its_risk(schema: Path, project: Path, run: Run) -> None:
    edit(
        schema,
        ("Text(20)", "Text(30)"),
        ("Number(5, 1)", "Number(4, 2)"),
        ("label: Kind\n", "label: Sort\n"),
        ("internal_access: Private", "internal_access: Public Read Only"),
        ("[Long, Short]", "[Long, Longer]"),
        ("Visit__c: read", "Visit__c: write"),
    )
    before = tree(project)

    found = changes(run, schema, "--project-dir", project)

    assert [(each["fullName"], each["action"], each["risk"]) for each in found] == [
        ("Visit__c.Booth__c", "update", "widens"),
        ("Visit__c.Kind__c", "update", "narrows"),
        ("Visit__c.Minutes__c", "update", "narrows"),
        ("Visit__c", "update", "access"),
        ("Reader", "update", "access"),
    ]
    assert found[0]["elements"] == [
        {"path": "length", "before": "20", "after": "30", "risk": "widens"}
    ]
    assert tree(project) == before


def test_what_the_org_refuses_is_said_with_its_reason_and_no_command(
    schema: Path, project: Path, run: Run
) -> None:
    more = "global_value_sets:\n  Kinds: {label: Kinds, values: [Long, Short]}\ncustom_objects:"
    edit(
        schema,
        ("custom_objects:", more),
        ("        values: [Long, Short]\n", "        value_set: Kinds\n"),
    )
    call = ("plan", schema, "--project-dir", project)
    reason = "Cannot change which global value set this picklist uses"

    result, comment = run(*call), run(*call, "--format", "markdown")
    found = {each["fullName"]: each for each in changes(run, *call[1:])}

    assert "~ CustomField Visit__c.Kind__c  (refused by the org)\n" in result.stdout
    line = f'valueSet.valueSetName  (none) -> "Kinds"  (refused by the org; {reason})\n'
    assert " ".join(line.split()) in " ".join(result.stdout.split())
    assert f"The org refuses this: Visit__c.Kind__c: {reason}." in result.stdout
    assert "sf project deploy" not in result.stdout + comment.stdout
    assert reason in comment.stdout
    assert found["Visit__c.Kind__c"]["risk"] == "refused"
    assert reason in json.dumps(found["Visit__c.Kind__c"]["elements"])


def test_who_gains_and_who_loses(schema: Path, project: Path, run: Run) -> None:
    edit(schema, ("Visit__c: read", "Visit__c: write, Lead: read"))

    result = run("plan", schema, "--project-dir", project)

    assert "    Reader gains create Visit__c\n" in result.stdout
    assert "    Reader gains read Lead\n" in result.stdout
    assert "Reader loses" not in result.stdout
    json_ = run("plan", schema, "--project-dir", project, "--format", "json").stdout
    right = {"permissionSet": "Reader", "change": "gains", "right": "read", "of": ["Lead"]}
    assert right in json.loads(json_)["result"]["access"]


def test_what_the_schema_no_longer_asks_for_is_a_delete(
    schema: Path, project: Path, run: Run
) -> None:
    edit(schema, ("      Booth__c: {label: Booth, type: Text(20)}\n", ""))

    result = run("plan", schema, "--project-dir", project)

    assert "- CustomField Visit__c.Booth__c  (delete: data is lost)\n" in result.stdout
    assert (project / FIELDS / "Booth__c.field-meta.xml").exists()


WITHOUT_BOOTH = ("      Booth__c: {label: Booth, type: Text(20)}\n", "")
# A delete, a narrower field, another label, and more rights.
RISKY = (
    WITHOUT_BOOTH,
    ("Number(5, 1)", "Number(4, 2)"),
    ("label: Visit\n", "label: Stop\n"),
    ("Visit__c: read", "Visit__c: write"),
)
DELETE = (
    "sf project deploy start --manifest manifest/destructive/package.xml "
    "--post-destructive-changes manifest/destructive/destructiveChangesPost.xml"
)


def members(project: Path, when: str) -> list[str]:
    path = project / f"manifest/destructive/destructiveChanges{when}.xml"
    root = etree.parse(path).getroot()
    return [f"{t.findtext('{*}name')} {m.text}" for t in root for m in t.iter("{*}members")]


def test_nothing_is_deleted_unless_it_is_accepted_by_name(
    schema: Path, project: Path, run: Run, wsdl: Wsdl
) -> None:
    edit(schema, WITHOUT_BOOTH)
    call = ("plan", schema, "--project-dir", project)

    refused = run(*call)
    assert "unless you accept it: --accept-delete Visit__c.Booth__c\n" in refused.stdout
    assert not (project / "manifest/destructive").exists()

    accepted = run(*call, "--accept-delete", "Visit__c.Booth__c")
    assert accepted.exit_code == 0
    assert "unless you accept it" not in accepted.stdout
    assert run_last(accepted.stdout) == [
        f"kaltura-sfdx generate {schema} --project-dir {project}",
        f"cd {project}",
        "sf project deploy start --manifest manifest/package.xml",  # the fewer rights come first
        DELETE,
    ]
    assert members(project, "Post") == ["CustomField Visit__c.Booth__c"]
    for path in (project / "manifest/destructive").iterdir():
        assert wsdl.refusals(path.read_bytes()) == []
    assert "<members>" not in (project / "manifest/destructive/package.xml").read_text("utf-8")

    again = run(*call, "--accept-delete", "all")
    assert again.stdout == accepted.stdout


def test_only_what_the_plan_deletes_can_be_accepted(schema: Path, project: Path, run: Run) -> None:
    edit(schema, WITHOUT_BOOTH)
    names = ("--accept-delete", "Visit__c.Kind__c", "--accept-delete", "Lead.Email")

    result = run("plan", schema, "--project-dir", project, *names)

    assert result.exit_code == 2
    assert "--accept-delete Visit__c.Kind__c: is not among the deletes" in result.stderr
    assert "--accept-delete Lead.Email: is not among the deletes" in result.stderr
    assert "The plan deletes Visit__c.Booth__c." in result.stderr
    assert not (project / "manifest/destructive").exists()


def test_a_renamed_field_is_not_lost_with_all(schema: Path, project: Path, run: Run) -> None:
    new = "      Stand__c: {label: Stand, type: Text(20), renamed_from: Booth__c}\n"
    edit(schema, (WITHOUT_BOOTH[0], new))
    call = ("plan", schema, "--project-dir", project)

    result = run(*call, "--accept-delete", "all")

    assert "    renamed to Visit__c.Stand__c, which starts empty" in result.stdout
    assert "unless you accept it: --accept-delete Visit__c.Booth__c\n" in result.stdout
    assert not (project / "manifest/destructive").exists()
    run(*call, "--accept-delete", "Visit__c.Booth__c")
    assert members(project, "Post") == ["CustomField Visit__c.Booth__c"]


def test_what_needs_the_place_of_another_comes_after_it(
    schema: Path, project: Path, run: Run
) -> None:
    """An org has a relationship name once on a parent: the old lookup has to go first."""
    lookup = "      {0}: {{label: Lead, type: Lookup(Lead), child_relationship_name: Booths}}\n"
    edit(schema, (WITHOUT_BOOTH[0], lookup.format("Old__c")))
    run("generate", schema, "--project-dir", project, "--prune")
    edit(schema, (lookup.format("Old__c"), lookup.format("New__c")))

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert members(project, "Pre") == ["CustomField Visit__c.Old__c"]
    *_, delete, deploy = run_last(result.stdout)
    assert "--pre-destructive-changes" in delete
    assert deploy.endswith("--manifest manifest/package.xml")


def test_an_object_takes_its_fields_along(schema: Path, project: Path, run: Run) -> None:
    text = schema.read_text(encoding="utf-8")
    start, end = text.index("custom_objects:"), text.index("permission_sets:")
    edit(schema, (text[start:end], ""), ("Visit__c: read", "Lead: read"))

    run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert members(project, "Post") == ["CustomObject Visit__c"]


def test_a_flow_is_deleted_by_hand(project: Path, run: Run, tmp_path: Path) -> None:
    text = (ROOT / "generator/schemas/kaltura.yaml").read_text(encoding="utf-8")
    schema = tmp_path / "kaltura.yaml"
    schema.write_text(text, encoding="utf-8")
    run("generate", schema, "--project-dir", project)
    schema.write_text(text[: text.index("flows:\n")] + text[text.index("report_types:\n") :])

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert result.exit_code == 0, result.output
    assert "By hand: Flow Kaltura_Fill_Campaign_Member_Key: deactivate it" in result.stdout
    assert not (project / "manifest/destructive").exists()


def test_manifests_of_others_are_not_overwritten(schema: Path, project: Path, run: Run) -> None:
    edit(schema, WITHOUT_BOOTH)
    other = project / "manifest/destructive/destructiveChangesPost.xml"
    other.parent.mkdir()
    other.write_text("<Package/>", encoding="utf-8")

    result = run("plan", schema, "--project-dir", project, "--accept-delete", "all")

    assert result.exit_code == 2
    assert "destructiveChangesPost.xml: exists already" in result.stderr
    assert other.read_text(encoding="utf-8") == "<Package/>"


def test_against_a_folder(schema: Path, project: Path, run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    run("generate", schema, "--project-dir", other)
    edit(schema, ("Text(20)", "Text(10)"))
    run("generate", schema, "--project-dir", project)

    assert changes(run, schema, "--project-dir", project) == []
    found = changes(run, schema, "--project-dir", project, "--against", other)
    assert [(each["fullName"], each["risk"]) for each in found] == [
        ("Visit__c.Booth__c", "narrows")
    ]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--exit-code", "--format", "json"), 0),
        (("--exit-code", "--format", "json", "--against", "nowhere"), 1),
        (("--exit-code", "--format=json", "--bogus"), 1),
        (("--format", "json", "--bogus"), 2),
        (("missing.yaml", "--format", "json"), 2),
    ],
    ids=str,
)
def test_the_json_has_the_exit_code(words: tuple[str, ...], status: int, project: Path) -> None:
    call("generate", "--project-dir", project)

    result = call("plan", "--project-dir", project, *words)

    assert result.returncode == status
    assert json.loads(result.stdout)["status"] == status


def test_the_json_has_the_exit_code_of_changes(schema: Path, project: Path, run: Run) -> None:
    edit(schema, ("label: Booth,", "label: Stand,"))
    words = ("plan", schema, "--project-dir", project, "--format", "json")

    for options, status in (((), 0), (("--exit-code",), 2)):
        result = run(*words, *options)
        answer = json.loads(result.stdout)
        assert (result.exit_code, answer["status"]) == (status, status)
        assert answer["result"]["hasChanges"] is True


def test_a_manifest_of_the_project_is_not_ours_to_deploy(
    project: Path, tmp_path: Path, run: Run
) -> None:
    schema = tmp_path / "small.yaml"
    schema.write_text(SCHEMA, encoding="utf-8")
    theirs = project / "manifest/package.xml"
    theirs.parent.mkdir()
    theirs.write_text(f"<Package {NAMESPACE}/>", encoding="utf-8")
    call = ("plan", schema, "--project-dir", project)
    deploy = "sf project deploy start --manifest manifest/small.xml"

    assert run_last(run(*call).stdout)[-1] == deploy
    run("generate", schema, "--project-dir", project)
    edit(schema, ("label: Booth,", "label: Stand,"))
    assert run_last(run(*call).stdout)[-1] == deploy


def test_markdown_survives_what_a_label_holds(schema: Path, project: Path, run: Run) -> None:
    edit(schema, ("label: Booth,", 'label: "Booth | <b>",'))

    result = run("plan", schema, "--project-dir", project, "--format", "markdown")

    assert 'label: "Booth" -> "Booth \\| &lt;b>"' in result.stdout
    assert result.stdout.startswith("**Plan: 1 to update, 4 unchanged")
    assert result.stdout.endswith("sf project deploy start --manifest manifest/package.xml\n```\n")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_nothing_that_a_terminal_obeys_is_printed(
    form: str, schema: Path, project: Path, run: Run
) -> None:
    """Neither from a file, a file's name, a schema, nor the name of a folder."""
    signs = "\x9b2J\u202e\u2066\u200f\u2028end"
    escape = "\x1b[2J"
    edit(schema, ("label: Kind\n", f"label: {json.dumps(signs)}\n"), WITHOUT_BOOTH)
    file = project / FIELDS / "Minutes__c.field-meta.xml"
    file.write_text(file.read_text("utf-8").replace(">Minutes<", f">{signs}<"), encoding="utf-8")
    booth = project / FIELDS / "Booth__c.field-meta.xml"
    booth.rename(booth.with_name(f"Booth__c{escape}.field-meta.xml"))
    owned = project / "kaltura-sfdx.lock"
    name = json.dumps(f"Booth__c{escape}.")[1:-1]
    owned.write_text(owned.read_text("utf-8").replace("Booth__c.", name), encoding="utf-8")
    folder = project.with_name(f"other{escape}")
    shutil.copytree(project, folder)
    call = ("plan", schema, "--project-dir", project, "--format", form)

    for options in ((), ("--against", folder)):
        result = run(*call, *options)

        assert result.exit_code == 0, result.output
        assert result.stdout.replace("\n", "").isprintable()
        assert "\\x1b[2J" in result.stdout
        assert result.stdout.count("\\x9b2J\\u202e\\u2066\\u200f\\u2028end") == 2


def test_the_order_of_picklist_values_is_a_change(schema: Path, project: Path, run: Run) -> None:
    edit(schema, ("[Long, Short]", "[Short, Long]"))

    found = changes(run, schema, "--project-dir", project)

    assert [(each["fullName"], each["risk"]) for each in found] == [("Visit__c.Kind__c", "safe")]


def test_a_picklist_value_that_goes_becomes_inactive(
    schema: Path, project: Path, run: Run
) -> None:
    edit(schema, ("[Long, Short]", "[Long]"))

    (change,) = changes(run, schema, "--project-dir", project)

    assert change["risk"] == "narrows"
    assert change["elements"] == [
        {"path": f"{VALUE} (order)", "before": "Long, Short", "after": "Long", "risk": "safe"},
        {"path": f"{VALUE}[Short].isActive", "before": None, "after": "false", "risk": "narrows"},
    ]


def test_no_words_of_a_call_end_in_a_traceback(schema: Path, project: Path) -> None:
    other = project / "other"
    other.mkdir()
    (other / "kaltura-sfdx.lock").write_text("[" * 100_000, encoding="utf-8")
    merged = '{"version": 1, "schemas": {"small": {"files": {}, "merged": [{}]}}}'
    odd = project / "odd"
    odd.mkdir()
    (odd / "kaltura-sfdx.lock").write_text(merged, encoding="utf-8")
    calls: tuple[tuple[str, ...], ...] = (
        ("--timeout", "inf", "--target-org", "x"),
        ("--timeout", "1e300", "--target-org", "x"),
        ("--target-org", ""),
        ("--target-org=",),
        ("--against", "x" * 5000),
        ("--against", str(other)),
        ("--against", str(odd)),
    )
    for words in calls:
        result = call("plan", schema, "--project-dir", project, *words)

        assert result.returncode == 2, words
        assert "Traceback" not in result.stderr
        assert "error: " in result.stderr
        assert result.stdout == ""


def test_what_a_permission_set_loses_besides_rights_to_data(run: Run, project: Path) -> None:
    run("generate", "--project-dir", project)
    path = project / "force-app/main/default/permissionsets"
    file = path / "Kaltura_Engagement_Viewer.permissionset-meta.xml"
    more = (
        "<userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions>"
        "</PermissionSet>"
    )
    file.write_text(file.read_text("utf-8").replace("</PermissionSet>", more), encoding="utf-8")

    result = run("plan", "--project-dir", project)

    assert "Kaltura_Engagement_Viewer loses use ModifyAllData\n" in result.stdout


def test_a_plan_against_a_tree_imports_nothing_for_an_org_over_rest(
    project: Path, schema: Path
) -> None:
    code = (
        "import sys\nfrom generator.cli import run\n"
        "assert run() == 0\nassert 'urllib3' not in sys.modules"
    )

    result = execute(sys.executable, "-c", code, "plan", schema, "--project-dir", project)

    assert result.returncode == 0, result.stderr
