"""The settings of a flow, and its resources: variables, formulas, choices and the like."""

from collections.abc import Iterator

from generator.dictionary import flow_lines, flow_start
from generator.dictionary.element_texts import entries, first_text, text
from generator.dictionary.entries import Fact, Part
from generator.dictionary.flow_plain import CANVAS, plain
from generator.dictionary.flow_steps import is_step
from generator.metadata.elements import Elements
from generator.metadata.name_words import words

# What a flow says elsewhere in the dictionary.
_ELSEWHERE = CANVAS | {
    *("description", "fullName", "label", "start", "startElementReference", "status"),
}
_LABELS = {"runInMode": "How to run the flow"}
_MODES = {
    "DefaultMode": "User or system context, depending on how it is started",
    "SystemModeWithSharing": "System context with sharing: record access counts",
    "SystemModeWithoutSharing": "System context without sharing: all records",
    "UserMode": "User context: the user's access counts",
}
_NAMES = {
    "choices": "Choice",
    "constants": "Constant",
    "customProperties": "Custom property",
    "dynamicChoiceSets": "Choice set",
    "formulas": "Formula",
    "stages": "Stage",
    "textTemplates": "Text template",
    "variables": "Variable",
}


def facts(flow: Elements) -> Iterator[Fact]:
    """Yield the settings of a flow, and then its resources."""
    start = {
        name: each
        for name, each in (flow.get("start") or {}).items()
        if name not in flow_start.SAID | CANVAS
    }
    for line in plain(start):
        label, _, said = line.partition(": ")
        yield _fact(f"Start: {label}", said)
    shown = {name: each for name, each in flow.items() if _is_shown(name)}
    if flow_start.says_process(flow):
        shown.pop("processType", None)
    for name, value in shown.items():
        if not _is_list_of_elements(value):
            said = ", ".join(map(text, entries(flow, name)))
            yield _fact(_LABELS.get(name, words(name)), _MODES.get(said, said))
    for name, value in shown.items():
        if _is_list_of_elements(value):
            yield from (_resource(name, each) for each in entries(flow, name))


def _is_shown(name: str) -> bool:
    return name not in _ELSEWHERE and not is_step(name)


def _is_list_of_elements(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _resource(tag: str, each: Elements) -> Fact:
    label = f"{_NAMES.get(tag, words(tag))} {first_text(each, 'name', 'label')}".strip()
    rest = {name: value for name, value in each.items() if name != "name"}
    if tag == "variables":
        return _fact(label, "; ".join(_variable(rest)))
    return _fact(label, "; ".join(flow_lines.lines(rest, tag)))


def _variable(said: Elements) -> Iterator[str]:
    """Yield what a variable holds, and whether others can give it or get it."""
    kind = text(said.get("dataType"))
    holders = [name for name in ("objectType", "apexClass") if text(said.get(name))][:1]
    for name in holders:
        sobject = text(said[name])
        kind = f"{kind} {sobject}" if kind != "SObject" else f"Record of {sobject}"
    yield f"{kind}, collection" if said.get("isCollection") is True else kind
    ways = {"isInput": "available for input", "isOutput": "available for output"}
    yield from (word for name, word in ways.items() if said.get(name) is True)
    done = {"dataType", "isCollection", *holders, *ways}
    yield from plain({name: each for name, each in said.items() if name not in done})


def _fact(label: str, said: str) -> Fact:
    return Fact(label, (Part(said),))
