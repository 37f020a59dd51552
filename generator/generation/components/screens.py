"""Tab, page layout, compact layout and list views of the custom objects."""

from collections.abc import Iterator
from urllib.parse import quote

from generator.metadata.registry import COMPACT_LAYOUT, CUSTOM_TAB, LAYOUT, LIST_VIEW, Component
from generator.schema.model.fields import CustomField
from generator.schema.model.objects import CustomObject
from generator.schema.model.schema import Schema
from generator.schema.model.screens import LIST_COLUMNS, Filter, LayoutSection, ListView
from generator.workspace.project import Project

# The operators of a filter, in Setup's words and in those of the metadata.
OPERATION = {
    "equals": "equals",
    "not equal to": "notEqual",
    "less than": "lessThan",
    "greater than": "greaterThan",
    "less or equal": "lessOrEqual",
    "greater or equal": "greaterOrEqual",
    "contains": "contains",
    "does not contain": "notContain",
    "starts with": "startsWith",
}
# Characters besides letters and digits that a retrieve does not encode in a layout's file name.
_RAW_IN_NAMES = ' -!#$*+,:;=?@[]^`{}|~"<>'


def screens(schema: Schema, project: Project) -> Iterator[Component]:
    for name, custom_object in schema.custom_objects.items():
        yield from _of_object(name, custom_object, project.package_directory)


def _of_object(name: str, custom_object: CustomObject, directory: str) -> Iterator[Component]:
    place = ("custom_objects", name)
    if custom_object.tab:
        elements = custom_object.tab.model_dump(exclude_none=True)
        yield Component(
            CUSTOM_TAB, name, CUSTOM_TAB.path(directory, name), elements, (*place, "tab")
        )
    if custom_object.page_layout:
        layout = f"{name}-{_file_name(custom_object.label)} Layout"
        yield Component(
            LAYOUT,
            layout,
            LAYOUT.path(directory, layout),
            {"layoutSections": list(_sections(custom_object))},
            (*place, "page_layout"),
        )
    if compact := custom_object.compact_layout:
        yield Component(
            COMPACT_LAYOUT,
            f"{name}.{compact.name}",
            COMPACT_LAYOUT.path(directory, compact.name, name),
            {"fullName": compact.name, "fields": compact.fields, "label": compact.label},
            (*place, "compact_layout"),
        )
    for view_name, view in custom_object.list_views.items():
        yield Component(
            LIST_VIEW,
            f"{name}.{view_name}",
            LIST_VIEW.path(directory, view_name, name),
            _list_view(view_name, view),
            (*place, "list_views", view_name),
        )


def _file_name(label: str) -> str:
    """Return a label as a retrieve writes it in a file name: with percent encoding."""
    return "".join(
        each if each in _RAW_IN_NAMES or not each.isascii() else quote(each, safe="_")
        for each in label
    ).replace(".", "%2E")  # `quote` leaves dots as they are


def _sections(custom_object: CustomObject) -> Iterator[dict[str, object]]:
    """Yield the sections of a layout; the first and the last are the same in every layout."""
    name_is_text = custom_object.record_name.type == "Text"
    head = [("Name", "Required" if name_is_text else "Readonly")]
    if not custom_object.masters:
        head.append(("OwnerId", "Edit"))
    yield _section("Information", _columns(head), custom_label=False)
    layout = custom_object.page_layout
    for section in layout.sections if layout else ():
        yield _section(section.label, _columns(_items(section, custom_object)))
    made = [("CreatedById", "Readonly"), ("LastModifiedById", "Readonly")]
    yield _section("System Information", _columns(made), custom_label=False)


def _items(section: LayoutSection, custom_object: CustomObject) -> list[tuple[str, str]]:
    return [(name, _behavior(custom_object.fields[name])) for name in section.fields]


def _behavior(field: CustomField) -> str:
    kind = field.type.row.name
    if field.type.formula or kind == "AutoNumber":
        return "Readonly"
    return "Required" if field.required or kind == "MasterDetail" else "Edit"


def _columns(items: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    half = (len(items) + 1) // 2
    return [items[:half], items[half:]]


def _section(
    label: str, columns: list[list[tuple[str, str]]], *, custom_label: bool = True
) -> dict[str, object]:
    return {
        "customLabel": custom_label,
        "detailHeading": custom_label,
        "label": label,
        "layoutColumns": columns,
    }


def _list_view(name: str, view: ListView) -> dict[str, object]:
    several = view.match == "any" and len(view.filters) > 1
    numbers = " OR ".join(str(number) for number in range(1, len(view.filters) + 1))
    return ({"booleanFilter": numbers} if several else {}) | {
        "fullName": name,
        "columns": list(map(_column, view.columns)),
        "filterScope": view.owner,
        "filters": [
            filter_item(each, LIST_COLUMNS.get(each.field, each.field)) for each in view.filters
        ],
        "label": view.label,
    }


def _column(name: str) -> str:
    return LIST_COLUMNS.get(name, name)


def filter_item(condition: Filter, field: str) -> dict[str, object]:
    """Return the elements of a filter over `field`, as the file names the field."""
    operation = OPERATION[condition.operator]
    return {"field": field, "operation": operation, "value": str(condition.value)}
