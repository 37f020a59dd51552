"""Where files go: several schemas in one project, two files at one path, names of Windows."""

from pathlib import Path

import pytest
from conftest import Run, tree
from small_schema import STATUSES
from test_value_set import RETRIEVED

from generator.errors import SchemaError
from generator.generation.path_conflicts import refuse_paths
from generator.metadata.registry import Component, Document
from generator.schema.yaml_source import Source
from generator.types.registry import components
from generator.types.schema import Schema
from generator.workspace.project import Project

VALUES = "unpackaged/main/default/standardValueSets/CampaignMemberStatus.standardValueSet-meta.xml"
FIELD = """\
standard_objects:
  Lead:
    fields:
      Size__c: {label: Size, type: Email}
"""
REPORTS = """\
custom_objects:
  Stand__c:
    label: Stand
    plural_label: Stands
    record_name: {label: Name}
    allow_reports: true
    fields:
      Lead__c: {label: Lead, type: Lookup(Lead), child_relationship_name: OurStands}
report_types:
  Stands:
    label: Stands
    description: Stands.
    base: Lead
    joined_by: Stand__c.Lead__c
    sections:
      - {label: Stand, fields: [Stand__c.CreatedDate, Lead.Name]}
reports:
  folder: Stands
  label: Stands
  reports:
    One: {label: One, description: One., report_type: Stands, columns: [Lead.Name]}
"""
OTHERS = (
    b'<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>60.0</version></Package>'
)


def schema(folder: Path, name: str, *parts: str) -> Path:
    path = folder / f"{name}.yaml"
    text = f"name: {name}\nlabel: {name}\ndescription: D.\n" + "".join(parts)
    path.write_text(text, encoding="utf-8")
    return path


def test_two_documents_at_one_path_are_refused_before_the_first_write(
    project: Path, tmp_path: Path, run: Run
) -> None:
    """A schema named reports, whose manifest gets its name since package.xml is another's."""
    (project / "manifest").mkdir()
    (project / "manifest/package.xml").write_bytes(OTHERS)
    before = tree(project)
    path = schema(tmp_path, "reports", REPORTS)

    for options in ([], ["--check"], ["--force"]):
        result = run("generate", path, "--project-dir", project, *options)
        assert result.exit_code == 2
        message = "manifest/reports.xml would be written twice, for name (line 1) and for reports"
        assert f"error: {path}:20: reports: {message}" in result.stderr
        assert tree(project) == before


