"""Custom permissions: what formulas, flows and code ask whether a user has."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar

from generator.metadata.elements import Elements
from generator.schema.text_types import ApiName, Line, Place, ShortDescription, at_most
from generator.types.comparison import Comparison
from generator.types.keys import element
from generator.types.permission_keys import Names
from generator.types.requirement import Kind, asks_for_it
from generator.types.risk import Risk
from generator.types.table import Context, Key, Table, Values

_REQUIRED = "requiredPermission"


def _read(elements: Elements, _context: Context, _usual: Elements) -> list[ApiName] | None:
    return [each.get("customPermission") for each in elements.get(_REQUIRED, ())] or None


def _write(names: Iterable[str], _context: Context, _values: Values) -> Elements:
    entries = [{"customPermission": name, "dependency": True} for name in names]
    return {_REQUIRED: entries} if entries else {}


class CustomPermission(Table):
    """A custom permission, with the keys of its page in Setup."""

    type_name: ClassVar = "CustomPermission"
    asks: ClassVar = asks_for_it(Kind.PERMISSION)
    comparison: ClassVar = Comparison(otherwise=Risk.ACCESS, deleted=Risk.ACCESS)

    label: Annotated[Line, at_most(80), element("label", Risk.SAFE)]
    """The label of the custom permission."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the custom permission allows."""
    required_permissions: Annotated[
        Names, Key(_read, _write, {_REQUIRED: Risk.ACCESS}, {_REQUIRED: "customPermission"})
    ] = ()
    """The custom permissions without which nobody can have this one, by API name."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"isLicensed": False}


def diagnostics(permissions: Mapping[str, CustomPermission]) -> Iterator[tuple[Place, str]]:
    """Yield which custom permissions require themselves."""
    for name, each in permissions.items():
        for index, required in enumerate(each.required_permissions):
            if required.casefold() == name.casefold():
                place = ("custom_permissions", name, "required_permissions", index)
                yield place, "is the permission itself; leave it out"
