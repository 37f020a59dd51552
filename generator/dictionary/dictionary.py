"""The data dictionary as one frozen value, and what it says besides objects and fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator.dictionary import anchors
from generator.dictionary.entries import (
    Basis,
    Fact,
    Field,
    Item,
    Notice,
    Part,
    Picklist,
    Relationship,
    SObject,
    Source,
)


class Level(StrEnum):
    """What somebody may do with a field, by a permission set, group or profile."""

    EDIT = "edit"
    READ = "read"
    NONE = "none"
    WITH_OBJECT = "with the object"


@dataclass(frozen=True, slots=True)
class Grantee:
    """A permission set, a group or muting set of these, or a profile, as `kind` says.

    The `rights` are those besides objects: user permissions, tabs, apps, record types and the
    like. No two grantees have one name: of two that have it in their files, one says its kind.
    """

    kind: str
    name: str
    label: str
    description: str = ""
    rights: tuple[Fact, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def anchor(self) -> str:
        return anchors.of_grantee(self.name)


@dataclass(frozen=True, slots=True)
class FieldAccess:
    """Who may see a field: a level for each grantee of the table, by name.

    `levels` are those of the grantees that speak of it. `always` is the rule for a field that
    everybody with the object has, such as a required one. Of a field that the dictionary does not
    show, only the API name is known.
    """

    field: Field
    levels: Mapping[str, Level]
    always: str = ""
    is_shown: bool = True

    def level(self, grantee: str) -> Level:
        """Return what a grantee may do with the field, which can be by the rule for it."""
        own = self.levels.get(grantee, Level.NONE)
        return Level.WITH_OBJECT if self.always and own is Level.NONE else own


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """Who may see an object: its rights by the name of the grantee, in Setup's words.

    Each grantee that speaks of the object or a field of it has an entry, without rights as well.
    `note` says where the rights come from another object. Of an object that the dictionary does
    not show, only the API name is known.
    """

    sobject: SObject
    rights: Mapping[str, tuple[str, ...]]
    fields: tuple[FieldAccess, ...]
    note: str = ""
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see and edit what: the grantees, and the objects of which they speak."""

    grantees: tuple[Grantee, ...] = ()
    objects: tuple[ObjectAccess, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """A status of campaign members. `shown_as` is the label on the vendor's own screens."""

    label: str
    meaning: str
    shown_as: str
    is_default: bool
    has_responded: bool
    basis: Basis
    sources: tuple[Source, ...] = ()

    @property
    def anchor(self) -> str:
        return anchors.of_status(self.label)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a flow: its kind in words (`Decision`), what it does, and what comes next.

    `follows` are the outcomes, each with the label of the next step and the anchor of it; one
    without a condition has an empty outcome. Where the flow ends, the label is `End`.
    """

    name: str
    label: str
    kind: str
    description: str = ""
    details: tuple[str, ...] = ()
    follows: tuple[tuple[str, Part], ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow, as a list of steps; `starts` says in words what starts it.

    `first` is what runs first, as `follows` of a step says it. `facts` are all other settings, and
    the resources: variables, formulas and the like.
    """

    name: str
    label: str
    kind: str
    status: str
    starts: str
    description: str = ""
    first: tuple[tuple[str, Part], ...] = ()
    steps: tuple[Step, ...] = ()
    facts: tuple[Fact, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def anchor(self) -> str:
        return anchors.of_flow(self.name)


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A question about the whole set-up: how many of all, and which are to be looked at."""

    title: str
    meaning: str
    good: int
    total: int
    missing: tuple[Part, ...] = ()

    @property
    def is_complete(self) -> bool:
        return self.good == self.total


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All that a dictionary shows, in the order in which it stands there.

    `origin` says what it was made from. `others` are components that are only listed, and
    `not_shown` files that cannot be shown, with the reason. `notices` have no place of their own.
    """

    title: str
    origin: str
    description: str = ""
    objects: tuple[SObject, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    access: Access = Access()
    value_sets: tuple[tuple[Item, Picklist], ...] = ()
    statuses: tuple[Status, ...] = ()
    flows: tuple[Flow, ...] = ()
    others: tuple[Item, ...] = ()
    health: tuple[HealthCheck, ...] = ()
    sources: tuple[Source, ...] = ()
    notices: tuple[Notice, ...] = ()
    not_shown: tuple[Notice, ...] = ()
