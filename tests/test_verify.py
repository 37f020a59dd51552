"""`verify` finds what an org lacks, each thing alone, in the org that stands in for one.

What the stand-in does not prove stands in `tests/org/__init__.py`. A script answers for `sf`.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Run
from org import Org
from org.changes import (
    Change,
    all_of,
    assigned_to_an_inactive_user,
    campaign_named,
    edited,
    field,
    given_to_somebody_new,
    gone,
    in_a_group,
    in_capitals,
    keyless,
    label,
    object_gone,
    one,
    right_gone,
    status_gone,
    ticked,
    unassigned,
)
from org.ready import SCHEMA, add_statuses
from org.rest import Answer, refusal
from test_plan import SCHEMA as SMALL
from verifying import (
    ENGAGEMENT,
    FIELDS,
    KEY,
    LABELS,
    LINES,
    MARKETERS,
    OPTIONAL,
    TICKED,
    Bad,
    Verify,
    bad,
    not_ready,
)

from generator.org.rest import describe
from generator.readiness.answers import read as read_answers
from generator.readiness.checks import checks
from generator.readiness.field_mismatches import DESCRIBED_TYPES
from generator.readiness.fixes import Fixes
from generator.readiness.requirements import requirements
from generator.schema.loader import load
from generator.schema.yaml_source import read
from generator.types.field_types import FIELD_TYPES
from generator.types.schema import Schema

MINUTES = f"{ENGAGEMENT}.live_minutes_viewed__c"
PLAYS = f"{ENGAGEMENT}.plays__c"
# The types of our fields as a describe gives them.
TYPES = {
    "Checkbox": "boolean",
    "Email": "email",
    "Lookup": "reference",
    "Number": "double",
    "Text": "string",
}
CAREFUL = "check its data first, since a change may cut or lose them"

Ask = Callable[..., Bad]


@pytest.fixture
def ask(verify: Verify) -> Ask:
    """Run `verify`, and return what does not pass."""

    def call(*options: str) -> Bad:
        result = verify("--format", "json", *options)
        found = bad(result.stdout)
        assert result.exit_code == (1 if found.keys() - {OPTIONAL} else 0)
        return found

    return call


class Case(NamedTuple):
    """Something amiss, and what `verify` says of it; {Summit} stands for that campaign's line."""

    name: str
    act: Change
    bad: Bad


def _fails(name: str, act: Change, kind: str, line: str, reason: str) -> Case:
    return Case(name, act, {(kind, line): ("fail", reason)})


