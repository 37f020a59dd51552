"""The elements of a flow as XML: what we know of them, and what is refused as unknown."""

from typing import Any

from lxml import etree

Record = dict[str, Any]
Node = etree._Element  # noqa: SLF001  (lxml has no public name for it)
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"

# A child that is no key here holds text only.

_NODE = "description name label locationX locationY "
_CONNECTOR = "isGoTo targetReference"
_CHILDREN = {
    tag: frozenset(children.split())
    for tag, children in {
        "Flow": (
            "apiVersion areMetricsLoggedToDataCloud assignments decisions description environments"
            " formulas interviewLabel label loops processMetadataValues processType recordCreates"
            " recordDeletes recordLookups recordUpdates start status triggerOrder variables"
        ),
        "assignments": f"{_NODE} assignmentItems connector",
        "assignmentItems": "assignToReference operator value",
        "conditions": "leftValueReference operator rightValue",
        "connector": _CONNECTOR,
        "decisions": f"{_NODE} defaultConnector defaultConnectorLabel rules",
        "defaultConnector": _CONNECTOR,
        "faultConnector": _CONNECTOR,
        "filters": "field operator value",
        "formulas": "description name dataType expression",
        "inputAssignments": "field value",
        "loops": (
            f"{_NODE} collectionReference iterationOrder nextValueConnector noMoreValuesConnector"
        ),
        "nextValueConnector": _CONNECTOR,
        "noMoreValuesConnector": _CONNECTOR,
        "processMetadataValues": "name value",
        "recordCreates": (
            f"{_NODE} connector faultConnector inputAssignments inputReference object"
            " storeOutputAutomatically"
        ),
        "recordDeletes": f"{_NODE} connector faultConnector filterLogic filters object",
        "recordLookups": (
            f"{_NODE} assignNullValuesIfNoRecordsFound connector faultConnector filterLogic"
            " filters getFirstRecordOnly object queriedFields sortField sortOrder"
            " storeOutputAutomatically"
        ),
        "recordUpdates": f"{_NODE} connector inputAssignments inputReference",
        "rightValue": "booleanValue elementReference numberValue stringValue",
        "rules": "name conditionLogic conditions connector label",
        "scheduledPaths": "connector pathType",
        "start": (
            "locationX locationY connector doesRequireRecordChangedToMeetCriteria filterLogic"
            " filters object recordTriggerType scheduledPaths triggerType"
        ),
        "value": "booleanValue elementReference numberValue stringValue",
        "variables": (
            "description name dataType isCollection isInput isOutput objectType scale value"
        ),
    }.items()
}
# Texts of which we know only some, by parent and child.
_TEXTS = {
    "Flow/environments": {"Default"},
    "Flow/processType": {"AutoLaunchedFlow"},
    "Flow/status": {"Active", "Draft"},
    "assignmentItems/operator": {"Add", "Assign"},
    "conditions/operator": {"Contains", "GreaterThan"},
    "filters/operator": {"EqualTo", "IsNull"},
    "formulas/dataType": {"Boolean", "String"},
    "loops/iterationOrder": {"Asc"},
    "recordCreates/storeOutputAutomatically": {"true"},
    "recordLookups/assignNullValuesIfNoRecordsFound": {"false"},
    "recordLookups/getFirstRecordOnly": {"false"},
    "recordLookups/sortOrder": {"Asc"},
    "recordLookups/storeOutputAutomatically": {"true"},
    "recordUpdates/inputReference": {"$Record"},
    "rules/conditionLogic": {"and"},
    "scheduledPaths/pathType": {"AsyncAfterCommit"},
    "start/doesRequireRecordChangedToMeetCriteria": {"true"},
    "start/recordTriggerType": {"CreateAndUpdate"},
    "start/triggerType": {"RecordAfterSave", "RecordBeforeSave"},
    "variables/dataType": {"Number", "SObject", "String"},
    "variables/isInput": {"false"},
    "variables/isOutput": {"false"},
    "variables/scale": {"0"},
}
RECORDS = ("recordCreates", "recordDeletes", "recordLookups", "recordUpdates")
NODES = ("assignments", "decisions", "loops", *RECORDS)
NAMED = (*NODES, "formulas", "variables")


_FIELDS = {
    "Campaign": {"Id", "Name", "OwnerId"},
    "CampaignMember": {"CampaignId", "ContactId", "Id", "LeadId", "Status"},
    "CampaignMemberStatus": {
        *("CampaignId", "HasResponded", "Id", "IsDefault", "Label", "SortOrder"),
    },
    "Task": {"Description", "Id", "OwnerId", "Subject", "WhatId"},
}


class UnknownError(Exception):
    """The flow holds something that this interpreter does not know."""


class UnhandledError(Exception):
    """A fault without a path, as the org would mail it to an administrator."""


class OrgError(Exception):
    """What the org answers to a write or query that it refuses."""


def tag(node: Node) -> str:
    return etree.QName(node).localname


def children(node: Node, name: str) -> list[Node]:
    return node.findall(f"{NAMESPACE}{name}")


def child(node: Node, name: str) -> Node | None:
    return node.find(f"{NAMESPACE}{name}")


def text(node: Node, name: str) -> str:
    return node.findtext(f"{NAMESPACE}{name}") or ""


def refuse_unknown(node: Node) -> None:
    known = _CHILDREN.get(tag(node), frozenset())
    for each in node:
        place = f"{tag(node)}/{tag(each)}"
        if tag(each) not in known:
            raise UnknownError(place)
        if place in _TEXTS and each.text not in _TEXTS[place]:
            raise UnknownError(f"{place}: {each.text}")
        refuse_unknown(each)


def known_field(sobject: str, name: str) -> str:
    if name not in _FIELDS[sobject] and not name.endswith("__c"):
        raise UnknownError(f"{sobject}.{name}")
    return name


def same(one: str | None, other: str | None) -> bool:
    return (one or "").casefold() == (other or "").casefold()
