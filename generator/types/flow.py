"""Flows of two kinds: a schema names a flow, says what it does and when.

Each kind has a template; here is what it prints, with the places on the canvas.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, GetCoreSchemaHandler, StrictBool
from pydantic_core import CoreSchema

from generator.metadata.api_version import ApiVersion
from generator.metadata.registry import FLOW, Component
from generator.schema.patterns import Checked
from generator.schema.text_types import CustomName, Description, Label
from generator.types.comparison import Comparison
from generator.types.requirement import (
    CampaignStatuses,
    Kind,
    Listed,
    MemberKeys,
    Requirement,
    VerifyContext,
)
from generator.types.risk import Risk
from generator.types.standard_value_set import CampaignMemberStatus
from generator.types.table import Table
from generator.types.target import Target

# The statuses of every new campaign; the first is the default.
AUTOMATIC_STATUSES = ("Sent", "Responded")

# An assignment: the variable, the operator, the kind of the value, and the value.
Item = tuple[str, str, str, object]

_METRICS_SINCE = ApiVersion(61)  # the oldest whose retrieved flows have the element

# Places for a canvas without automatic layout: elements in one column, and beside it those that
# only some records pass.
_FIRST, _STEP = 134, 108
_MIDDLE, _ASIDE = 176, 440


_ACTIVE = "Active"
_ACTIVATE = "in production, activate it in Setup, Flows"
_KEY, _STATUSES = "key", "statuses"  # the variants of the template
_BY_NAME = (
    *("assignments", "decisions", "formulas", "recordCreates", "recordDeletes"),
    *("recordLookups", "recordUpdates", "rules", "variables"),
)
COMPARISON = Comparison(
    identity=dict.fromkeys(_BY_NAME, ("name",)),
    ordered=("rules",),
    ignored=("locationX", "locationY", "processMetadataValues"),
    risks=dict.fromkeys(("description", "interviewLabel", "label"), Risk.SAFE),
    created=Risk.UNRATED,
)


def _plain(label: str) -> str:
    if "{!" in label:
        raise ValueError(_REFERENCE)
    return label


_REFERENCE = "contains {!, which a flow reads as a reference; remove it"


# What the keys of every flow decide; `metadata` can have the other elements of its file.
_DECIDED = frozenset({"description", "label", "processType", "start", "status"})


class _Flow(Table):
    type_name: ClassVar = "Flow"

    label: Annotated[Label, Checked(_plain, r"(?:(?!\{!)[\s\S])*", _REFERENCE)]
    """The label of the flow in Setup."""
    description: Description
    """What the flow does, for those who find it in Setup."""
    active: StrictBool = True
    """Whether the flow is active after the deploy; otherwise it is a draft."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return handler(source)  # pydantic chooses between flows by a key, and has to see it

    @property
    def status(self) -> str:
        return _ACTIVE if self.active else "Draft"


class StatusFlow(_Flow):
    """Adds the member statuses that a campaign lacks, when the checkbox `when` is ticked on it."""

    computed: ClassVar = _DECIDED | {
        *("assignments", "decisions", "formulas", "loops"),
        *("recordCreates", "recordDeletes", "recordLookups", "variables"),
    }

    does: Literal["add campaign member statuses"]
    """What the flow does: add the member statuses that a campaign lacks."""
    when: CustomName
    """The checkbox on Campaign that starts the flow when it is ticked."""
    automatic_statuses: Literal["keep", "remove"] = "keep"
    """Whether the statuses that every new campaign has stay or go."""


class KeyFlow(_Flow):
    """Fills the key of a campaign member, if it is blank, before the member is saved."""

    computed: ClassVar = _DECIDED | {"formulas", "recordUpdates"}

    does: Literal["fill campaign member key"]
    """What the flow does: fill the key of a campaign member before it is saved."""
    field: CustomName
    """The field of CampaignMember that holds the key: a text of at least 37 characters."""


Flow = Annotated[StatusFlow | KeyFlow, Discriminator("does")]