# The checks that are unknown while a field is missing, or has a type that no query compares.
NEED: dict[str, Bad] = {
    KEY: {("campaign member keys", KEY): ("unknown", f"cannot be checked without {KEY}")},
    TICKED: {
        ("campaign statuses", "Kaltura_Event__c"): (
            "unknown",
            f"cannot be checked without {TICKED}",
        )
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
        reason = f"type is date; expected {TYPES[kind]}; {CAREFUL}"
        also = NEED[TICKED] if name == TICKED else {}
        retyped = field(name, "type", kind, "Date")
        yield Case(f"{name} retyped", retyped, {line: ("fail", reason), **also})
        if "length" in elements:
            length = int(str(elements["length"]))
            shortened = field(name, "length", length, length - 1)
            reason = f"length is {length - 1}; at least {length} is needed"
            yield _fails(f"{name} shortened", shortened, *line, reason)
        if "precision" in elements:
            precision, scale = (int(str(elements[key])) for key in ("precision", "scale"))
            narrowed = field(name, "precision", precision, precision - 1)
            needed = f"{precision} and {scale} are needed"
            reason = f"precision and scale are {precision - 1} and {scale}; {needed}"
            yield _fails(f"{name} narrowed", narrowed, *line, reason)
            shifted = field(name, "scale", scale, scale + 1)
            reason = f"precision and scale are {precision} and {scale + 1}; {needed}"
            yield _fails(f"{name} shifted", shifted, *line, reason)


def _attributes() -> Iterator[Case]:
    lead = f"{ENGAGEMENT}.Lead__c"
    rows = (
        (KEY, "required", "true", "false", "is not required"),
        (KEY, "unique", "true", "false", "is not unique"),
        (KEY, "externalId", "true", "false", "is not an external ID"),
        (KEY, "caseSensitive", "false", "true", "case-sensitive; expected case-insensitive"),
        (KEY, "length", 200, 201, f"length is 201; at most 200 is allowed; {CAREFUL}"),
        (lead, "referenceTo", "Lead", "Contact", "does not look up Lead"),
        (MINUTES, "scale", 2, 0, "precision and scale are 18 and 0; 18 and 2 are needed"),
        (MINUTES, "scale", 2, 4, "precision and scale are 18 and 4; 18 and 2 are needed"),
    )
    for name, tag, old, new, reason in rows:
        yield _fails(f"{name} {tag} {new}", field(name, tag, old, new), "field", name, reason)


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
    rights = (
        ("Kaltura_Integration", "allowCreate", "Lead", "create of Lead"),
        ("Kaltura_Integration", "allowRead", "Contact", "read of Contact"),
        ("Kaltura_Integration", "editable", PLAYS, f"edit of {PLAYS}"),
        ("Kaltura_Engagement_Viewer", "readable", PLAYS, f"read of {PLAYS}"),
        ("Kaltura_Event_Manager", "allowEdit", "Campaign", "edit of Campaign"),
        ("Kaltura_Event_Manager", "editable", TICKED, f"edit of {TICKED}"),
    )
    for name, right, of, shown in rights:
        reason = f"does not grant {shown}"
        yield _fails(
            f"{name} {shown}", right_gone(name, right, of), "permission set", name, reason
        )
    name = "Kaltura_Integration"
    act = all_of(unassigned(name), right_gone(name, "allowCreate", "Lead"))
    reason = "does not grant create of Lead; is assigned to no active user"
    yield _fails(f"{name} unassigned, with less", act, "permission set", name, reason)
    reason = "new@example.com lack the checkbox Marketing User"
    for name in MARKETERS:
        for group in (False, True):
            act = given_to_somebody_new(name, in_a_group=group)
            yield _fails(f"{name} no marketing user {group}", act, "marketing users", name, reason)
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
    yield _fails("a key", keyless, "campaign member keys", KEY, "1 campaign member has no key")
    fields = [name for name in FIELDS if name.startswith(f"{ENGAGEMENT}.")]
    needs = ("unknown", f"cannot be checked without {ENGAGEMENT}")
    without: Bad = {("object", ENGAGEMENT): ("fail", "is not in the org")}
    yield Case(
        "the object",
        object_gone(ENGAGEMENT),
        without | {("field", name): needs for name in fields},
    )


CASES = (*_fields(), *_attributes(), *_others())
IN_NAMESPACE = {
    *(f"{PLAYS} missing", f"{PLAYS} retyped", f"{KEY} missing", f"{TICKED} missing"),
    *("Kaltura_Integration unassigned", "Kaltura_Integration gone", "the object", "a key"),
    *("Kaltura_Integration create of Lead", f"Kaltura_Integration edit of {PLAYS}"),
    *("Kaltura_Event_Manager no marketing user True", "Kaltura_Add_Campaign_Statuses missing"),
    *("Kaltura_Add_Campaign_Statuses inactive", "Blocked unlisted", "Blocked no status"),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_amiss_is_reported_and_nothing_else(case: Case, org: Org, ask: Ask) -> None:
    summit = f"{campaign_named(org, 'Summit')} Summit"
    case.act(org)

    assert ask() == {
        (kind, name.replace("{Summit}", summit)): found for (kind, name), found in case.bad.items()
    }


def test_each_line_is_broken_by_a_case() -> None:
    without_object = {line for case in CASES if case.name != "the object" for line in case.bad}

    assert without_object >= {line for line in LINES if line[0] != "object"}
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.name for case in CASES} >= IN_NAMESPACE


@pytest.mark.parametrize(
    "act",
    [
        *(all_of(unassigned(n), in_a_group(n)) for n in SCHEMA.permission_sets),
        field(f"{ENGAGEMENT}.entry_id__c", "length", 11, 255),
        all_of(field(MINUTES, "precision", 18, 20), field(MINUTES, "scale", 2, 3)),
        in_capitals(f"{ENGAGEMENT}.plays__c"),
        all_of(in_capitals(KEY), lambda org: org.data.tables.pop("CampaignMember")),
        lambda org: one(org, "CampaignMemberStatus", Label="Blocked").update(Label="BLOCKED"),
        lambda org: org.data.tables.pop("CampaignMember"),
        label("Sent", inactive=True),
        lambda org: org.data.tables["CampaignMember"].update(account={"Id": "account"}),
        lambda org: one(org, "Campaign", Name="Summit").update(Kaltura_Event__c=False),
    ],
    ids=[
        *SCHEMA.permission_sets,
        "longer",
        "more decimals",
        "a name in capitals",
        "a key in capitals",
        "capitals",
        "no member",
        "Sent",
        "account",
        "no campaign",
    ],
)
def test_what_is_otherwise_and_good_enough(act: Change, org: Org, ask: Ask) -> None:
    act(org)

    assert ask() == {}


@pytest.mark.parametrize(
    "case",
    [None, *(case for case in CASES if case.name in IN_NAMESPACE)],
    ids=lambda case: case.name if case else "ready",
)
def test_an_org_with_a_namespace_of_its_own(case: Case | None, org: Org, ask: Ask) -> None:
    """Its custom objects, fields, flows and permission sets have the namespace."""
    summit = f"{campaign_named(org, 'Summit')} Summit"
    if case is not None:
        case.act(org)
    one(org, "Organization").update(NamespacePrefix="acme")
    org.data.namespace = "acme"

    own = re.compile(rf"(?<=out | of ){ENGAGEMENT}(\.)?")
    assert ask() == {
        (kind, name.replace("{Summit}", summit)): (verdict, own.sub(_in_acme, reason))
        for (kind, name), (verdict, reason) in (case.bad if case else {}).items()
    }


PACKAGED = "extends: kaltura\nname: kaltura-packaged\nnamespace: acme\n"


@pytest.mark.parametrize(
    "case",
    [None, *(case for case in CASES if case.name in IN_NAMESPACE)],
    ids=lambda case: case.name if case else "ready",
)
def test_an_org_in_which_the_package_is_installed(
    case: Case | None, org: Org, ask: Ask, tmp_path: Path
) -> None:
    """The org has no namespace of its own; its Publisher says that the package is there."""
    schema = tmp_path / "packaged.yaml"
    schema.write_text(PACKAGED, encoding="utf-8")
    summit = f"{campaign_named(org, 'Summit')} Summit"
    if case is not None:
        case.act(org)
    org.data.tables["Publisher"] = {"1": {"Id": "1"}}
    org.data.namespace = "acme"

    own = re.compile(rf"(?<=out | of ){ENGAGEMENT}(\.)?")
    assert ask(str(schema)) == {
        (kind, name.replace("{Summit}", summit)): (verdict, own.sub(_in_acme, reason))
        for (kind, name), (verdict, reason) in (case.bad if case else {}).items()
    }


def test_what_a_package_lacks_comes_with_its_next_version(
    org: Org, verify: Verify, tmp_path: Path
) -> None:
    schema = tmp_path / "packaged.yaml"
    schema.write_text(PACKAGED, encoding="utf-8")
    next(case for case in CASES if case.name == f"{PLAYS} missing").act(org)
    org.data.tables["Publisher"] = {"1": {"Id": "1"}}
    org.data.namespace = "acme"

    result = verify(str(schema))

    assert result.exit_code == 1
    assert "sf package install --package VERSION" in result.stdout
    assert "sf project deploy start" not in result.stdout


def test_without_the_package_an_org_has_plain_names(org: Org, ask: Ask, tmp_path: Path) -> None:
    schema = tmp_path / "packaged.yaml"
    schema.write_text(PACKAGED, encoding="utf-8")

    assert ask(str(schema)) == {}
    org.rest.instead["FROM Publisher"] = refusal(400, "INVALID_TYPE", "not supported")
    assert ask(str(schema)) == {}


def _in_acme(name: re.Match[str]) -> str:
    return f"acme__{ENGAGEMENT}" + (".acme__" if name[1] else "")


def test_a_refused_look_at_the_organization_is_no_namespace(org: Org, ask: Ask) -> None:
    org.rest.instead["FROM Organization"] = refusal(400, "INVALID_TYPE", "not supported")

    assert ask() == {}


@pytest.mark.parametrize("sobject", ["ObjectPermissions", "FieldPermissions"])
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (refusal(400, "INVALID_TYPE", "no"), "INVALID_TYPE: no"),
        (
            Answer(200, {"totalSize": 0, "done": True, "records": []}),
            "it shows no right at all; is View Setup and Configuration missing?",
        ),
    ],
    ids=["refused", "empty"],
)
def test_what_a_set_grants_is_unknown_where_the_org_does_not_show_it(
    sobject: str, answer: Answer, why: str, org: Org, ask: Ask
) -> None:
    org.rest.instead[f"FROM {sobject}"] = answer

    reason = f"the org does not show what it grants ({why})"
    assert ask() == {("permission set", n): ("unknown", reason) for n in SCHEMA.permission_sets}

    unassigned("Kaltura_Event_Manager")(org)
    assert ask()["permission set", "Kaltura_Event_Manager"] == (
        "fail",
        "is assigned to no active user",
    )


