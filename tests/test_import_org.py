"""`import --target-org` asks the stand-in org through the real `sf`; no partial answer passes.

What the stand-in does not prove stands in `tests/org/__init__.py`.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, Wsdl, execute, tree
from org import TOKEN, Cli, Org
from org.ready import generate, put_tree
from sf import Installation, each_installation
from test_plan_org import answer

from generator.schema.loader import load
from generator.schema.yaml_source import read
from generator.types.schema import Schema
from generator.workspace.project import FILE

if TYPE_CHECKING:
    from subprocess import CompletedProcess

PROGRAM = (sys.executable, "-m", "generator")
SESSION = "UserSessionEngagement__c"
DENIED = "You do not have the proper permissions to access {}."


@pytest.fixture(scope="module")
def deployed(wsdl: Wsdl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """Return a CLI in a project whose tree is in the org, with an object that has all parts."""
    project = tmp_path_factory.mktemp("generated")
    parts = ROOT / "tests/cases/record_types/schema.yaml"
    generate(project)
    generate(project, parts)
    with Org(wsdl.refusals) as org:
        put_tree(org, project, "force-app", "reports")
        put_tree(org, project, "force-app", schema=load(read(str(parts)), Schema))
        yield Cli(org, project, tmp_path_factory.mktemp("home"))


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    path = tmp_path / "temporary"
    path.mkdir()
    return path


def imported(cli: Cli, temporary: Path, *options: str | Path) -> "CompletedProcess[str]":
    """Run `import` from the org; in any case no temporary folder and no change may be left."""
    before = tree(cli.project)
    environment = {**cli.environment(temporary), "PYTHONPATH": str(ROOT)}
    call = (*PROGRAM, "import", "--target-org", TOKEN, *options)

    result = execute(*call, cwd=cli.project, environment=environment)

    assert list(temporary.glob("kaltura-sfdx-*")) == []
    assert tree(cli.project) == before
    assert "Traceback" not in result.stderr
    assert TOKEN not in result.stdout + result.stderr
    return result


@each_installation
def test_the_schema_of_objects_says_what_the_org_has(
    installation: Installation, deployed: Cli, temporary: Path, tmp_path: Path
) -> None:
    """`plan` compares each component of the result with the org's."""
    own, schema = replace(deployed, installation=installation), tmp_path / "schema.yaml"
    names = (SESSION, "CampaignMember", "Visit__c")

    result = imported(own, temporary, "--object", ",".join(names[:2]), "--object", names[2])
    schema.write_text(result.stdout, encoding="utf-8")
    call = (*PROGRAM, "plan", schema, "--project-dir", own.project, "--target-org", TOKEN)
    planned = execute(*call, environment=own.environment(temporary))

    assert result.returncode == 0, result.stderr
    assert [line.partition(": Camp")[2] for line in result.stderr.splitlines()] == [
        "aignMember: says nothing, so generate writes no such file"  # the object itself
    ]
    assert planned.stdout.startswith("No changes, compared with "), planned.stdout + planned.stderr
    found = load(read(str(schema)), Schema)
    assert found.label == "User Session Engagement Campaign Member"
    assert found.custom_objects.keys() == {SESSION, "Visit__c"}
    assert found.standard_objects.keys() == {"CampaignMember"}
    assert found.custom_objects["Visit__c"].record_types.keys() == {"Fair", "Meeting"}


def test_objects_that_the_org_lacks_are_named_all_at_once(deployed: Cli, temporary: Path) -> None:
    result = imported(deployed, temporary, "--object", f"Nope__c,{SESSION},Missing__c")

    assert (result.returncode, result.stdout) == (2, "")
    assert [line.partition(": ")[2] for line in result.stderr.splitlines()] == [
        f"(a token): has no object {name}, or does not show it; write the API name as Setup shows "
        "it, with its capitals"
        for name in ("Nope__c", "Missing__c")
    ]


@pytest.mark.parametrize("asked", [SESSION, "Campaign"], ids=["all", "in part"])
def test_what_the_org_withholds_is_told(asked: str, deployed: Cli, temporary: Path) -> None:
    """The parts of a standard object come without the object itself."""
    kind = "CustomObject"
    with deployed.org.undone() as org:
        org.metadata.withheld = {kind: DENIED.format(kind), "CustomField": ""}
        if asked == "Campaign":
            del org.metadata.withheld["CustomField"]
        result = imported(deployed, temporary, "--object", asked)

    assert (result.returncode, result.stdout) == (2, ""), result.stdout
    assert DENIED.format(kind) in result.stderr


