"""`plan --target-org` asks the stand-in org through the real `sf`; no partial answer passes.

What the stand-in does not prove stands in `tests/org/__init__.py`.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT, Wsdl, execute, program, small_disk, tree
from org import TOKEN, Cli, Org
from org.ready import generate, put_tree
from sf import Installation, each_installation

from generator.schema.loader import load
from generator.schema.yaml_source import read
from generator.types.schema import Schema

PLAN = (sys.executable, "-m", "generator", "plan")


@pytest.fixture(scope="module")
def deployed(wsdl: Wsdl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """Return a CLI in a project whose tree is in the org."""
    project = tmp_path_factory.mktemp("generated")
    generate(project)
    with Org(wsdl.refusals) as org:
        put_tree(org, project, "force-app", "reports")
        yield Cli(org, project, tmp_path_factory.mktemp("home"))


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    path = tmp_path / "temporary"
    path.mkdir()
    return path


def plan(
    cli: Cli, temporary: Path, *options: str | Path, path: str | None = None
) -> "CompletedProcess[str]":
    """Run `plan` against the org; in any case no temporary folder and no change may be left."""
    before = tree(cli.project)
    call = (*PLAN, "--project-dir", cli.project, "--target-org", TOKEN, *options)

    result = execute(*call, environment=cli.environment(temporary, path))

    assert list(temporary.glob("kaltura-sfdx-*")) == []
    assert tree(cli.project) == before
    assert "Traceback" not in result.stderr
    assert TOKEN not in result.stdout + result.stderr
    return result


@each_installation
def test_what_was_deployed_is_no_change(
    installation: Installation, deployed: Cli, temporary: Path
) -> None:
    result = plan(replace(deployed, installation=installation), temporary, "--exit-code")

    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.startswith("No changes, compared with ")


def test_an_empty_org_lacks_everything(deployed: Cli, wsdl: Wsdl, temporary: Path) -> None:
    with Org(wsdl.refusals) as org:
        result = plan(Cli(org, deployed.project, deployed.home), temporary, "--format", "json")

    assert result.returncode == 0, result.stderr
    changes = json.loads(result.stdout)["result"]["changes"]
    assert {change["action"] for change in changes} == {"create"}
    assert len(changes) == 43


def test_what_somebody_changed_in_the_org_is_shown(deployed: Cli, temporary: Path) -> None:
    path = "force-app/main/default/objects/UserSessionEngagement__c/fields/user__c.field-meta.xml"
    field = deployed.project / path
    ours = field.read_bytes()
    with deployed.org.undone():
        field.write_bytes(ours.replace(b"<length>200<", b"<length>255<"))
        deployed("project", "deploy", "start", "--source-dir", path)
        field.write_bytes(ours)

        result = plan(deployed, temporary)

    assert "~ CustomField UserSessionEngagement__c.user__c  (narrows" in result.stdout
    assert 'length  "255" -> "200"' in result.stdout
    assert "1 to update, 42 unchanged" in result.stdout


def test_the_commands_that_a_plan_ends_with_do_what_it_shows(
    deployed: Cli, temporary: Path, tmp_path: Path
) -> None:
    """The field leaves the rights, the layout and the reports first, and then the org."""
    field = "UserSessionEngagement__c.wow_clicked_count__c"
    own = Cli(deployed.org, Path(shutil.copytree(deployed.project, tmp_path / "own")), tmp_path)
    own.login("my-sandbox")
    shipped = (ROOT / "generator/schemas/kaltura.yaml").read_text(encoding="utf-8")
    definition = re.compile(r"      wow_clicked_count__c:\n(?:        .*\n)+")
    schema = own.project / "smaller.yaml"
    smaller = re.sub(r".*wow_clicked_count__c.*\n", "", definition.sub("", shipped))
    schema.write_text(smaller, encoding="utf-8")
    call = (sys.executable, "-m", "generator", "plan", schema.name, "--target-org", "my-sandbox")
    ours = program(tmp_path / "bin/kaltura-sfdx", f'exec {sys.executable} -m generator "$@"')
    path = f"{ours}{os.pathsep}{own.installation.path}"
    variables = {**own.environment(temporary, path), "PYTHONPATH": str(ROOT)}

    with deployed.org.undone() as org:
        gone = execute(
            *(*call, "--accept-delete", field, "--format", "json"),
            cwd=own.project,
            environment=variables,
        )
        assert gone.returncode == 0, gone.stdout + gone.stderr
        commands = json.loads(gone.stdout)["result"]["commands"]
        for command in commands:
            done = execute("sh", "-c", command, cwd=own.project, environment=variables)
            assert done.returncode == 0, command + done.stdout + done.stderr
        after = execute(*call, cwd=own.project, environment=variables)
        names = {each["name"] for each in org.data.describe("UserSessionEngagement__c")["fields"]}

    assert [command.split()[0] for command in commands] == ["kaltura-sfdx", "sf", "sf", "sf"]
    assert all(each.endswith(" --target-org my-sandbox") for each in commands[1:])
    assert after.stdout.startswith("No changes, compared with my-sandbox: "), after.stderr
    assert field.partition(".")[2] not in names
    assert "clap_clicked_count__c" in names


def test_a_report_that_somebody_moved_in_the_org_is_no_new_one(
    deployed: Cli, temporary: Path, tmp_path: Path
) -> None:
    name = "Most_Engaged_Leads"
    own = replace(deployed, home=tmp_path / "home")
    own.login("my-sandbox")
    with deployed.org.undone() as org:
        stored = org.metadata.stored
        stored["ReportFolder", "Sales"] = stored["ReportFolder", "Kaltura_Engagement"]
        stored["Report", f"Sales/{name}"] = stored.pop(("Report", f"Kaltura_Engagement/{name}"))
        result = plan(own, temporary, "--target-org", "my-sandbox")

    assert result.stdout.startswith(f"~ Report Kaltura_Engagement/{name}  (access change)\n")
    assert f"    moved from Sales/{name}: a deploy takes it to its new folder\n" in result.stdout
    assert "1 to update, 42 unchanged" in result.stdout, result.stdout + result.stderr


def test_another_org_than_expected_is_refused(deployed: Cli, temporary: Path) -> None:
    result = plan(deployed, temporary, "--expect-org", "production")

    assert result.returncode == 2
    assert "--expect-org requires production" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (401, "Log in with: sf org login web"),
        (403, "Setup, Company Information has the API limits"),
        (404, "Check the instance URL with: sf org display"),
        (429, "Setup, Company Information has the API limits"),
        (500, "https://status.salesforce.com"),
        (503, "https://status.salesforce.com"),
        ("reset", "Are you online"),
        ("text", "does a login page or a proxy answer?"),
    ],
    ids=str,
)
def test_a_fault_of_the_org_is_told_and_nothing_is_shown(
    fault: int | str, advice: str, deployed: Cli, temporary: Path
) -> None:
    with deployed.org.undone() as org:
        org.faults.next(fault, where="Soap/m", times=9)
        result = plan(deployed, temporary)
        org.faults.waiting.clear()

    assert result.returncode == 2, result.stdout
    assert result.stdout == ""
    assert result.stderr.startswith("error: (a token): ")
    assert advice in result.stderr


def test_silence_ends_at_the_time_limit(deployed: Cli, temporary: Path) -> None:
    with deployed.org.undone() as org:
        org.faults.next("silence", where="Soap/m", times=9)
        started = time.monotonic()
        result = plan(deployed, temporary, "--timeout", "6")
        org.faults.waiting.clear()

    assert result.returncode == 2
    assert "did not answer within 6 seconds" in result.stderr
    assert "--timeout" in result.stderr
    assert time.monotonic() - started < 60


def test_nobody_logged_in(deployed: Cli, temporary: Path, tmp_path: Path) -> None:
    stranger = Cli(deployed.org, deployed.project, tmp_path / "home")
    call = (*PLAN, "--project-dir", stranger.project, "--target-org", "nobody")

    result = execute(*call, environment=stranger.environment(temporary))

    assert result.returncode == 2
    assert "Log in with: sf org login web" in result.stderr


def test_sf_is_not_installed(deployed: Cli, temporary: Path) -> None:
    result = plan(deployed, temporary, path="")

    assert result.returncode == 2
    assert "the Salesforce CLI is not installed" in result.stderr
    assert "npm install --global @salesforce/cli" in result.stderr


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'TypeError: broken' >&2; exit 1", "(exit code 1): TypeError: broken"),
        (
            '[ "$1" = --version ] && echo @salesforce/cli/1.9.0 || exit 3',
            "CLI is 1.9; 2.60 or later is required",
        ),
        ("echo '[]'", "stopped without a result"),
        ("""echo '{"status": 0}'""", "result: Field required"),
        ("""echo '{"status": 0, "result": {"files": []}}'""", "incomplete response"),
        ("kill -9 $$", "stopped without a result"),
        # As `sf` says it, after it has tried for more than a minute.
        (
            """echo '{"status": 1, "name": "TypeError", "message": "fetch failed"}'""",
            "cannot be reached, or the connection broke",
        ),
    ],
    ids=["crash", "old", "list", "nothing", "partial", "killed", "refused"],
)
def test_a_broken_sf_is_told(
    script: str, said: str, deployed: Cli, temporary: Path, tmp_path: Path
) -> None:
    result = plan(deployed, temporary, path=answer(script, tmp_path))

    assert result.returncode == 2
    assert said in result.stderr
    assert result.stdout == ""


def answer(script: str, folder: Path) -> str:
    """Put a program into the place of `sf`; return a PATH for it."""
    return f"{program(folder / 'bin/sf', script)}{os.pathsep}/usr/bin:/bin"


def test_what_an_org_withholds_is_unknown_beside_a_plan_of_the_rest(
    deployed: Cli, temporary: Path
) -> None:
    """Of reports the org says nothing at all: what it does not mention, it lacks."""
    denied = "You do not have the proper permissions to access Flow."
    with deployed.org.undone() as org:
        org.metadata.withheld = {"Flow": denied, "Report": ""}
        result = plan(deployed, temporary, "--format", "json", "--exit-code")

    assert result.returncode == 2, result.stderr
    found = json.loads(result.stdout)["result"]
    assert {(each["type"], each["reason"]) for each in found["unknown"]} == {("Flow", denied)}
    assert {(each["type"], each["action"]) for each in found["changes"]} == {("Report", "create")}
    assert found["commands"]


def test_a_report_in_another_folder_is_moved(
    deployed: Cli, temporary: Path, tmp_path: Path
) -> None:
    project = Path(shutil.copytree(deployed.project, tmp_path / "own"))
    shipped = (ROOT / "generator/schemas/kaltura.yaml").read_text(encoding="utf-8")
    schema = tmp_path / "moved.yaml"
    schema.write_text(shipped.replace("folder: Kaltura_Engagement", "folder: Events"), "utf-8")
    with deployed.org.undone():
        own = replace(deployed, project=project)
        result = plan(own, temporary, schema, "--format", "json")
        generate(project, schema)
        own("project", "deploy", "start", "--source-dir", "reports/main/default/reports/Events")
        own("project", "deploy", "start", "--source-dir", "reports/main/default/dashboards/Events")
        after = plan(own, temporary, schema)

    found = json.loads(result.stdout)["result"]["changes"]
    moved = {each["fullName"]: each["movedFrom"] for each in found if "movedFrom" in each}
    assert moved
    assert {old.replace("Kaltura_Engagement/", "Events/") for old in moved.values()} == set(moved)
    gone = [each["type"] for each in found if each["action"] == "delete"]
    assert sorted(gone) == ["DashboardFolder", "ReportFolder"]
    assert "moved" not in after.stdout, after.stdout + after.stderr
    assert "2 to delete, " in after.stdout


def test_no_token_that_sf_says_is_shown(deployed: Cli, temporary: Path, tmp_path: Path) -> None:
    said = {"status": 1, "name": "E", "message": f"bad {TOKEN}", "actions": [f"use {TOKEN}"]}
    path = answer(f"cat <<'END'\n{json.dumps(said)}\nEND", tmp_path)

    for options in ((), ("--format", "json")):
        result = plan(deployed, temporary, *options, path=path)  # sees that no token is shown

        assert result.returncode == 2
        assert "bad (a token)" in result.stdout + result.stderr
        assert "use (a token)" in result.stdout + result.stderr


def test_the_default_org_is_that_of_the_project(
    deployed: Cli, temporary: Path, tmp_path: Path
) -> None:
    """In the temporary folder `sf` would take the user's default org, which may be another."""
    calls = tmp_path / "calls"
    display = {"status": 0, "result": {"username": "mine@example.com", "alias": "mine"}}
    path = answer(
        f"echo \"$PWD: $*\" >>{calls}\ncat <<'END'\n{json.dumps(display)}\nEND", tmp_path
    )
    call = (*PLAN, "--project-dir", deployed.project, "--target-org")

    execute(*call, "--expect-org", "mine", environment=deployed.environment(temporary, path))

    first, second = calls.read_text(encoding="utf-8").splitlines()
    assert first == f"{deployed.project}: org display --json"
    assert "project retrieve start" in second
    assert second.endswith("--target-org mine@example.com --json")


