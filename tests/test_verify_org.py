"""`verify` asks the stand-in org through the real `sf`, and tells each thing that is amiss alone.

What the stand-in does not prove stands in `tests/org/__init__.py`.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, Run, Wsdl, execute, program
from lxml import etree
from org import TOKEN, Cli, Org
from org.columns import Record
from org.data import USERNAME
from org.metadata import NS, made_inactive, values_of
from org.rest import Request
from test_plan_org import environment

from generator.metadata.canonical import parse, serialize
from generator.org.sf_cli import Access
from generator.readiness import verify as readiness
from generator.schema.loader import load
from generator.schema.yaml_source import read

ALIAS = "my-sandbox"
GENERATOR = (sys.executable, "-m", "generator")
BATCH = "POST /services/data/v62.0/composite/batch"
SCHEMA = load(read("kaltura"))
STATUSES = SCHEMA.campaign_member_statuses
assert STATUSES is not None
LABELS = [status.label for status in STATUSES.values]
FIELDS = {f"{parent}.{own}": f for parent, fs in SCHEMA.fields.items() for own, f in fs.items()}
ENGAGEMENT = "UserSessionEngagement__c"
KEY = "CampaignMember.external_id__c"
TICKED = "Campaign.Kaltura_Event__c"
VALUE_SET = ("StandardValueSet", "CampaignMemberStatus")
OPTIONAL = ("value set", VALUE_SET[1])  # an org is ready without it
VALUE_SET_FILE = (
    "unpackaged/main/default/standardValueSets/CampaignMemberStatus.standardValueSet-meta.xml"
)
# The lines of every answer, without those of the campaigns.
LINES = [
    ("object", ENGAGEMENT),
    *(("field", name) for name in FIELDS),
    OPTIONAL,
    *(("permission set", name) for name in SCHEMA.permission_sets),
    *(("flow", name) for name in SCHEMA.flows),
    ("campaign member keys", KEY),
]
# The types of our fields as a describe gives them.
TYPES = {
    "Checkbox": "boolean",
    "Email": "email",
    "Lookup": "reference",
    "Number": "double",
    "Text": "string",
}

CAREFUL = "look first at what it holds, which a change may cut or lose"

Break = Callable[[Org], object]
Bad = dict[tuple[str, str], tuple[str, str]]  # verdict and reason, by kind and name


def done(answer: CompletedProcess[str]) -> str:
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def ready(wsdl: Wsdl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """Return a CLI whose org has all that the documents tell people to do in theirs."""
    project = tmp_path_factory.mktemp("generated")
    generate = (*GENERATOR, "generate", "--project-dir", project)
    done(execute(*generate))
    with Org(wsdl.refusals) as org:
        cli = Cli(org, project, tmp_path_factory.mktemp("home"))
        cli.login(ALIAS)
        deploy = ("project", "deploy", "start", "--target-org", ALIAS)
        done(cli.run(*deploy, "--source-dir", "force-app", "--source-dir", "reports"))
        value_set = ("--metadata", ":".join(VALUE_SET), "--target-org", ALIAS)
        done(cli.run("project", "retrieve", "start", *value_set))
        done(execute(*generate, "--merge-values", project / VALUE_SET_FILE))
        done(cli.run(*deploy, "--source-dir", "unpackaged"))
        sets = [word for name in SCHEMA.permission_sets for word in ("--name", name)]
        done(cli.run("org", "assign", "permset", *sets, "--target-org", ALIAS))
        import_statuses(cli, ticked(org, "Summit"))
        org.data.create("Campaign", {"Name": "Not of ours"})
        campaign, lead = campaign_named(org, "Summit"), org.data.create("Lead", LEAD)
        member = {"CampaignId": campaign, "LeadId": lead, "external_id__c": f"{campaign}_{lead}"}
        org.data.create("CampaignMember", member)
        yield cli


LEAD = {"LastName": "Doe", "Company": "Doe"}


def ticked(org: Org, name: str) -> str:
    return org.data.create("Campaign", {"Name": name, "Kaltura_Event__c": True})


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


@contextmanager
def unchanged(org: Org) -> Iterator[None]:
    """See that an org is asked, and stays as it is."""
    before = deepcopy((org.metadata.stored, org.metadata.versions, org.data.tables))
    org.calls.clear()
    yield
    assert (org.metadata.stored, org.metadata.versions, org.data.tables) == before
    assert {call for call in org.calls if not call.startswith("GET ")} == {BATCH}


def verify(cli: Cli, temporary: Path, *options: str, target: str = ALIAS) -> CompletedProcess[str]:
    """Run `verify` with the real `sf`."""
    call = (*GENERATOR, "verify", "--target-org", target, *options)
    with unchanged(cli.org):
        result = execute(*call, environment=environment(cli, temporary))
    assert "Traceback" not in result.stderr
    assert TOKEN not in result.stdout + result.stderr
    return result


Ask = Callable[..., Bad]


@pytest.fixture
def ask(ready: Cli, run: Run, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run `verify` in this process, with what `sf` would say; return what does not pass."""
    known = Access(ready.org.url, TOKEN, USERNAME)
    monkeypatch.setattr(readiness, "access", lambda _: known)

    def call(*options: str) -> Bad:
        with unchanged(ready.org):
            result = run("verify", "--target-org", ALIAS, "--format", "json", *options)
        assert TOKEN not in result.output
        found = bad(result.stdout)
        assert result.exit_code == (1 if found.keys() - {OPTIONAL} else 0)
        return found

    return call


