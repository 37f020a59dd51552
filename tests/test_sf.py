"""The real Salesforce CLI, offline: it takes our tree, and gives the same bytes back.

What it does not prove: that an org accepts the metadata; no org takes part.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Run, execute, tree
from sf import SCHEMAS, Command, run_all
from test_cases import CASES, arguments
from typer.testing import CliRunner

from generator.cli import app

SHIPPED = ROOT / "generator/schemas/kaltura.yaml"
STANDARD = {"Account", "Campaign", "CampaignMember"}


def source_files(root: Path) -> dict[str, bytes]:
    return {path: text for path, text in tree(root).items() if path.endswith("-meta.xml")}


def package_directories(project: Path) -> list[str]:
    config = json.loads((project / "sfdx-project.json").read_bytes())
    return [entry["path"] for entry in config["packageDirectories"]]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Return the project of each case, in which `sf` has converted and listed the tree."""
    folder = tmp_path_factory.mktemp("projects")
    projects = {case: folder / str(number) for number, case in enumerate(EACH)}
    todo: list[Command] = []
    for case, project in projects.items():
        project.mkdir()
        result = CliRunner().invoke(app, [str(each) for each in _arguments(case, project)])
        assert result.exit_code == 0, result.output
        todo += _commands(project)
    answers = run_all(todo, {"HOME": str(folder / "home")})
    assert [each for each in answers if each.status] == []
    return projects


def _arguments(case: Path, project: Path) -> list[str | Path]:
    if case == SHIPPED:
        return ["generate", case, "--project-dir", project]
    return arguments(case, project)


def _commands(project: Path) -> Iterator[Command]:
    """To the metadata API, and back in a project of the same kind that has no files yet."""
    directories = package_directories(project)
    empty = project / "empty"
    for directory in directories:
        (empty / directory).mkdir(parents=True)
    shutil.copy(project / "sfdx-project.json", empty)
    sources = [f"--source-dir={directory}" for directory in directories]
    there = ("project", "convert", "source", *sources, "--output-dir", str(empty / "converted"))
    yield Command(project, there)
    back = ("project", "convert", "mdapi", "--root-dir", "converted", "--output-dir", "back")
    yield Command(empty, back)
    listed = ("project", "generate", "manifest", "--source-dir", "force-app")
    yield Command(project, (*listed, "--output-dir", "theirs"))


EACH = [*CASES, SHIPPED]
each_case = pytest.mark.parametrize("case", EACH, ids=lambda case: case.stem)


@each_case
def test_the_tree_converts_to_the_metadata_api_and_back_to_the_same_bytes(
    case: Path, converted: dict[Path, Path]
) -> None:
    project = converted[case]
    ours = {
        path: text
        for directory in package_directories(project)
        for path, text in source_files(project / directory).items()
    }

    back = {
        f"main/default/{path.partition('main/default/')[2]}": text
        for path, text in source_files(project / "empty/back").items()
    }

    hollow = [path for path, text in back.items() if is_hollow(text)]
    assert {Path(path).parent.name for path in hollow} <= STANDARD
    assert {path: text for path, text in back.items() if path not in hollow} == ours


def is_hollow(content: bytes) -> bool:
    """Whether it is the empty file that the CLI adds for a standard object with fields."""
    return content.endswith(
        b'<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"></CustomObject>\n'
    )


@each_case
def test_the_manifest_is_the_one_that_the_cli_generates(
    case: Path, converted: dict[Path, Path]
) -> None:
    project = converted[case]

    theirs = (project / "theirs/package.xml").read_bytes()
    assert (project / "manifest/package.xml").read_bytes() == theirs


def test_the_project_file_is_valid_against_salesforces_schema(
    project: Path, run: Run, tmp_path: Path
) -> None:
    run("generate", "--project-dir", project)
    script = tmp_path / "check.cjs"
    script.write_text(
        f"""
        const Ajv = require("{ROOT}/node_modules/ajv");
        const schema = require("{SCHEMAS}/sfdx-project.schema.json");
        const check = new Ajv({{ strict: false }}).compile(schema);
        const valid = check(require("{project}/sfdx-project.json"));
        console.log(valid, JSON.stringify(check.errors));
        """,
        encoding="utf-8",
    )

    result = execute("node", script)

    assert result.stdout == "true null\n", result.stdout + result.stderr


def test_the_plan_of_records_is_valid_and_refers_to_its_own_records(
    project: Path, run: Run
) -> None:
    """`sf data import tree` needs an org, so its own schema for plans checks ours."""
    run("generate", "--project-dir", project)
    plan = project / "data/kaltura-plan.json"
    module = ROOT / "node_modules/@salesforce/plugin-data/lib/schema/dataImportPlan.js"
    script = (
        f'import {{ DataImportPlanArraySchema as s }} from "{module}";'
        'import { readFileSync } from "node:fs";'
        f's.parse(JSON.parse(readFileSync("{plan}", "utf8"))); console.log("valid");'
    )

    result = execute("node", "--input-type=module", "--eval", script)

    assert result.stdout == "valid\n", result.stderr
    files = [
        project / "data" / file for step in json.loads(plan.read_bytes()) for file in step["files"]
    ]
    records = [r for file in files for r in json.loads(file.read_bytes())["records"]]
    references = {f"@{record['attributes']['referenceId']}" for record in records}
    assert {r["CampaignId"] for r in records if "CampaignId" in r} <= references