def asks(component: Component, context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the flow, active if it is to be, and what the flow is there for."""
    elements, name = component.elements, component.full_name
    question = Listed(
        "FlowDefinitionView",
        ("ApiName", name),
        active="ActiveVersionId",
        has_to_be_active=elements.get("status") == _ACTIVE,
        to_activate=_ACTIVATE,
    )
    yield Requirement(Kind.FLOW, name, question, component.type.name)
    if component.variant == _STATUSES and context.campaign is None:
        when = str(elements["when"])
        yield Requirement(Kind.STATUSES, when, CampaignStatuses((when, True), context.statuses))
    if component.variant == _KEY:
        key = str(elements["field"])
        yield Requirement(Kind.KEYS, f"CampaignMember.{key}", MemberKeys(key))


def components(
    flows: Mapping[str, Flow], statuses: Sequence[CampaignMemberStatus], target: Target
) -> Iterator[Component]:
    """Yield the flows of a schema, which has these statuses of campaign members."""
    for name, flow in flows.items():
        path = FLOW.path(target.package_directory, name)
        if isinstance(flow, KeyFlow):
            variant, own = _KEY, _key(flow)
        else:
            variant, own = _STATUSES, _statuses(flow, statuses)
        newer = target.api_version >= _METRICS_SINCE
        common = ({"areMetricsLoggedToDataCloud": False} if newer else {}) | {
            "apiVersion": target.api_version,
            "description": flow.description,
            "label": flow.label,
            "status": flow.status,
        }
        yield Component(FLOW, name, path, common | own, ("flows", name), variant, flow.metadata)


def _key(flow: KeyFlow) -> dict[str, object]:
    return {"field": flow.field, "x": _MIDDLE, "y": _y(0)}


def _statuses(flow: StatusFlow, values: Sequence[CampaignMemberStatus]) -> dict[str, object]:
    checks = [_check(number, status, len(values)) for number, status in enumerate(values, start=1)]
    below = len(_ROWS) + len(values)
    places = {name: _place(row) for row, name in enumerate(_ROWS)}
    places |= {name: _place(below + row) for row, name in enumerate(_ROWS_BELOW)}
    places |= {name: {"x": _ASIDE, "y": places[beside]["y"]} for name, beside in _BESIDE.items()}
    removes = flow.automatic_statuses == "remove"
    others = _others(AUTOMATIC_STATUSES, [status.label for status in values])
    return {
        "checks": checks,
        "places": places,
        "made": [label.upper() for label in AUTOMATIC_STATUSES],
        "removed": others if removes else (),
        "when": flow.when,
    }


def _others(labels: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Return the labels that are not taken; capitals do not count."""
    folded = {label.casefold() for label in taken}
    return [label for label in labels if label.casefold() not in folded]


_ROWS = ("Get_Statuses", "Each_Status")
_ROWS_BELOW = ("Check_Any", "Create_Statuses", "Delete_Automatic")
_BESIDE = {"Note_Status": "Each_Status", "Tell_Owner": "Create_Statuses"}


def _check(number: int, status: CampaignMemberStatus, count: int) -> dict[str, object]:
    y = _y(len(_ROWS) + number - 1)
    return {
        "number": f"{number:02}",
        "next": f"Check_{number + 1:02}" if number < count else "Check_Any",
        "label": status.label,
        "folded": f"|{status.label.upper()}|",
        "items": _items(status),
        "x": _MIDDLE,
        "y": y,
        "aside": _ASIDE,
    }


def _items(status: CampaignMemberStatus) -> tuple[Item, ...]:
    """Return the assignments that add a status to the list, after the highest sort order."""
    is_default: tuple[str, object] = ("booleanValue", False)
    if status.default:
        is_default = ("elementReference", "Default_Is_Free")
    order = f"{status.sort_order}.0"  # a retrieve writes every number as a decimal
    return (
        ("New_Status.CampaignId", "Assign", "elementReference", "$Record.Id"),
        ("New_Status.Label", "Assign", "stringValue", status.label),
        ("New_Status.SortOrder", "Assign", "elementReference", "Highest_Order"),
        ("New_Status.SortOrder", "Add", "numberValue", order),
        ("New_Status.IsDefault", "Assign", *is_default),
        ("New_Status.HasResponded", "Assign", "booleanValue", status.responded),
        ("New_Statuses", "Add", "elementReference", "New_Status"),
        ("New_Count", "Add", "numberValue", "1.0"),
    )


def _place(row: int) -> dict[str, int]:
    return {"x": _MIDDLE, "y": _y(row)}


def _y(row: int) -> int:
    return _FIRST + row * _STEP
