"""One flow: its elements by their names, and where its connectors lead."""

from collections.abc import Iterator

from lxml import etree

from flow_interpreter.nodes import (
    NAMESPACE,
    NODES,
    Node,
    Record,
    UnknownError,
    child,
    children,
    refuse_unknown,
    text,
)
from flow_interpreter.values import Filter, literal


class Flow:
    """One flow, its elements by their names."""

    def __init__(self, content: bytes) -> None:
        self.root = etree.fromstring(content)
        refuse_unknown(self.root)
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
        return Filter(self.start, literal).fits(record)


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
