"""What pipelines use: the workflow, the hooks, the scratch org's definition. No org takes part."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Run, execute
from test_docs import sf_help
from test_sf import SCHEMAS

WORKFLOW = ROOT / "docs/examples/deploy.yml"
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
FIELD = "force-app/main/default/objects/Campaign/fields/Kaltura_Event__c.field-meta.xml"


def steps() -> list[dict[str, Any]]:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def lines(program: str) -> list[str]:
    """Return the commands of a program in the workflow, without what pipes into them."""
    texts = [line for step in steps() for line in step.get("run", "").splitlines()]
    return [line.rpartition("| ")[2] for line in texts if f"{program} " in line]


@pytest.mark.parametrize("line", lines("sf"))
def test_the_workflow_knows_the_options_of_sf(line: str) -> None:
    words = shlex.split(line)[1:]
    options = [word for word in words if word.startswith("--")]

    known = sf_help(*words[: words.index(options[0])])

    assert all(re.search(rf"{option}\b", known) for option in options)


@pytest.mark.parametrize("line", [line for line in lines("kaltura-sfdx") if "install" not in line])
def test_the_commands_of_the_workflow_run(
    line: str, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", "--project-dir", project)
    monkeypatch.chdir(project)

    assert run(*shlex.split(line)[1:]).exit_code == 0


def test_the_workflow_uses_the_cli_that_is_tested() -> None:
    package = (ROOT / "package.json").read_text(encoding="utf-8")

    versions = re.findall(r"@salesforce/cli@(\S+)", WORKFLOW.read_text(encoding="utf-8"))
    assert versions
    assert all(f'"@salesforce/cli": "{version}"' in package for version in versions)


def test_the_workflow_never_prints_a_secret() -> None:
    text = WORKFLOW.read_text(encoding="utf-8")

    secrets = [line for line in text.splitlines() if "secrets." in line]
    assert [line.strip() for line in secrets] == [
        "SFDX_AUTH_URL: ${{ secrets.SFDX_AUTH_URL }}",
    ]
    assert "set -x" not in text


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_passes_on_what_is_generated_and_fails_on_what_is_broken(
    hook: dict[str, Any], project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", "--project-dir", project)
    monkeypatch.chdir(project)
    call = shlex.split(hook["entry"])[1:]
    field = project / FIELD

    assert run(*call).exit_code == 0
    field.write_bytes(field.read_bytes().replace(b"Checkbox", b"Chekbox"))
    assert run(*call).exit_code == 1
    assert re.search(hook["files"], FIELD)


def test_the_scratch_definition_is_valid_and_the_projects(project: Path, run: Run) -> None:
    run("generate", "--project-dir", project)
    path = project / "config/project-scratch-def.json"
    script = (
        f'const Ajv = require("{ROOT}/node_modules/ajv");'
        f'const schema = require("{SCHEMAS}/project-scratch-def.schema.json");'
        "const check = new Ajv({ strict: false }).compile(schema);"
        f'console.log(check(require("{path}")), JSON.stringify(check.errors));'
    )

    result = execute("node", "--eval", script)

    assert result.stdout == "true null\n", result.stdout + result.stderr
    committed = ROOT / "config/project-scratch-def.json"
    assert path.read_bytes() == committed.read_bytes()
