"""Flows in the dictionary: what starts them, their steps in order, and nothing left out."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from lxml import etree
from published_trees import quick, trees
from test_canonical import CORPUS

from generator.dictionary.dictionary import Flow, Step
from generator.dictionary.flow_plain import CANVAS, without_tags
from generator.dictionary.flows import flows
from generator.dictionary.material import Material
from generator.importing import files
from generator.importing.originals import Original
from generator.metadata import elements, published
from generator.metadata.elements import Elements
from generator.metadata.registry import FLOW


def described(flow: Elements) -> Flow:
    """Return what the dictionary says of a flow with some elements."""
    original = Original("flows/F.flow-meta.xml", FLOW, "", "F", flow, is_retrieved=True)
    return flows(Material("", "", (original,)))[0]


def to(name: str) -> Elements:
    return {"targetReference": name}


def reference(path: str) -> Elements:
    return {"elementReference": path}


def only_step(tag: str, step: Elements) -> Step:
    """Return the step of a flow that has no other."""
    return described({tag: [{"name": "It", **step}], "start": {"connector": to("It")}}).steps[0]


def condition(left: str, operator: str, right: Elements) -> Elements:
    return {"leftValueReference": left, "operator": operator, "rightValue": right}


SAVED = {"object": "Campaign", "triggerType": "RecordAfterSave"}
TICKED = {"field": "Fair__c", "operator": "EqualTo", "value": {"booleanValue": True}}
NAMED = {"field": "Name", "operator": "IsNull", "value": {"booleanValue": False}}
SCHEDULE = {"frequency": "Daily", "startDate": "2026-01-31", "startTime": "05:30:00.000Z"}
STARTS: dict[str, Elements] = {
    "A record of Campaign is saved (created or updated), after the save, when Fair__c is true": {
        "start": SAVED
        | {"recordTriggerType": "CreateAndUpdate", "filters": [TICKED], "filterLogic": "and"}
    },
    "A record of Campaign is saved (created), before the save, when Fair__c is true or "
    "Name is not empty, and did not meet this before": {
        "start": {
            "object": "Campaign",
            "triggerType": "RecordBeforeSave",
            "recordTriggerType": "Create",
            "doesRequireRecordChangedToMeetCriteria": True,
            "filters": [TICKED, NAMED],
            "filterLogic": "or",
        }
    },
    "A record of Campaign is saved (updated), after the save, when 1 AND (2 OR 3), where 1 is: "
    "Fair__c is true; 2 is: Name is not empty; 3 is: Fair__c is true": {
        "start": SAVED
        | {
            "recordTriggerType": "Update",
            "filters": [TICKED, NAMED, TICKED],
            "filterLogic": "1 AND (2 OR 3)",
        }
    },
    "A record of Lead is deleted, when the formula {!$Record.IsConverted} is true": {
        "start": {
            "object": "Lead",
            "triggerType": "RecordBeforeDelete",
            "filterFormula": "{!$Record.IsConverted}",
        }
    },
    "A schedule: every day, from 2026-01-31 at 05:30:00, for each record of Lead": {
        "start": {"object": "Lead", "triggerType": "Scheduled", "schedule": SCHEDULE}
    },
    "A message of Came__e is received": {
        "start": {"object": "Came__e", "triggerType": "PlatformEvent"}
    },
    "Form submission event": {"start": {"triggerType": "FormSubmissionEvent"}},
    "A person, from a page, an action or a link": {"processType": "Flow"},
    "Apex, another flow, an action or an API call": {"processType": "AutoLaunchedFlow"},
    "A record of Lead is saved (created), after the save": {
        "processType": "Workflow",
        "processMetadataValues": [
            {"name": "ObjectType", "value": {"stringValue": "Lead"}},
            {"name": "TriggerType", "value": {"stringValue": "onCreateOnly"}},
        ],
    },
    "Something outside the flow": {},
}


@pytest.mark.parametrize("said", STARTS)
def test_what_starts_a_flow_is_said_in_words(said: str) -> None:
    assert described(STARTS[said]).starts == said


KINDS: dict[str, Elements] = {
    "Record-triggered flow": {"start": SAVED, "processType": "AutoLaunchedFlow"},
    "Schedule-triggered flow": {"start": {"triggerType": "Scheduled"}},
    "Screen flow": {"processType": "Flow"},
    "Field service mobile": {"processType": "FieldServiceMobile"},
    "Process on a record change": {"processType": "Workflow"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_a_flow_is_that_of_setup(kind: str) -> None:
    assert described(KINDS[kind]).kind == kind


def test_each_path_from_the_start_is_a_first_step() -> None:
    paths = [
        {"pathType": "AsyncAfterCommit", "connector": to("A")},
        {
            "label": "Remind",
            "offsetNumber": "-2",
            "offsetUnit": "Days",
            "recordField": "EndDate",
            "connector": to("b"),
        },
    ]
    start = SAVED | {"connector": to("A"), "scheduledPaths": paths}
    flow = described({"start": start, "assignments": [{"name": "A"}, {"name": "B"}]})

    assert [(outcome, part.text, part.anchor) for outcome, part in flow.first] == [
        ("Run immediately", "A", "flow.F.A"),
        ("Run asynchronously, after the save", "A", "flow.F.A"),
        ("Remind: 2 days before EndDate", "B", "flow.F.B"),
    ]


STEPS: list[tuple[str, Elements, str, tuple[str, ...], list[tuple[str, str]]]] = [
    (
        "decisions",
        {
            "rules": [
                {
                    "label": "Both",
                    "conditionLogic": "and",
                    "conditions": [
                        condition("$Record.Name", "StartsWith", {"stringValue": "A"}),
                        condition("Count", "GreaterThan", {"numberValue": "2.0"}),
                    ],
                    "connector": to("It"),
                },
                {
                    "name": "Changed",
                    "conditionLogic": "1 AND 2",
                    "conditions": [
                        condition("$Record__Prior.Name", "IsChanged", {"booleanValue": True}),
                        condition("Ask", "WasSelected", reference("Yes")),
                    ],
                },
            ],
            "defaultConnectorLabel": "Neither",
        },
        "Decision",
        (
            'Both: when Name of the record starts with "A"',
            "and Count is greater than 2",
            "Changed: when Name of the record before the change has changed",
            "and Ask was selected: Yes",
            "Neither: otherwise",
        ),
        [("Both", "It"), ("Changed", "End"), ("Neither", "End")],
    ),
    (
        "recordLookups",
        {
            "object": "Lead",
            "filters": [TICKED],
            "filterLogic": "and",
            "getFirstRecordOnly": True,
            "queriedFields": ["Id", "Name"],
            "sortField": "Name",
            "sortOrder": "Desc",
            "storeOutputAutomatically": True,
            "connector": to("It"),
            "faultConnector": to("It"),
        },
        "Get Records",
        (
            "Gets records of Lead",
            "where Fair__c is true",
            "Sorted by Name, descending",
            "Takes the first record",
            "The result is kept as It",
            "Queried fields: Id, Name",
        ),
        [("", "It"), ("On a fault", "It")],
    ),
    (
        "recordUpdates",
        {
            "inputReference": "$Record",
            "inputAssignments": [{"field": "Key__c", "value": reference("Key")}],
            "faultConnector": to("It"),
        },
        "Update Records",
        ("Updates the record", "Key__c = Key"),
        [("", "End"), ("On a fault", "It")],
    ),
    (
        "recordCreates",
        {"inputReference": "New_Leads"},
        "Create Records",
        ("Creates what New_Leads holds",),
        [("", "End")],
    ),
    (
        "assignments",
        {
            "assignmentItems": [
                {"assignToReference": "Count", "operator": "Add", "value": {"numberValue": 1}},
                {
                    "assignToReference": "$Record.Name",
                    "operator": "Assign",
                    "value": {"stringValue": "A"},
                },
                {"assignToReference": "All", "operator": "AssignCount", "value": reference("X")},
            ]
        },
        "Assignment",
        ("adds 1 to Count", 'Name of the record = "A"', "All = the number of items of X"),
        [("", "End")],
    ),
    (
        "loops",
        {
            "collectionReference": "Get_Leads",
            "iterationOrder": "Desc",
            "nextValueConnector": to("It"),
        },
        "Loop",
        ("For each item of Get_Leads, last to first",),
        [("For each item", "It"), ("After the last item", "End")],
    ),
    (
        "actionCalls",
        {
            "actionName": "Tell",
            "actionType": "emailAlert",
            "nameSegment": "Tell",
            "offset": 0,
            "inputParameters": [{"name": "Whom", "value": reference("$Record.OwnerId")}],
            "outputParameters": [{"name": "answer", "assignToReference": "Answer"}],
        },
        "Send Email Alert",
        ("Runs Tell", "Whom = OwnerId of the record", "answer is kept in Answer"),
        [("", "End")],
    ),
    (
        "screens",
        {
            "allowBack": True,
            "allowFinish": True,
            "allowPause": False,
            "showFooter": True,
            "showHeader": False,
            "fields": [
                {
                    "name": "Section",
                    "fieldType": "RegionContainer",
                    "fields": [
                        {
                            "name": "Mail",
                            "fieldText": "<p>Your <b>mail</b></p>",
                            "fieldType": "InputField",
                            "dataType": "String",
                            "isRequired": True,
                            "visibilityRule": {
                                "conditionLogic": "and",
                                "conditions": [condition("Ask", "EqualTo", reference("Yes"))],
                            },
                        }
                    ],
                },
                {"name": "Last", "fieldText": "Thanks", "fieldType": "DisplayText"},
            ],
        },
        "Screen",
        (
            "Section (Region container)",
            "Your mail (Input field, String, required)",
            "Mail: shown when Ask is Yes",
            "Thanks (Display text)",
            "Buttons: Back, Next or Finish",
            "Shows footer",
        ),
        [("", "End")],
    ),
    (
        "steppedStages",
        {
            "exitCriteriaLogic": "and",
            "steps": [{"name": "One", "actionName": "Call", "connector": to("It")}],
        },
        "Stepped stages",
        ("Exit criteria logic: and", "Steps: One", "One: Action name: Call"),
        [("One", "It")],
    ),
]


@pytest.mark.parametrize(("tag", "step", "kind", "details", "follows"), STEPS)
def test_a_step_says_what_it_does_and_what_follows(
    tag: str, step: Elements, kind: str, details: tuple[str, ...], follows: list[tuple[str, str]]
) -> None:
    found = only_step(tag, step)

    assert found.kind == kind
    assert found.details == details
    assert [(outcome, part.text) for outcome, part in found.follows] == follows


ORDERS: dict[str, tuple[Elements, list[str]]] = {
    "branches stand one after the other, and what follows both after them": (
        {
            "assignments": [
                {"name": "After", "faultConnector": to("Wrong"), "connector": to("Last")},
                {"name": "Last"},
                {"name": "Yes1", "connector": to("YES2")},
                {"name": "Yes2", "connector": to("After")},
                {"name": "No", "connector": to("After")},
                {"name": "Wrong"},
                {"name": "Lost"},
            ],
            "decisions": [
                {
                    "name": "Ask",
                    "defaultConnector": to("No"),
                    "rules": [{"label": "Yes", "connector": to("Yes1")}],
                }
            ],
            "start": {"connector": to("Ask")},
        },
        ["Ask", "Yes1", "Yes2", "No", "After", "Last", "Wrong", "Lost"],
    ),
    "a loop stands before its steps, and what follows it after them": (
        {
            "assignments": [
                {"name": "After"},
                {"name": "In1", "connector": to("In2")},
                {"name": "In2", "connector": to("Each")},
            ],
            "loops": [
                {
                    "name": "Each",
                    "noMoreValuesConnector": to("After"),
                    "nextValueConnector": to("In1"),
                }
            ],
            "startElementReference": "Each",
        },
        ["Each", "In1", "In2", "After"],
    ),
    "a ring of steps has the first of them first": (
        {
            "screens": [
                {"name": "B", "connector": to("C")},
                {"name": "C", "connector": to("B")},
                {"name": "A", "connector": to("B"), "faultConnector": to("A")},
            ],
            "start": {"connector": to("A")},
        },
        ["A", "B", "C"],
    ),
}


@pytest.mark.parametrize("order", ORDERS)
def test_steps_stand_in_the_order_in_which_they_run(order: str) -> None:
    flow, names = ORDERS[order]

    steps = described(flow).steps
    assert [step.name for step in steps] == names
    lost = [step.name for step in steps if "No step leads to this one" in step.details]
    assert lost == [name for name in names if name == "Lost"]


def test_no_flow_is_too_long() -> None:
    count = 5_000
    steps = [{"name": f"S{at}", "connector": to(f"S{at + 1}")} for at in range(count)]

    flow = described({"assignments": steps, "startElementReference": "S0"})

    assert [step.name for step in flow.steps] == [f"S{at}" for at in range(count)]


def test_resources_and_settings_are_facts() -> None:
    flow = described(
        {
            "runInMode": "SystemModeWithoutSharing",
            "processType": "Flow",
            "isTemplate": False,
            "start": {"flowRunAsUser": "DefaultWorkflowUser"},
            "variables": [
                {
                    "name": "Leads",
                    "dataType": "SObject",
                    "objectType": "Lead",
                    "isCollection": True,
                    "isInput": True,
                    "isOutput": False,
                }
            ],
            "formulas": [{"name": "Key", "dataType": "String", "expression": '"a" & "b"'}],
        }
    )

    assert [(fact.label, fact.value[0].text) for fact in flow.facts] == [
        ("Start: Flow run as user", "DefaultWorkflowUser"),
        ("How to run the flow", "System context without sharing: all records"),
        ("Is template", "No"),
        ("Variable Leads", "Record of Lead, collection; available for input"),
        ("Formula Key", 'String: "a" & "b"'),
    ]


# What stands in the dictionary in other words, or not: where a flow goes on is said by labels.
REWORDED = {
    "fullName",
    "targetReference",
    "name",
    "conditionLogic",
    "filterLogic",
    "startTime",
    *CANVAS,
}


def leaves(value: Any, kind: str, name: str = "") -> Iterator[str]:
    """Yield the texts that people wrote into elements of a kind."""
    if name in REWORDED:
        return
    if isinstance(value, list):
        for each in value:
            yield from leaves(each, kind, name)
    elif isinstance(value, dict) and published.is_type(kind):
        known = published.elements(kind)
        for inner, each in value.items():
            yield from leaves(each, known[inner].kind, inner)
    elif isinstance(value, str) and kind == "string":
        yield value


def shown(flow: Flow) -> str:
    """Return all texts of a flow in the dictionary, as one text without blanks."""
    texts = [flow.name, flow.label, flow.description, flow.starts, flow.status]
    texts += [f"{outcome} {part.text}" for outcome, part in flow.first]
    for step in flow.steps:
        texts += [step.name, step.label, step.description, *step.details]
        texts += [f"{outcome} {part.text}" for outcome, part in step.follows]
    texts += [f"{fact.label} {fact.value[0].text}" for fact in flow.facts]
    return " ".join("".join(texts).split())


def missing(flow: Elements) -> list[str]:
    """Return the texts of a flow that the dictionary does not show."""
    said = shown(described(flow))
    without_blanks = said.replace(" ", "")
    return [
        each
        for each in leaves(flow, "Flow")
        if not any(
            form in without_blanks
            for form in (
                each.replace(" ", "").replace("\n", ""),
                "".join(without_tags(each).split()),
                *(["oftherecord"] if each.casefold().startswith("$record") else ()),
            )
        )
    ]


@cache
def real_flows() -> tuple[Original, ...]:
    folders = [ROOT / "tests" / "cases", *([CORPUS] if CORPUS.is_dir() else ())]
    paths = [path for folder in folders for path in sorted(folder.rglob("*.flow-meta.xml"))]
    return tuple(each for path in paths for each in files.read_all([Path(path)]).read.originals)


def test_all_that_real_flows_say_is_shown() -> None:
    found = {each.path: missing(each.elements) for each in real_flows()}

    assert {path: lost for path, lost in found.items() if lost} == {}
    assert len(found) >= 2


def test_every_step_of_real_flows_leads_to_steps_or_the_end() -> None:
    for original in real_flows():
        flow = described(original.elements)
        anchors = {step.anchor for step in flow.steps}
        follows = [part for step in flow.steps for _, part in step.follows]
        assert {part.anchor or part.text for part in follows} <= anchors | {"End"}, original.path
        assert len(anchors) == len(flow.steps)


@settings(quick, max_examples=60)
@given(trees("Flow", "Flow"))
def test_every_flow_that_is_published_is_shown_whole(root: etree._Element) -> None:
    flow = elements.read(root)

    assert missing(flow) == []
