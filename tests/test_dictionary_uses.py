"""Where the dictionary says that a field is used: one row for each way in which files name it."""

from functools import cache
from typing import Any

import pytest
from conftest import ROOT
from test_canonical import CORPUS

from generator.dictionary.entries import Use
from generator.dictionary.material import Material
from generator.dictionary.use_places import NO_USES, PLACES
from generator.dictionary.uses import Uses
from generator.importing import files
from generator.importing.originals import Original
from generator.metadata import published
from generator.metadata.elements import Elements
from generator.metadata.registry import all_types

FIELDS: dict[str, Elements] = {
    "Visit__c.Size__c": {"type": "Number"},
    "Visit__c.Day__c": {"type": "Date"},
    "Visit__c.Place__c": {"type": "Location"},
    "Visit__c.Host__c": {
        "type": "Lookup",
        "referenceTo": "Account",
        "relationshipName": "Visits",
    },
    "Account.Rank__c": {"type": "Picklist"},
    "Account.BillingAddress": {},
    "Account.OwnerId": {},
    "Contact.Level__c": {"type": "Text"},
    "Activity.Kind__c": {"type": "Text"},
    "Opportunity.StageName": {},
}


def original(type_name: str, parent: str, name: str, elements: Elements) -> Original:
    row = all_types()[type_name]
    return Original(f"{name}.xml", row, parent, name, elements, is_retrieved=True)


def material(*components: Original) -> Material:
    named = [(*name.partition("."), said) for name, said in FIELDS.items()]
    fields = [original("CustomField", parent, name, said) for parent, _, name, said in named]
    return Material("", "", (*fields, *components))


def uses(component: Original) -> dict[str, list[str]]:
    """Return the fields that a component uses, each with its uses as texts."""
    whole = material(component)
    found = Uses(whole)
    return {name: said for name in FIELDS if (said := list(map(text, found.of(*name.split(".")))))}


def text(use: Use) -> str:
    return ": ".join(filter(None, (use.kind, use.name, use.detail)))


def section(*names: str) -> Elements:
    items = [{"field": name} for name in names]
    return {"label": "Basics", "layoutColumns": [{"layoutItems": items}]}


def where(field: str, **more: str) -> list[Elements]:
    return [{"field": field, "operation": "equals", **more}]


