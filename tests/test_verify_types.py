"""`verify` asks for what each metadata type says, in whatever schema its components are."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Run, Wsdl
from org import Org
from org.changes import LEAD as PERSON
from org.changes import Change, edited, field, gone, no_longer_granted, one, unassigned
from org.data import USER
from org.ready import SCHEMA as SHIPPED
from org.ready import generate, put_tree
from org.rest import refusal
from small_schema import SCHEMA as SMALL
from small_schema import WITHOUT_TWO
from test_backfill import CAMPAIGN, KEY, LEAD, member
from verifying import BATCH, Verify, not_passed, not_ready

from generator.metadata.registry import PACKAGE, RENDERED
from generator.org.rest import describe
from generator.readiness.answers import read
from generator.readiness.checks import checks, further_resources, resources
from generator.readiness.fixes import Fixes
from generator.readiness.requirements import requirements
from generator.readiness.soql import equal, select
from generator.schema.loader import load
from generator.schema.yaml_source import Source
from generator.types import registry
from generator.types.requirement import Assigned, Kind, Requirement, asks_nothing
from generator.types.schema import Schema

# A vendor with other names, and components in Salesforce's own words.
OWN = """\
name: own
label: Own
description: Another vendor.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {label: Visit}
    fields:
      Booth__c: {label: Booth, type: Text(20)}
      Level__c: {label: Level, type: Picklist, value_set: Level}
    field_sets:
      Short: {label: Short, description: On phones., fields: [Booth__c]}
    record_types:
      Fair: {label: Fair, picklist_values: {Level__c: [High]}}
      Tour: {label: Tour, active: false}
    validation_rules:
      Has_Booth:
        error_condition: ISBLANK(Booth__c)
        error_message: Say the booth.
      Not_Yet:
        active: false
        error_condition: ISBLANK(Booth__c)
        error_message: Say the booth.
custom_metadata_types:
  Stand__mdt:
    label: Stand
    plural_label: Stands
    fields: {Hall__c: {label: Hall, type: Text(3)}}
    records:
      North: {label: North, values: {Hall__c: H1}}
custom_settings:
  Limits__c:
    label: Limits
    type: Hierarchy
    fields: {Most__c: {label: Most, type: "Number(3, 0)"}}
standard_objects:
  Lead:
    standard_fields:
      Company: {help_text: The employer.}
    business_processes:
      Fairs: {values: [{value: New, default: true}]}
  CampaignMember:
    fields:
      Ticket__c: {label: Ticket, type: Text(60), external_id: true}
global_value_sets:
  Level:
    label: Level
    values: [High, Low, {value: None, active: false}]
flows:
  Fill_Ticket:
    label: Fill Ticket
    description: Fills the ticket.
    does: fill campaign member key
    field: Ticket__c
permission_sets:
  Hosts:
    label: Hosts
    access: {Visit__c: write}
    user_permissions: [ApiEnabled, RunReports]
    record_types: [Visit__c.Fair]
    apps: [Visits, standard__Sales]
    tabs: {Visit__c: visible, standard-Lead: available}
    apex_classes: [Visits, pkg__Clock]
    visualforce_pages: [Badge]
    flows: [Fill_Ticket]
    custom_permissions: [See_Drafts]
    custom_metadata_types: [Stand__mdt]
    custom_settings: [Limits__c]
permission_set_groups:
  Visitors: {label: Visitors, permission_sets: [Guests], muting_permission_sets: [Quiet]}
muting_permission_sets:
  Quiet: {label: Quiet, user_permissions: [ApiEnabled]}
custom_permissions:
  See_Drafts: {label: See drafts}
apps:
  Visits: {label: Visits, tabs: [standard-home]}
lead_conversion:
  field_mapping: {Contact: {Score__c: Score__c}}
components:
  CustomField:
    Lead.Score__c:
      label: Score
      type: Number
      precision: '5'
      scale: '1'
      required: false
      unique: false
      externalId: false
  GlobalValueSet:
    Grade__gvs:
      masterLabel: Grade
      sorted: false
      customValue: [{fullName: One, default: false, label: One}]
  ListView:
    Visit__c.All_Visits:
      label: All Visits
      filterScope: Everything
  PermissionSet:
    Guests:
      label: Guests
      hasActivationRequired: false
  ValidationRule:
    Visit__c.Has_Level:
      active: true
      errorConditionFormula: ISBLANK(TEXT(Level__c))
      errorMessage: Say the level.
