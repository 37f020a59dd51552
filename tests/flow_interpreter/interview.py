"""One run of a flow, for one record."""

from collections.abc import Callable, Generator
from typing import Any

from flow_interpreter.flow import Flow, target
from flow_interpreter.nodes import (
    RECORDS,
    Node,
    OrgError,
    Record,
    UnhandledError,
    UnknownError,
    child,
    children,
    known_field,
    tag,
    text,
)
from flow_interpreter.values import (
    as_text,
    formula,
    literal,
    value_of,
)


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
            return self.record.get(known_field(self.flow.object, key))
        if name in self.flow.formulas:
            return formula(text(self.flow.formulas[name], "expression"), self.resolve)
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
            text(each, "field"): value_of(child(each, "value"), self.resolve)
            for each in children(node, "inputAssignments")
        }

    def _initial(self, node: Node) -> Any:
        if text(node, "isCollection") == "true":
            return []
        return value_of(child(node, "value"), literal)

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
            self.record[known_field(self.flow.object, name)] = value
        return target(node)

    def _assign(self, node: Node) -> str:
        for item in children(node, "assignmentItems"):
            value = value_of(child(item, "value"), self.resolve)
            name, _, key = text(item, "assignToReference").partition(".")
            if name not in self.flow.variables:
                raise UnknownError(f"an assignment to {name}")
            if key:
                sobject = text(self.flow.variables[name], "objectType")
                place, key = self._values[name] or {}, known_field(sobject, key)
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
        right = value_of(child(condition, "rightValue"), self.resolve)
        if left is None or right is None:
            return False
        if text(condition, "operator") == "Contains":
            return as_text(right) in as_text(left)
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
