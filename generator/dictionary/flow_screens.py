"""What a screen of a flow shows, as lines in plain words."""

from collections.abc import Iterator

from generator.dictionary.element_texts import entries, text
from generator.dictionary.flow_plain import inputs, plain, without, without_tags
from generator.dictionary.flow_words import joined
from generator.metadata.elements import Elements
from generator.metadata.name_words import words

# What names a field of a screen to people: a field of a record, a component, or its own text.
_NAMING = ("objectFieldReference", "extensionName", "fieldText")


def fields(step: Elements) -> Iterator[str]:
    """Yield the fields of a screen, those in regions behind their regions."""
    waiting = entries(step, "fields")[::-1]
    while waiting:
        field = waiting.pop()
        yield from _field(field)
        waiting += entries(field, "fields")[::-1]


def _field(field: Elements) -> Iterator[str]:
    own = text(field.get("name"))
    naming = next((name for name in _NAMING if text(field.get(name))), "name")
    named = without_tags(text(field.get(naming)))
    of_type = words(text(field.get("fieldType")) or "field")
    kinds = [of_type, text(field.get("dataType"))]
    kinds += ["required"] if field.get("isRequired") is True else []
    yield f"{named} ({', '.join(each for each in kinds if each)})"
    said = {"name", naming, "fieldType", "dataType", "isRequired", "fields"}
    said |= {"inputParameters", "visibilityRule", "storeOutputAutomatically"}
    yield from (f"{own}: {line}" for line in inputs(field, "inputParameters"))
    rule = field.get("visibilityRule", {})
    if conditions := entries(rule, "conditions"):
        yield f"{own}: shown when {joined(conditions, text(rule.get('conditionLogic')))}"
    yield from (f"{own}: {line}" for line in plain(without(field, said)))


def buttons(step: Elements) -> Iterator[str]:
    """Yield the buttons of a screen."""
    names = {"allowBack": "Back", "allowFinish": "Next or Finish", "allowPause": "Pause"}
    shown = [word for name, word in names.items() if step.get(name) is True]
    yield f"Buttons: {', '.join(shown) or 'none'}"


def frame(step: Elements) -> Iterator[str]:
    """Yield whether a screen has a header and a footer."""
    names = {"showHeader": "header", "showFooter": "footer"}
    shown = [word for name, word in names.items() if step.get(name) is True]
    yield f"Shows {' and '.join(shown) or 'neither header nor footer'}"