def test_users_without_the_checkbox_are_told_with_what_gives_it(org: Org, verify: Verify) -> None:
    for number in range(5):
        given_to_somebody_new("Kaltura_Event_Manager")(org)
        one(org, "User", Username="new@example.com").update(Username=f"user{number}@example.com")

    result = verify()

    assert not_ready(result) == [("fail", "marketing users", "Kaltura_Event_Manager")]
    names = ", ".join(f"user{number}@example.com" for number in range(3))
    assert f"{names} and others lack the checkbox Marketing User\n" in result.stdout
    commands = [line.strip() for line in result.stdout.splitlines() if "--sobject User" in line]
    words = shlex.split(commands[0])
    assert len(commands) == 3
    assert words[words.index("--where") + 1] == "Username='user0@example.com'"


def test_only_the_campaign_that_lacks_a_status_fails(org: Org, ask: Ask) -> None:
    summit, gala = campaign_named(org, "Summit"), ticked(org, "Gala")
    add_statuses(org, gala)
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

    ((_, (verdict, _)),) = ask("--campaign", "701000000000009AAA").items()
    assert verdict == "unknown"


def test_an_empty_org_lacks_everything(org: Org, ask: Ask) -> None:
    org.metadata.stored = {}
    org.data.tables = {name: org.data.tables[name] for name in ("User", "Organization")}

    found = ask()

    assert len(found) == len(LINES) + 1 - len(MARKETERS)
    fails = {line for line, (verdict, _) in found.items() if verdict == "fail"}
    unknown = {("field", name) for name in FIELDS if name.startswith(f"{ENGAGEMENT}.")}
    of_records = {line for line in LINES if line[0] in {"campaign member keys", "marketing users"}}
    assert fails == set(LINES) - of_records - unknown
    assert found[OPTIONAL] == ("fail", f"lacks {', '.join(LABELS)}")
    assert NEED[KEY].items() <= found.items()
    assert NEED[TICKED].items() <= found.items()


