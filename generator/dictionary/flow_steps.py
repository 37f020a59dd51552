"""The steps of a flow: in the order in which they run, each with what follows."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from generator.dictionary import anchors, flow_lines
from generator.dictionary.dictionary import Step
from generator.dictionary.element_texts import entries, first_text, text
from generator.dictionary.entries import Part
from generator.dictionary.flow_plain import leads
from generator.metadata import published
from generator.metadata.elements import Elements
from generator.metadata.name_words import words

END = Part("End")
_KINDS = {
    "actionCalls": "Action",
    "apexPluginCalls": "Apex Plug-in",
    "assignments": "Assignment",
    "collectionProcessors": "Collection",
    "customErrors": "Custom Error Message",
    "decisions": "Decision",
    "ends": "End",
    "experiments": "Path Experiment",
    "loops": "Loop",
    "orchestratedStages": "Stage",
    "recordCreates": "Create Records",
    "recordDeletes": "Delete Records",
    "recordLookups": "Get Records",
    "recordRollbacks": "Roll Back Records",
    "recordUpdates": "Update Records",
    "screens": "Screen",
    "subflows": "Subflow",
    "transforms": "Transform",
    "waits": "Wait",
}
_COLLECTIONS = {
    "FilterCollectionProcessor": "Collection Filter",
    "SortCollectionProcessor": "Collection Sort",
}
# Kinds of which an element says more.
_NARROWER = {
    ("actionCalls", "actionType"): {
        "apex": "Apex Action",
        "chatterPost": "Post to Chatter",
        "component": "Local Action",
        "emailAlert": "Send Email Alert",
        "emailSimple": "Send Email",
        "quickAction": "Quick Action",
        "submit": "Submit for Approval",
    },
    ("collectionProcessors", "collectionProcessorType"): _COLLECTIONS,
    ("collectionProcessors", "elementSubtype"): _COLLECTIONS,
    ("waits", "elementSubtype"): {
        "WaitAttribute": "Wait for Conditions",
        "WaitDate": "Wait Until Date",
        "WaitDuration": "Wait for Amount of Time",
    },
}
_OUTCOMES = {
    "connector": "",
    "connectors": "",
    "faultConnector": "On a fault",
    "nextValueConnector": "For each item",
    "noMoreValuesConnector": "After the last item",
    "timeoutConnector": "On a timeout",
}
_DEFAULT = "defaultConnector"
_LAST = {_DEFAULT, "faultConnector", "noMoreValuesConnector", "timeoutConnector"}
_ALWAYS = {"decisions": (_DEFAULT,), "loops": ("noMoreValuesConnector",)}
_NOT_REACHED = "No step leads to this one"
_OWN = frozenset({"name", "label", "description", "locationX", "locationY"})


class _Node(NamedTuple):
    """A step as its file has it, with the name of its list."""

    tag: str
    elements: Elements

    @property
    def label(self) -> str:
        return first_text(self.elements, "label", "name")

    @property
    def folded(self) -> str:
        return text(self.elements.get("name")).casefold()


@cache
def is_step(tag: str) -> bool:
    """Whether elements of a flow are steps: they have a place on the canvas."""
    element = published.elements("Flow").get(tag)
    if element is None or tag == "start" or not published.is_type(element.kind):
        return False
    return published.base(element.kind) == "FlowNode"


class Steps:
    """The steps of one flow, by their names."""

    def __init__(self, flow: Elements, name: str) -> None:
        self._flow = name
        tags = filter(is_step, flow)
        self._nodes = [_Node(tag, each) for tag in tags for each in entries(flow, tag)]
        self._by_name = {node.folded: node for node in reversed(self._nodes)}

    def parts(self, leads: Iterable[tuple[str, str]]) -> tuple[tuple[str, Part], ...]:
        """Return outcomes with the label of each next step, for outcomes with its name."""
        return tuple((outcome, self._part(name)) for outcome, name in leads)

    def in_order(self, first: Iterable[tuple[str, str]]) -> tuple[Step, ...]:
        """Return the steps as they run: each behind those that lead to it, but for loops.

        The steps of an outcome stand together; those after a fault stand last.
        """
        reached = self._reached([name for _, name in first])
        found = {id(node) for node in reached}
        rest = (node for node in self._nodes if id(node) not in found)
        return (
            *map(self._step, reached),
            *(self._step(node, _NOT_REACHED) for node in rest),
        )

    def _reached(self, first: list[str]) -> list[_Node]:
        """Return the steps to which some lead: it goes on from the last outcome, and backwards."""
        found: list[_Node] = []
        seen: set[str] = set()
        open_: list[tuple[_Node | None, list[str]]] = [(None, first)]
        while open_:
            node, names = open_[-1]
            name = names.pop().casefold() if names else ""
            if name in self._by_name and name not in seen:
                seen.add(name)
                following = self._by_name[name]
                leads_to = [to for _, to in follows(following.tag, following.elements)]
                open_.append((following, leads_to))
            elif not names:
                open_.pop()
                found += [node] if node else []
        return found[::-1]

    def _part(self, name: str) -> Part:
        node = self._by_name.get(name.casefold())
        return Part(node.label, self._anchor_of(node)) if node else Part(name) if name else END

    def _anchor_of(self, node: _Node) -> str:
        return anchors.of_step(self._flow, text(node.elements.get("name")))

    def _step(self, node: _Node, *notes: str) -> Step:
        tag, elements = node
        apart = _OWN | {name for name, each in elements.items() if leads(each)}
        apart |= {name for name in elements if _narrower(tag, name, elements)}
        return Step(
            text(elements.get("name")),
            node.label,
            _kind(tag, elements),
            text(elements.get("description")),
            (*flow_lines.lines(elements, tag, apart), *notes),
            self.parts(follows(tag, elements)),
            self._anchor_of(node),
        )


def _kind(tag: str, elements: Elements) -> str:
    narrower = (_narrower(tag, name, elements) for name in elements)
    return next(filter(None, narrower), "") or _KINDS.get(tag) or words(tag)


def _narrower(tag: str, name: str, elements: Elements) -> str:
    return _NARROWER.get((tag, name), {}).get(text(elements.get(name)), "")


def follows(tag: str, elements: Elements) -> list[tuple[str, str]]:
    """Return each outcome of a step with the name of the next one; empty where the flow ends."""
    found = list(_connected(tag, elements))
    found += [(_outcome(name, elements), "") for name in _missing(tag, elements)]
    only_faults = all(outcome == _OUTCOMES["faultConnector"] for outcome, _ in found)
    return [("", ""), *found] if only_faults else found


def _connected(tag: str, elements: Elements) -> Iterator[tuple[str, str]]:
    for name, value in sorted(elements.items(), key=lambda each: each[0] in _LAST):
        for each in value if isinstance(value, list) else [value]:
            if not isinstance(each, dict):
                continue
            if "targetReference" in each and leads(each):
                yield _outcome(name, elements), text(each["targetReference"])
            elif "connector" in each or (tag, name) == ("decisions", "rules"):
                yield first_text(each, "label", "name", "pathName"), _target(each)


def _missing(tag: str, elements: Elements) -> Iterator[str]:
    return (name for name in _ALWAYS.get(tag, ()) if name not in elements)


def _outcome(name: str, elements: Elements) -> str:
    if name == _DEFAULT:
        return text(elements.get("defaultConnectorLabel")) or "Default outcome"
    known = _OUTCOMES.get(name)
    return words(name) if known is None else known


def _target(each: Elements) -> str:
    connector = each.get("connector")
    return text(connector.get("targetReference")) if isinstance(connector, dict) else ""