def requirements(stdout: str) -> list[dict[str, Any]]:
    """Return all requirements; each has to be there, those of campaigns one time at least."""
    found: list[dict[str, Any]] = json.loads(stdout)["result"]["requirements"]
    lines = [(each["kind"], each["name"]) for each in found]
    assert [line for line in lines if line[0] != "campaign statuses"] == LINES
    assert len(lines) > len(LINES)
    return found


def bad(stdout: str) -> Bad:
    """Return what does not pass."""
    found = requirements(stdout)
    return {
        (each["kind"], each["name"]): (each["verdict"], each["reason"])
        for each in found
        if each["verdict"] != "pass"
    }


def campaign_named(org: Org, name: str) -> str:
    (found,) = [r["Id"] for r in org.data.rows("Campaign").values() if r["Name"] == name]
    return str(found)


# What can be amiss.


def all_of(*breaks: Break) -> Break:
    return lambda org: [each(org) for each in breaks]


def gone(kind: str, name: str) -> Break:
    return lambda org: org.metadata.stored.pop((kind, name))


def object_gone(org: Org) -> None:
    del org.metadata.stored["CustomObject", ENGAGEMENT]
    for key in [key for key in org.metadata.stored if key[1].startswith(f"{ENGAGEMENT}.")]:
        del org.metadata.stored[key]


def edited(kind: str, name: str, tag: str, old: object, new: object) -> Break:
    def act(org: Org) -> None:
        content = org.metadata.stored[kind, name]
        before = f"<{tag}>{old}</{tag}>".encode()
        assert content.count(before) == 1
        after = f"<{tag}>{new}</{tag}>".encode() if new else b""
        org.metadata.stored[kind, name] = content.replace(before, after)

    return act


def field(name: str, tag: str, old: object, new: object) -> Break:
    return edited("CustomField", name, tag, old, new)


def label(name: str, *, inactive: bool) -> Break:
    """Take a value out of the org's list of statuses, or let it be there and inactive."""

    def act(org: Org) -> None:
        root = parse(org.metadata.stored[VALUE_SET].decode())
        values = values_of(VALUE_SET[0], root)
        (value,) = [each for each in values if each.findtext(f"{NS}fullName") == name]
        if inactive:
            made_inactive(value)
        else:
            root.remove(value)
        org.metadata.stored[VALUE_SET] = serialize(root, decomposed=False)

    return act


def one(org: Org, sobject: str, **wanted: object) -> Record:
    (found,) = [r for r in org.data.rows(sobject).values() if wanted.items() <= r.items()]
    return found


def assignment(org: Org, name: str) -> Record:
    permission_set = one(org, "PermissionSet", Name=name)["Id"]
    return one(org, "PermissionSetAssignment", PermissionSetId=permission_set)


def unassigned(name: str) -> Break:
    return lambda org: org.data.delete("PermissionSetAssignment", assignment(org, name)["Id"])


def somebody_inactive(org: Org) -> str:
    return org.data.create("User", {"Username": "former@example.com", "Name": "Former"})


def assigned_to_an_inactive_user(name: str) -> Break:
    return lambda org: assignment(org, name).update(AssigneeId=somebody_inactive(org))