SCHEMA = """\
name: small
label: Small
description: One object.
custom_objects:
  Visit__c:
    label: Café
    plural_label: Cafés
    record_name: {label: Visit}
    internal_access: Private
    page_layout: {sections: [{label: A, fields: [Booth__c]}]}
    fields:
      Booth__c: {label: Booth, type: Text(20)}
permission_sets:
  Reader:
    label: Reader
    access: {Visit__c: read}
"""


@pytest.mark.parametrize(
    ("folder", "label"), [("src", "Café"), ("force-app/main/default", "v1.2 (X)")]
)
def test_any_package_directory_and_any_label(
    folder: str, label: str, wsdl: Wsdl, temporary: Path, tmp_path: Path
) -> None:
    project, schema = tmp_path / "project", tmp_path / "small.yaml"
    (project / folder).mkdir(parents=True)
    login = {"sfdcLoginUrl": "https://login.salesforce.com"}
    config = {"packageDirectories": [{"path": folder, "default": True}], **login}
    (project / "sfdx-project.json").write_text(json.dumps(config), encoding="utf-8")
    schema.write_text(SCHEMA.replace("Café\n", f"{label}\n"), encoding="utf-8")
    call = (sys.executable, "-m", "generator", "generate", schema, "--project-dir", project)
    assert execute(*call).returncode == 0
    with Org(wsdl.refusals) as org:
        cli = Cli(org, project, tmp_path / "home")
        empty = plan(cli, temporary, schema)
        put_tree(org, project, folder, schema=load(read(str(schema)), Schema))
        full = plan(cli, temporary, schema)
        schema.write_text(schema.read_text("utf-8").replace("Booth__c", "booth__c"), "utf-8")
        other = plan(cli, temporary, schema)

    assert "4 to create" in empty.stdout, empty.stderr
    assert full.stdout.startswith("No changes, compared with "), full.stdout + full.stderr
    assert "~ CustomField Visit__c.booth__c" in other.stdout, "capitals make no other field"


