"""The shipped schema is the specification, field by field, as the setup article prints it."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from generator.metadata.registry import PERMISSION_SET
from generator.schema.loader import load
from generator.schema.yaml_source import read
from generator.types.registry import components
from generator.types.schema import Schema
from generator.types.standard_value_set import CampaignMemberStatus
from generator.workspace.project import find

ARTICLE = ROOT.parent / "shared/spec/kaltura-salesforce-setup.txt"
# The article's table: name, type.
FIELDS = [
    "campaign_member Text(100)",
    "Lead Lookup(Lead)",
    "entry_id Text(11)",
    "entry_name Text(200)",
    "email Email",
    "user Text(200)",
    "channel_id Number(18, 0)",
    "channel_name Text(200)",
    "plays Number(18, 0)",
    "vod_minutes_viewed Number(16, 2)",
    "live_minutes_viewed Number(16, 2)",
    "total_vod_completion_rate Number(16, 2)",
    "no_live_engagement_rate Number(16, 2)",
    "low_live_engagement_rate Number(16, 2)",
    "fair_live_engagement_rate Number(16, 2)",
    "good_live_engagement_rate Number(16, 2)",
    "high_live_engagement_rate Number(16, 2)",
    "clap_clicked_count Number(18, 0)",
    "heart_clicked_count Number(18, 0)",
    "think_clicked_count Number(18, 0)",
    "wow_clicked_count Number(18, 0)",
    "smile_clicked_count Number(18, 0)",
]
# The article's two lists of statuses; in the second, with what Kaltura's own screens show.
SETUP_TABLE = [
    "Created",
    "Invited",
    "Registered",
    "Confirmed",
    "autoConfirmed",
    "Attended",
    "Participated",
    "Blocked",
    "Un-registered",
]
GRANULAR_LIST = {
    "SSO login": None,
    "Invited by team member": "Invited",
    "Invited by team member to register": "Invited",
    "Registered": None,
    "Confirmed email": "Registered",
    "Registered no confirmation required": "Registered",
    "Pre-event visit": "Attended",
    "During-event visit": "Attended",
    "Blocked": None,
    "Un-registered": None,
}
SHIPPED = load(read("kaltura"), Schema)


def test_the_object_has_the_fields_of_the_table() -> None:
    fields = SHIPPED.custom_objects["UserSessionEngagement__c"].fields
    elements = {name: field.type.elements for name, field in fields.items()}

    assert sorted(fields) == sorted(f"{line.split(' ')[0]}__c" for line in FIELDS)
    for line in FIELDS:
        name, _, notation = line.partition(" ")
        kind, *numbers = re.findall(r"\w+", notation)
        found = elements[f"{name}__c"]
        assert fields[f"{name}__c"].type.row.name == kind
        if kind == "Text":
            assert found["length"] == int(numbers[0])
        elif kind == "Number":
            digits, decimals = map(int, numbers)
            assert (found["precision"], found["scale"]) == (digits + decimals, decimals)
        elif kind == "Lookup":
            assert found["referenceTo"] == "Lead"


def test_every_field_says_what_it_is_and_where_it_comes_from() -> None:
    custom, standard = SHIPPED.custom_objects.values(), SHIPPED.standard_objects.values()
    fields = [
        *(item for sobject in custom for item in sobject.fields.items()),
        *(item for sobject in standard for item in sobject.fields.items()),
    ]

    assert all(sobject.source for sobject in custom)
    assert all(sobject.source for sobject in standard)
    for name, field in fields:
        assert field.description, name
        assert field.help_text, name


def test_the_key_of_a_campaign_member_is_as_the_article_wants_it() -> None:
    field = SHIPPED.standard_objects["CampaignMember"].fields["external_id__c"]

    assert field.required
    assert field.external_id
    assert field.unique == "case-insensitive"
    limit = SHIPPED.vendor_limits["CampaignMember.external_id__c"]
    assert (limit.min_length, limit.max_length) == (50, 200)


def test_the_statuses_are_those_of_the_two_lists() -> None:
    assert SHIPPED.campaign_member_statuses
    values = SHIPPED.campaign_member_statuses.values

    table = [status.label for status in values if "setup_table" in status.source]
    granular = {
        status.label: status.shown_by_vendor_as
        for status in values
        if "granular_list" in status.source
    }
    assert sorted(table) == sorted(SETUP_TABLE)
    assert granular == GRANULAR_LIST
    assert {status.label for status in values} == {*SETUP_TABLE, *GRANULAR_LIST}
    # Only the finer labels are our inference: Kaltura speaks of the others in other articles.
    inferred = {status.label for status in values if status.basis == "inference"}
    assert inferred == GRANULAR_LIST.keys() - SETUP_TABLE


def test_the_layout_shows_every_field() -> None:
    sobject = SHIPPED.custom_objects["UserSessionEngagement__c"]

    assert sobject.page_layout
    shown = [name for section in sobject.page_layout.sections for name in section.fields]
    assert sorted(shown) == sorted(sobject.fields)


def test_the_viewers_change_nothing_and_the_connection_deletes_nothing(tmp_path: Path) -> None:
    sets = {
        part.full_name: part.elements
        for part in components(SHIPPED, find(tmp_path, None))
        if part.type is PERMISSION_SET
    }

    for elements in sets.values():
        objects = entries(elements, "objectPermissions")
        assert not any(entry["allowDelete"] or entry["modifyAllRecords"] for entry in objects)
        assert "CampaignMember" not in {entry["object"] for entry in objects}
    viewer = sets["Kaltura_Engagement_Viewer"]
    assert not any(entry["editable"] for entry in entries(viewer, "fieldPermissions"))
    assert not any(
        entry["allowCreate"] or entry["allowEdit"]
        for entry in entries(viewer, "objectPermissions")
    )
    connection = sets["Kaltura_Integration"]
    written = {e["field"] for e in entries(connection, "fieldPermissions") if e["editable"]}
    fields = SHIPPED.custom_objects["UserSessionEngagement__c"].fields
    assert written == {f"UserSessionEngagement__c.{name}" for name in fields}


def entries(elements: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = elements[name]
    assert isinstance(found, list)
    return found


def test_the_table_above_is_the_articles() -> None:
    if not ARTICLE.exists():
        pytest.skip(f"the article is not at {ARTICLE}")
    text = ARTICLE.read_text(encoding="utf-8")

    rows = re.findall(r"^(\w+)\t((?:Text|Number|Lookup)\([^)]*\)|Email)\t", text, re.MULTILINE)
    assert [f"{name} {notation}" for name, notation in rows] == FIELDS


def test_the_lists_above_are_the_articles() -> None:
    if not ARTICLE.exists():
        pytest.skip(f"the article is not at {ARTICLE}")
    text = ARTICLE.read_text(encoding="utf-8")

    table = re.search(r"^Status\n((?:\S+\n)+)", text, re.MULTILINE)
    listed = text.partition("List of statuses displayed on Salesforce:")[2].partition("###")[0]
    rows = re.findall(r'^([^(\n]+?)(?: \(displayed as "(\w+)" on .*)?$', listed, re.MULTILINE)
    assert table
    assert table[1].split() == SETUP_TABLE
    assert {label: shown or None for label, shown in rows} == GRANULAR_LIST


def test_the_schema_file_is_for_reading() -> None:
    text = (Path(ROOT) / "generator/schemas/kaltura.yaml").read_text(encoding="utf-8")

    longest = max(len(line) for line in text.splitlines() if "https://" not in line)
    assert longest <= 99


def test_a_schema_in_the_keys_of_0_1_0_says_the_same() -> None:
    text = (ROOT / "generator/schemas/kaltura.yaml").read_text(encoding="utf-8")
    for new in yaml.safe_load(text)["campaign_member_statuses"]["values"]:
        old = {key: value for key, value in new.items() if key != "basis"}
        old |= {"listed_in": "setup table"}
        old["responded_according_to"] = {"vendor": "Kaltura"}.get(new["basis"], new["basis"])
        if "shown_by_vendor_as" in old:
            old["shown_in_kaltura_as"] = old.pop("shown_by_vendor_as")
        assert CampaignMemberStatus.model_validate(old) == CampaignMemberStatus.model_validate(new)