def in_a_group(name: str, *, assigned: bool = True, active: bool = True) -> Break:
    """Put a permission set into a group, and give the group to nobody or to somebody."""

    def act(org: Org) -> None:
        data = org.data
        group = data.create("PermissionSetGroup", {"DeveloperName": "Marketing"})
        permission_set = one(org, "PermissionSet", Name=name)["Id"]
        link = {"PermissionSetGroupId": group, "PermissionSetId": permission_set}
        data.create("PermissionSetGroupComponent", link)
        if assigned:
            user = one(org, "User", Username=USERNAME)["Id"] if active else somebody_inactive(org)
            member = {"AssigneeId": user, "PermissionSetGroupId": group}
            data.create("PermissionSetAssignment", member)

    return act


def status_gone(campaign: str, name: str) -> Break:
    def act(org: Org) -> None:
        key = campaign_named(org, campaign)
        status = one(org, "CampaignMemberStatus", CampaignId=key, Label=name)
        org.data.delete("CampaignMemberStatus", status["Id"])

    return act


def keyless(org: Org) -> None:
    (member,) = org.data.rows("CampaignMember").values()
    member["external_id__c"] = None


class Case(NamedTuple):
    """Something amiss, and what `verify` says of it; {Summit} stands for that campaign's line."""

    name: str
    act: Break
    bad: Bad


def _fails(name: str, act: Break, kind: str, line: str, reason: str) -> Case:
    return Case(name, act, {(kind, line): ("fail", reason)})


# What cannot be told while a field is missing, or cannot be compared as the question does.
NEED: dict[str, Bad] = {
    KEY: {("campaign member keys", KEY): ("unknown", f"cannot be told without {KEY}")},
    TICKED: {
        ("campaign statuses", "Kaltura_Event__c"): ("unknown", f"cannot be told without {TICKED}")
    },
}


def _fields() -> Iterator[Case]:
    for name, wanted in FIELDS.items():
        kind, elements = wanted.type.row.name, wanted.type.elements
        line = ("field", name)
        yield Case(
            f"{name} missing",
            gone("CustomField", name),
            {line: ("fail", "is not in the org"), **NEED.get(name, {})},
        )
        reason = f"is of the type date, not {TYPES[kind]}; {CAREFUL}"
        also = NEED[TICKED] if name == TICKED else {}
        retyped = field(name, "type", kind, "Date")
        yield Case(f"{name} retyped", retyped, {line: ("fail", reason), **also})
        if "length" in elements:
            length = int(str(elements["length"]))
            shortened = field(name, "length", length, length - 1)
            reason = f"has a length of {length - 1}, not {length}"
            yield _fails(f"{name} shortened", shortened, *line, reason)
        if "precision" in elements:
            precision, scale = (int(str(elements[key])) for key in ("precision", "scale"))
            narrowed = field(name, "precision", precision, precision - 1)
            wanted_size = f"not {precision} and {scale}"
            reason = f"has the precision {precision - 1} and scale {scale}, {wanted_size}"
            yield _fails(f"{name} narrowed", narrowed, *line, reason)
            shifted = field(name, "scale", scale, scale + 1)
            reason = f"has the precision {precision} and scale {scale + 1}, {wanted_size}"
            yield _fails(f"{name} shifted", shifted, *line, reason)


def _attributes() -> Iterator[Case]:
    lead = f"{ENGAGEMENT}.Lead__c"
    rows = (
        (KEY, "required", "true", "false", "is not required"),
        (KEY, "unique", "true", "false", "is not unique"),
        (KEY, "externalId", "true", "false", "is not an external id"),
        (KEY, "caseSensitive", "false", "true", "takes notice of capitals, and should not"),
        (KEY, "length", 200, 201, f"has a length of 201, and 200 is the most; {CAREFUL}"),
        (lead, "referenceTo", "Lead", "Contact", "does not look up Lead"),
    )
    for name, tag, old, new, reason in rows:
        yield _fails(f"{name} {tag}", field(name, tag, old, new), "field", name, reason)