def test_an_interrupt_leaves_nothing_behind(deployed: Cli, temporary: Path) -> None:
    call = (*PLAN, "--project-dir", str(deployed.project), "--target-org", TOKEN)
    with deployed.org.undone() as org:
        org.faults.next("silence", where="Soap/m", times=9)
        with subprocess.Popen(
            call,
            cwd=ROOT,
            env={**os.environ, **deployed.environment(temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            while not list(temporary.glob("kaltura-sfdx-*")):
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        org.faults.waiting.clear()

    assert process.returncode == 130
    assert list(temporary.glob("kaltura-sfdx-*")) == []


@pytest.mark.parametrize("size", ["4k", "64k"], ids=["at once", "midway"])
def test_a_full_disk_is_told(size: str, deployed: Cli, temporary: Path) -> None:
    with small_disk(temporary, size):
        result = plan(deployed, temporary)

    assert result.returncode == 2, result.stdout
    assert result.stdout == ""
    assert re.search("no space left on device", result.stderr, re.IGNORECASE)
    assert "variable TMPDIR" in result.stderr


def test_the_translation_of_an_object_lies_in_several_files(
    wsdl: Wsdl, temporary: Path, tmp_path: Path
) -> None:
    """An org has one component for all of them, and a plan speaks of each."""
    project, schema = tmp_path / "project", ROOT / "tests/cases/translations/schema.yaml"
    project.mkdir()
    call = (sys.executable, "-m", "generator", "generate", schema, "--project-dir", project)
    assert execute(*call).returncode == 0
    with Org(wsdl.refusals) as org:
        cli = Cli(org, project, tmp_path / "home")
        put_tree(org, project, "force-app", schema=load(read(str(schema)), Schema))
        same = plan(cli, temporary, schema)
        key = ("CustomObjectTranslation", "Visit__c-de")
        there = org.metadata.stored[key].replace(b">Stand<", b">Lage<")
        field = re.compile(rb"<fields>\s*<label><!-- Region -->.*?</fields>", re.DOTALL)
        org.metadata.stored[key] = field.sub(b"", there)
        other = plan(cli, temporary, schema)

    lines = [line for line in same.stdout.splitlines() if "Translation" in line]
    assert lines == [], same.stdout + same.stderr
    assert "~ CustomFieldTranslation Visit__c-de.Status__c" in other.stdout
    assert 'label  "Lage" -> "Stand"' in other.stdout
    assert "ObjectTranslation Visit__c-de" not in other.stdout
    assert "Region__c" not in other.stdout, "nothing of it is translated"


def test_two_things_to_compare_with_are_refused(deployed: Cli, temporary: Path) -> None:
    result = plan(deployed, temporary, "--against", "HEAD")

    assert result.returncode == 2
    assert "leave out one of the two" in result.stderr
