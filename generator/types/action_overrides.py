"""What the actions of an object open: the standard page, or something else."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import StrictBool, model_validator

from generator.metadata.elements import Elements
from generator.schema.text_types import Line, diagnostics_at
from generator.types.keys import element
from generator.types.risk import Risk
from generator.types.short_forms import short_form
from generator.types.table import Context, Key, Table, Values, read, write

# The actions that every retrieved custom object has, each for each form factor.
_ACTIONS = (
    *("Accept", "CancelEdit", "Clone", "Delete", "Edit"),
    *("List", "New", "SaveEdit", "Tab", "View"),
)
_FORM_FACTORS: tuple[Elements, ...] = ({}, {"formFactor": "Large"}, {"formFactor": "Small"})
_ON_ACTIVATION = "Action override created by Lightning App Builder during activation."


_Type = Literal[
    "Default", "Standard", "Visualforce", "LightningComponent", "Flexipage", "Scontrol"
]
_WITHOUT_CONTENT = {"Default", "Standard"}


class ActionOverride(Table):
    """What an action opens in place of the standard page; an action alone opens that page."""

    type_name: ClassVar = "ActionOverride"
    short: ClassVar = "action"

    action: Annotated[Line, element("actionName")]
    """The standard action or button, such as View, New or Edit."""
    type: Annotated[_Type, element("type")] = "Default"
    """What is opened: Default (the standard page), Flexipage, LightningComponent, Visualforce."""
    form_factor: Annotated[Line | None, element("formFactor")] = None
    """Where this holds: Large (desktop) or Small (phone); without it, in Classic."""
    content: Annotated[Line | None, element("content")] = None
    """The API name of the page or component that is opened."""
    comment: Annotated[Line | None, element("comment", Risk.SAFE)] = None
    """A note for administrators."""
    skip_record_type: Annotated[StrictBool, element("skipRecordTypeSelect")] = False
    """Whether the page to choose a record type is left out."""

    @model_validator(mode="after")
    def _opens_something(self) -> Self:
        has_none = self.type in _WITHOUT_CONTENT
        if not has_none and self.content is None:
            message = f"is missing; write the name of what the type {self.type} opens"
            raise diagnostics_at([(("content",), message)])
        if has_none and self.content is not None:
            message = f"is only for other types than {self.type}; leave it out, or write the type"
            raise diagnostics_at([(("content",), message)])
        return self

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del context
        kind = elements.get("type", "Default")
        usual: Elements = {"type": "Default"}
        if kind != "Default":
            usual["skipRecordTypeSelect"] = False
        return usual | ({"comment": _ON_ACTIVATION} if kind == "Flexipage" else {})


Overrides = tuple[Annotated[ActionOverride, short_form(Line | ActionOverride, "action")], ...]


def standard(context: Context) -> list[Elements]:
    """Return the entries of an object that overrides nothing."""
    entries: list[Elements] = _write((), context, {})[_PATH]
    return entries


def _read(elements: Elements, context: Context, _usual: Elements) -> list[Any] | None:
    """Return the actions that not every object of the kind has, and what overrides some."""
    entries = elements.get(_PATH)
    if entries is None:
        return None
    names = dict.fromkeys(entry.get("actionName") for entry in entries)
    own = [entry for entry in entries if entry.get("type") != "Default"]
    known = {*_usual_actions(context), *(entry.get("actionName") for entry in own)}
    rest = [name for name in names if name not in known]
    return [*rest, *(read(ActionOverride, entry, context) for entry in own)]


def _write(overrides: Sequence[Any], context: Context, _values: Values) -> Elements:
    """Return an entry for each action and form factor; what overrides it comes first."""
    own, names = _own_and_names(overrides, context)
    return {_PATH: [entry for name in names for entry in _entries(name, own)]}


def _write_old(overrides: Sequence[Any], context: Context, _values: Values) -> Elements:
    """Return the entries of each action: what overrides it, or one for the standard page."""
    own, names = _own_and_names(overrides, context)
    return {_PATH: [each for name in names for each in _own(name, own) or [_default(name, {})]]}


def _own_and_names(overrides: Sequence[Any], context: Context) -> tuple[list[Elements], list[str]]:
    """Return the entries of what overrides actions, and the names of all actions in order."""
    written = [write(ActionOverride, each, context) for each in overrides]
    own = [entry for entry in written if entry["type"] != "Default"]
    return own, sorted({*_usual_actions(context), *(entry["actionName"] for entry in written)})


def _entries(name: str, own: list[Elements]) -> list[Elements]:
    found = _own(name, own)
    taken = [entry.get("formFactor") for entry in found]
    rest = [each for each in _FORM_FACTORS if each.get("formFactor") not in taken]
    return found + [_default(name, each) for each in rest]


def _own(name: str, own: list[Elements]) -> list[Elements]:
    return [entry for entry in own if entry["actionName"] == name]


def _default(name: str, form_factor: Elements) -> Elements:
    return {"actionName": name, **form_factor, "type": "Default"}


def _usual_actions(context: Context) -> tuple[str, ...]:
    return _ACTIONS if context.kind == "c" else ()


_PATH = "actionOverrides"
OVERRIDES = Key(_read, _write, {_PATH: Risk.UNRATED})
# The form of files before form factors, in which an action has one entry.
OLD_OVERRIDES = Key(_read, _write_old, {_PATH: Risk.UNRATED})
