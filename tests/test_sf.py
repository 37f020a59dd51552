"""The real Salesforce CLIs, offline: they take our tree, and give the same bytes back.

What it does not prove: that an org accepts the metadata; no org takes part.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, Run, execute, tree
from sf import NEWEST, PINNED, Command, Installation, each_installation, node_of, run_all
from test_cases import CASES, arguments
from typer.testing import CliRunner

from generator.cli import app
from generator.metadata.registry import PACKAGE, RENDERED, MetadataType

SHIPPED = ROOT / "generator/schemas/kaltura.yaml"
STANDARD = {
    *("Account", "Campaign", "CampaignMember", "Case", "Contact", "Lead", "Opportunity", "User"),
    # These stand in an org before the fields that a schema adds.
    *("Erp_Order__x", "Stand__c", "npsp__Engagement_Plan__c"),
}


def source_files(root: Path) -> dict[str, bytes]:
    return {path: text for path, text in tree(root).items() if path.endswith("-meta.xml")}


def package_directories(project: Path) -> list[str]:
    config = json.loads((project / "sfdx-project.json").read_bytes())
    return [entry["path"] for entry in config["packageDirectories"]]


class Converted(NamedTuple):
    """What a CLI made: each case's project, in which it converted and listed the tree; a new one.

    The new one is a project that has nothing of ours.
    """

    installation: Installation
    projects: dict[Path, Path]
    new: Path


@pytest.fixture(scope="module", params=[PINNED, NEWEST], ids=lambda each: each.name)
def converted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Converted:
    folder = tmp_path_factory.mktemp("projects")
    projects = {case: folder / str(number) for number, case in enumerate(EACH)}
    todo = [Command(folder, ("project", "generate", "--name", "new"))]
    for case, project in projects.items():
        project.mkdir()
        result = CliRunner().invoke(app, [str(each) for each in _arguments(case, project)])
        assert result.exit_code == 0, result.output
        todo += _commands(project)
    answers = run_all(todo, {"HOME": str(folder / "home")}, request.param)
    assert [each for each in answers if each.status] == []
    return Converted(request.param, projects, folder / "new")


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
    case: Path, converted: Converted
) -> None:
    project = converted.projects[case]
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
def test_the_manifest_is_the_one_that_the_cli_generates(case: Path, converted: Converted) -> None:
    project = converted.projects[case]

    theirs = (project / "theirs/package.xml").read_bytes()
    assert (project / "manifest/package.xml").read_bytes() == theirs


# The API version that a CLI gives a new project: its own, of the time when it was released.
NEW_PROJECT = {PINNED: "67.0", NEWEST: "68.0"}


def test_a_new_project_has_the_api_version_of_the_cli(converted: Converted) -> None:
    config = json.loads((converted.new / "sfdx-project.json").read_bytes())

    assert config["sourceApiVersion"] == NEW_PROJECT[converted.installation]


@each_installation
def test_the_lock_file_names_no_registry(installation: Installation) -> None:
    """Whoever installs from it uses the registry of their own settings."""
    packages = json.loads((installation.project / "package-lock.json").read_bytes())["packages"]

    assert [name for name, each in packages.items() if "resolved" in each] == []


@each_installation
def test_the_metadata_types_have_the_folders_and_suffixes_that_sf_knows(
    installation: Installation,
) -> None:
    """And are in folders, parts of an object, or listed with another type, where `sf` says so."""
    theirs = registered(installation)

    in_any_root = [each._replace(own_root="") for each in RENDERED if each is not PACKAGE]
    assert in_any_root == [theirs[each.name] for each in in_any_root]


def registered(installation: Installation) -> dict[str, MetadataType]:
    """Return what the library of a CLI knows of each type, and part of an object, as our rows."""
    registry = "@salesforce/source-deploy-retrieve/lib/src/registry/metadataRegistry.json"
    types = json.loads((installation.modules / registry).read_bytes())["types"]
    parts = types["customobject"]["children"]["types"].values()
    translation = types["customobjecttranslation"]
    rows = [
        *(_registered(each, types) for each in types.values() if "suffix" in each),
        *(_registered_part(each) for each in parts),
        *(_beside(each, translation) for each in translation["children"]["types"].values()),
    ]
    return {row.name: row for row in rows}


def _registered(found: dict[str, Any], types: dict[str, Any]) -> MetadataType:
    has_parts = found.get("strategies", {}).get("decomposition") == "folderPerType"
    in_folders = found.get("inFolder", False)
    parent = "/{parent}" if in_folders or "decomposition" in found.get("strategies", {}) else ""
    content = found.get("folderContentType")
    return MetadataType(
        found["name"],
        f"{found['directoryName']}{parent}",
        f"{found['suffix']}-meta",
        decomposed=has_parts,
        in_folders=in_folders,
        listed_with=types[content]["name"] if content else "",
    )


def _beside(found: dict[str, Any], parent: dict[str, Any]) -> MetadataType:
    """Return a part that lies beside the file of its parent, and is listed by it alone."""
    return MetadataType(
        found["name"],
        f"{parent['directoryName']}/{{parent}}",
        f"{found['suffix']}-meta",
        listed_with="" if found["isAddressable"] else parent["name"],
        listed_by_parent=found["unaddressableWithoutParent"],
    )


def _registered_part(found: dict[str, Any]) -> MetadataType:
    directory = f"objects/{{parent}}/{found['directoryName']}"
    return MetadataType(found["name"], directory, f"{found['suffix']}-meta", decomposed=True)


@each_installation
def test_the_project_file_is_valid_against_salesforces_schema(
    installation: Installation, project: Path, run: Run, tmp_path: Path
) -> None:
    run("generate", "--project-dir", project)
    schema = installation.modules / "@salesforce/schemas/sfdx-project.schema.json"
    script = tmp_path / "check.cjs"
    script.write_text(
        f"""
        const Ajv = require("{ROOT}/node_modules/ajv");
        const schema = require("{schema}");
        const check = new Ajv({{ strict: false }}).compile(schema);
        const valid = check(require("{project}/sfdx-project.json"));
        console.log(valid, JSON.stringify(check.errors));
        """,
        encoding="utf-8",
    )

    result = execute("node", script)

    assert result.stdout == "true null\n", result.stdout + result.stderr


@each_installation
def test_the_plan_of_records_is_valid_and_refers_to_its_own_records(
    installation: Installation, project: Path, run: Run
) -> None:
    """`sf data import tree` needs an org, so its own schema for plans checks ours."""
    run("generate", "--project-dir", project)
    plan = project / "data/kaltura-plan.json"
    plugin = installation.modules / "@salesforce/plugin-data"
    module = plugin / "lib/schema/dataImportPlan.js"
    script = (
        f'import {{ DataImportPlanArraySchema as s }} from "{module}";'
        'import { readFileSync } from "node:fs";'
        f's.parse(JSON.parse(readFileSync("{plan}", "utf8"))); console.log("valid");'
    )

    result = execute(node_of(installation), "--input-type=module", "--eval", script)

    assert result.stdout == "valid\n", result.stderr
    files = [
        project / "data" / file for step in json.loads(plan.read_bytes()) for file in step["files"]
    ]
    records = [r for file in files for r in json.loads(file.read_bytes())["records"]]
    references = {f"@{record['attributes']['referenceId']}" for record in records}
    assert {r["CampaignId"] for r in records if "CampaignId" in r} <= references
