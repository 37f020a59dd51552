"""What an org has to have for a component to work: a row for each thing that `verify` looks up.

Each module of a type says which rows follow from a component of its type. A row has a question;
how an org answers it is known in `readiness`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from generator.metadata.elements import Elements
from generator.metadata.registry import Component
from generator.types.vendor_limits import VendorLimits


class Kind(StrEnum):
    """What a requirement is about, in the order in which the requirements are shown."""

    OBJECT = "object"
    FIELD = "field"
    RECORD_TYPE = "record type"
    PROCESS = "business process"
    FIELD_SET = "field set"
    RULE = "validation rule"
    GLOBAL_VALUES = "global value set"
    VALUES = "value set"
    METADATA_RECORD = "custom metadata record"
    PERMISSION = "custom permission"
    SET = "permission set"
    GROUP = "permission set group"
    MUTING = "muting permission set"
    MARKETERS = "marketing users"
    APP = "app"
    FLOW = "flow"
    STATUSES = "campaign statuses"
    KEYS = "campaign member keys"


class Described(NamedTuple):
    """Whether a describe shows the object, or the field as its elements say.

    `values` are what a picklist has to offer; `max_length` is the greatest length that a vendor
    allows, None if any will do; `viewers` are the permission sets that show the object.
    """

    elements: Elements = {}
    values: tuple[str, ...] = ()
    max_length: int | None = None
    viewers: tuple[str, ...] = ()


class Offered(NamedTuple):
    """Whether the picklist of a standard field offers each value.

    `to_activate` says what to do about values that are there and inactive.
    """

    field: str
    values: tuple[str, ...]
    to_activate: str


class Listed(NamedTuple):
    """Whether a query finds a record; if it `has_to_be_active`, with a value in `active`.

    `named` is the field with the record's name, and the name; `or_named` is another name that it
    may have. `where` has other fields, each with its value, None for an empty one. Only the
    Tooling API has the records if `is_tooling`. `to_activate` says what to do about a record that
    is there and inactive.
    """

    sobject: str
    named: tuple[str, str]
    where: tuple[tuple[str, str | bool | None], ...] = ()
    active: str = ""
    has_to_be_active: bool = False
    to_activate: str = ""
    is_tooling: bool = False
    or_named: str = ""


class Assigned(NamedTuple):
    """Whether the permission set is in the org, grants all rights, and an active user has it.

    `objects` and `fields` have the rights by what they are for, as elements name them. `entities`
    has names by the type that an org has for them, as in TabSet for apps; `tabs` has how each is
    visible. `sets` are all permission sets of the schema: one query gives the rights of all.
    """

    objects: Mapping[str, frozenset[str]] = {}
    fields: Mapping[str, frozenset[str]] = {}
    user_permissions: tuple[str, ...] = ()
    tabs: Mapping[str, str] = {}
    entities: Mapping[str, tuple[str, ...]] = {}
    record_types: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarketingUsers:
    """Whether each active user who has the permission set has the checkbox Marketing User."""


class CampaignStatuses(NamedTuple):
    """Whether each campaign, of which a field has a value, has the statuses with these labels."""

    where: tuple[str, str | bool]
    labels: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        """Whether the campaign is named by its id."""
        return self.where[0] == "Id"


class MemberKeys(NamedTuple):
    """Whether each campaign member has a key in this field."""

    field: str


Question = Described | Offered | Listed | Assigned | MarketingUsers | CampaignStatuses | MemberKeys


class Requirement(NamedTuple):
    """One thing that an org has to have; an optional one only helps the people who work there.

    `type_name` is the metadata type whose deploy brings it, empty for records. In an org with a
    namespace of its own, `namespace` is that, and `api_name` the name there.
    """

    kind: Kind
    name: str
    question: Question
    type_name: str = ""
    is_optional: bool = False
    namespace: str | None = None
    api_name: str = ""

    @property
    def in_org(self) -> str:
        """The name in the org."""
        return self.api_name or self.name


class VerifyContext(NamedTuple):
    """What a component does not say of itself, but the whole schema and the call do.

    `viewers` are the permission sets that show an object, those first that give the least;
    `value_sets` are the active values of each global value set; `statuses` are the labels of the
    campaign members' statuses. `campaign` is the id of the only campaign to check, None for all.
    `sets` are all permission sets, `marketers` those whose users work with campaigns.
    `unlimited` are the fields whose vendor's limit the schema does not keep, and says so.
    """

    viewers: Mapping[str, tuple[str, ...]] = {}
    vendor_limits: VendorLimits = {}
    value_sets: Mapping[str, tuple[str, ...]] = {}
    statuses: tuple[str, ...] = ()
    campaign: str | None = None
    sets: tuple[str, ...] = ()
    marketers: frozenset[str] = frozenset()
    unlimited: frozenset[str] = frozenset()


Asks = Callable[[Component, VerifyContext], Iterable[Requirement]]


def asks_for_it(kind: Kind, *, is_tooling: bool = False) -> Asks:
    """Return the question whether an org has a component of its own, by its name."""

    def asks(component: Component, _context: VerifyContext) -> Iterable[Requirement]:
        name, sobject = component.full_name, component.type.name
        where = (("NamespacePrefix", None),)
        question = Listed(sobject, ("DeveloperName", name), where, is_tooling=is_tooling)
        return (Requirement(kind, name, question, sobject),)

    return asks


def asks_nothing(_component: Component, _context: VerifyContext) -> Iterable[Requirement]:
    """Say that an org is ready without the components of a type."""
    return ()
