"""What a vendor needs: a schema that extends the vendor's takes it away only if it says so."""

import pytest

from generator.errors import SchemaError
from generator.readiness.requirements import requirements
from generator.schema.loader import load
from generator.schema.yaml_source import Source, read
from generator.types.requirement import Described, Kind
from generator.types.schema import Schema

ENGAGEMENT = "custom_objects.UserSessionEngagement__c"
KEY = "standard_objects.CampaignMember.fields.external_id__c"
PLAYS = f"{ENGAGEMENT}.fields.plays__c"
STATUSES = "campaign_member_statuses.values"
WRITES = "Kaltura writes each of these fields, by its API name."
FINDS = "Kaltura finds a campaign member by this key"


def overlay(text: str) -> Source:
    return Source("ours.yaml", f"extends: kaltura\n{text}", read("kaltura"))


def nested(path: str, value: str) -> str:
    """Return the YAML of a value at a path."""
    steps = path.split(".")
    lines = [f"{'  ' * depth}{step}:" for depth, step in enumerate(steps)]
    return "\n".join(lines) + f" {value}\n"


@pytest.mark.parametrize(
    ("path", "value", "key", "message"),
    [
        (PLAYS, "null", PLAYS, f"is taken out, and the vendor needs it: {WRITES}"),
        (
            f"{PLAYS}.type",
            "Number(17, 0)",
            f"{PLAYS}.type",
            "is 'Number(17, 0)'; the vendor needs 'Number(18, 0)' or a wider one: ",
        ),
        (f"{PLAYS}.type", "Text(100)", f"{PLAYS}.type", "is 'Text(100)'; the vendor needs 'Numb"),
        (
            f"{ENGAGEMENT}.fields.vod_minutes_viewed__c.type",
            "Number(17, 1)",
            f"{ENGAGEMENT}.fields.vod_minutes_viewed__c.type",
            "is 'Number(17, 1)'; the vendor needs 'Number(16, 2)' or a wider one: ",
        ),
        (
            f"{ENGAGEMENT}.fields.Lead__c.type",
            "Lookup(Contact)",
            f"{ENGAGEMENT}.fields.Lead__c.type",
            "is 'Lookup(Contact)'; the vendor needs 'Lookup(Lead)' or a wider one: ",
        ),
        (
            f"{ENGAGEMENT}.fields.email__c.type",
            "Formula(Text)",
            f"{ENGAGEMENT}.fields.email__c.type",
            "is 'Formula(Text)'; the vendor needs 'Email' or a wider one: ",
        ),
        (f"{KEY}.type", "Text(199)", f"{KEY}.type", "is 'Text(199)'; the vendor needs 'Text(200)"),
        (
            f"{STATUSES}.Blocked",
            "null",
            f"{STATUSES}.Blocked",
            "is taken out, and the vendor needs it: Kaltura sends this status; ",
        ),
    ],
)
def test_what_is_needed_cannot_be_taken_away(
    path: str, value: str, key: str, message: str
) -> None:
    text = nested(path, value)
    with pytest.raises(SchemaError) as caught:
        load(overlay(text), Schema)

    found = next(each for each in caught.value.diagnostics if each.key == key)
    assert (found.file, found.line) == ("ours.yaml", 1 + text.count("\n"))
    assert found.message.startswith(message)
    assert found.message.endswith(f'write under accepted_deviations: "{key}": why')


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"{ENGAGEMENT}.fields.user__c.type", "Text(255)"),
        (f"{ENGAGEMENT}.fields.plays__c.label", "Number of plays"),
        (f"{ENGAGEMENT}.fields.Lead__c.on_delete", "Restrict"),
        (f"{KEY}.required", "false"),
        (f"{STATUSES}.Blocked.sort_order", "75"),
        ("permission_sets.Kaltura_Event_Manager", "null"),
    ],
)
def test_what_is_not_needed_may_change(path: str, value: str) -> None:
    load(overlay(nested(path, value)), Schema)


@pytest.mark.parametrize("accepted", [f"{STATUSES}.Blocked", STATUSES, "campaign_member_statuses"])
def test_a_deviation_that_is_accepted(accepted: str) -> None:
    why = f"accepted_deviations: {{{accepted}: We block nobody.}}\n"

    schema = load(overlay(why + nested(f"{STATUSES}.Blocked", "null")), Schema)

    assert schema.campaign_member_statuses is not None
    assert "Blocked" not in {each.label for each in schema.campaign_member_statuses.values}


