"""What a data dictionary says of objects and fields, as frozen values.

Texts are as files have them, of any language and length, and may hold anything: who prints them
escapes them. An anchor is the place of a thing in the dictionary, without `#`; empty for what the
dictionary does not show. That of an object is its API name, that of a field `Object.Field`.
"""

from dataclasses import dataclass
from enum import StrEnum

from generator.diagnostics import Severity
from generator.dictionary import anchors


class Basis(StrEnum):
    """Whose word a fact is."""

    VENDOR = "the vendor's word"
    INFERENCE = "our inference"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that facts go by; `address` is empty for one that is not on the web."""

    title: str
    basis: Basis
    address: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text, and where it leads to."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A setting in Setup's words, with its value as a text."""

    label: str
    value: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A diagnostic of `validate`, at its place in the dictionary."""

    rule: str
    message: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a field is used: the kind in Setup's words (`Page layout`), and the name.

    The detail is the section of a layout, the step of a flow, and the like.
    """

    kind: str
    name: str
    detail: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PicklistValue:
    """A value of a picklist. `controlled_by` are the controlling values that allow it.

    `facts` are what values of some standard picklists say besides, such as the probability.
    """

    name: str
    label: str
    is_default: bool = False
    is_active: bool = True
    color: str = ""
    description: str = ""
    controlled_by: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Picklist:
    """The values of a picklist; `value_set` is the global or standard value set that has them.

    Its anchor is `value-set.NAME`.
    """

    values: tuple[PicklistValue, ...]
    value_set: Part | None = None
    is_restricted: bool = False
    controlling_field: Part | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object; `type` is in Setup's notation, as in `Text(100)`.

    `required` says why a value is needed (`set on the field`), `unique` how values differ
    (`case-insensitive`); both are empty for a field without. `refers_to` are the objects to which
    a lookup leads. `facts` are all other settings.
    """

    sobject: str
    name: str
    label: str
    type: str
    description: str = ""
    help_text: str = ""
    is_custom: bool = True
    required: str = ""
    unique: str = ""
    is_external_id: bool = False
    default: str = ""
    formula: tuple[Part, ...] = ()
    picklist: Picklist | None = None
    refers_to: tuple[Part, ...] = ()
    sensitivity: str = ""
    compliance: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    uses: tuple[Use, ...] = ()
    sources: tuple[Source, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def anchor(self) -> str:
        return anchors.of_field(self.sobject, self.name)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A lookup or master-detail field (`field` is `Object.Field`), from a child to a parent."""

    field: str
    child: str
    parent: str
    is_master_detail: bool
    is_required: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Anything else that has a name: a record type, a list view; `kind` in Setup's words.

    No two items of a dictionary have one anchor.
    """

    kind: str
    name: str
    label: str = ""
    description: str = ""
    facts: tuple[Fact, ...] = ()
    notices: tuple[Notice, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class SObject:
    """An object; `kind` is in Setup's words, as in `Custom object`.

    `items` are its record types, validation rules, layouts, list views and the like. One of which
    only fields are known has no label of its own: the API name stands for it.
    """

    name: str
    label: str
    kind: str
    plural_label: str = ""
    description: str = ""
    facts: tuple[Fact, ...] = ()
    fields: tuple[Field, ...] = ()
    items: tuple[Item, ...] = ()
    sources: tuple[Source, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def anchor(self) -> str:
        return self.name
