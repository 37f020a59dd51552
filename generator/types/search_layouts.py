"""Search layouts: the fields and buttons of search results and of the windows of lookups."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from generator.metadata.elements import Elements
from generator.schema.text_types import Line
from generator.types.field_names import Named
from generator.types.keys import part, texts
from generator.types.risk import Risk
from generator.types.table import Context, Key, Table, Values


class SearchLayouts(Table):
    """The fields and buttons of searches, where the places differ."""

    type_name: ClassVar = "SearchLayouts"

    results: Annotated[tuple[Line, ...], texts("searchResultsAdditionalFields", Risk.SAFE)] = ()
    """The fields in search results, besides the name."""
    lookup_dialogs: Annotated[
        tuple[Line, ...], texts("lookupDialogsAdditionalFields", Risk.SAFE)
    ] = ()
    """The fields in the search window of a lookup, besides the name."""
    lookup_phone: Annotated[
        tuple[Line, ...], texts("lookupPhoneDialogsAdditionalFields", Risk.SAFE)
    ] = ()
    """The fields in the search window of a lookup on a phone, besides the name."""
    tab: Annotated[tuple[Line, ...], texts("customTabListAdditionalFields", Risk.SAFE)] = ()
    """The fields in the list of recent records on the tab, besides the name."""
    filter_fields: Annotated[tuple[Line, ...], texts("searchFilterFields", Risk.SAFE)] = ()
    """The fields by which people can filter search results."""
    excluded_buttons: Annotated[tuple[Line, ...], texts("excludedStandardButtons", Risk.SAFE)] = ()
    """The standard buttons that search results do not have, such as New."""
    list_view_buttons: Annotated[tuple[Line, ...], texts("listViewButtons", Risk.SAFE)] = ()
    """The custom buttons above list views."""
    lookup_filter_fields: Annotated[tuple[Line, ...], texts("lookupFilterFields", Risk.SAFE)] = ()
    """The fields by which people can filter the search window of a lookup."""
    custom_buttons: Annotated[
        tuple[Line, ...], texts("searchResultsCustomButtons", Risk.SAFE)
    ] = ()
    """The custom buttons above search results."""
    mass_actions: Annotated[tuple[Line, ...], texts("massQuickActions", Risk.SAFE)] = ()
    """The quick actions for several records of search results at once."""


_SEARCHES = tuple(
    f"searchLayouts.{name}"
    for name in (
        *("customTabListAdditionalFields", "lookupDialogsAdditionalFields"),
        "searchResultsAdditionalFields",
    )
)


def _read_search(elements: Elements, _context: Context, _usual: Elements) -> Any:
    first, *others = (elements.get(path) for path in _SEARCHES)
    return first if all(other == first for other in others) else None


def _write_search(fields: Sequence[str], _context: Context, _values: Values) -> Elements:
    return {path: list(fields) for path in _SEARCHES} if fields else {}


SEARCH_LAYOUT = Key(_read_search, _write_search, dict.fromkeys(_SEARCHES, Risk.SAFE))


def _read_places(elements: Elements, context: Context, usual: Elements) -> Any:
    """Return the searches place by place, without those of which SEARCH_LAYOUT speaks."""
    said = _PLACES.read(elements, context, usual)
    if isinstance(said, dict) and _read_search(elements, context, usual):
        said = {key: value for key, value in said.items() if key not in TOGETHER}
    return said or None


TOGETHER = ("results", "lookup_dialogs", "tab")
_PLACES = part("searchLayouts", SearchLayouts)
SEARCH_LAYOUTS = _PLACES._replace(read=_read_places)


def named(layouts: SearchLayouts | None) -> Iterator[Named]:
    """Yield the custom fields that search layouts name."""
    for key in layouts.model_fields_set if layouts else ():
        names = getattr(layouts, key) if key in _OF_FIELDS else ()
        for index, name in enumerate(names):
            if name.endswith("__c"):
                yield ("search_layouts", key, index), name, ()


_OF_FIELDS = {
    *("results", "lookup_dialogs", "lookup_phone", "lookup_filter_fields", "tab"),
    "filter_fields",
}