def test_a_limit_from_which_a_schema_deviates_is_not_asked_of_an_org() -> None:
    why = f'accepted_deviations: {{"{KEY}.type": "The org has it so."}}\n'

    schema = load(overlay(why + nested(f"{KEY}.type", "Text(255)")), Schema)

    rows = [each for each in requirements(schema, None) if each.kind is Kind.FIELD]
    (question,) = (each.question for each in rows if each.name.endswith(".external_id__c"))
    assert isinstance(question, Described)
    assert question.max_length is None


def test_a_limit_says_how_to_deviate_from_it() -> None:
    with pytest.raises(SchemaError) as caught:
        load(overlay(nested(f"{KEY}.type", "Text(255)")), Schema)

    (found,) = caught.value.diagnostics
    assert found.message.startswith(f"length is 255; the vendor allows 50 to 200: {FINDS}")
    assert found.message.endswith(f'write under accepted_deviations: "{KEY}.type": why')


@pytest.mark.parametrize(
    ("key", "name", "message"),
    [
        ("accepted_deviations", "flows.None", "is nothing that a vendor needs; correct the path"),
        ("accepted_deviations", f"{PLAYS}.label", "is nothing that a vendor needs; correct"),
        ("needed_by_vendor", "flows.None", "names nothing in this schema; correct the path"),
        ("needed_by_vendor", f"{STATUSES}.Gone.label", "names nothing in this schema; correct"),
    ],
)
def test_a_path_that_names_nothing(key: str, name: str, message: str) -> None:
    value = "{reason: R., source: setup_article}" if key == "needed_by_vendor" else "why"
    with pytest.raises(SchemaError) as caught:
        load(overlay(f'{key}:\n  "{name}": {value}\n'), Schema)

    (found,) = caught.value.diagnostics
    assert (found.line, found.key) == (3, f"{key}.{name}")
    assert found.message.startswith(message)


def test_what_is_needed_is_said_beside_what_else_is_wrong() -> None:
    with pytest.raises(SchemaError) as caught:
        load(overlay(nested(PLAYS, "null")), Schema)

    keys = {each.key for each in caught.value.diagnostics}
    assert {PLAYS, f"{ENGAGEMENT}.page_layout.sections.2.fields.0"} <= keys


def test_what_a_schema_in_between_takes_out_stays_needed() -> None:
    middle = Source("middle.yaml", "extends: kaltura\nneeded_by_vendor: null\n", read("kaltura"))
    with pytest.raises(SchemaError) as caught:
        load(
            Source("top.yaml", "extends: m\n" + nested(f"{KEY}.type", "Text(60)"), middle), Schema
        )

    assert [each.key for each in caught.value.diagnostics] == [f"{KEY}.type"]


def test_the_shipped_schema_needs_all_its_fields_and_statuses() -> None:
    schema = load(read("kaltura"), Schema)
    needed = set(schema.needed_by_vendor)

    assert len(schema.custom_objects["UserSessionEngagement__c"].fields) == 22
    assert {f"{ENGAGEMENT}.fields.*.type", f"{KEY}.type", f"{STATUSES}.*"} <= needed


LIMITED = """\
name: badges
label: Badges
description: A vendor that is not shipped.
sources: {us: {title: Us}}
vendor_limits:
  Lead.Note__c: {min_length: 5, max_length: 60, reason: Fits on a badge., source: us}
standard_objects:
  Lead:
    fields:
      Note__c: {label: Note, type: Text(50)}
"""


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("vendor_limits: null", "vendor_limits", "is taken out, and the vendor needs it: Fits on"),
        (
            "vendor_limits: {Lead.Note__c: {max_length: 99}}",
            "vendor_limits.Lead.Note__c.max_length",
            "is 99; the vendor needs 60: Fits on a badge.",
        ),
    ],
)
def test_a_limit_cannot_be_taken_away(text: str, key: str, message: str) -> None:
    base = Source("base.yaml", LIMITED)
    wider = nested("standard_objects.Lead.fields.Note__c.type", "Text(90)")
    with pytest.raises(SchemaError) as caught:
        load(Source("ours.yaml", f"{text}\n{wider}", base), Schema)

    found = caught.value.diagnostics[0]
    assert (found.line, found.key) == (1, key)
    assert found.message.startswith(message)
    accepted = f"accepted_deviations: {{{key}: Our badges are larger.}}\n"
    load(Source("ours.yaml", f"{accepted}{text}\n{wider}", base), Schema)
