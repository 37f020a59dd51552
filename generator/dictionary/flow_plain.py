"""Elements of flows by their own names, in words, for all that has no better words."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.dictionary.element_texts import entries, first_text, text
from generator.dictionary.flow_words import condition, is_value, value
from generator.metadata.elements import Elements
from generator.metadata.name_words import words

# Places on the canvas, and notes of the Flow Builder to itself.
CANVAS = frozenset({"locationX", "locationY", "processMetadataValues"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_WITH_TAGS = frozenset({"errorMessage", "fieldText", "helpText"})
# What elements say that are a choice of a few, or a number that means none.
_SAID = {
    ("assignNullValuesIfNoRecordsFound", True): "If no record is found, the variables get empty",
    ("assignNullValuesIfNoRecordsFound", False): "If no record is found, the variables are kept",
    ("flowTransactionModel", "Automatic"): "The org decides in which transaction it runs",
    ("flowTransactionModel", "CurrentTransaction"): "Runs in the transaction of the flow",
    ("flowTransactionModel", "NewTransaction"): "Runs in a transaction of its own",
    ("inputsOnNextNavToAssocScrn", "UseStoredValues"): "On a later visit, keeps what was entered",
    ("inputsOnNextNavToAssocScrn", "ResetValues"): "On a later visit, starts anew",
    ("offset", 0): "",
}


def plain(elements: Elements) -> Iterator[str]:
    """Yield elements by their own names, in words."""
    for name, each in elements.items():
        if isinstance(each, str | int) and (name, each) in _SAID:
            yield from filter(None, (_SAID[name, each],))
        elif name in _WITH_TAGS and isinstance(each, str):
            yield f"{words(name)}: {without_tags(each)}"
        elif name not in CANVAS and not leads(each):
            yield from _named(words(name), each)


def _named(name: str, said: Any) -> Iterator[str]:
    """Yield an element behind a name; its own elements stand behind both names."""
    if is_value(said):
        yield f"{name}: {value(said)}"
    elif isinstance(said, dict):
        yield from (f"{name}: {line}" for line in plain(said))
    elif isinstance(said, list):
        yield from _listed(name, said)
    else:
        yield f"{name}: {text(said)}"


def _listed(name: str, said: list[Any]) -> Iterator[str]:
    if not any(isinstance(each, dict) for each in said):
        yield f"{name}: {', '.join(map(text, said))}"
        return
    for each in said:
        if "operator" in each and ("leftValueReference" in each or "conditions" in each):
            yield f"{name}: {condition(each)}"
        elif each.keys() - CANVAS <= {"name", "value"}:
            yield f"{name}: {text(each.get('name'))} = {value(each.get('value'))}"
        elif each.keys() - CANVAS <= {"name", "assignToReference"}:
            yield f"{name}: {output(each)}"
        else:
            own = first_text(each, "label", "name")
            rest = {inner: held for inner, held in each.items() if inner not in {"label", "name"}}
            yield f"{name}: {own or 'one'}"
            yield from (f"{own or name}: {line}" for line in plain(rest))


def leads(value: Any) -> bool:
    """Whether an element holds nothing but where a flow goes on."""
    held = value if isinstance(value, list) else [value]
    allowed = CANVAS | {"targetReference", "isGoTo"}
    return bool(held) and all(isinstance(each, dict) and each.keys() <= allowed for each in held)


def without_tags(said: str) -> str:
    """Return a text of several formats as plain text on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", said)).split())


def without(elements: Elements, names: Iterable[str]) -> Elements:
    """Return elements but those with some names."""
    taken = set(names)
    return {name: each for name, each in elements.items() if name not in taken}


def inputs(elements: Elements, name: str) -> Iterator[str]:
    """Yield what is handed over: names and values."""
    for each in entries(elements, name):
        yield f"{text(each.get('name'))} = {value(each.get('value'))}"


def output(each: Elements) -> str:
    """Return what comes back, and the variable that keeps it."""
    return f"{first_text(each, 'name', 'field')} is kept in {text(each.get('assignToReference'))}"