def _others() -> Iterator[Case]:
    for name in SCHEMA.permission_sets:
        rows = (
            ("gone", all_of(unassigned(name), gone("PermissionSet", name)), "is not in the org"),
            ("unassigned", unassigned(name), "is assigned to no active user"),
            ("inactive", assigned_to_an_inactive_user(name), "is assigned to no active user"),
        )
        for what, act, reason in rows:
            yield _fails(f"{name} {what}", act, "permission set", name, reason)
    name = "Kaltura_Event_Manager"
    for what, given in (("unassigned", {"assigned": False}), ("inactive", {"active": False})):
        act = all_of(unassigned(name), in_a_group(name, **given))
        reason = "is assigned to no active user"
        yield _fails(f"{name} group {what}", act, "permission set", name, reason)
    for name in SCHEMA.flows:
        draft = edited("Flow", name, "status", "Active", "Draft")
        reason = "is not active; in production, activate it in Setup, Flows"
        yield _fails(f"{name} missing", gone("Flow", name), "flow", name, "is not in the org")
        yield _fails(f"{name} inactive", draft, "flow", name, reason)
    activate = "activate it in Setup, Object Manager, Campaign Member, Status"
    for name in LABELS:
        unlisted, inactive = label(name, inactive=False), label(name, inactive=True)
        yield _fails(f"{name} unlisted", unlisted, *OPTIONAL, f"lacks {name}")
        reason = f"has {name} inactive; {activate}"
        yield _fails(f"{name} inactive", inactive, *OPTIONAL, reason)
    for name in LABELS:
        act = status_gone("Summit", name)
        yield _fails(f"{name} no status", act, "campaign statuses", "{Summit}", f"lacks {name}")
    yield _fails("a key", keyless, "campaign member keys", KEY, "1 campaign member has none")
    fields = [name for name in FIELDS if name.startswith(f"{ENGAGEMENT}.")]
    needs = ("unknown", f"cannot be told without {ENGAGEMENT}")
    without: Bad = {("object", ENGAGEMENT): ("fail", "is not in the org")}
    yield Case("the object", object_gone, without | {("field", name): needs for name in fields})


CASES = (*_fields(), *_attributes(), *_others())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_amiss_is_told_and_nothing_else(case: Case, ready: Cli, ask: Ask) -> None:
    with ready.org.undone() as org:
        summit = f"{campaign_named(org, 'Summit')} Summit"
        case.act(org)
        found = ask()

    assert found == {
        (kind, name.replace("{Summit}", summit)): told for (kind, name), told in case.bad.items()
    }


def test_each_line_is_broken_by_a_case() -> None:
    without_object = {line for case in CASES if case.act is not object_gone for line in case.bad}

    assert without_object >= {line for line in LINES if line[0] != "object"}
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "act",
    [
        *(all_of(unassigned(n), in_a_group(n)) for n in SCHEMA.permission_sets),
        field(f"{ENGAGEMENT}.entry_id__c", "length", 11, 255),
        lambda org: one(org, "CampaignMemberStatus", Label="Blocked").update(Label="BLOCKED"),
        lambda org: org.data.tables.pop("CampaignMember"),
        label("Sent", inactive=True),
        lambda org: org.data.tables["CampaignMember"].update(account={"Id": "account"}),
        lambda org: one(org, "Campaign", Name="Summit").update(Kaltura_Event__c=False),
    ],
    ids=[
        *SCHEMA.permission_sets,
        "longer",
        "capitals",
        "no member",
        "Sent",
        "account",
        "no campaign",
    ],
)
def test_what_is_otherwise_and_good_enough(act: Break, ready: Cli, ask: Ask) -> None:
    with ready.org.undone() as org:
        act(org)

        assert ask() == {}


def test_an_org_that_was_set_up_as_the_documents_say_is_ready(ready: Cli, tmp_path: Path) -> None:
    result = verify(ready, tmp_path)

    *lines, empty, verdict = done(result).splitlines()
    assert len(lines) == len(LINES) + 1
    assert all(line.startswith("pass ") for line in lines)
    assert empty == ""
    assert verdict == f"Ready: {USERNAME} at {ready.org.url}: {len(lines)} pass."