CASES: dict[str, tuple[tuple[str, str, str, Elements], dict[str, list[str]]]] = {
    "layout": (
        ("Layout", "", "Visit__c-The %2F Page", {"layoutSections": [section("size__C")]}),
        {"Visit__c.Size__c": ["Page layout: The / Page: Basics"]},
    ),
    "related list": (
        (
            "Layout",
            "",
            "Account-Page",
            {"relatedLists": [{"relatedList": "Visit__c.Host__c", "fields": ["Size__c"]}]},
        ),
        {
            "Visit__c.Size__c": ["Related list: Account: Page: Visit__c.Host__c"],
            "Visit__c.Host__c": ["Related list: Account: Page: its lookup"],
        },
    ),
    "standard related list": (
        (
            "Layout",
            "",
            "Account-Page",
            {"relatedLists": [{"relatedList": "RelatedContactList", "fields": ["Level__c"]}]},
        ),
        {"Contact.Level__c": ["Related list: Account: Page: RelatedContactList"]},
    ),
    "activities": (
        ("Layout", "", "Task-Page", {"layoutSections": [section("Kind__c")]}),
        {"Activity.Kind__c": ["Page layout: Task: Page: Basics"]},
    ),
    "parts of a field": (
        (
            "ValidationRule",
            "Visit__c",
            "Near",
            {"errorConditionFormula": "Place__latitude__s > 1 && Host__r.BillingCity = 'X'"},
        ),
        {
            "Visit__c.Place__c": ["Validation rule: Near: formula"],
            "Visit__c.Host__c": ["Validation rule: Near: formula"],
            "Account.BillingAddress": ["Validation rule: Visit__c: Near: formula"],
        },
    ),
    "compact layout": (
        ("CompactLayout", "Visit__c", "Short", {"label": "Brief", "fields": ["Day__c"]}),
        {"Visit__c.Day__c": ["Compact layout: Brief"]},
    ),
    "list view": (
        (
            "ListView",
            "Account",
            "All",
            {
                "label": "All of them",
                "columns": ["ACCOUNT.NAME", "CORE.USERS.ALIAS", "Rank__c"],
                "filters": where("Rank__c"),
            },
        ),
        {
            "Account.Rank__c": ["List view: All of them: column, filter"],
            "Account.OwnerId": ["List view: All of them: column"],
        },
    ),
    "list view of opportunities": (
        ("ListView", "Opportunity", "All", {"columns": ["OPPORTUNITY.STAGE_NAME"]}),
        {"Opportunity.StageName": ["List view: All: column"]},
    ),
    "search layout": (
        (
            "CustomObject",
            "Visit__c",
            "Visit__c",
            {"label": "Visit", "searchLayouts": {"searchFilterFields": ["NAME", "Day__c"]}},
        ),
        {"Visit__c.Day__c": ["Search layout: Visit: search filters"]},
    ),
    "field set": (
        (
            "FieldSet",
            "Visit__c",
            "Set",
            {
                "displayedFields": [{"field": "Host__r.Rank__c"}],
                "availableFields": [{"field": "Day__c"}],
            },
        ),
        {
            "Visit__c.Host__c": ["Field set: Set: shown"],
            "Account.Rank__c": ["Field set: Visit__c: Set: shown"],
            "Visit__c.Day__c": ["Field set: Set: available"],
        },
    ),
    "record type": (
        ("RecordType", "Account", "Big", {"picklistValues": [{"picklist": "Rank__c"}]}),
        {"Account.Rank__c": ["Record type: Big: picklist values"]},
    ),
    "business process": (
        ("BusinessProcess", "Opportunity", "Sale", {"values": [{"fullName": "Won"}]}),
        {"Opportunity.StageName": ["Business process: Sale: values"]},
    ),
    "formula": (
        (
            "CustomField",
            "Visit__c",
            "F__c",
            {"formula": 'IF($User.Level__c = "Host__c", Host__r.Owner.Name, TEXT(Size__c))'},
        ),
        {
            "Visit__c.Size__c": ["Formula field: Visit__c.F__c"],
            "Visit__c.Host__c": ["Formula field: Visit__c.F__c"],
            "Account.OwnerId": ["Formula field: Visit__c.F__c"],
        },
    ),
    "roll-up": (
        (
            "CustomField",
            "Account",
            "S__c",
            {
                "summarizedField": "Visit__c.Size__c",
                "summaryForeignKey": "Visit__c.Host__c",
                "summaryFilterItems": where("Visit__c.Day__c"),
            },
        ),
        {
            "Visit__c.Size__c": ["Roll-up summary field: Account.S__c: summarized"],
            "Visit__c.Host__c": ["Roll-up summary field: Account.S__c: relationship"],
            "Visit__c.Day__c": ["Roll-up summary field: Account.S__c: filter"],
        },
    ),
    "lookup filter": (
        (
            "CustomField",
            "Visit__c",
            "L__c",
            {
                "lookupFilter": {
                    "filterItems": where("Account.Rank__c", valueField="$Source.Day__c")
                }
            },
        ),
        {
            "Account.Rank__c": ["Lookup filter: Visit__c.L__c"],
            "Visit__c.Day__c": ["Lookup filter: Visit__c.L__c"],
        },
    ),
    "dependent picklist": (
        ("CustomField", "Account", "P__c", {"valueSet": {"controllingField": "Rank__c"}}),
        {"Account.Rank__c": ["Dependent picklist: Account.P__c: controlling field"]},
    ),
    "default": (
        ("CustomField", "Visit__c", "D__c", {"defaultValue": "$Setup.Account.Rank__c"}),
        {"Account.Rank__c": ["Default value: Visit__c.D__c: formula"]},
    ),
    "quick action": (
        (
            "QuickAction",
            "",
            "Account.New_Visit",
            {"label": "New", "targetObject": "Visit__c", "fieldOverrides": where("Size__c")},
        ),
        {"Visit__c.Size__c": ["Quick action: New: preset value"]},
    ),
    "path": (
        (
            "PathAssistant",
            "",
            "Ways",
            {"entityName": "Opportunity", "fieldName": "StageName", "masterLabel": "Ways"},
        ),
        {"Opportunity.StageName": ["Path: Ways: steps"]},
    ),
    "sharing rule": (
        (
            "SharingRules",
            "",
            "Account",
            {"sharingCriteriaRules": [{"label": "Big", "criteriaItems": where("Rank__c")}]},
        ),
        {"Account.Rank__c": ["Sharing rule: Account: Big"]},
    ),
    "workflow": (
        (
            "Workflow",
            "",
            "Visit__c",
            {
                "fieldUpdates": [
                    {"fullName": "Up", "field": "Rank__c", "targetObject": "Host__c"},
                    {"fullName": "On", "field": "Size__c", "formula": "Size__c + 1"},
                ]
            },
        ),
        {
            "Account.Rank__c": ["Workflow field update: Visit__c: Visit__c: Up: written"],
            "Visit__c.Host__c": ["Workflow field update: Visit__c: Up: written"],
            "Visit__c.Size__c": ["Workflow field update: Visit__c: On: written, On: formula"],
        },
    ),
    "lightning page": (
        (
            "FlexiPage",
            "",
            "Page",
            {
                "sobjectType": "Visit__c",
                "masterLabel": "The page",
                "flexiPageRegions": [
                    {
                        "itemInstances": [
                            {"fieldInstance": {"fieldItem": "Record.Size__c"}},
                            {
                                "componentInstance": {
                                    "visibilityRule": {
                                        "criteria": [{"leftValue": "{!Record.Day__c}"}]
                                    }
                                }
                            },
                        ]
                    }
                ],
            },
        ),
        {
            "Visit__c.Size__c": ["Lightning page: The page: field"],
            "Visit__c.Day__c": ["Lightning page: The page: visibility"],
        },
    ),
    "link": (
        ("WebLink", "Visit__c", "Map", {"url": "/x?d={!Visit__c.Day__c}&h={!Account.Rank__c}"}),
        {
            "Visit__c.Day__c": ["Button or link: Map: address"],
            "Account.Rank__c": ["Button or link: Visit__c: Map: address"],
        },
    ),
    "report type": (
        (
            "ReportType",
            "",
            "Joined",
            {
                "label": "Accounts with visits",
                "sections": [
                    {
                        "masterLabel": "All",
                        "columns": [
                            {"table": "Account", "field": "Owner"},
                            {"table": "Account.Visits__r", "field": "Size__c"},
                            {"table": "Account.Contacts", "field": "Level__c"},
                            {"table": "User.Visit__c$Host__c", "field": "Day__c"},
                        ],
                    }
                ],
            },
        ),
        {
            "Account.OwnerId": ["Report type: Accounts with visits: All"],
            "Visit__c.Size__c": ["Report type: Accounts with visits: All"],
            "Contact.Level__c": ["Report type: Accounts with visits: All"],
            "Visit__c.Host__c": ["Report type: Accounts with visits: All"],
            "Visit__c.Day__c": ["Report type: Accounts with visits: All"],
        },
    ),
    "report": (
        (
            "Report",
            "Folder",
            "R",
            {
                "name": "Sizes",
                "reportType": "Joined__c",
                "columns": [{"field": "Account.Visits__r$Size__c"}, {"field": "Account.Rank__c"}],
                "groupingsDown": [{"field": "Account$Owner.Name"}],
                "aggregates": [
                    {"masterLabel": "Mean", "calculatedFormula": "Visit__c.Day__c:AVG"}
                ],
                "filter": {"criteriaItems": [{"column": "STAGE_NAME"}]},
            },
        ),
        {
            "Visit__c.Size__c": ["Report: Sizes: column"],
            "Visit__c.Host__c": ["Report: Sizes: column"],  # by which the visits are joined
            "Account.Rank__c": ["Report: Sizes: column"],
            "Account.OwnerId": ["Report: Sizes: grouping"],
            "Visit__c.Day__c": ["Report: Sizes: Mean"],
        },
    ),
    "report of opportunities": (
        ("Report", "Folder", "R", {"reportType": "Opportunity", "sortColumn": "STAGE_NAME"}),
        {"Opportunity.StageName": ["Report: R: order"]},
    ),
    "dashboard": (
        (
            "Dashboard",
            "Folder",
            "D",
            {
                "title": "Sizes",
                "leftSection": {
                    "components": [
                        {"header": "By rank", "groupingColumn": ["Account$Rank__c"]},
                    ]
                },
            },
        ),
        {"Account.Rank__c": ["Dashboard: Sizes: By rank"]},
    ),
    "approval process": (
        (
            "ApprovalProcess",
            "",
            "Visit__c.Ask",
            {"label": "Ask", "entryCriteria": {"criteriaItems": where("Visit__c.Size__c")}},
        ),
        {"Visit__c.Size__c": ["Approval process: Ask: entry"]},
    ),
    "workflow rule with a formula": (
        ("Workflow", "", "Visit__c", {"rules": [{"fullName": "Big", "formula": "Size__c > 9"}]}),
        {"Visit__c.Size__c": ["Workflow rule: Visit__c: Big"]},
    ),
    "assignment rule with a formula": (
        (
            "AssignmentRules",
            "",
            "Account",
            {"assignmentRule": [{"fullName": "To", "ruleEntry": [{"formula": "Rank__c > 9"}]}]},
        ),
        {"Account.Rank__c": ["Assignment rule: Account: To"]},
    ),
    "assignment rule": (
        (
            "AssignmentRules",
            "",
            "Lead",
            {
                "assignmentRule": [
                    {"fullName": "To", "ruleEntry": [{"criteriaItems": where("Account.Rank__c")}]}
                ]
            },
        ),
        {"Account.Rank__c": ["Assignment rule: Lead: Lead: To"]},
    ),
    "any other type": (
        ("TopicsForObjects", "", "T", {"entityApiName": "Account.Rank__c and more"}),
        {},
    ),
    "any other type that is sure": (
        (
            "CustomMetadata",
            "",
            "Set.One",
            {"label": "One", "values": [{"value": "Visit__c.Day__c"}]},
        ),
        {"Visit__c.Day__c": ["Custom metadata record: One"]},
    ),
    "permission set": (
        ("PermissionSet", "", "P", {"fieldPermissions": [{"field": "Visit__c.Day__c"}]}),
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_field_is_used_where_a_file_names_it(case: str) -> None:
    component, expected = CASES[case]

    assert uses(original(*component)) == expected


FLOW: Elements = {
    "label": "Visits",
    "start": {
        "object": "Visit__c",
        "filterFormula": "{!$Record.Host__r.Rank__c} = 'A' && {!$Record.Day__c} > TODAY()",
    },
    "variables": [{"name": "One", "objectType": "Contact", "dataType": "SObject"}],
    "recordLookups": [
        {
            "name": "Get",
            "label": "Get accounts",
            "object": "Account",
            "filters": [{"field": "Rank__c", "value": {"elementReference": "One.Level__c"}}],
            "sortField": "OwnerId",
        }
    ],
    "loops": [{"name": "Each", "collectionReference": "Get"}],
    "collectionProcessors": [
        {
            "name": "Some",
            "collectionReference": "Get",
            "assignNextValueToReference": "Item",
            "conditions": [{"leftValueReference": "Item.Rank__c"}],
        }
    ],
    "assignments": [
        {
            "name": "Set",
            "assignmentItems": [
                {
                    "assignToReference": "Each.Rank__c",
                    "value": {"elementReference": "$Record.Size__c"},
                }
            ],
        }
    ],
    "recordUpdates": [
        {
            "name": "Above",
            "inputReference": "$Record.Host__r",
            "inputAssignments": [{"field": "Rank__c", "value": {"stringValue": "A"}}],
        }
    ],
    "screens": [
        {
            "name": "Ask",
            "fields": [
                {"name": "Level", "objectFieldReference": "One.Level__c"},
                {"name": "Text", "fieldText": "Where is {!$Record.Place__c}?"},
            ],
        }
    ],
    "customErrors": [{"name": "No", "customErrorMessages": [{"fieldSelection": "Day__c"}]}],
    "dynamicChoiceSets": [
        {"name": "Stages", "picklistObject": "Opportunity", "picklistField": "StageName"}
    ],
}


RANKED = (
    *("Start (read)", "Get accounts (filter)", "Some (read)", "Set (written)"),
    "Above (written)",
)


def test_a_flow_says_which_steps_read_and_write_a_field() -> None:
    assert uses(original("Flow", "", "F", FLOW)) == {
        "Visit__c.Size__c": ["Flow: Visits: Set (read)"],
        "Visit__c.Day__c": ["Flow: Visits: Start (read), No (place of the message)"],
        "Visit__c.Place__c": ["Flow: Visits: Ask (read)"],
        "Visit__c.Host__c": ["Flow: Visits: Start (read), Above (read)"],
        "Account.Rank__c": [f"Flow: Visits: {', '.join(RANKED)}"],
        "Account.OwnerId": ["Flow: Visits: Get accounts (read)"],
        "Contact.Level__c": ["Flow: Visits: Get accounts (read), Ask (shown)"],
        "Opportunity.StageName": ["Flow: Visits: Stages (read)"],
    }


def test_uses_stand_in_the_order_of_their_kinds_and_lead_to_what_shows_them() -> None:
    found = Uses(
        material(
            original(
                "Flow", "", "F", {"start": {"object": "Account", "filters": where("Rank__c")}}
            ),
            original("ListView", "Account", "B", {"columns": ["Rank__c"]}),
            original("ListView", "Account", "A", {"columns": ["Rank__c"]}),
            original("Layout", "", "Account-Page", {"layoutSections": [section("Rank__c")]}),
            original("CustomField", "Account", "F__c", {"formula": "TEXT(Rank__c)"}),
        )
    ).of("account", "RANK__C")

    assert [(use.kind, use.name, use.anchor) for use in found] == [
        ("Page layout", "Page", "item.Page layout.Account.Page"),
        ("List view", "A", "item.List view.Account.A"),
        ("List view", "B", "item.List view.Account.B"),
        ("Formula field", "Account.F__c", "Account.F__c"),
        ("Flow", "F", "flow.F"),
    ]


def test_the_places_are_elements_that_are_published() -> None:
    unknown = [
        (type_name, place.path)
        for type_name, places in PLACES.items()
        for place in places
        if not is_published(type_name, place.path.split("."))
    ]

    assert unknown == []
    assert {*PLACES, *NO_USES} <= all_types().keys()


def is_published(kind: str, path: list[str]) -> bool:
    for step in path:
        known = published.elements(kind).get(step) if published.is_type(kind) else None
        if known is None:
            return False
        kind = known.kind
    return True


@cache
def real(name: str) -> Material:
    if not (CORPUS / name).is_dir():
        pytest.skip(f"no real metadata in {CORPUS}; set KALTURA_SFDX_CORPUS to a folder of it")
    return Material("", "", tuple(files.read_all([CORPUS / name]).read.originals))


# The custom fields of real trees that some file of the tree names, of all that they have.
REAL = {
    "SalesforceFoundation__EDA": (312, 444),
    "SalesforceFoundation__NPSP": (508, 765),
    "jongpie__NebulaLogger": (360, 802),
    "navikt__crm-ips": (321, 356),
    "trailheadapps__coral-cloud": (50, 63),
}


@pytest.mark.parametrize("name", REAL)
def test_the_uses_of_real_fields_are_found(name: str) -> None:
    whole = real(name)
    found = Uses(whole)

    fields = [field for own in whole.fields.values() for field in own.values()]
    used = [field for field in fields if found.of(field.parent, field.name)]
    assert (len(used), len(fields)) == REAL[name]


@pytest.mark.parametrize("name", REAL)
def test_a_field_on_a_real_page_layout_is_known_to_be_there(name: str) -> None:
    whole = real(name)
    found = Uses(whole)

    for layout in whole.by_type["Layout"]:
        sobject = layout.name.partition("-")[0]
        for field in fields_on(layout.elements):
            if field.casefold() in whole.fields.get(sobject.casefold(), {}):
                assert "Page layout" in {use.kind for use in found.of(sobject, field)}, field


def fields_on(layout: Elements) -> list[str]:
    columns: list[Any] = [
        column
        for each in layout.get("layoutSections", ())
        for column in each.get("layoutColumns", ())
    ]
    items = [item for column in columns for item in column.get("layoutItems", ())]
    return [item["field"] for item in items if "field" in item]


def test_the_uses_of_the_case_with_every_kind_of_file_are_found() -> None:
    case = ROOT / "tests" / "cases" / "day_after" / "expected"
    whole = Material("", "", tuple(files.read_all([case]).read.originals))
    found = Uses(whole)

    assert list(map(text, found.of("Visit__c", "Minutes__c"))) == [
        "Page layout: Visit (Booth & Stand) Layout: Who & where",
        "Formula field: Visit__c.Hours__c",
        "Report type: Leads with or without visits: All",
        "Report: Long visits: column, filter, order",
        "Report: Visits by booth: column",
        "Dashboard: Fairs: Minutes by booth",
    ]