"""
LINES = [
    ("object", "Visit__c"),
    ("object", "Stand__mdt"),
    ("object", "Limits__c"),
    ("field", "Visit__c.Booth__c"),
    ("field", "Visit__c.Level__c"),
    ("field", "Lead.Company"),
    ("field", "CampaignMember.Ticket__c"),
    ("field", "Stand__mdt.Hall__c"),
    ("field", "Limits__c.Most__c"),
    ("field", "Lead.Score__c"),
    ("record type", "Visit__c.Fair"),
    ("record type", "Visit__c.Tour"),
    ("business process", "Lead.Fairs"),
    ("field set", "Visit__c.Short"),
    ("validation rule", "Visit__c.Has_Booth"),
    ("validation rule", "Visit__c.Not_Yet"),
    ("validation rule", "Visit__c.Has_Level"),
    ("global value set", "Level"),
    ("global value set", "Grade__gvs"),
    ("custom metadata record", "Stand.North"),
    ("custom permission", "See_Drafts"),
    ("permission set", "Hosts"),
    ("permission set", "Guests"),
    ("permission set group", "Visitors"),
    ("muting permission set", "Quiet"),
    ("app", "Visits"),
    ("flow", "Fill_Ticket"),
    ("campaign member keys", "CampaignMember.Ticket__c"),
]
SALES = "02uFK0000000001"  # an id of 15 characters, as a menu has it
SETUP = "activate it in Setup, Object Manager, Validation Rules"
SCHEMA = load(Source("own.yaml", OWN), Schema)


@pytest.fixture(scope="module")
def ready_org(wsdl: Wsdl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Org]:
    """Return an org that has all that the schema needs."""
    project = tmp_path_factory.mktemp("own")
    schema = project / "own.yaml"
    schema.write_text(OWN, encoding="utf-8")
    generate(project, schema)
    with Org(wsdl.refusals) as org:
        org.data.create("ApexClass", {"Name": "Visits"})
        org.data.create("ApexClass", {"Name": "Clock", "NamespacePrefix": "pkg"})
        org.data.create("ApexPage", {"Name": "Badge"})
        sales = {"Name": "Sales", "NamespacePrefix": "standard", "ApplicationId": SALES}
        org.data.create("AppMenuItem", sales)
        put_tree(org, project, "force-app", schema=SCHEMA)
        for each in org.data.rows("PermissionSet"):
            given = {"AssigneeId": USER, "PermissionSetId": each}
            org.data.create("PermissionSetAssignment", given)
        campaign = org.data.create("Campaign", {"Name": "Summit"})
        lead = org.data.create("Lead", PERSON)
        keyed = {"CampaignId": campaign, "LeadId": lead, "Ticket__c": "1"}
        org.data.create("CampaignMember", keyed)
        yield org


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "our own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def keyless(org: Org) -> None:
    one(org, "CampaignMember").update(Ticket__c=None)


def without_value(org: Org) -> None:
    key = ("GlobalValueSet", "Level")
    content = org.metadata.stored[key]
    assert b">High<" in content
    org.metadata.stored[key] = content.replace(b">High<", b">Highest<")


# What the permission set Hosts grants besides objects and fields, by the element of its file.
GRANTED = {
    ("userPermissions", "ApiEnabled"): "ApiEnabled",
    ("tabSettings", "Visit__c"): "the tab Visit__c as visible",
    ("tabSettings", "standard-Lead"): "the tab standard-Lead as available",
    ("applicationVisibilities", "Visits"): "the app Visits",
    ("applicationVisibilities", "standard__Sales"): "the app standard__Sales",
    ("classAccesses", "Visits"): "the Apex class Visits",
    ("classAccesses", "pkg__Clock"): "the Apex class pkg__Clock",
    ("pageAccesses", "Badge"): "the Visualforce page Badge",
    ("flowAccesses", "Fill_Ticket"): "the flow Fill_Ticket",
    ("customPermissions", "See_Drafts"): "the custom permission See_Drafts",
    ("customMetadataTypeAccesses", "Stand__mdt"): "the custom metadata type Stand__mdt",
    ("customSettingAccesses", "Limits__c"): "the custom setting Limits__c",
}
HOSTS = ("permission set", "Hosts")
CASES: dict[str, tuple[Change, tuple[str, str], str]] = {
    **{
        f"{tag} {of} not granted": (
            no_longer_granted("Hosts", tag, of),
            HOSTS,
            f"does not grant {shown}",
        )
        for (tag, of), shown in GRANTED.items()
    },
    "a tab only available": (
        edited("PermissionSet", "Hosts", "visibility", "Visible", "Available"),
        HOSTS,
        "does not grant the tab Visit__c as visible",
    ),
    **{
        f"{name} {what}": (act, ("validation rule", f"Visit__c.{name}"), reason)
        for name in ("Has_Booth", "Has_Level")
        for what, act, reason in (
            ("missing", gone("ValidationRule", f"Visit__c.{name}"), "is not in the org"),
            (
                "inactive",
                edited("ValidationRule", f"Visit__c.{name}", "active", "true", "false"),
                f"is not active; {SETUP}",
            ),
        )
    },
    **{
        f"a record type {what}": (act, ("record type", "Visit__c.Fair"), reason)
        for what, act, reason in (
            ("missing", gone("RecordType", "Visit__c.Fair"), "is not in the org"),
            (
                "inactive",
                edited("RecordType", "Visit__c.Fair", "active", "true", "false"),
                "is not active; activate it in Setup, Object Manager, Record Types",
            ),
        )
    },
    **{
        f"a business process {what}": (act, ("business process", "Lead.Fairs"), reason)
        for what, act, reason in (
            ("missing", gone("BusinessProcess", "Lead.Fairs"), "is not in the org"),
            (
                "inactive",
                edited("BusinessProcess", "Lead.Fairs", "isActive", "true", "false"),
                "is not active; activate it in Setup, on the page of its kind of processes",
            ),
        )
    },
    "a field set missing": (
        gone("FieldSet", "Visit__c.Short"),
        ("field set", "Visit__c.Short"),
        "is not in the org",
    ),
    "an app missing": (
        gone("CustomApplication", "Visits"),
        ("app", "Visits"),
        "is not in the org",
    ),
    "a record of a custom metadata type missing": (
        gone("CustomMetadata", "Stand.North"),
        ("custom metadata record", "Stand.North"),
        "is not in the org",
    ),
    "a draft rule missing": (
        gone("ValidationRule", "Visit__c.Not_Yet"),
        ("validation rule", "Visit__c.Not_Yet"),
        "is not in the org",
    ),
    "a value of a set missing": (
        without_value,
        ("field", "Visit__c.Level__c"),
        "lacks the values High",
    ),
    "a raw set missing": (
        gone("GlobalValueSet", "Grade__gvs"),
        ("global value set", "Grade__gvs"),
        "is not in the org",
    ),
    "a raw field narrower": (
        field("Lead.Score__c", "scale", 1, 0),
        ("field", "Lead.Score__c"),
        "precision and scale are 5 and 0; 5 and 1 are needed",
    ),
    "a raw permission set unassigned": (
        unassigned("Guests"),
        ("permission set", "Guests"),
        "is assigned to no active user",
    ),
    "a flow missing": (gone("Flow", "Fill_Ticket"), ("flow", "Fill_Ticket"), "is not in the org"),
    "a key": (
        keyless,
        ("campaign member keys", "CampaignMember.Ticket__c"),
        "1 campaign member has no key",
    ),
}


def test_an_org_with_all_of_it_is_ready(verify: Verify, schema: Path) -> None:
    result = verify(schema)

    assert result.exit_code == 0, result.output
    lines = [re.split(r"  +", line) for line in result.stdout.splitlines()]
    assert [tuple(line[:3]) for line in lines[:-2]] == [("pass", *line) for line in LINES]
    assert lines[9][3] == "Number(4, 1)"


@pytest.mark.parametrize("name", CASES)
def test_what_is_amiss_is_reported_and_nothing_else(
    name: str, org: Org, verify: Verify, schema: Path
) -> None:
    act, line, reason = CASES[name]
    act(org)

    result = verify(schema)

    assert not_ready(result) == [("fail", *line)]
    assert f"  {reason}\n" in result.stdout


@pytest.mark.parametrize("of", GRANTED, ids=" ".join)
def test_what_a_set_grants_in_an_org_with_a_namespace(
    of: tuple[str, str], org: Org, verify: Verify, schema: Path
) -> None:
    one(org, "Organization").update(NamespacePrefix="acme")
    org.data.namespace = "acme"
    assert not_passed(verify(schema)) == []

    no_longer_granted("Hosts", *of)(org)
    result = verify(schema)

    assert not_ready(result) == [("fail", *HOSTS)]
    assert f"  does not grant {GRANTED[of]}\n" in result.stdout


def test_a_tab_that_is_more_than_available_is_granted(
    org: Org, verify: Verify, schema: Path
) -> None:
    edited("PermissionSet", "Hosts", "visibility", "Available", "Visible")(org)

    result = verify(schema)

    assert result.exit_code == 0
    shown = "no query shows its record types, but plan --target-org compares them\n"
    assert f"; {shown}" in result.stdout


def test_a_permission_that_the_org_lacks_is_told(org: Org, verify: Verify, schema: Path) -> None:
    """An org has no column for it, and refuses a query with one."""
    answer = refusal(400, "INVALID_FIELD", "No such column 'PermissionsRunReports'")
    org.rest.instead["PermissionsRunReports"] = answer

    result = verify(schema)

    assert not_ready(result) == [("fail", *HOSTS)]
    assert "  does not grant RunReports (the org has no such permission)\n" in result.stdout


def test_what_is_granted_and_not_seen_is_unknown(org: Org, verify: Verify, schema: Path) -> None:
    for name in ("ApexClass", "ApexPage"):
        org.data.tables[name] = {}

    result = verify(schema)

    assert not_ready(result) == [("unknown", *HOSTS)]
    classes = "the Apex class Visits, the Apex class pkg__Clock, the Visualforce page Badge"
    assert f"  the org lacks {classes}, or the user of sf may not see it\n" in result.stdout


@pytest.mark.parametrize(
    "part", ["FROM SetupEntityAccess", "FROM PermissionSetTabSetting", "FROM AppMenuItem"]
)
def test_what_the_org_refuses_of_a_set_is_unknown(
    part: str, org: Org, verify: Verify, schema: Path
) -> None:
    org.rest.instead[part] = refusal(400, "INVALID_TYPE", "not supported")

    result = verify(schema)

    assert not_ready(result) == [("unknown", *HOSTS)]
    reason = "the org does not show what it grants (INVALID_TYPE: not supported)"
    assert f"  {reason}\n" in result.stdout


def test_a_standard_field_that_an_org_does_not_show_is_unclear(
    verify: Verify, schema: Path
) -> None:
    """No list tells one that is missing from one that the user does not see."""
    text = schema.read_text(encoding="utf-8")
    schema.write_text(text.replace("      Company:", "      Gender:"), encoding="utf-8")

    result = verify(schema)

    assert result.exit_code == 0
    assert re.search("^unknown  +field +Lead.Gender ", result.stdout, re.MULTILINE)


def test_a_set_of_classes_alone_is_unknown_where_the_org_shows_no_right() -> None:
    """A user without View Setup and Configuration sees none, whatever the set grants."""
    question = Assigned(entities={"ApexClass": ("Visits",)})
    row = Requirement(Kind.SET, "Hosts", question, "PermissionSet")
    shown = {"PermissionSet": {"Id": "1"}, "PermissionSetAssignment": {"Assignee": {}}}
    given = {
        each: {"records": [r for name, r in shown.items() if f"FROM%20{name}%20" in each]}
        for each in resources([row])
    }

    (found,) = checks([row], read(given), Fixes("me@example.com", "own"))

    why = "it shows no right at all; is View Setup and Configuration missing?"
    assert found.reason == f"the org does not show what it grants ({why})"


def test_a_set_that_is_missing_has_no_values_either(
    org: Org, verify: Verify, schema: Path
) -> None:
    gone("GlobalValueSet", "Level")(org)

    result = verify(schema)

    assert not_ready(result) == [
        ("fail", "field", "Visit__c.Level__c"),
        ("fail", "global value set", "Level"),
    ]
    deploy = "sf project deploy start --metadata GlobalValueSet:Level --target-org "
    assert deploy in result.stdout


def test_what_the_tooling_api_has_is_looked_up_together(
    org: Org, verify: Verify, schema: Path
) -> None:
    """It takes no batch: one call for a kind, or for a kind of an object's parts."""
    verify(schema)

    others = [call for call in org.calls if call != BATCH]
    assert len(others) == len([call for call in others if "/tooling/" in call]) == 4
    assert len(org.calls) - len(others) == 2, "25 questions in a batch"


