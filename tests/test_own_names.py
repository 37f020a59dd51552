"""`components:` of a schema, where they meet what the schema says in words, and the project."""

from pathlib import Path

from conftest import Run

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
