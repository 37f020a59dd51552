"""A small Flow engine over a small org in memory, to run the flows that we generate.

It knows exactly the elements, children and operators that our templates print, and refuses all
others, so that nothing new passes untested.

What it does not prove. It was written from documentation, by those who wrote the flows, and never
compared with an org, so a rule that both misread passes here:

- that an org accepts the metadata, lets these flows start on these objects, and lets the person
  who saves create what they create: there is no access, no sharing, no licence;
- how Salesforce splits many records into batches, tries a batch again without the records that
  failed, and counts limits. Here a batch is as large as it is, and of what fails for one interview
  nothing is written, while the others go on;
- what the copy of a campaign brings along, and when; which SortOrder a new campaign starts with;
  that a new default takes the place of the old one: see `Org` for what is taken for true;
- that a flow goes back on what it wrote where a fault has no path, and all that other flows,
  triggers and rules of the org add.

Where Flow is lenient or the documentation silent, this is strict: texts are compared with their
capitals, to add nothing is an error, and so is a field that was not asked for.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import Any

from lxml import etree

Record = dict[str, Any]
Node = etree._Element  # noqa: SLF001  (lxml has no public name for it)
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"

# ---- What we know. A child that is no key here holds text only.

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


def _refuse_unknown(node: Node) -> None:
    known = _CHILDREN.get(tag(node), frozenset())
    for each in node:
        place = f"{tag(node)}/{tag(each)}"
        if tag(each) not in known:
            raise UnknownError(place)
        if place in _TEXTS and each.text not in _TEXTS[place]:
            raise UnknownError(f"{place}: {each.text}")
        _refuse_unknown(each)


class Flow:
    """One flow, its elements by their names."""

    def __init__(self, content: bytes) -> None:
        self.root = etree.fromstring(content)
        _refuse_unknown(self.root)
        self.start = self._only("start")
        self.elements = {text(node, "name"): node for each in NODES for node in self.all(each)}
        self.formulas = {text(node, "name"): node for node in self.all("formulas")}
        self.variables = {text(node, "name"): node for node in self.all("variables")}
        self.is_active = self.root.findtext(f"{NAMESPACE}status") == "Active"
        self.object = text(self.start, "object")
        self.is_before_save = text(self.start, "triggerType") == "RecordBeforeSave"
        paths = children(self.start, "scheduledPaths")
        if len(paths) != (0 if self.is_before_save else 1):
            raise UnknownError("only an asynchronous path after, and none before saving")
        self.first = target(paths[0] if paths else self.start)

    def all(self, name: str) -> list[Node]:
        return children(self.root, name)

    def _only(self, name: str) -> Node:
        (node,) = self.all(name)
        return node

    def starts(self, record: Record, before: Record | None) -> bool:
        """Whether saving a record starts the flow; `before` is None where the record is new."""
        if not self._meets(record):
            return False
        only_changes = child(self.start, "doesRequireRecordChangedToMeetCriteria") is not None
        return not (only_changes and before is not None and self._meets(before))

    def _meets(self, record: Record) -> bool:
        return Filter(self.start, _literal).fits(record)


def connectors(node: Node) -> Iterator[Node]:
    """Yield the connectors of an element, those of its rules and paths included."""
    for each in node.iter():
        if child(each, "targetReference") is not None:
            yield each


def target(node: Node, name: str = "connector") -> str:
    """Return the element to which a connector leads, or nothing where the flow ends."""
    connector = child(node, name)
    return "" if connector is None else text(connector, "targetReference")


def targets(node: Node) -> list[str]:
    return [text(connector, "targetReference") for connector in connectors(node)]


def reachable(flow: Flow, first: str, stop: str = "") -> set[str]:
    """Return the elements to which a path leads, without going through `stop`."""
    found: set[str] = set()
    ahead = [first]
    while ahead:
        name = ahead.pop()
        if name not in found and name != stop:
            found.add(name)
            ahead += targets(flow.elements[name])
    return found


def body(flow: Flow, loop: Node) -> set[str]:
    """Return the elements inside a loop: those that it passes for each of its records."""
    name = text(loop, "name")
    inside = reachable(flow, target(loop, "nextValueConnector"), stop=name)
    return {each for each in inside if name in reachable(flow, each)}


# ---- Values

Resolve = Callable[[str], Any]


def _literal(name: str) -> Any:
    raise UnknownError(f"{name} where only a plain value is known")


def _value(node: Node | None, resolve: Resolve) -> Any:
    if node is None:
        return None
    (inner,) = node
    content = inner.text or ""
    if tag(inner) == "elementReference":
        return resolve(content)
    if tag(inner) == "stringValue":
        if "{!" in content:
            raise UnknownError(f"a reference inside of a text: {content}")
        return content
    if tag(inner) == "booleanValue":
        return {"true": True, "false": False}[content]
    return _number(content)


def _number(content: str) -> int:
    number = Decimal(content)
    if "." not in content or number != int(number):
        raise UnknownError(f"a number as {content}")
    return int(number)


def is_blank(value: object) -> bool:
    return value is None or value == ""


class Filter:
    """The conditions of a start or of a query."""

    def __init__(self, node: Node, resolve: Resolve) -> None:
        self._filters = [
            (
                _known(text(node, "object"), text(each, "field")),
                text(each, "operator"),
                _value(child(each, "value"), resolve),
            )
            for each in children(node, "filters")
        ]
        self._logic = text(node, "filterLogic")
        if not self._filters:
            raise UnknownError("all records of an object")

    def fits(self, record: Record) -> bool:
        results = [_compare(record.get(name), *rest) for name, *rest in self._filters]
        return all(results) if self._logic == "and" else _logic(self._logic, results)


def _compare(left: Any, operator: str, right: Any) -> bool:
    if operator == "IsNull":
        return is_blank(left) is bool(right)
    if is_blank(left) or is_blank(right):
        return False
    if isinstance(left, str):  # a query does not see capitals
        return _same(left, right)
    return bool(left == right)


class Words:
    """The words of a small language, read from the left."""

    def __init__(self, pattern: str, source: str) -> None:
        self._words: list[str] = []
        self._at = 0
        end = 0
        while found := re.compile(rf"\s*({pattern})").match(source, end):
            self._words.append(found[1])
            end = found.end()
        if source[end:].strip():
            raise UnknownError(source[end:])

    def peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def take(self, wanted: str = "") -> str:
        word = self.peek()
        if not word or (wanted and word != wanted):
            raise UnknownError(f"{word or 'the end'} in place of {wanted or 'a word'}")
        self._at += 1
        return word

    def end(self) -> None:
        if self.peek():
            raise UnknownError(f"{self.peek()} in place of the end")


def _logic(source: str, results: Sequence[bool]) -> bool:
    """Return what a logic such as `1 AND (2 OR 3)` makes of results; each has to have its part."""
    words = Words(r"\d+|AND|OR|[()]", source)
    unused = set(range(1, len(results) + 1))

    def operand() -> bool:
        if words.peek() != "(":
            number = int(words.take())
            unused.remove(number)
            return results[number - 1]
        words.take("(")
        value = expression()
        words.take(")")
        return value

    def expression() -> bool:
        values = [operand()]
        operator = words.peek()
        while words.peek() in {"AND", "OR"}:
            words.take(operator)  # an org refuses both side by side without parentheses
            values.append(operand())
        return any(values) if operator == "OR" else all(values)

    value = expression()
    words.end()
    if unused:
        raise UnknownError(f"{source} leaves out {unused}")
    return value


def _formula(source: str, resolve: Resolve) -> Any:
    """Return the value of a formula made of the functions and operators that we print."""
    words = Words(r'"(?:[^"\\]|\\.)*"|\{![$\w.]+\}|[A-Z]+|[(),&=]', source)

    def primary() -> Any:
        word = words.take()
        if word.startswith('"'):
            return re.sub(r"\\(.)", _escaped, word[1:-1])
        if word.startswith("{!"):
            return resolve(word[2:-1])
        if word not in _FUNCTIONS:
            raise UnknownError(word)
        words.take("(")
        arguments = [expression()]
        while words.peek() == ",":
            words.take()
            arguments.append(expression())
        words.take(")")
        return _FUNCTIONS[word](*arguments)

    def joined() -> Any:
        value = primary()
        while words.peek() == "&":
            words.take()
            value = _text(value) + _text(primary())
        return value

    def expression() -> Any:
        value = joined()
        if words.peek() == "=":
            words.take()
            other = joined()
            return not is_blank(value) and not is_blank(other) and value == other
        return value

    value = expression()
    words.end()
    return value


def _escaped(match: re.Match[str]) -> str:
    if match[1] not in {'"', "\\"}:
        raise UnknownError(match[0])
    return match[1]


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise UnknownError(f"{value!r} joined to a text")
    return value or ""


def case_safe(value: str | None) -> str | None:
    """Return an ID with its 18 characters, as CASESAFEID does."""
    if not value or len(value) == 18:
        return value
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    parts = (value[start : start + 5] for start in (0, 5, 10))
    return value + "".join(
        letters[sum(1 << at for at, letter in enumerate(part) if letter.isupper())]
        for part in parts
    )


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "CASESAFEID": case_safe,
    "IF": lambda condition, yes, no: yes if condition else no,
    "ISBLANK": is_blank,
    "OR": lambda *values: any(values),
    "UPPER": lambda value: None if value is None else _text(value).upper(),
}


# ---- Interviews


class Interview:
    """One run of a flow for one record. It stops at each element that asks the org something."""

    def __init__(self, flow: Flow, record: Record) -> None:
        self.flow = flow
        self.record = record
        self.fault: str | None = None
        self._values = {name: self._initial(node) for name, node in flow.variables.items()}
        self._ahead: dict[str, list[Record]] = {}
        self._steps = self._run()

    def advance(self, answer: "list[Record] | OrgError | None" = None) -> Node | None:
        """Go on to the next element that asks the org something, if any, and return it."""
        try:
            return next(self._steps) if answer is None else self._steps.send(answer)
        except StopIteration:
            return None

    def resolve(self, name: str) -> Any:
        head, _, key = name.partition(".")
        if name == "$Flow.FaultMessage":
            return self.fault
        if head == "$Record":
            return self.record.get(_known(self.flow.object, key))
        if name in self.flow.formulas:
            return _formula(text(self.flow.formulas[name], "expression"), self.resolve)
        if head not in self._values:
            raise UnknownError(name)
        value = self._values[head]
        if not key or value is None:
            return value
        if key not in value:
            raise UnknownError(f"{name}, which was neither asked for nor set")
        return value[key]

    def rows(self, node: Node) -> tuple[str, list[Record]]:
        """Return what an element creates: the object, and the records."""
        if name := text(node, "inputReference"):
            return text(self.flow.variables[name], "objectType"), self._values[name]
        return text(node, "object"), [self._assigned(node)]

    def _assigned(self, node: Node) -> Record:
        return {
            text(each, "field"): _value(child(each, "value"), self.resolve)
            for each in children(node, "inputAssignments")
        }

    def _initial(self, node: Node) -> Any:
        if text(node, "isCollection") == "true":
            return []
        return _value(child(node, "value"), _literal)

    def _run(self) -> Generator[Node, list[Record] | OrgError, None]:
        name = self.flow.first
        while name:
            node = self.flow.elements[name]
            if tag(node) in RECORDS and not self._sets_own_record(node):
                answer = yield node
                name = self._after(node, answer)
            else:
                name = _STEPS[tag(node)](self, node)

    def _sets_own_record(self, node: Node) -> bool:
        return tag(node) == "recordUpdates" and self.flow.is_before_save

    def _after(self, node: Node, answer: list[Record] | OrgError) -> str:
        if not isinstance(answer, OrgError):
            self._values[text(node, "name")] = answer
            return target(node)
        self.fault = str(answer)
        if not (path := target(node, "faultConnector")):
            raise UnhandledError(self.fault)
        return path

    def _update(self, node: Node) -> str:
        for name, value in self._assigned(node).items():
            self.record[_known(self.flow.object, name)] = value
        return target(node)

    def _assign(self, node: Node) -> str:
        for item in children(node, "assignmentItems"):
            value = _value(child(item, "value"), self.resolve)
            name, _, key = text(item, "assignToReference").partition(".")
            if name not in self.flow.variables:
                raise UnknownError(f"an assignment to {name}")
            if key:
                sobject = text(self.flow.variables[name], "objectType")
                place, key = self._values[name] or {}, _known(sobject, key)
                self._values[name] = place
            else:
                place, key = self._values, name
            is_added = text(item, "operator") == "Add"
            place[key] = _added(place[key], value) if is_added else value
        return target(node)

    def _decide(self, node: Node) -> str:
        for rule in children(node, "rules"):
            if all(self._holds(condition) for condition in children(rule, "conditions")):
                return target(rule)
        return target(node, "defaultConnector")

    def _holds(self, condition: Node) -> bool:
        left = self.resolve(text(condition, "leftValueReference"))
        right = _value(child(condition, "rightValue"), self.resolve)
        if left is None or right is None:
            return False
        if text(condition, "operator") == "Contains":
            return _text(right) in _text(left)
        return bool(left > right)

    def _loop(self, node: Node) -> str:
        name = text(node, "name")
        records = self.resolve(text(node, "collectionReference"))
        ahead = self._ahead.setdefault(name, list(records))
        if not ahead:
            del self._ahead[name]
            return target(node, "noMoreValuesConnector")
        self._values[name] = ahead.pop(0)
        return target(node, "nextValueConnector")


_STEPS: dict[str, Callable[[Interview, Node], str]] = {
    "assignments": Interview._assign,  # noqa: SLF001
    "decisions": Interview._decide,  # noqa: SLF001
    "loops": Interview._loop,  # noqa: SLF001
    "recordUpdates": Interview._update,  # noqa: SLF001
}


def _added(to: Any, value: Any) -> Any:
    if to is None or value is None:
        raise UnknownError("nothing, added or added to")
    if isinstance(to, list):
        return [*to, dict(value)]  # a copy, as Flow adds it
    return to + value


# ---- The org

_FIELDS = {
    "Campaign": {"Id", "Name", "OwnerId"},
    "CampaignMember": {"CampaignId", "ContactId", "Id", "LeadId", "Status"},
    "CampaignMemberStatus": {
        *("CampaignId", "HasResponded", "Id", "IsDefault", "Label", "SortOrder"),
    },
    "Task": {"Description", "Id", "OwnerId", "Subject", "WhatId"},
}
_PREFIXES = {
    "Campaign": "701",
    "CampaignMember": "00v",
    "CampaignMemberStatus": "01Y",
    "Task": "00T",
}
NEW_STATUSES = (
    {"Label": "Sent", "SortOrder": 1, "IsDefault": True, "HasResponded": False},
    {"Label": "Responded", "SortOrder": 2, "IsDefault": False, "HasResponded": True},
)
_STATUS, _MEMBER = "CampaignMemberStatus", "CampaignMember"


def _known(sobject: str, name: str) -> str:
    if name not in _FIELDS[sobject] and not name.endswith("__c"):
        raise UnknownError(f"{sobject}.{name}")
    return name


class Org:
    """Records with the rules that Salesforce has for campaigns, their statuses and their members.

    Taken for true: a new campaign has Sent (1, the default) and Responded (2); labels and
    SortOrders are unique in a campaign, labels whatever their capitals; a status that becomes the
    default ends the one before; a campaign always has one default and one that counts as
    responded; a default, or a status that a member has, cannot be deleted; a member's status that
    the campaign does not know becomes the default; a member's key is checked after the flows that
    run before saving.
    """

    def __init__(self, *flows: bytes) -> None:
        self.flows = [flow for content in flows if (flow := Flow(content)).is_active]
        self.queries: list[str] = []  # the elements that asked, once for each batch
        self.writes: list[str] = []
        self._tables: dict[str, dict[str, Record]] = defaultdict(dict)
        self._refused: dict[tuple[str, str], str] = {}
        self._due: list[tuple[Flow, Record]] = []
        self._numbers = count(1)

    # What people and other systems do: all or nothing.

    def insert(self, sobject: str, *records: Record) -> list[str]:
        news = [
            {_known(sobject, name): value for name, value in record.items()} for record in records
        ]
        return self._save(sobject, [({}, new) for new in news])

    def update(self, sobject: str, key: str, **changes: Any) -> None:
        before = self._tables[sobject][key]
        after = before | {_known(sobject, name): value for name, value in changes.items()}
        self._save(sobject, [(before, after)])

    def delete(self, sobject: str, keys: Iterable[str]) -> None:
        with self._all_or_nothing():
            gone = [self._tables[sobject].pop(key) for key in keys]
            if sobject == _STATUS:
                for status in gone:
                    self._refuse_deletion(status)
                self._check_campaigns(gone)

    def clone(self, key: str, **changes: Any) -> str:
        """Clone a campaign with its statuses, which come along before anything runs later."""
        copied = dict(self._tables["Campaign"][key])
        del copied["Id"]
        (new,) = self.insert("Campaign", copied | changes)
        self.give(new, *self.rows(_STATUS, CampaignId=key))
        return new

    def give(self, campaign: str, *statuses: Record) -> None:
        """Put statuses in the place of those that a campaign has."""
        with self._all_or_nothing():
            for key in [row["Id"] for row in self.rows(_STATUS, CampaignId=campaign)]:
                del self._tables[_STATUS][key]
            news = [{**row, "CampaignId": campaign, "Id": None} for row in statuses]
            self._save(_STATUS, [({}, new) for new in news])

    def rows(self, sobject: str, **where: Any) -> list[Record]:
        return [
            dict(row)
            for row in self._tables[sobject].values()
            if all(row.get(name) == value for name, value in where.items())
        ]

    def refuse(self, operation: str, sobject: str, message: str) -> None:
        """From now on refuse what flows ask for: a query, insert or delete."""
        self._refused[operation, sobject] = message

    def settle(self) -> None:
        """Run what is due after the saves, all records of a flow at once."""
        while self._due:
            flow = self._due[0][0]
            records = [record for due, record in self._due if due is flow]
            self._due = [each for each in self._due if each[0] is not flow]
            self._run(flow, records)

    # Flows

    def _run(self, flow: Flow, records: Iterable[Record]) -> None:
        interviews = [Interview(flow, record) for record in records]
        waiting = [(each, node) for each in interviews if (node := each.advance()) is not None]
        while waiting:
            here = waiting[0][1]
            group = [each for each, node in waiting if node is here]
            waiting = [(each, node) for each, node in waiting if node is not here]
            for each, answer in zip(group, self._answers(here, group), strict=True):
                if (node := each.advance(answer)) is not None:
                    waiting.append((each, node))

    def _answers(self, node: Node, group: list[Interview]) -> list[list[Record] | OrgError]:
        ask = {
            "recordCreates": self._create,
            "recordDeletes": self._remove,
            "recordLookups": self._query,
        }[tag(node)]
        if tag(node) != "recordCreates":
            self.queries.append(text(node, "name"))
        if tag(node) != "recordLookups":
            self.writes.append(text(node, "name"))
        answers: list[list[Record] | OrgError] = []
        for interview in group:
            try:
                answers.append(ask(node, interview))
            except OrgError as error:
                answers.append(error)
        return answers

    def _create(self, node: Node, interview: Interview) -> list[Record]:
        sobject, rows = interview.rows(node)
        self._check_refused("insert", sobject)
        if not rows:
            raise UnknownError("to create none")
        self.insert(sobject, *rows)
        return []

    def _remove(self, node: Node, interview: Interview) -> list[Record]:
        sobject = text(node, "object")
        self._check_refused("delete", sobject)
        self.delete(sobject, [row["Id"] for row in self._found(node, interview)])
        return []

    def _query(self, node: Node, interview: Interview) -> list[Record]:
        sobject = text(node, "object")
        self._check_refused("query", sobject)
        names = [_known(sobject, each.text or "") for each in children(node, "queriedFields")]
        order = _known(sobject, text(node, "sortField"))
        found = sorted(self._found(node, interview), key=lambda row: row[order])
        return [{name: row[name] for name in names or row} for row in found]

    def _found(self, node: Node, interview: Interview) -> list[Record]:
        wanted = Filter(node, interview.resolve)
        return [row for row in self.rows(text(node, "object")) if wanted.fits(row)]

    def _check_refused(self, operation: str, sobject: str) -> None:
        if message := self._refused.get((operation, sobject)):
            raise OrgError(message)

    # Saving

    def _save(self, sobject: str, changes: list[tuple[Record, Record]]) -> list[str]:
        """Save records, each with what it was before: empty where it is new."""
        with self._all_or_nothing():
            for _, new in changes:
                new.update({name: None for name, value in new.items() if value == ""})
            self._before(sobject, changes)
            for before, new in changes:
                new["Id"] = before.get("Id") or self._new_id(sobject)
                self._check(sobject, new)
                self._tables[sobject][new["Id"]] = new
                if sobject == "Campaign" and not before:
                    self.give(new["Id"], *NEW_STATUSES)
            if sobject == _STATUS:
                self._check_campaigns(new for _, new in changes)
            self._after(sobject, changes)
        return [new["Id"] for _, new in changes]

    def _before(self, sobject: str, changes: list[tuple[Record, Record]]) -> None:
        for flow in self.flows:
            if flow.object == sobject and flow.is_before_save:
                self._run(flow, [new for old, new in changes if flow.starts(new, old or None)])

    def _after(self, sobject: str, changes: list[tuple[Record, Record]]) -> None:
        for flow in self.flows:
            if flow.object == sobject and not flow.is_before_save:
                self._due += [
                    (flow, dict(new)) for old, new in changes if flow.starts(new, old or None)
                ]

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        tables = {
            name: {k: dict(v) for k, v in rows.items()} for name, rows in self._tables.items()
        }
        due = list(self._due)
        try:
            yield
        except OrgError:
            self._tables.clear()
            self._tables.update(tables)
            self._due = due
            raise

    def _new_id(self, sobject: str) -> str:
        return case_safe(f"{_PREFIXES[sobject]}Kd0000{next(self._numbers):06}") or ""

    # Rules

    def _check(self, sobject: str, record: Record) -> None:
        if sobject == _STATUS:
            self._check_status(record)
        if sobject == _MEMBER:
            self._check_member(record)
        if sobject == "Task" and (is_blank(record["OwnerId"]) or len(record["Subject"]) > 255):
            raise OrgError("FIELD_INTEGRITY_EXCEPTION")

    def _check_status(self, status: Record) -> None:
        others = [
            row
            for row in self._tables[_STATUS].values()
            if row["CampaignId"] == status["CampaignId"] and row["Id"] != status["Id"]
        ]
        if is_blank(status["Label"]) or status["CampaignId"] not in self._tables["Campaign"]:
            raise OrgError("REQUIRED_FIELD_MISSING")
        if not 0 <= status["SortOrder"] <= 999_999_999:
            raise OrgError("NUMBER_OUTSIDE_VALID_RANGE: SortOrder")
        if any(row["SortOrder"] == status["SortOrder"] for row in others):
            raise OrgError("DUPLICATE_VALUE: SortOrder")
        if any(_same(row["Label"], status["Label"]) for row in others):
            raise OrgError("DUPLICATE_VALUE: Label")
        if status["IsDefault"]:
            for row in others:
                row["IsDefault"] = False

    def _check_campaigns(self, statuses: Iterable[Record]) -> None:
        for campaign in {status["CampaignId"] for status in statuses}:
            rows = self.rows(_STATUS, CampaignId=campaign)
            if sum(row["IsDefault"] for row in rows) != 1:
                raise OrgError("FIELD_INTEGRITY_EXCEPTION: one default status")
            if not any(row["HasResponded"] for row in rows):
                raise OrgError("FIELD_INTEGRITY_EXCEPTION: a status that counts as responded")

    def _refuse_deletion(self, status: Record) -> None:
        members = self.rows(_MEMBER, CampaignId=status["CampaignId"])
        if status["IsDefault"]:
            raise OrgError("DELETE_FAILED: the default status")
        if any(_same(member["Status"], status["Label"]) for member in members):
            raise OrgError("DELETE_FAILED: a status that members have")

    def _check_member(self, member: Record) -> None:
        for name in ("CampaignId", "LeadId", "ContactId"):
            member[name] = case_safe(member.get(name))
        key = str(member.get("external_id__c") or "")
        if not key:
            raise OrgError("REQUIRED_FIELD_MISSING: external_id__c")
        if len(key) > 200:
            raise OrgError("STRING_TOO_LONG: external_id__c")
        for other in self._tables[_MEMBER].values():
            if other["Id"] != member["Id"] and _same(other["external_id__c"], key):
                raise OrgError("DUPLICATE_VALUE: external_id__c")
        member["Status"] = self._status(member)

    def _status(self, member: Record) -> str:
        """Return the status as the campaign has it; its default for one that it does not have."""
        status = member.get("Status") or ""
        if len(status) > 40:
            raise OrgError("STRING_TOO_LONG: Status")
        rows = self.rows(_STATUS, CampaignId=member["CampaignId"])
        (default,) = (str(row["Label"]) for row in rows if row["IsDefault"])
        return next((str(r["Label"]) for r in rows if _same(r["Label"], status)), default)


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").casefold() == (other or "").casefold()
