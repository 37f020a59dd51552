"""The real Salesforce CLI, offline: it takes our tree, and gives the same bytes back.

What it does not prove: that an org accepts the metadata; no org takes part.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run, execute, tree
from test_cases import CASES, arguments

SF = ROOT / "node_modules/.bin/sf"
SHIPPED = ROOT / "generator/schemas/kaltura.yaml"
SCHEMAS = ROOT / "node_modules/@salesforce/schemas"
STANDARD = {"Account", "Campaign", "CampaignMember"}
Sf = Callable[..., str]


QUIET = {
    "CI": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_DISABLE_AUTOUPDATE": "true",
    "SF_DISABLE_LOG_FILE": "true",
    "SF_DISABLE_TELEMETRY": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
}


@pytest.fixture
def sf(project: Path, tmp_path: Path) -> Sf:
    """Run a command of the real CLI in the project; it has to succeed."""
    assert SF.exists(), "the Salesforce CLI is not installed: run `make test`, which installs it"

    def call(*arguments: str) -> str:
        environment = {**QUIET, "HOME": str(tmp_path / "home")}
        result = execute(SF, *arguments, cwd=project, environment=environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    return call


def source_files(root: Path) -> dict[str, bytes]:
    return {path: text for path, text in tree(root).items() if path.endswith("-meta.xml")}


def package_directories(project: Path) -> list[str]:
    config = json.loads((project / "sfdx-project.json").read_bytes())
    return [entry["path"] for entry in config["packageDirectories"]]


each_case = pytest.mark.parametrize("case", [*CASES, SHIPPED], ids=lambda case: case.stem)


def _arguments(case: Path, project: Path) -> list[str | Path]:
    if case == SHIPPED:
        return ["generate", case, "--project-dir", project]
    return arguments(case, project)


@each_case
def test_the_tree_converts_to_the_metadata_api_and_back_to_the_same_bytes(
    case: Path, project: Path, run: Run, sf: Sf
) -> None:
    run(*_arguments(case, project))
    ours = source_files(project)
    directories = package_directories(project)

    sources = [f"--source-dir={directory}" for directory in directories]
    sf("project", "convert", "source", *sources, "--output-dir", "converted")
    for directory in directories:
        shutil.rmtree(project / directory)
        (project / directory).mkdir()
    sf("project", "convert", "mdapi", "--root-dir", "converted", "--output-dir", "back")

    back = {
        f"main/default/{path.partition('main/default/')[2]}": text
        for path, text in source_files(project / "back").items()
    }
    hollow = [path for path, text in back.items() if is_hollow(text)]
    assert {Path(path).parent.name for path in hollow} <= STANDARD
    assert {path: text for path, text in back.items() if path not in hollow} == {
        path.partition("/")[2]: text for path, text in ours.items()
    }


def is_hollow(content: bytes) -> bool:
    """Whether it is the empty file that the CLI adds for a standard object with fields."""
    return content.endswith(
        b'<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"></CustomObject>\n'
    )


@each_case
def test_the_manifest_is_the_one_that_the_cli_generates(
    case: Path, project: Path, run: Run, sf: Sf
) -> None:
    run(*_arguments(case, project))

    sf("project", "generate", "manifest", "--source-dir", "force-app", "--output-dir", "theirs")

    ours = (project / "manifest/package.xml").read_bytes()
    assert (project / "theirs/package.xml").read_bytes() == ours


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