def test_an_object_without_any_part_is_no_error(deployed: Cli, temporary: Path) -> None:
    with deployed.org.undone() as org:
        stored = org.metadata.stored
        for key in [key for key in stored if key[1].startswith(f"{SESSION}.")]:
            del stored[key]
        result = imported(deployed, temporary, "--object", SESSION)

    assert result.returncode == 0, result.stderr
    assert "fields:" not in result.stdout


@pytest.mark.parametrize("name", ["*", "../Lead", "Campaign.Size__c", "Lead Source"])
def test_what_is_no_api_name_is_refused_before_the_org_is_asked(
    name: str, deployed: Cli, temporary: Path
) -> None:
    with deployed.org.undone() as org:
        org.faults.next("reset", where="Soap/m", times=9)
        result = imported(deployed, temporary, "--object", name)
        org.faults.waiting.clear()

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        f"error: --object: is {name!r}, which is not the API name of an object; as in Lead or "
        "Visit__c\n"
    )


def test_another_org_than_expected_is_refused(deployed: Cli, temporary: Path) -> None:
    result = imported(deployed, temporary, "--object", SESSION, "--expect-org", "production")

    assert (result.returncode, result.stdout) == (2, "")
    assert "--expect-org requires production" in result.stderr


def test_a_schema_is_brought_up_to_date_from_the_org(
    deployed: Cli, temporary: Path, tmp_path: Path
) -> None:
    """Only what somebody changed in the org changes, and what is not asked for stays."""
    schema = tmp_path / "own.yaml"
    shipped = (ROOT / "generator/schemas/kaltura.yaml").read_text(encoding="utf-8")
    schema.write_text(shipped, encoding="utf-8")
    key = ("CustomField", f"{SESSION}.user__c")
    with deployed.org.undone() as org:
        stored = org.metadata.stored
        stored[key] = stored[key].replace(b"<length>200<", b"<length>255<")
        result = imported(deployed, temporary, "--object", SESSION, "--update", schema)

    assert result.returncode == 0, result.stderr
    old, new = shipped.splitlines(), schema.read_text(encoding="utf-8").splitlines()
    changed = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    assert [(a.strip(), b.strip()) for a, b in changed] == [
        ("type: Text(200)", "type: Text(255)"),
    ]


def test_the_org_and_the_api_version_are_those_of_the_project(
    deployed: Cli, temporary: Path, tmp_path: Path
) -> None:
    """In the temporary folder `sf` would take the user's default org, which may be another."""
    calls, manifest = tmp_path / "calls", tmp_path / "manifest"
    display = {"status": 0, "result": {"username": "mine@example.com"}}
    script = f"""\
echo "$PWD: $*" >>{calls}
cp manifest/package.xml {manifest} 2>/dev/null
echo '{json.dumps(display)}'"""
    project = tmp_path / "project"
    project.mkdir()
    config = {"packageDirectories": [{"path": "src", "default": True}], "sourceApiVersion": "62.0"}
    (project / FILE).write_text(json.dumps(config), encoding="utf-8")
    variables = deployed.environment(temporary, answer(script, tmp_path))

    call = (*PROGRAM, "import", "--object", "Lead", "--target-org")
    execute(*call, cwd=project, environment={**variables, "PYTHONPATH": str(ROOT)})

    first, second = calls.read_text(encoding="utf-8").splitlines()
    assert first == f"{project}: org display --json"
    assert second.endswith("--target-org mine@example.com --json")
    assert "<version>62.0</version>" in manifest.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--object: is missing; name the objects to ask the org for"),
        (("force-app", "--object", "Lead"), "--target-org: is given, and so are paths"),
    ],
    ids=["no object", "paths"],
)
def test_a_call_that_says_too_little_or_too_much(
    options: tuple[str, ...], said: str, deployed: Cli, temporary: Path
) -> None:
    result = imported(deployed, temporary, *options)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {said}")
