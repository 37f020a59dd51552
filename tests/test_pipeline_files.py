"""What pipelines use: the workflow, the hooks, the scratch org's definition, the way back.

No org takes part.
"""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Run, execute
from lxml import etree
from sf import PINNED, Installation, each_installation, unknown_options

WORKFLOW = ROOT / "docs/examples/deploy.yml"
TEXT = WORKFLOW.read_text(encoding="utf-8")
JOBS: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["jobs"]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ROLLBACK = ROOT / "docs/examples/rollback"
OBJECT = "UserSessionEngagement__c"
PAGE = "docs/data-dictionary.html"
FIELD = "force-app/main/default/objects/Campaign/fields/Kaltura_Event__c.field-meta.xml"
MANIFESTS = ["1-reports.xml", "2-access.xml", "3-data.xml"]


def steps(*jobs: str) -> list[dict[str, Any]]:
    return [step for name in jobs or JOBS for step in JOBS[name]["steps"]]


def lines(program: str, *jobs: str) -> list[str]:
    """Return the commands of a program in the workflow, without what pipes into them."""
    texts = [line for step in steps(*jobs) for line in step.get("run", "").splitlines()]
    commands = sorted({line.rpartition("| ")[2] for line in texts})
    return [line for line in commands if line.startswith(f"{program} ")]


@pytest.mark.parametrize("line", lines("sf"))
@each_installation
def test_the_workflow_knows_the_options_of_sf(line: str, installation: Installation) -> None:
    assert unknown_options(line, installation) == []


