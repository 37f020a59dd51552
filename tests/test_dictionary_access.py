"""Who may see and edit what, in a data dictionary: permission sets, groups and profiles."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT
from small_schema import put

from generator.dictionary import from_schema, from_tree
from generator.dictionary.access import access
from generator.dictionary.always_granted import rule
from generator.dictionary.dictionary import Access, FieldAccess, Grantee, Level, ObjectAccess
from generator.dictionary.entries import Fact, Field, SObject
from generator.dictionary.material import Material
from generator.dictionary.rights import user_permission

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
VISIT = SObject(
    "Visit__c",
    "Visit",
    "Custom object",
    fields=(
        Field("Visit__c", "Costs__c", "Costs", "Currency(16, 2)"),
        Field("Visit__c", "Name_of_Host__c", "Host", "Text(80)", required="On the field"),
        Field("Visit__c", "Nobody__c", "Nobody", "Text(80)"),
    ),
)


def text(fact: Fact) -> str:
    return "".join(part.text for part in fact.value)


def rights(grantee: Grantee) -> dict[str, str]:
    return {fact.label: text(fact) for fact in grantee.rights}


def by_name(found: Access) -> tuple[dict[str, Grantee], dict[str, ObjectAccess]]:
    grantees = {each.name: each for each in found.grantees}
    return grantees, {each.sobject.name: each for each in found.objects}


def test_who_has_the_object_has_a_field_that_is_always_there() -> None:
    own = {"Editor": Level.EDIT, "Old": Level.NONE}

    by_rule, alone = (
        FieldAccess(VISIT.fields[1], own, "It is required"),
        FieldAccess(VISIT.fields[1], own),
    )

    assert [by_rule.level(name) for name in ("Editor", "Old", "Other")] == [
        *(Level.EDIT, Level.WITH_OBJECT, Level.WITH_OBJECT),
    ]
    assert [alone.level(name) for name in ("Old", "Other")] == [Level.NONE, Level.NONE]


@pytest.mark.parametrize(
    ("field", "with_entry"),
    [
        (Field("Visit__c", "Name_of_Host__c", "Host", "Text(80)", required="On the field"), True),
        (Field("Visit__c", "Kinds__c", "", "Picklist (Multi-Select)", required="Yes"), False),
        (Field("Visit__e", "Host__c", "Host", "Text(80)"), True),
        (Field("Visit__c", "Parent__c", "Parent", "Master-Detail(Trip__c)"), True),
    ],
)
def test_only_a_rule_that_is_sure_holds_beside_an_entry(field: Field, *, with_entry: bool) -> None:
    assert rule(field)
    assert bool(rule(field, has_entry=True)) is with_entry


def levels(found: ObjectAccess) -> dict[str, Mapping[str, Level]]:
    return {each.field.name: each.levels for each in found.fields}


@pytest.fixture(scope="module")
def of_case() -> Access:
    schema = str(ROOT / "tests/cases/access/schema.yaml")
    return access(from_schema.material(schema, None, None), [VISIT])


def tree_of(folder: Path, files: Mapping[str, str]) -> Material:
    """Return the material of files: the elements of each by its path, whose suffix is the type."""
    types = {
        "permissionset": "PermissionSet",
        "permissionsetgroup": "PermissionSetGroup",
        "mutingpermissionset": "MutingPermissionSet",
        "profile": "Profile",
        "object": "CustomObject",
    }
    for path, elements in files.items():
        root = types[path.removesuffix("-meta.xml").rpartition(".")[2]]
        content = f'<{root} xmlns="{NAMESPACE}">{elements}</{root}>'
        put(folder, f"force-app/main/default/{path}", content.encode())
    return from_tree.material(folder)


def test_rights_for_objects_are_in_the_words_and_the_order_of_setup(of_case: Access) -> None:
    _, objects = by_name(of_case)

    assert objects["Visit__c"].rights == {
        "Visit_Administrator": (
            *("Read", "Create", "Edit", "Delete"),
            *("View All Records", "Modify All Records", "View All Fields"),
        ),
        "Visit_Editor": ("Read", "Create", "Edit", "Delete"),
        "Visit_Reader": ("Read",),
        "Desk": (
            *("Read", "Create", "Edit", "Delete"),
            *("View All Records", "Modify All Records", "View All Fields"),
        ),
        "Visits": ("Read", "Create", "Edit"),
    }


def test_a_group_grants_what_its_sets_do_but_for_what_is_muted(of_case: Access) -> None:
    _, objects = by_name(of_case)
    found = levels(objects["Visit__c"])

    assert found["Costs__c"]["Visits"] is Level.NONE  # read and edit are muted
    assert found["Remarks__c"]["Visits"] is Level.READ  # edit is muted
    assert found["Purpose__c"]["Visits"] is Level.EDIT


def test_a_field_of_which_nobody_speaks_has_no_entries_but_of_those_who_see_all(
    of_case: Access,
) -> None:
    _, objects = by_name(of_case)

    everybody = {"Visit_Administrator": Level.READ, "Desk": Level.READ}
    assert levels(objects["Visit__c"])["Nobody__c"] == everybody


def test_a_required_field_says_its_rule_instead_of_levels(of_case: Access) -> None:
    _, objects = by_name(of_case)
    found = next(f for f in objects["Visit__c"].fields if f.field.name == "Name_of_Host__c")

    assert found.levels == {}
    assert found.always == "It is required on the field: who has the object has the field."


def test_what_is_granted_and_has_no_file_is_there_by_its_name(of_case: Access) -> None:
    _, objects = by_name(of_case)

    account = objects["Account"]
    assert not account.is_shown
    assert account.rights == {"Visit_Administrator": (), "Desk": ()}
    assert levels(account)["AnnualRevenue"] == {
        "Visit_Administrator": Level.EDIT,
        "Desk": Level.EDIT,
    }
    assert [each.is_shown for each in objects["Visit__c"].fields[:3]] == [True] * 3
    assert not objects["Visit__c"].fields[3].is_shown


def test_members_have_the_rights_of_campaigns(of_case: Access) -> None:
    _, objects = by_name(of_case)

    members = objects["CampaignMember"]
    assert (
        members.rights
        == objects["Campaign"].rights
        == {"Visit_Editor": ("Read",), "Visits": ("Read",)}
    )
    assert "Campaign" in members.note
    assert objects["Campaign"].note == ""


def test_all_else_that_a_set_grants_is_said_by_name(of_case: Access) -> None:
    grantees, _ = by_name(of_case)

    found = rights(grantees["Visit_Administrator"])
    assert next(iter(found)) == "User permissions"
    assert found == {
        "Apps": "standard__Sales",
        "Apex classes": "VisitController, VisitService",
        "Custom metadata types": "Region__mdt",
        "Custom permissions": "See_Drafts",
        "Custom settings": "Limits__c",
        "External credential principals": "Maps-Standard",
        "Flows": "Plan_Visit",
        "Session activation required": "Yes",
        "License": "Salesforce",
        "Visualforce pages": "Visit",
        "Tabs": "Visit__c (available), standard-Account (visible)",
        "User permissions": "API Enabled, View Setup and Configuration (ViewSetup)",
    }
    (tabs,) = (each for each in grantees["Visit_Administrator"].rights if each.label == "Tabs")
    assert [part.anchor for part in tabs.value if part.anchor] == ["Visit__c"]


def test_a_muting_set_says_all_that_it_takes_away_and_is_no_column(of_case: Access) -> None:
    grantees, objects = by_name(of_case)

    assert rights(grantees["Without_Costs"]) == {
        "Muted: Object permissions": "Account: Edit\nVisit__c: Delete, Modify All Records",
        "Muted: Field permissions": "Visit__c.Costs__c: Read, Edit\nVisit__c.Remarks__c: Edit",
        "Session activation required": "No",
        "License": "Salesforce",
        "Muted: Tabs": "Settlement__c (visible)",
        "Muted: User permissions": "API Enabled",
    }
    (fields,) = (each for each in grantees["Without_Costs"].rights if "Field" in each.label)
    anchors = [part.anchor for part in fields.value if part.anchor]
    assert anchors == ["Visit__c.Costs__c", "Visit__c"]  # the other field is not shown
    columns = {name for each in objects.values() for name in each.rights}
    assert columns == {"Visit_Administrator", "Visit_Editor", "Visit_Reader", "Desk", "Visits"}


def test_a_group_names_its_sets(of_case: Access) -> None:
    grantees, _ = by_name(of_case)

    group = grantees["Visits"]
    assert rights(group)["Permission sets"] == "Visit_Editor, Visit_Reader"
    anchors = [part.anchor for fact in group.rights for part in fact.value if part.anchor]
    assert anchors == ["access.Visit_Editor", "access.Visit_Reader", "access.Without_Costs"]


def test_tasks_and_events_share_the_fields_of_activities(tmp_path: Path) -> None:
    entries = "".join(
        f"<fieldPermissions><field>{name}.{field}</field><readable>true</readable>"
        "</fieldPermissions>"
        for name in ("Event", "Task")
        for field in ("Room__c", "Subject")
    )
    material = tree_of(tmp_path, {"permissionsets/A.permissionset-meta.xml": entries})
    room = Field("Activity", "Room__c", "Room", "Text(9)")
    activity = SObject("Activity", "Activity", "Standard object", fields=(room,))

    _, objects = by_name(access(material, [activity]))
    assert list(objects) == ["Event", "Task"]
    assert "user permissions" in objects["Task"].note
    facts = [(each.field.anchor, each.is_shown, each.levels) for each in objects["Task"].fields]
    assert facts == [
        ("Activity.Room__c", True, {"A": Level.READ}),
        ("Task.Subject", False, {"A": Level.READ}),
    ]


def test_what_a_group_grants_is_not_guessed_where_a_set_is_not_here(tmp_path: Path) -> None:
    field = (
        "<fieldPermissions><editable>true</editable><field>A__c.B__c</field>"
        "<readable>true</readable></fieldPermissions>"
    )
    group = (
        "<label>Both</label><permissionSets>Here</permissionSets>"
        "<permissionSets>Elsewhere</permissionSets>"
    )
    material = tree_of(
        tmp_path,
        {
            "permissionsets/Here.permissionset-meta.xml": f"{field}<label>Here</label>",
            "permissionsetgroups/Both.permissionsetgroup-meta.xml": group,
        },
    )

    grantees, objects = by_name(access(material, []))
    assert objects["A__c"].rights == {"Here": ()}
    assert rights(grantees["Both"])["What it grants"] == (
        "Not known: it has sets that are not here, or in several files: Elsewhere"
    )


def test_a_profile_grants_as_well_and_says_what_it_does_not_grant(tmp_path: Path) -> None:
    profile = (
        "<classAccesses><apexClass>On</apexClass><enabled>true</enabled></classAccesses>"
        "<classAccesses><apexClass>Off</apexClass><enabled>false</enabled></classAccesses>"
        "<custom>true</custom>"
        "<layoutAssignments><layout>Visit__c-Visit Layout</layout></layoutAssignments>"
        "<loginIpRanges><endAddress>10.0.0.9</endAddress><startAddress>10.0.0.1</startAddress></loginIpRanges>"
        "<objectPermissions><allowRead>true</allowRead><object>VISIT__C</object></objectPermissions>"
        "<recordTypeVisibilities><default>true</default><recordType>Visit__c.Fair</recordType>"
        "<visible>true</visible></recordTypeVisibilities>"
        "<tabVisibilities><tab>Visit__c</tab><visibility>DefaultOn</visibility></tabVisibilities>"
    )
    material = tree_of(tmp_path, {"profiles/Sales%3A North.profile-meta.xml": profile})

    grantees, objects = by_name(access(material, [VISIT]))
    assert list(grantees) == ["Sales: North"]
    assert grantees["Sales: North"].anchor == "access.Sales:_North"
    assert objects["Visit__c"].rights == {"Sales: North": ("Read",)}
    assert rights(grantees["Sales: North"]) == {
        "Apex classes": "On",
        "Apex classes, not granted": "Off",
        "Custom": "Yes",
        "Layout assignments": "Visit__c-Visit Layout",
        "Login IP ranges": "10.0.0.1 → 10.0.0.9",
        "Record types": "Visit__c.Fair (default)",
        "Tabs": "Visit__c (default on)",
    }


def test_no_two_grantees_have_one_name(tmp_path: Path) -> None:
    material = tree_of(
        tmp_path,
        {
            "permissionsets/Sales.permissionset-meta.xml": "<label>Sales</label>",
            "more/permissionsets/Sales.permissionset-meta.xml": "<label>Sales again</label>",
            "profiles/Sales.profile-meta.xml": "<custom>true</custom>",
        },
    )

    assert [(each.name, each.label) for each in access(material, []).grantees] == [
        ("Sales", "Sales again"),
        ("Sales (2)", "Sales (2)"),
        ("Sales (profile)", "Sales (profile)"),
    ]


@pytest.mark.parametrize(
    ("field", "begins"),
    [
        (Field("A__c", "M__c", "M", "Master-Detail(B__c)"), "A master-detail field"),
        (Field("A__c", "R__c", "R", "Text(9)", required="On the field"), "It is required"),
        (
            Field("Lead", "LastName", "Last Name", "Text(80)", is_custom=False),
            "Salesforce requires",
        ),
        (Field("Campaign", "Name", "Name", "Text(80)", is_custom=False), "Salesforce requires"),
        (
            Field("A__c", "OwnerId", "Owner", "Lookup(User)", is_custom=False),
            "The org fills it in",
        ),
        (Field("A__e", "T__c", "T", "Text(9)"), "Platform events have no field permissions"),
        (Field("A__c", "T__c", "T", "Text(9)"), ""),
        (Field("Contact", "Name", "Name", "Name", is_custom=False), ""),
    ],
)
def test_who_has_the_object_has_a_field_that_needs_no_entry(field: Field, begins: str) -> None:
    assert rule(field)[: len(begins) or 1] == begins


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("ViewAllData", "View All Data"),
        ("ApiEnabled", "API Enabled"),
        ("ViewSetup", "View Setup and Configuration (ViewSetup)"),
        ("EmailSingle", "Send Email (EmailSingle)"),
    ],
)
def test_a_user_permission_has_its_label_of_setup(name: str, label: str) -> None:
    assert user_permission(name) == label
