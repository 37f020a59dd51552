"""Values, references and conditions of flows in plain words."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from generator.dictionary.element_facts import sentence
from generator.dictionary.element_texts import entries, first_text, text
from generator.metadata.elements import Elements
from generator.metadata.name_words import words

# Where an element keeps a value of one of several kinds, that of each kind has a name of its own.
_VALUES: dict[str, Callable[[Any], str]] = {
    "stringValue": lambda said: f'"{text(said)}"',
    "booleanValue": lambda said: (
        "true" if said is True else "false" if said is False else text(said)
    ),
    "numberValue": lambda said: text(said).removesuffix(".0"),
    "elementReference": lambda said: reference(text(said)),
    "transformValueReference": lambda said: reference(text(said)),
    "formulaExpression": lambda said: f"the formula {text(said)}",
    "collectionElements": lambda said: ", ".join(value(each) for each in said),
}
_VALUE_NAMES = frozenset(
    {
        *_VALUES,
        *("apexValue", "complexValue", "dateTimeValue", "dateValue", "setupReference"),
        *("inputConfiguratorMode", "isReverseValueMapping", "setupReferenceType"),
        *("sobjectValue", "timeValue", "transform", "valueMapName"),
    }
)
# What only says of what kind a value is.
_OF_VALUES = frozenset({"complexValueType", "formulaDataType"})
_RECORDS = {"$record": "the record", "$record__prior": "the record before the change"}
_OPERATORS = {
    "EqualTo": "is",
    "NotEqualTo": "is not",
    "GreaterThan": "is greater than",
    "LessThan": "is less than",
    "GreaterThanOrEqualTo": "is greater than or equal to",
    "LessThanOrEqualTo": "is less than or equal to",
    "StartsWith": "starts with",
    "EndsWith": "ends with",
    "Contains": "contains",
    "In": "is one of",
    "NotIn": "is none of",
}
_LEFT = ("leftValueReference", "field", "objectFieldName")
_QUIET = frozenset({"processMetadataValues"})
# Operators that are followed by true or false.
_STATES = {
    "IsNull": ("is empty", "is not empty"),
    "IsBlank": ("is blank", "is not blank"),
    "IsEmpty": ("is empty", "is not empty"),
    "IsChanged": ("has changed", "has not changed"),
    "WasSet": ("was set", "was not set"),
    "WasSelected": ("was selected", "was not selected"),
    "WasVisited": ("was visited", "was not visited"),
    "HasError": ("has an error", "has no error"),
}
_ASSIGNS = {
    "Assign": "{to} = {value}",
    "Add": "adds {value} to {to}",
    "Subtract": "subtracts {value} from {to}",
    "AddItem": "adds the item {value} to {to}",
    "AddAtStart": "adds {value} to {to}, as the first",
    "RemoveFirst": "removes the first {value} from {to}",
    "RemoveAll": "removes all {value} from {to}",
    "RemoveBeforeFirst": "removes what is before the first {value} from {to}",
    "RemoveAfterFirst": "removes what is after the first {value} from {to}",
    "RemoveUncommon": "removes what is not in {value} from {to}",
    "RemovePosition": "removes what is at {value} from {to}",
    "AssignCount": "{to} = the number of items of {value}",
}

_CHAIN = re.compile(r"\s*\d+(\s+(?P<word>and|or)\s+\d+(\s+(?P=word)\s+\d+)*)?\s*", re.IGNORECASE)


def is_value(said: object) -> bool:
    """Whether an element holds a value of one of several kinds."""
    return isinstance(said, dict) and bool(said) and said.keys() <= _VALUE_NAMES | _OF_VALUES


def value(said: Elements | str | None) -> str:
    """Return a value in words; `nothing` for none."""
    if isinstance(said, str):
        return said or "nothing"
    shown = [
        _VALUES.get(name, sentence)(each)
        for name, each in (said or {}).items()
        if name not in _OF_VALUES
    ]
    return ", ".join(shown) or "nothing"


def reference(path: str) -> str:
    """Return what a path leads to: `Status__c of the record` for `$Record.Status__c`."""
    first, _, rest = path.partition(".")
    record = _RECORDS.get(first.casefold())
    if record is None:
        return path
    return f"{rest} of {record}" if rest else record


def condition(said: Elements) -> str:
    """Return a condition in words; one that groups others has them in parentheses."""
    if inner := entries(said, "conditions"):
        group = f"({joined(inner, text(said.get('conditionLogic')))})"
        return group + _more(said, {"conditions", "conditionLogic"})
    names = [name for name in _LEFT if name in said][:1]
    left = reference(text(said[names[0]])) if names else ""
    if operator := text(said.get("aggregationOperator")):
        field = text(said.get("aggregationField"))
        left = f"{words(operator).lower()} of {f'{field} of ' if field else ''}{left}"
        names += ["aggregationOperator", "aggregationField"]
    right = said.get("rightValue", said.get("value"))
    compared = f"{left} {_compared(text(said.get('operator')), right)}".strip()
    return compared + _more(said, {*names, "operator", "rightValue", "value"})


def _more(said: Elements, done: Iterable[str]) -> str:
    """Return what a condition says besides what is done, in parentheses."""
    known = {*done, *_QUIET}
    rest = {name: each for name, each in said.items() if name not in known}
    return f" ({sentence(rest)})" if rest else ""


def _compared(operator: str, right: Elements | None) -> str:
    if (states := _STATES.get(operator)) is not None:
        said = value(right)
        if said in {"true", "false", "nothing"}:
            return states[said == "false"]
        return f"{states[0]}: {said}"
    if operator in _OPERATORS:
        return f"{_OPERATORS[operator]} {value(right)}"
    unknown = words(operator).lower()
    return f"{unknown} {value(right)}" if right else unknown


def _word(logic: str, count: int) -> str:
    """Return the word between conditions; empty for a logic of their numbers and parentheses."""
    chain = _CHAIN.fullmatch(logic)
    word = (chain["word"] if chain else logic) or "and"
    return word.casefold() if count <= 1 or word.casefold() in {"and", "or"} else ""


def joined(conditions: Iterable[Elements], logic: str) -> str:
    """Return conditions as one text; those of a logic of their own are numbered."""
    said = [condition(each) for each in conditions]
    if word := _word(logic, len(said)):
        return f" {word} ".join(said)
    return f"{logic}, where " + "; ".join(f"{at} is: {each}" for at, each in enumerate(said, 1))


def where(lead: str, conditions: Iterable[Elements], logic: str) -> Iterator[str]:
    """Yield conditions as lines; the lead stands before the first."""
    said = [condition(each) for each in conditions]
    if word := _word(logic, len(said)):
        yield from (f"{word if at else lead} {each}" for at, each in enumerate(said))
        return
    yield f"{lead} {logic}"
    yield from (f"{at}: {each}" for at, each in enumerate(said, 1))


def assigned(said: Elements) -> str:
    """Return an assignment in words."""
    to = reference(first_text(said, "assignToReference", "assignToFieldReference", "field"))
    operator = text(said.get("operator")) or "Assign"
    form = _ASSIGNS.get(operator, f"{words(operator).lower()} {{value}}, {{to}}")
    return form.format(to=to, value=value(said.get("value")))
