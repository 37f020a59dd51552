"""What one component says in the words of the schema, at its place."""

from collections.abc import Collection
from typing import Any

from generator.importing.comments import TRANSLATIONS, without_comments
from generator.importing.placing import Placed
from generator.metadata.elements import flat
from generator.types.access_beyond import with_hidden_tabs
from generator.types.layout import without_added
from generator.types.table import read

COMMENTS = "comments"  # not a key: the comments of a translation are not those that are made
# Types whose models take a component only with others, or only in part.
_TOGETHER = {"CustomObject"} | TRANSLATIONS - {"CustomFieldTranslation"}


def words(each: Placed, without: Collection[str]) -> Any:
    """Return the plain data of a component, without some keys of its model."""
    kind, elements = each.original.type.name, flat(each.original.elements)
    if kind in TRANSLATIONS and COMMENTS not in without:
        elements = flat(without_comments(each.original.elements))
    if kind == "Layout" and each.place[0] == "custom_objects":
        elements, is_whole = without_added(elements, each.context)
        said = read(each.model, elements, each.context, each.anyway, without)
        return said | {"whole": True} if is_whole else said
    said = read(each.model, elements, each.context, each.anyway, without)
    if kind == "CustomMetadata":
        named = said.get("values", {})
        missing = [name for name in each.context.field_types if name not in named]
        return said | {"left_out": missing} if missing and "values" not in without else said
    if each.tabs:
        return with_hidden_tabs(said, each.tabs)
    return said.get("values", {}) if each.is_bare else said


def stands_alone(each: Placed) -> bool:
    """Whether the model of a component takes it without others."""
    return each.original.type.name not in _TOGETHER
