"""A run that the cache cuts short prints and returns what a run without the cache does."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run
from small_schema import STATUSES

from generator.generation.generate import GenerateRequest, plan

CASES = ROOT / "tests/cases"
WARNS = """\
name: warns
label: Warns
description: A schema that deploys, and then hurts.
standard_objects:
  Lead:
    fields:
      Needed__c: {label: Needed, type: Email, required: true}
      Hidden__c: {label: Hidden, type: Date}
      Sum__c: {label: Sum, type: Formula(Number), formula: LEN(Neded__c)}
  Campaign: {fields: {Shown__c: {label: Shown, type: Date}}}
"""
READER = "permission_sets: {Reader: {label: Reader, access: {Campaign: read}}}\n"
WARNS += STATUSES + READER
Change = Callable[[Path], None]


@pytest.fixture
def warns(tmp_path: Path) -> Path:
    path = tmp_path / "warns.yaml"
    path.write_text(WARNS, encoding="utf-8")
    return path


def directories(project: Path, *entries: dict[str, object]) -> None:
    """Give a project these package directories."""
    path = project / "sfdx-project.json"
    config = json.loads(path.read_bytes())
    config["packageDirectories"] = entries
    path.write_text(json.dumps(config), encoding="utf-8")


FORCE_APP: dict[str, object] = {"path": "force-app", "default": True}


def without_further_directories(project: Path) -> None:
    directories(project, FORCE_APP)


def with_values_in_a_package(project: Path) -> None:
    directories(project, FORCE_APP, {"path": "unpackaged", "package": "P"})


def with_another_manifest(project: Path) -> None:
    (project / "manifest/package.xml").write_text("<Package/>", encoding="utf-8")


def nothing(project: Path) -> None:
    del project


def everything(run: Run, schema: Path, project: Path) -> list[object]:
    """Return what a request comes to, in each of its forms."""
    calls = [run("generate", schema, "--project-dir", project, *options) for options in OPTIONS]
    printed = [(call.exit_code, call.stdout, call.stderr) for call in calls]
    return [plan(GenerateRequest(str(schema), project)), *printed]


OPTIONS = (("--check",), ("--check", "--json", "--prune", "--force"))


@pytest.mark.parametrize("case", ["day_after", "relationships", "warns"])
@pytest.mark.parametrize(
    "change",
    [nothing, without_further_directories, with_values_in_a_package, with_another_manifest],
)
def test_a_cached_run_prints_and_returns_what_another_does(
    case: str, change: Change, project: Path, warns: Path, run: Run
) -> None:
    schema = warns if case == "warns" else CASES / case / "schema.yaml"
    run("generate", schema, "--project-dir", project)
    change(project)

    cached = everything(run, schema, project)
    shutil.rmtree(project / ".kaltura-sfdx")

    assert cached == everything(run, schema, project)


def test_a_second_run_is_cached_in_spite_of_warnings(
    project: Path, warns: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("generate", warns, "--project-dir", project)
    monkeypatch.setattr("generator.generation.prepare.prepare", None)

    second = run("generate", warns, "--project-dir", project)

    assert second.exit_code == 0
    assert second.stderr == first.stderr != ""


@pytest.mark.parametrize("options", [(), ("--check",), ("--json",), ("--check", "--json")])
def test_warnings_of_the_rules_name_lines_of_the_schema(
    project: Path, warns: Path, run: Run, options: tuple[str, ...]
) -> None:
    run("generate", warns, "--project-dir", project)

    result = run("generate", warns, "--project-dir", project, *options)

    printed = (
        "\n".join(json.loads(result.stdout)["warnings"]) if "--json" in options else result.stderr
    )
    assert result.exit_code == 0
    key = "standard_objects.Lead.fields"
    assert f"{warns}:7: {key}.Needed__c: KS901" in printed
    assert f"{warns}:8: {key}.Hidden__c: KS903" in printed


def test_a_value_set_in_a_package_is_a_warning_as_in_validate(
    project: Path, warns: Path, run: Run
) -> None:
    run("generate", warns, "--project-dir", project)
    with_values_in_a_package(project)

    result = run("generate", warns, "--project-dir", project)

    assert f"{warns}:11: campaign_member_statuses: KS902" in result.stderr


def test_the_cache_of_one_path_of_a_schema_names_no_other(
    project: Path, warns: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(warns.parent)
    run("generate", warns, "--project-dir", project)

    result = run("generate", warns.name, "--project-dir", project)

    assert f"warning: {warns.name}:7: " in result.stderr