def test_what_only_the_tooling_api_has_is_unknown_without_it(
    org: Org, verify: Verify, schema: Path
) -> None:
    org.rest.instead["/tooling/"] = refusal(403, "INSUFFICIENT_ACCESS", "View Setup")

    found = not_ready(verify(schema))

    about = {"app", "field set", "global value set", "validation rule"}
    assert found == [("unknown", *line) for line in LINES if line[0] in about]


def test_the_commands_for_keys_name_the_field_of_the_schema(
    org: Org, verify: Verify, schema: Path, run: Run, tmp_path: Path
) -> None:
    keyless(org)

    commands = [line.strip() for line in verify(schema).stdout.splitlines() if line[:2] == "  "]

    export, backfill, _update = map(shlex.split, commands)
    assert "SELECT Id, CampaignId, LeadId, ContactId, Ticket__c FROM" in " ".join(export)
    assert backfill == ["kaltura-sfdx", "backfill", "members.csv", str(schema), ">", "keys.csv"]
    members = tmp_path / "members.csv"
    members.write_text(
        f"Id,CampaignId,LeadId,ContactId,Ticket__c\n{member(1)},{CAMPAIGN},{LEAD},,\n",
        encoding="utf-8",
    )
    result = run("backfill", members, schema)
    assert result.stdout == f"Id,Ticket__c\n{member(1)},{KEY}\n"


