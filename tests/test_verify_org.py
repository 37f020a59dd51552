"""The documents' commands and those of `verify`, run with the real `sf`, make an org ready.

What the stand-in org does not prove stands in `tests/org/__init__.py`.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import ROOT, Wsdl, execute, program
from org import TOKEN, Cli, Org
from org.changes import VALUE_SET, all_of, gone, status_gone, ticked, unassigned
from org.data import USERNAME
from org.ready import SCHEMA, VALUE_SET_FILE, add_members, generate
from verifying import BATCH, ENGAGEMENT, FIELDS, KEY, LINES, TICKED, bad, requirements

ALIAS = "my-sandbox"
GENERATOR = (sys.executable, "-m", "generator")


def done(answer: CompletedProcess[str]) -> str:
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def ready(wsdl: Wsdl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """Return a CLI whose org is set up as the documents say."""
    project = tmp_path_factory.mktemp("generated")
    generate(project)
    with Org(wsdl.refusals) as org:
        cli = Cli(org, project, tmp_path_factory.mktemp("home"))
        cli.login(ALIAS)
        deploy = ("project", "deploy", "start", "--target-org", ALIAS)
        done(cli.run(*deploy, "--source-dir", "force-app", "--source-dir", "reports"))
        value_set = ("--metadata", ":".join(VALUE_SET), "--target-org", ALIAS)
        done(cli.run("project", "retrieve", "start", *value_set))
        generate(project, "--merge-values", project / VALUE_SET_FILE)
        done(cli.run(*deploy, "--source-dir", "unpackaged"))
        sets = [word for name in SCHEMA.permission_sets for word in ("--name", name)]
        done(cli.run("org", "assign", "permset", *sets, "--target-org", ALIAS))
        marketing = ("--values", "UserPermissionsMarketingUser=true", "--target-org", ALIAS)
        user = ("--sobject", "User", "--where", f"Username='{USERNAME}'")
        done(cli.run("data", "update", "record", *user, *marketing))
        import_statuses(cli, ticked(org, "Summit"))
        add_members(org)
        yield cli


def import_statuses(cli: Cli, campaign: str) -> None:
    """Give a campaign its statuses by the three commands of the README."""
    where = f"WHERE CampaignId = '{campaign}'"
    text = f"SELECT CampaignId, Label, SortOrder, IsDefault FROM CampaignMemberStatus {where}"  # noqa: S608
    target = ("--target-org", ALIAS)
    present, missing = cli.project / "present.json", cli.project / "missing.json"
    present.write_text(
        done(cli.run("data", "query", "--query", text, "--json", *target)), encoding="utf-8"
    )
    statuses = (*GENERATOR, "statuses", "--campaign", campaign, "--present", present)
    missing.write_text(done(execute(*statuses)), encoding="utf-8")
    done(cli.run("data", "import", "tree", "--files", missing, *target))


def verify(cli: Cli, temporary: Path, *options: str) -> CompletedProcess[str]:
    """Run `verify` with the real `sf`; the org is asked, and stays as it is."""
    before = cli.org.state()
    cli.org.calls.clear()
    call = (*GENERATOR, "verify", "--target-org", ALIAS, *options)
    result = execute(*call, environment=cli.environment(temporary))
    assert cli.org.state() == before
    assert {call for call in cli.org.calls if not call.startswith("GET ")} == {BATCH}
    assert "Traceback" not in result.stderr
    assert TOKEN not in result.stdout + result.stderr
    return result


def test_an_org_that_was_set_up_as_the_documents_say_is_ready(
    ready: Cli, ready_org: Org, tmp_path: Path
) -> None:
    result = verify(ready, tmp_path)

    *lines, empty, verdict = done(result).splitlines()
    assert len(lines) == len(LINES) + 1
    assert all(line.startswith("pass ") for line in lines)
    assert empty == ""
    assert verdict == f"Ready: {USERNAME} at {ready.org.url}: {len(lines)} pass."
    # The org of the other tests, into which no `sf` deployed, has the same metadata.
    assert ready.org.metadata.stored == ready_org.metadata.stored


def test_what_the_way_back_deletes_is_told(ready: Cli, tmp_path: Path) -> None:
    rollback = ROOT / "docs/examples/rollback"
    deploy = ("project", "deploy", "start", "--manifest", rollback / "package.xml")
    changes = ("--post-destructive-changes", rollback / "3-data.xml")
    with ready.org.undone():
        done(ready.run(*deploy, *changes, "--target-org", ALIAS))
        result = verify(ready, tmp_path, "--format", "json")

    assert result.returncode == 1
    missing = ("fail", "is not in the org")
    needs, unknown = (("unknown", f"cannot be checked without {n}") for n in (ENGAGEMENT, KEY))
    assert bad(result.stdout) == {
        ("object", ENGAGEMENT): missing,
        **{("field", n): missing if n in (KEY, TICKED) else needs for n in FIELDS},
        ("campaign member keys", KEY): unknown,
        ("campaign statuses", "Kaltura_Event__c"): (
            "unknown",
            f"cannot be checked without {TICKED}",
        ),
    }


def test_the_commands_that_it_tells_make_an_org_ready(ready: Cli, tmp_path: Path) -> None:
    """All but the commands for keys, which are bulk jobs. USERNAME is for a person to fill in."""
    project = Path(shutil.copytree(ready.project, tmp_path / "project"))
    run_ours = f'PYTHONPATH={ROOT} exec {sys.executable} -m generator "$@"'
    programs = program(tmp_path / "bin/kaltura-sfdx", run_ours)
    surroundings = ready.environment(tmp_path)
    surroundings["PATH"] = f"{programs}{os.pathsep}{surroundings['PATH']}"
    broken = (
        gone("CustomField", f"{ENGAGEMENT}.plays__c"),
        gone(*VALUE_SET),
        *(unassigned("Kaltura_Event_Manager"), gone("PermissionSet", "Kaltura_Event_Manager")),
        status_gone("Summit", "Blocked"),
    )
    with ready.org.undone() as org:
        all_of(*broken)(org)
        found = requirements(verify(ready, tmp_path, "--format", "json").stdout)
        wrong = [each for each in found if each["verdict"] != "pass"]
        assert len(wrong) == len(broken) - 1
        for command in [command for each in wrong for command in each["fixes"]]:
            filled = command.replace("USERNAME", USERNAME)
            done(execute("sh", "-c", filled, cwd=project, environment=surroundings))

        assert bad(verify(ready, tmp_path, "--format", "json").stdout) == {}