# What the user of `sf` may not see.


@pytest.mark.parametrize(
    "part", ["FROM PermissionSet ", "FROM PermissionSetAssignment ", "FROM FlowDefinitionView "]
)
def test_what_a_user_without_rights_is_refused_is_unknown(
    part: str, org: Org, verify: Verify
) -> None:
    org.rest.instead[part] = refusal(400, "INVALID_TYPE", "sObject type is not supported")
    for name in SCHEMA.permission_sets:
        unassigned(name)(org)

    found = not_ready(verify())

    kind = "flow" if "Flow" in part else "permission set"
    assert {verdict for verdict, each, _ in found if each == kind} == {"unknown"}


def test_a_missing_field_is_told_from_a_hidden_one(org: Org, verify: Verify) -> None:
    gone("CustomField", MINUTES)(org)
    org.data.hidden.add(PLAYS)

    result = verify()

    assert not_ready(result) == [("unknown", "field", PLAYS), ("fail", "field", MINUTES)]
    assert "exists, but the user of sf may not see it" in result.stdout
    show = "sf org assign permset --name Kaltura_Engagement_Viewer --target-org "
    assert show in result.stdout, "the set that gives the least"
    assert "is not in the org" in result.stdout
    assert len(org.calls) == 2


def test_what_the_tooling_api_does_not_tell_is_unknown(org: Org, verify: Verify) -> None:
    gone("CustomField", MINUTES)(org)
    org.rest.instead["/tooling/"] = refusal(403, "INSUFFICIENT_ACCESS", "View Setup")

    result = verify()

    assert not_ready(result) == [("unknown", "field", MINUTES)]
    assert "may not see it (INSUFFICIENT_ACCESS: View Setup)" in result.stdout