def test_paths_that_differ_in_capitals_only_are_one(
    project: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_a_twin(schema: Schema, project: Project) -> list[Component]:
        found = list(components(schema, project))
        field = next(each for each in found if each.full_name == "Lead.Size__c")
        path = field.path.replace("Size__c", "SIZE__c")
        elements = {**field.elements, "fullName": "SIZE__c"}
        twin = Component(field.type, "Lead.SIZE__c", path, elements, ("twin",))
        return [*found, twin]

    monkeypatch.setattr("generator.generation.documents.components", with_a_twin)
    path = schema(tmp_path, "small", FIELD)

    result = run("generate", path, "--project-dir", project)

    assert result.exit_code == 2
    message = "would be written twice, for standard_objects.Lead.fields.Size__c (line 7) and for"
    assert f"SIZE__c.field-meta.xml {message} twin" in result.stderr
    assert tree(project) == {}


def test_a_second_schema_has_manifests_of_its_own(project: Path, tmp_path: Path, run: Run) -> None:
    run("generate", "--project-dir", project)
    before = tree(project)
    path = schema(tmp_path, "second", REPORTS)

    result = run("generate", path, "--project-dir", project)

    assert result.exit_code == 0, result.stderr
    after = tree(project)
    assert {name: after[name] for name in before if name != "kaltura-sfdx.lock"} == {
        name: text for name, text in before.items() if name != "kaltura-sfdx.lock"
    }
    assert b"Stand__c" in after["manifest/second.xml"]
    assert b"Stands/One" in after["manifest/second-reports.xml"]
    assert run("generate", path, "--project-dir", project, "--check").exit_code == 0
    assert run("generate", "--project-dir", project, "--check").exit_code == 0


def test_a_schema_whose_name_is_that_of_another_manifest(
    project: Path, tmp_path: Path, run: Run
) -> None:
    run("generate", "--project-dir", project)

    result = run("generate", schema(tmp_path, "reports", ""), "--project-dir", project)

    assert result.exit_code == 2
    assert (
        "error: manifest/reports.xml: is a manifest of the schema kaltura; give this schema "
        "another name\n"
    ) in result.stderr


def test_equal_manifests_of_two_schemas_are_still_two(
    project: Path, tmp_path: Path, run: Run
) -> None:
    """Each would change with its own schema only."""
    first, second = schema(tmp_path, "first"), schema(tmp_path, "second")

    run("generate", first, "--project-dir", project)
    run("generate", second, "--project-dir", project)

    assert (project / "manifest/second.xml").exists()


@pytest.mark.parametrize("name", ["Size__c", "SIZE__c"])
def test_one_component_of_two_schemas_is_refused_by_the_name_of_the_other(
    project: Path, tmp_path: Path, run: Run, name: str
) -> None:
    run("generate", schema(tmp_path, "first", FIELD), "--project-dir", project)
    before = tree(project)
    text = FIELD.replace("Size__c: {label: Size", f"{name}: {{label: Other")
    second = schema(tmp_path, "second", text)

    result = run("generate", second, "--project-dir", project)

    assert result.exit_code == 2
    assert f"{name}.field-meta.xml: is a file of the schema first" in result.stderr
    assert tree(project) == before


def test_a_shared_component_that_changes_is_refused(
    project: Path, tmp_path: Path, run: Run
) -> None:
    """Equal files may be shared; but what one schema then writes would break the other."""
    first, second = schema(tmp_path, "first", FIELD), schema(tmp_path, "second", FIELD)
    run("generate", first, "--project-dir", project)
    assert run("generate", second, "--project-dir", project).exit_code == 0
    schema(tmp_path, "first", FIELD.replace("label: Size", "label: Length"))

    result = run("generate", first, "--project-dir", project)

    assert result.exit_code == 2
    assert "Size__c.field-meta.xml: is a file of the schema second" in result.stderr
    assert run("generate", first, "--project-dir", project, "--force").exit_code == 0


def test_two_schemas_share_the_value_set_by_merging(
    project: Path, tmp_path: Path, run: Run
) -> None:
    run("generate", "--project-dir", project)
    second = schema(tmp_path, "second", STATUSES)

    refused = run("generate", second, "--project-dir", project)
    assert refused.exit_code == 2
    assert f"{VALUES}: is a file of the schema kaltura" in refused.stderr
    assert f"--merge-values {VALUES}" in refused.stderr

    options = ("--project-dir", project, "--merge-values", project / VALUES)
    too_soon = run("generate", second, *options)
    assert too_soon.exit_code == 2, "the org may have values that no schema has"
    assert "is the generated file, not the file of an org" in too_soon.stderr

    (project / VALUES).write_text(RETRIEVED, encoding="utf-8")
    for each in (second, "kaltura"):
        merged = run("generate", each, *options)
        assert merged.exit_code == 0, merged.stderr
    text = (project / VALUES).read_text(encoding="utf-8")
    assert all(f"<fullName>{name}<" in text for name in ("Came", "Created", "ATTENDED"))
    for each in (second, "kaltura"):
        assert run("generate", each, "--project-dir", project, "--check").exit_code == 0


@pytest.mark.parametrize("name", ["CON", "nul", "Aux", "COM1", "lpt9", "PRN"])
def test_a_file_that_windows_cannot_hold_is_refused(
    project: Path, tmp_path: Path, run: Run, name: str
) -> None:
    parts = f"permission_sets:\n  {name}: {{label: L, access: {{Lead: read}}}}\n"
    parts += FIELD.replace("Lead", name)
    path = schema(tmp_path, "small", parts)

    result = run("generate", path, "--project-dir", project)

    assert result.exit_code == 2
    assert f"error: {path}:5: permission_sets.{name}: " in result.stderr
    assert f"error: {path}:9: standard_objects.{name}.fields.Size__c: " in result.stderr
    assert f"Windows reserves the name {name}" in result.stderr
    assert tree(project) == {}


@pytest.mark.parametrize("name", ["COM10", "Console", "AUX_Access", "Nullable", "COM"])
def test_names_that_only_look_like_reserved_ones_are_taken(
    project: Path, tmp_path: Path, run: Run, name: str
) -> None:
    parts = f"permission_sets:\n  {name}: {{label: L, access: {{Lead: read}}}}\n"

    result = run("generate", schema(tmp_path, "small", parts), "--project-dir", project)

    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("part", ["AUX.x-meta.xml", "con", "LPT¹.xml", "a.", "b ", "nul .txt"])
def test_every_part_of_a_path_is_looked_at(part: str) -> None:
    lines = Source("s.yaml", "name: s\n").content().lines
    for path in (f"force-app/main/{part}", f"force-app/main/{part}/c.xml"):
        with pytest.raises(SchemaError, match="Windows"):
            refuse_paths([Document(path, b"", ("name",))], lines, "my.")
    refuse_paths([Document("my./main/a.xml", b"", ("name",))], lines, "my.")