def test_a_schema_without_a_flow_for_keys_has_none_to_fill(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")

    result = run("backfill", "members.csv", path)

    assert result.exit_code == 2
    flow = "has no flow that says does: fill campaign member key; add one"
    assert result.stderr == f"error: {path}: {flow}\n"


class Counted(list[dict[str, str]]):
    """The fields of a describe, and how often somebody went through them."""

    times = 0

    def __iter__(self) -> Iterator[dict[str, str]]:
        self.times += 1
        return super().__iter__()


def test_many_fields_are_looked_up_by_name() -> None:
    """An object can have 800 fields: going through all for each of them took two seconds."""
    names = [f"Field_{number}__c" for number in range(50)]
    lines = [f"      {name}: {{label: Field, type: Email}}" for name in names]
    wide = WITHOUT_TWO + "\n".join(lines)
    fields = Counted({"name": name, "type": "email"} for name in ("One__c", *names))
    rows = requirements(load(Source("wide.yaml", wide), Schema), None)

    answers = read({describe("Thing__c"): {"fields": fields}})
    found = checks(rows, answers, Fixes("me@example.com", "wide"))

    assert {each.verdict for each in found} == {"pass"}
    assert further_resources(rows, answers) == []
    assert fields.times == 1


def test_every_type_says_what_it_asks() -> None:
    """Also those that ask nothing, so that nobody forgets one."""
    asking = {name for name, table in registry.TABLES.items() if "asks" in table.__dict__}

    others = {row.name for row in RENDERED if row is not PACKAGE} - registry.TABLES.keys()
    assert asking == registry.TABLES.keys()
    assert registry.ASKS.keys() == others


def test_what_asks_is_asked_for() -> None:
    """Each type that asks something has a line here or in the shipped schema's tests."""
    types = {row.name for row in RENDERED if registry.asks_of(row.name) is not asks_nothing}

    rows = [*requirements(SCHEMA, None), *requirements(SHIPPED, None)]
    assert {row.type_name for row in rows} - {""} == types


def test_what_every_org_has_is_not_asked_for() -> None:
    given = """\
name: standard
label: Standard
description: Standard components.
components:
  CustomObject: {Account: {enableFeeds: true}}
  StandardValueSet: {Industry: {sorted: false}}
"""

    assert requirements(load(Source("standard.yaml", given), Schema), None) == ()


def test_a_value_cannot_leave_its_quotes() -> None:
    where = equal([("Name", "it's \\"), ("IsActive", True), ("NamespacePrefix", None)])

    assert select("Id", "Flow", *where) == (
        r"SELECT Id FROM Flow WHERE Name = 'it\'s \\' AND IsActive = true "
        "AND NamespacePrefix = null"
    )
