"""What a person at a terminal answers to the questions of an import."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from generator.importing import filled_in, picklist_cells
from generator.importing.cells import flag
from generator.schema.notes import FillIn
from generator.schema.text_types import Place

Ask = Callable[[str], str]


def answered(data: Mapping[str, Any], ask: Ask, places: Collection[Place] | None = None) -> Any:
    """Return data in which values that a person has to say are what `ask` returns for them.

    `places` are those to ask for, None for all. An empty answer leaves a value open, and so does
    one that a schema refuses: its marker says why.
    """
    return _answered(data, (), ask, places)


_OF_FIELD = 4  # steps to a field: the kind of its object, the object, `fields`, its name
_SAID = "the answer is"


def _answered(data: Any, place: Place, ask: Ask, places: Collection[Place] | None) -> Any:
    if isinstance(data, FillIn):
        is_asked = places is None or place in places
        return _value(data, place, ask) if is_asked else data
    if isinstance(data, Mapping):
        found = {key: _answered(each, (*place, key), ask, places) for key, each in data.items()}
        is_field = len(place) == _OF_FIELD and place[2] == "fields"
        is_new = is_field and found != data
        return filled_in.marked_field(found, said=_SAID) if is_new else found
    if isinstance(data, list):
        entries = [_answered(each, (*place, n), ask, places) for n, each in enumerate(data)]
        return [own for each in entries for own in (each if isinstance(each, list) else [each])]
    return data


def _value(marker: FillIn, place: Place, ask: Ask) -> Any:
    """Return the answer to one question as a schema has it: a text, true or false, or values."""
    answer = ask(f"{'.'.join(map(str, place))}: {marker.sentence}")
    if not answer:
        return marker
    if "values" in place:
        return list(picklist_cells.read(answer).values)
    if place[-1] in _FLAGS and (said := flag(answer)) is not None:
        return said
    return answer


_FLAGS = {"required", "unique", "external_id", "restricted"}