def test_without_sight_of_the_object_its_fields_are_unknown(org: Org, ask: Ask) -> None:
    org.data.hidden.add(ENGAGEMENT)

    found = ask()

    fields = {("field", name) for name in FIELDS if name.startswith(f"{ENGAGEMENT}.")}
    assert found.keys() == {("object", ENGAGEMENT), *fields}
    assert {verdict for verdict, _ in found.values()} == {"unknown"}


def test_a_refused_question_is_unknown_and_nothing_else(org: Org, verify: Verify) -> None:
    org.rest.instead["COUNT()"] = refusal(400, "QUERY_TIMEOUT", "took too long")
    org.rest.instead["FROM Campaign WHERE"] = refusal(400, "INVALID_FIELD", "No such column")

    result = verify()

    assert not_ready(result) == [
        ("unknown", "campaign statuses", "Kaltura_Event__c"),
        ("unknown", "campaign member keys", KEY),
    ]
    assert "the org refuses to answer (QUERY_TIMEOUT: took too long)" in result.stdout
    assert "cannot be checked without Campaign.Kaltura_Event__c" in result.stdout


# Schemas that ask for other things.


def test_a_flow_that_is_not_to_be_active_has_only_to_be_there(
    org: Org, verify: Verify, tmp_path: Path
) -> None:
    name = "Kaltura_Fill_Campaign_Member_Key"
    path = tmp_path / "draft.yaml"
    text = read("kaltura").text
    path.write_text(text.replace(f"  {name}:\n", f"  {name}:\n    active: false\n"), "utf-8")
    edited("Flow", name, "status", "Active", "Draft")(org)

    result = verify(path)

    assert result.exit_code == 0, result.output
    assert re.search(rf"pass +flow +{name} +exists\n", result.stdout)
    gone("Flow", name)(org)
    assert not_ready(verify(path)) == [("fail", "flow", name)]


def test_a_schema_without_statuses_has_no_campaign_to_look_at(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    campaign = ("--campaign", "70103000000cnFXAAY")

    result = run("verify", path, "--target-org", "my-org", *campaign)

    assert result.exit_code == 2
    assert "error: " in result.stderr


def test_a_picklist_has_to_offer_each_value(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    rows = [
        row
        for row in requirements(load(read(str(path)), Schema), None)
        if row.name == "Visit__c.Kind__c"
    ]

    def result(**active: bool) -> str:
        values = [{"value": name, "active": is_active} for name, is_active in active.items()]
        kind = {"name": "Kind__c", "type": "picklist", "picklistValues": values}
        answers = read_answers({describe("Visit__c"): {"fields": [kind]}})
        (found,) = checks(rows, answers, Fixes("me@example.com", "small"))
        return f"{found.verdict}: {found.reason}"

    assert result(Long=True, Short=True, Other=True) == "pass: Picklist"
    assert result(Long=True, Short=False) == "fail: lacks the values Short"
    assert result(Other=True) == "fail: lacks the values Long, Short"


def test_every_type_of_field_has_a_described_type() -> None:
    assert DESCRIBED_TYPES.keys() == {row.name for row in FIELD_TYPES}
