"""Business processes: which statuses or stages a record goes through, by record type."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import StrictBool

from generator.metadata.elements import Elements
from generator.metadata.registry import Component
from generator.schema.text_types import Line, Place, ShortDescription, at_most, formed
from generator.types.comparison import Comparison
from generator.types.keys import element
from generator.types.picklist_value import (
    Offered,
    offered_diagnostics,
    read_offered,
    write_offered,
)
from generator.types.requirement import Kind, Listed, Requirement, VerifyContext
from generator.types.risk import Risk, by_presence, stricter_if_false
from generator.types.table import Context, Key, Table, Values

# The objects that have processes, each with the field of which a process offers values.
FIELDS = {"Case": "Status", "Lead": "Status", "Opportunity": "StageName", "Solution": "Status"}
# "Cannot specify a default on: Opportunity" (an org, of a process with one).
_WITHOUT_DEFAULT = "Opportunity"
_NAME = (
    r"[A-Za-z0-9_-]+(?: [A-Za-z0-9_-]+)*",
    "a process name; use letters, digits, underscores, hyphens and single spaces",
)
ProcessName = Annotated[Line, at_most(80), formed(*_NAME)]


def _read(elements: Elements, context: Context, _usual: Elements) -> list[Any] | None:
    entries = elements.get("values")
    return read_offered(entries, context) if entries else None


def _write(values: Any, context: Context, _values: Values) -> Elements:
    return {"values": write_offered(values, context)}


def _asks(component: Component, _context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the process, active if it is to be (object reference)."""
    parent, _, own = component.full_name.partition(".")
    question = Listed(
        "BusinessProcess",
        ("Name", own),
        (("TableEnumOrId", parent), ("NamespacePrefix", None)),
        active="IsActive",
        has_to_be_active=component.elements.get("isActive") is True,
        to_activate="activate it in Setup, on the page of its kind of processes",
    )
    yield Requirement(Kind.PROCESS, component.full_name, question, component.type.name)


class BusinessProcess(Table):
    """A sales, lead, support or solution process, with the keys of its page in Setup."""

    type_name: ClassVar = "BusinessProcess"
    asks: ClassVar = _asks
    comparison: ClassVar = Comparison(deleted=Risk.NARROWS)

    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the process is for."""
    active: Annotated[StrictBool, element("isActive", stricter_if_false)] = True
    """Whether record types can use the process."""
    values: Annotated[Offered, Key(_read, _write, {"values": by_presence}, {"values": "fullName"})]
    """The statuses or stages that records of the process can have."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        return {"fullName": context.name, "isActive": True}


def diagnostics(
    sobject: str, processes: Mapping[str, BusinessProcess]
) -> Iterator[tuple[Place, str]]:
    """Yield what an org refuses of the business processes of an object."""
    for name, process in processes.items():
        place = ("business_processes", name)
        if sobject not in FIELDS:
            yield place, f"{sobject} has no processes, only {', '.join(FIELDS)}; leave it out"
            continue
        yield from offered_diagnostics((*place, "values"), process.values)
        has_default = any(each.default for each in process.values)
        if has_default and sobject == _WITHOUT_DEFAULT:
            yield (*place, "values"), f"has a default; a process of {sobject} cannot have one"
        if not has_default and sobject == "Lead":
            yield (
                (*place, "values"),
                "has no default; a process of Lead needs one, as in {value: New, default: true}",
            )