def test_only_the_campaign_that_lacks_a_status_fails(ready: Cli, ask: Ask) -> None:
    with ready.org.undone() as org:
        summit, gala = campaign_named(org, "Summit"), ticked(org, "Gala")
        for number, name in enumerate(LABELS, start=3):
            values = {"CampaignId": gala, "Label": name, "SortOrder": number}
            org.data.create("CampaignMemberStatus", values)
        assert ask() == {}

        status_gone("Gala", "Blocked")(org)
        lacks = {("campaign statuses", f"{gala} Gala"): ("fail", "lacks Blocked")}

        assert ask() == lacks
        assert ask("--campaign", gala) == lacks
        assert ask("--campaign", gala[:15]) == lacks
        assert ask("--campaign", summit) == {}

        unticked = campaign_named(org, "Not of ours")
        ((line, (verdict, reason)),) = ask("--campaign", unticked).items()
        assert line == ("campaign statuses", f"{unticked} Not of ours")
        assert (verdict, reason) == ("fail", f"lacks {', '.join(LABELS)}")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (401, "Log in again with: sf org login web"),
        (403, "API limits"),
        (404, "Look at the address with: sf org display"),
        (429, "is not to be asked for 1 seconds"),
        (500, "https://status.salesforce.com"),
        (503, "https://status.salesforce.com"),
        ("reset", "Try again"),
        ("text", "gave an answer that is not JSON"),
        ("silence", "--timeout"),
    ],
    ids=str,
)
def test_a_fault_is_told_and_no_verdict(
    fault: int | str, said: str, ready: Cli, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Access(ready.org.url, TOKEN, USERNAME)
    monkeypatch.setattr(readiness, "access", lambda _: known)
    with ready.org.undone() as org:
        org.faults.next(fault, where="composite/batch", times=9)
        result = run("verify", "--target-org", ALIAS, "--timeout", "1")
        org.faults.waiting.clear()

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {USERNAME}: ")
    assert said in result.stderr
    assert TOKEN not in result.stderr


def test_a_session_that_ends_between_two_questions(ready: Cli, tmp_path: Path) -> None:
    with ready.org.undone() as org:
        gone("CustomField", f"{ENGAGEMENT}.plays__c")(org)
        org.faults.next(401, where="tooling/")
        call = (*GENERATOR, "verify", "--target-org", ALIAS)
        result = execute(*call, environment=environment(ready, tmp_path))

    assert (result.returncode, result.stdout) == (2, "")
    assert "does not take the session of sf any more" in result.stderr


def test_an_empty_org_lacks_everything(ready: Cli, wsdl: Wsdl, tmp_path: Path) -> None:
    with Org(wsdl.refusals) as org:
        cli = Cli(org, ready.project, tmp_path / "home")
        result = verify(cli, tmp_path, "--format", "json", target=TOKEN)

    assert result.returncode == 1
    found = bad(result.stdout)
    assert len(found) == len(LINES) + 1
    fails = {line for line, (verdict, _) in found.items() if verdict == "fail"}
    unknown = {("field", name) for name in FIELDS if name.startswith(f"{ENGAGEMENT}.")}
    assert fails == {line for line in LINES if line[0] != "campaign member keys"} - unknown
    assert found[OPTIONAL] == ("fail", f"lacks {', '.join(LABELS)}")
    assert NEED[KEY].items() <= found.items()
    assert NEED[TICKED].items() <= found.items()


def test_what_the_way_back_deletes_is_told(ready: Cli, tmp_path: Path) -> None:
    rollback = ROOT / "docs/examples/rollback"
    deploy = ("project", "deploy", "start", "--manifest", rollback / "package.xml")
    changes = ("--post-destructive-changes", rollback / "3-data.xml")
    with ready.org.undone():
        done(ready.run(*deploy, *changes, "--target-org", ALIAS))
        result = verify(ready, tmp_path, "--format", "json")

    assert result.returncode == 1
    missing = ("fail", "is not in the org")
    needs = ("unknown", f"cannot be told without {ENGAGEMENT}")
    assert bad(result.stdout) == {
        ("object", ENGAGEMENT): missing,
        **{("field", n): missing if n in (KEY, TICKED) else needs for n in FIELDS},
        **NEED[KEY],
        **NEED[TICKED],
    }


def test_the_commands_that_it_tells_make_an_org_ready(ready: Cli, tmp_path: Path) -> None:
    """All but the commands for keys, which are bulk jobs. USERNAME is for a person to fill in."""
    project = Path(shutil.copytree(ready.project, tmp_path / "project"))
    run_ours = f'PYTHONPATH={ROOT} exec {sys.executable} -m generator "$@"'
    programs = program(tmp_path / "bin/kaltura-sfdx", run_ours)
    surroundings = environment(ready, tmp_path)
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


def described(org: Org, name: str) -> Record:
    sobject, _, own = name.partition(".")
    (found,) = [each for each in org.data.describe(sobject)["fields"] if each["name"] == own]
    return dict(found)


PICKLIST = """<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>Mood__c</fullName>
    <label>Mood</label>
    <required>false</required>
    <trackTrending>false</trackTrending>
    <type>Picklist</type>
    <valueSet>
        <valueSetDefinition>
            <sorted>false</sorted>
{}        </valueSetDefinition>
    </valueSet>
</CustomField>
"""


def picklist(*names: str, default: str = "") -> str:
    def is_default(name: str) -> str:
        return str(name == default).lower()

    return PICKLIST.format(
        "".join(
            f"            <value>\n                <fullName>{name}</fullName>\n"
            f"                <default>{is_default(name)}</default>\n"
            f"                <label>{name}</label>\n            </value>\n"
            for name in names
        )
    )


def test_a_value_that_a_deploy_leaves_out_stays_and_is_inactive(
    ready: Cli, tmp_path: Path
) -> None:
    """No deploy deletes a value of a picklist."""
    shutil.copytree(ready.project, tmp_path / "project")
    name = f"{ENGAGEMENT}.Mood__c"
    path = tmp_path / f"project/force-app/main/default/objects/{ENGAGEMENT}/fields"
    file = path / "Mood__c.field-meta.xml"

    def deployed(cli: Cli) -> str:
        result = cli("project", "deploy", "start", "--source-dir", file)
        (state,) = {each["state"] for each in result["files"]}
        return str(state)

    with ready.org.undone() as org:
        cli = Cli(org, tmp_path / "project", ready.home)
        file.write_text(picklist("Glad", "Calm", "Sad", default="Sad"), encoding="utf-8")
        assert deployed(cli) == "Created"
        file.write_text(picklist("Glad", "Calm"), encoding="utf-8")
        assert deployed(cli) == "Changed"
        assert deployed(cli) == "Unchanged"
        cli("project", "retrieve", "start", "--metadata", f"CustomField:{name}")
        values = described(org, name)["picklistValues"]

    inactive = "                <isActive>false</isActive>\n"
    given_back = picklist("Glad", "Calm", "Sad")
    label = "                <label>Sad"
    assert file.read_text() == given_back.replace(label, inactive + label)
    active = {value["value"]: value["active"] for value in values}
    assert active == {"Glad": True, "Calm": True, "Sad": False}
    assert not any(value["defaultValue"] for value in values)


def test_a_list_of_statuses_that_is_deployed_unmerged_deactivates_the_others(
    ready: Cli, ask: Ask, tmp_path: Path
) -> None:
    shutil.copytree(ready.project, tmp_path / "project")
    file = tmp_path / "project" / VALUE_SET_FILE
    with ready.org.undone() as org:
        cli = Cli(org, tmp_path / "project", ready.home)
        root = etree.fromstring(file.read_bytes())
        for value in values_of(VALUE_SET[0], root):
            if value.findtext(f"{NS}fullName") in {"Sent", "Blocked"}:
                root.remove(value)
        file.write_bytes(etree.tostring(root))
        cli("project", "deploy", "start", "--source-dir", "unpackaged")
        values = described(org, "CampaignMember.Status")["picklistValues"]

        (told,) = ask().values()
        assert told[0] == "fail"
        assert told[1].startswith("has Blocked inactive; activate it in Setup")

    assert [each["label"] for each in values if not each["active"]] == ["Sent", "Blocked"]
    assert [each["label"] for each in values] == [
        *("Responded", *(name for name in LABELS if name != "Blocked"), "Sent", "Blocked")
    ]


def batch(org: Org, *calls: dict[str, str]) -> tuple[int, Any]:
    address = BATCH.removeprefix("POST ")
    return org.rest.answer(Request("POST", address, {"batchRequests": [*calls]}))


def get(resource: str) -> dict[str, str]:
    return {"method": "GET", "url": f"v62.0/{resource}"}


def test_a_batch_answers_each_call(ready: Cli) -> None:
    lead, nothing = get("sobjects/Lead/describe"), get("sobjects/No__c/describe")

    status, body = batch(ready.org, lead, nothing)

    assert status == 200
    assert body["hasErrors"] is True
    good, wrong = body["results"]
    assert (good["statusCode"], good["result"]["name"]) == (200, "Lead")
    assert (wrong["statusCode"], wrong["result"][0]["errorCode"]) == (404, "NOT_FOUND")
    assert batch(ready.org, lead)[1]["hasErrors"] is False


@pytest.mark.parametrize(
    "calls",
    [
        [],
        [get("sobjects/Lead/describe")] * 26,
        [{**get("sobjects/Lead"), "method": "POST"}],
        [get("tooling/query?q=SELECT+Id+FROM+Flow")],
        [get("composite/batch")],
    ],
    ids=["none", "many", "POST", "tooling", "batch"],
)
def test_a_batch_that_is_not_known_is_refused(ready: Cli, calls: list[dict[str, str]]) -> None:
    assert batch(ready.org, *calls)[0] == 400
