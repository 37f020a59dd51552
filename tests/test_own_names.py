"""`components:` of a schema, where they meet what the schema says in words, and the project."""

import difflib
from pathlib import Path

import pytest
from conftest import Run

from generator.generation.documents import described, documents
from generator.metadata.canonical import parse
from generator.metadata.xsd import violations
from generator.schema import yaml_source
from generator.schema.loader import load
from generator.types.schema import Schema
from generator.workspace.project import find

SCHEMA = """\
name: own
label: Own
description: Whole components in Salesforce's own names.
standard_objects:
  Lead:
    fields:
      Size__c: {label: Size, type: Email}
components:
  Report:
    Folder/Leads: {format: Tabular, name: Leads, reportType: LeadList}
  ReportFolder:
    Folder: {name: Folder}
"""


def schema(folder: Path, text: str) -> Path:
    path = folder / "schema.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reports_get_their_package_directory_and_manifest(project: Path, run: Run) -> None:
    result = run("generate", schema(project.parent, SCHEMA), "--project-dir", project)

    assert result.exit_code == 0, result.output
    assert (project / "reports/main/default/reports/Folder/Leads.report-meta.xml").exists()
    assert '"path": "reports"' in (project / "sfdx-project.json").read_text(encoding="utf-8")
    manifest = (project / "manifest/reports.xml").read_text(encoding="utf-8")
    assert "<members>Folder/Leads</members>" in manifest


def test_a_component_that_the_schema_has_in_words_too(project: Path, run: Run) -> None:
    twice = (
        "  CustomField:\n    Lead.Size__c: {label: Size, type: Email, externalId: false, "
        "required: false, unique: false}\n"
    )

    result = run("generate", schema(project.parent, SCHEMA + twice), "--project-dir", project)

    assert result.exit_code == 2
    assert "would be written twice, for standard_objects.Lead.fields.Size__c (line 7)" in (
        result.stderr
    )
    assert "schema.yaml:14: components.CustomField.Lead.Size__c: " in result.stderr


def test_what_a_component_lacks_is_said_at_its_line(project: Path, run: Run) -> None:
    bare = "  CustomObject:\n    Visit__c: {label: Visit}\n"

    result = run("generate", schema(project.parent, SCHEMA + bare), "--project-dir", project)

    assert result.exit_code == 2
    assert "schema.yaml:14: components.CustomObject.Visit__c: KS320 pluralLabel" in result.stderr


def test_a_plan_compares_them(project: Path, run: Run) -> None:
    path = schema(project.parent, SCHEMA)
    run("generate", path, "--project-dir", project)
    schema(project.parent, SCHEMA.replace("Tabular", "Summary"))

    result = run("plan", path, "--project-dir", project)

    assert "~ Report Folder/Leads" in result.stdout
    assert '"Tabular" -> "Summary"' in result.stdout


SHIPPED = yaml_source.read("kaltura").text
FLOWS = "force-app/main/default/flows/Kaltura_{}.flow-meta.xml"


def with_metadata(key: str, elements: str) -> str:
    """Return the shipped schema with elements in Salesforce's own names at the end of a key."""
    before, name, after = SHIPPED.partition(f"{key}:\n")
    line, _, rest = after.partition("\n")
    indent = " " * (len(line) - len(line.lstrip()))
    return f"{before}{name}{indent}metadata: {elements}\n{line}\n{rest}"


def rendered(folder: Path, text: str) -> dict[str, bytes]:
    source = yaml_source.read(str(schema(folder, text)))
    found = load(source, Schema)
    target = find(folder, None)
    made = documents(found, described(found, target), iter)
    return {document.path: document.content for document in made}


@pytest.mark.parametrize(
    ("key", "elements", "changes"),
    [
        (
            "  Kaltura_Add_Campaign_Statuses",
            (
                "{environments: null, runInMode: SystemModeWithSharing, triggerOrder: 20, "
                "constants: [{name: One, dataType: Number, value: {numberValue: 1}}]}"
            ),
            {
                FLOWS.format("Add_Campaign_Statuses"): [
                    *("-<environments>Default</environments>", "+<constants>"),
                    *("+<name>One</name>", "+<dataType>Number</dataType>", "+<value>"),
                    *("+<numberValue>1</numberValue>", "+</value>", "+</constants>"),
                    "+<runInMode>SystemModeWithSharing</runInMode>",
                    *("-<triggerOrder>10</triggerOrder>", "+<triggerOrder>20</triggerOrder>"),
                ]
            },
        ),
        (
            "reports",
            "{folderShares: null, accessType: Hidden}",
            {
                f"reports/main/default/{kind}s/Kaltura_Engagement.{kind}Folder-meta.xml": [
                    *("+<accessType>Hidden</accessType>", "-<folderShares>"),
                    "-<accessLevel>View</accessLevel>",
                    "-<sharedTo>AllInternalUsers</sharedTo>",
                    *("-<sharedToType>Organization</sharedToType>", "-</folderShares>"),
                ]
                for kind in ("report", "dashboard")
            },
        ),
    ],
    ids=["flow", "folder"],
)
def test_own_elements_of_flows_and_folders_stand_in_the_published_order(
    key: str, elements: str, changes: dict[str, list[str]], tmp_path: Path
) -> None:
    before, after = rendered(tmp_path, SHIPPED), rendered(tmp_path, with_metadata(key, elements))

    assert before.keys() == after.keys()
    for path, content in before.items():
        lines = difflib.ndiff(content.decode().split("\n"), after[path].decode().split("\n"))
        found = [line[0] + line[2:].strip() for line in lines if line[0] in "+-"]
        assert sorted(found) == sorted(changes.get(path, [])), path
        assert not path.endswith("-meta.xml") or violations(parse(after[path].decode())) == []