@pytest.mark.parametrize("line", lines("kaltura-sfdx"))
def test_the_commands_of_the_workflow_run(
    line: str, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", "--project-dir", project)
    monkeypatch.chdir(project)

    assert run(*shlex.split(line)[1:]).exit_code == 0


def test_the_workflow_checks_then_tries_or_deploys() -> None:
    assert lines("kaltura-sfdx", "check") == [
        "kaltura-sfdx generate --check",
        "kaltura-sfdx validate --format github",
    ]
    assert all("--dry-run" in line for line in lines("sf project", "try"))
    assert not any("--dry-run" in line for line in lines("sf project", "deploy"))
    assert {JOBS[name]["needs"] for name in ("try", "deploy")} == {"check"}
    assert "head.repo.full_name == github.repository" in JOBS["try"]["if"], "no secrets for forks"


def test_the_workflow_publishes_the_page_that_it_writes() -> None:
    assert lines("kaltura-sfdx", "dictionary") == [f"kaltura-sfdx docs --output {Path(PAGE).name}"]
    (published,) = [s["with"] for s in steps() if "upload-artifact" in s.get("uses", "")]
    assert (published["path"], published["if-no-files-found"]) == (Path(PAGE).name, "error")
    assert not any(job["needs"] == "dictionary" for job in JOBS.values() if "needs" in job)


def test_the_workflow_deploys_the_reports_after_their_report_type() -> None:
    runs = [step["run"] for step in steps("deploy") if "project deploy" in step.get("run", "")]

    assert re.findall(r"--source-dir (\S+)", "\n".join(runs)) == ["force-app", "reports"]


def test_the_workflow_takes_one_org_after_the_other_and_cuts_no_deploy_short() -> None:
    deploy = JOBS["deploy"]

    assert len(deploy["strategy"]["matrix"]["org"]) > 1
    assert deploy["strategy"]["max-parallel"] == 1
    assert deploy["strategy"]["fail-fast"] is True
    assert deploy["concurrency"]["cancel-in-progress"] is False
    groups = [JOBS[name]["concurrency"]["group"] for name in ("try", "deploy")]
    assert len(set(groups)) == 2, "a try that waits must not push out a deploy that waits"
    assert all("matrix.org" in group for group in groups)


def test_the_workflow_may_only_read() -> None:
    assert yaml.safe_load(TEXT)["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in JOBS.values())
    checkouts = [step for step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == len(JOBS)
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_workflow_uses_the_cli_that_is_tested_on_a_node_that_it_takes() -> None:
    package = json.loads((ROOT / "package.json").read_bytes())

    versions = set(re.findall(r"@salesforce/cli@(\S+)", TEXT))
    assert versions == {package["devDependencies"]["@salesforce/cli"]}
    nodes = [step["with"]["node-version"] for step in steps() if "setup-node" in str(step)]
    assert set(nodes) == {"22"}


def test_the_workflow_never_prints_a_secret() -> None:
    """`sf` shows what it read if another option follows `--sfdx-url-stdin`."""
    using = [step for step in steps() if "SFDX_AUTH_URL" in str(step)]

    assert {step["run"] for step in using} == {
        "printenv SFDX_AUTH_URL | sf org login sfdx-url --alias org --sfdx-url-stdin"
    }
    assert all(step["env"] == {"SFDX_AUTH_URL": "${{ secrets.SFDX_AUTH_URL }}"} for step in using)
    assert TEXT.count("secrets.") == len(using)
    assert "set -x" not in TEXT


def test_no_expression_is_pasted_into_a_shell() -> None:
    assert not any("${{" in step.get("run", "") for step in steps())


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_passes_on_what_is_generated_and_fails_on_what_is_broken(
    hook: dict[str, Any], project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    call = shlex.split(hook["entry"])[1:]
    run("generate")
    run("docs")
    path = PAGE if "docs" in call else FIELD
    broken = Path(path)

    assert run(*call).exit_code == 0
    broken.write_bytes(broken.read_bytes().replace(b"Checkbox", b"Chekbox"))
    assert run(*call).exit_code == 1
    assert re.search(hook["files"], path)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_sees_the_whole_project_also_when_a_commit_only_deletes(
    hook: dict[str, Any],
) -> None:
    """pre-commit skips a hook that finds no file, and a deleted file is none."""
    assert (hook["always_run"], hook["pass_filenames"]) == (True, False)


def test_the_check_notices_a_file_that_is_gone(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", "--project-dir", project)
    monkeypatch.chdir(project)
    (project / FIELD).unlink()

    assert run("generate", "--check").exit_code == 1


def test_the_scratch_definition_is_valid_and_the_projects(project: Path, run: Run) -> None:
    run("generate", "--project-dir", project)
    path = project / "config/project-scratch-def.json"
    schemas = PINNED.modules / "@salesforce/schemas"
    script = (
        f'const Ajv = require("{ROOT}/node_modules/ajv");'
        f'const schema = require("{schemas}/project-scratch-def.schema.json");'
        "const check = new Ajv({ strict: false }).compile(schema);"
        f'console.log(check(require("{path}")), JSON.stringify(check.errors));'
    )

    result = execute("node", "--eval", script)

    assert result.stdout == "true null\n", result.stdout + result.stderr
    assert "MarketingUser" in json.loads(path.read_bytes())["features"]
    committed = ROOT / "config/project-scratch-def.json"
    assert path.read_bytes() == committed.read_bytes()


def named(*manifests: Path) -> set[tuple[str, str]]:
    """Return the type and name of each member of manifests."""
    return {
        (types.findtext("{*}name", ""), member.text or "")
        for manifest in manifests
        for types in etree.parse(manifest).iter("{*}types")
        for member in types.iterfind("{*}members")
    }


def test_the_way_back_takes_out_all_that_was_deployed() -> None:
    deployed = named(ROOT / "manifest/package.xml", ROOT / "manifest/reports.xml")

    deleted = named(*(ROLLBACK / name for name in MANIFESTS))

    with_the_object = {(kind, name) for kind, name in deployed if re.match(rf"{OBJECT}[.-]", name)}
    by_hand = {(kind, name) for kind, name in deployed if kind == "Flow"}
    assert deleted == deployed - with_the_object - by_hand
    assert named(ROLLBACK / "package.xml") == set()


def test_the_way_back_keeps_every_field_of_the_engagement() -> None:
    query = (ROLLBACK / "engagement.soql").read_text(encoding="utf-8")

    fields = {
        name.partition(".")[2]
        for kind, name in named(ROOT / "manifest/package.xml")
        if kind == "CustomField" and name.startswith(f"{OBJECT}.")
    }
    selected = re.fullmatch(rf"SELECT (.*)\nFROM {OBJECT}\n", query, re.DOTALL)
    assert selected
    assert {"Id", "Name", "CreatedDate", *fields} == set(re.split(r",\s+", selected[1]))


def test_sf_takes_the_way_back_for_deletes_and_deploys_nothing_with_it() -> None:
    """Its library reads the manifests as `sf project deploy start` does; no org is needed."""
    library = ROOT / "node_modules/@salesforce/source-deploy-retrieve"
    script = f"""
        const {{ ComponentSetBuilder }} = require("{library}");
        (async () => {{
            for (const name of {json.dumps(MANIFESTS)}) {{
                const set = await ComponentSetBuilder.build({{ manifest: {{
                    manifestPath: "{ROLLBACK}/package.xml",
                    directoryPaths: ["{ROLLBACK}"],
                    destructiveChangesPost: `{ROLLBACK}/${{name}}`,
                }} }});
                const deployed = (await set.getPackageXml()).includes("<types>");
                const deleted = await set.getPackageXml(4, "post");
                console.log(JSON.stringify([deployed, deleted.match(/<members>/g).length]));
            }}
        }})();
    """

    result = execute("node", "--eval", script)

    numbers = [len(named(ROLLBACK / name)) for name in MANIFESTS]
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        [False, number] for number in numbers
    ], result.stderr
