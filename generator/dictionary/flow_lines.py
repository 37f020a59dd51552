"""What a step of a flow does, as lines in plain words.

A phrase says some elements of a step. What no phrase says stands there by its own name, so
that nothing is left out but places on the canvas.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from generator.dictionary import flow_screens
from generator.dictionary.element_texts import entries, first_text, text
from generator.dictionary.flow_plain import CANVAS, inputs, output, plain, without
from generator.dictionary.flow_words import assigned, reference, value, where
from generator.metadata.elements import Elements

_CREATES = "Creates"
_VERBS = {
    "recordCreates": _CREATES,
    "recordDeletes": "Deletes",
    "recordLookups": "Gets",
    "recordUpdates": "Updates",
}
_OF_RECORDS = ("object", "inputReference", "filters", "filterLogic")


class _Phrase(NamedTuple):
    """The elements that a phrase says, and its lines, of a step."""

    names: tuple[str, ...]
    lines: Callable[[Elements], Iterable[str]]


def lines(step: Elements, kind: str, apart: Iterable[str] = ()) -> Iterator[str]:
    """Yield what a step of a kind does; what is in the elements `apart` is said elsewhere."""
    done = CANVAS.union(apart)
    for phrase in (*_OF_KINDS.get(kind, ()), *_PHRASES):
        if any(name in step and name not in done for name in phrase.names):
            yield from phrase.lines(step)
            done |= set(phrase.names)
    rest = {name: each for name, each in step.items() if name not in done}
    yield from plain(rest)


def _records(verb: str, step: Elements) -> Iterator[str]:
    if held := text(step.get("inputReference")):
        what = reference(held)
        yield f"{verb} {what if what.startswith('the ') else f'what {held} holds'}"
    if sobject := text(step.get("object")):
        what = "a record" if verb == _CREATES else "records"
        yield f"{verb} {what} of {sobject}"
    yield from where("where", entries(step, "filters"), text(step.get("filterLogic")))


def _sorted(step: Elements) -> Iterator[str]:
    order = "descending" if text(step.get("sortOrder")) == "Desc" else "ascending"
    field = text(step.get("sortField"))
    yield f"Sorted by {field}, {order}" if field else f"Sorted {order}"


def _first_only(step: Elements) -> Iterator[str]:
    yield "Takes the first record" if step["getFirstRecordOnly"] is True else "Takes all records"


def _kept(step: Elements) -> Iterator[str]:
    if step["storeOutputAutomatically"] is True:
        yield f"The result is kept as {text(step.get('name'))}"


def _assignments(name: str) -> Callable[[Elements], Iterator[str]]:
    return lambda step: (assigned(each) for each in entries(step, name))


def _handed(name: str) -> Callable[[Elements], Iterator[str]]:
    return lambda step: inputs(step, name)


def _outputs(name: str) -> Callable[[Elements], Iterator[str]]:
    return lambda step: map(output, entries(step, name))


def _action(step: Elements) -> Iterator[str]:
    segment, name = text(step.get("nameSegment")), text(step.get("actionName"))
    yield f"Runs {name}" + (f" ({segment})" if segment not in {"", name} else "")


def _subflow(step: Elements) -> Iterator[str]:
    yield f"Runs the flow {text(step.get('flowName'))}"


def _outcomes(step: Elements) -> Iterator[str]:
    for rule in entries(step, "rules"):
        own = first_text(rule, "label", "name")
        yield from where(
            f"{own}: when", entries(rule, "conditions"), text(rule.get("conditionLogic"))
        )
        if rule.get("doesRequireRecordChangedToMeetCriteria") is True:
            yield f"{own}: only if the record did not meet this before"
        said = {"name", "label", "conditions", "conditionLogic", "connector"}
        said.add("doesRequireRecordChangedToMeetCriteria")
        yield from (f"{own}: {line}" for line in plain(without(rule, said)))
    yield f"{text(step.get('defaultConnectorLabel')) or 'Default outcome'}: otherwise"


def _loop(step: Elements) -> Iterator[str]:
    order = "last to first" if text(step.get("iterationOrder")) == "Desc" else "first to last"
    yield f"For each item of {text(step.get('collectionReference'))}, {order}"


def _collection(step: Elements) -> Iterator[str]:
    yield f"Takes the items of {text(step.get('collectionReference'))}"
    yield from where("where", entries(step, "conditions"), text(step.get("conditionLogic")))
    if formula := text(step.get("formula")):
        yield f"where the formula {formula} is true"


def _sort_options(step: Elements) -> Iterator[str]:
    for each in entries(step, "sortOptions"):
        yield from _sorted(each)
        yield from plain(without(each, ("sortField", "sortOrder")))


def _transformed(step: Elements) -> Iterator[str]:
    for each in entries(step, "transformValues"):
        yield from plain(without(each, ("transformValueActions",)))
        for action in entries(each, "transformValueActions"):
            to = first_text(action, "outputFieldApiName", "assignToReference") or "The result"
            yield f"{to} = {value(action.get('value'))}"
            said = {"outputFieldApiName", "value"}
            said |= {"transformType"} if action.get("transformType") == "Map" else set()
            yield from (f"{to}: {line}" for line in plain(without(action, said)))


def _computed(resource: Elements) -> Iterator[str]:
    yield f"{text(resource.get('dataType'))}: {text(resource.get('expression'))}"


def _errors(step: Elements) -> Iterator[str]:
    for each in entries(step, "customErrorMessages"):
        at = text(each.get("fieldSelection"))
        place = f"at the field {at}" if at else "on the page"
        yield f'Shows "{text(each.get("errorMessage"))}" {place}'


_OF_KINDS: dict[str, tuple[_Phrase, ...]] = {
    **{kind: (_Phrase(_OF_RECORDS, partial(_records, verb)),) for kind, verb in _VERBS.items()},
    "decisions": (_Phrase(("rules", "defaultConnectorLabel"), _outcomes),),
    "formulas": (_Phrase(("dataType", "expression"), _computed),),
    "loops": (_Phrase(("collectionReference", "iterationOrder"), _loop),),
    "screens": (
        _Phrase(("fields",), flow_screens.fields),
        _Phrase(("allowBack", "allowFinish", "allowPause"), flow_screens.buttons),
        _Phrase(("showHeader", "showFooter"), flow_screens.frame),
    ),
    "subflows": (
        _Phrase(("flowName",), _subflow),
        _Phrase(("inputAssignments",), _handed("inputAssignments")),
    ),
    "transforms": (_Phrase(("transformValues",), _transformed),),
}
_PHRASES = (
    _Phrase(_OF_RECORDS, partial(_records, "Uses")),
    _Phrase(("collectionReference", "conditions", "conditionLogic", "formula"), _collection),
    _Phrase(("actionName", "nameSegment"), _action),
    _Phrase(("inputAssignments",), _assignments("inputAssignments")),
    _Phrase(("assignmentItems",), _assignments("assignmentItems")),
    _Phrase(("mapItems",), _assignments("mapItems")),
    _Phrase(("inputParameters",), _handed("inputParameters")),
    _Phrase(("sortField", "sortOrder"), _sorted),
    _Phrase(("sortOptions",), _sort_options),
    _Phrase(("getFirstRecordOnly",), _first_only),
    _Phrase(("storeOutputAutomatically",), _kept),
    _Phrase(("outputAssignments",), _outputs("outputAssignments")),
    _Phrase(("outputParameters",), _outputs("outputParameters")),
    _Phrase(("customErrorMessages",), _errors),
)
