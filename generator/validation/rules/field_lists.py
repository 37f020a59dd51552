"""Rules of lists of fields: field sets, search layouts, and where a validation rule shows."""

from collections.abc import Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, error
from generator.metadata.document import NAMESPACE, MetadataFile
from generator.metadata.registry import CUSTOM_OBJECT, FIELD_SET, VALIDATION_RULE
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS
from generator.validation.tree_index import TreeIndex

_IN_SEARCH = tuple(
    f"{NAMESPACE}searchLayouts/{NAMESPACE}{tag}"
    for tag in (
        *("customTabListAdditionalFields", "lookupDialogsAdditionalFields", "searchFilterFields"),
        *("lookupFilterFields", "lookupPhoneDialogsAdditionalFields"),
        "searchResultsAdditionalFields",
    )
)

RULES = (
    error(
        "KS351",
        "The fields of a field set exist.",
        "The org refuses the field set.",
        "Correct the field's name, or remove it.",
        DEPLOYS,
        message="In field: F - no CustomField named O.F found",
        evidence="379 keep it, none breaks it",
    ),
    error(
        "KS352",
        "The fields of search layouts exist.",
        "The org refuses the object.",
        "Correct the field's name, or remove it.",
        DEPLOYS,
        message="In field: field - no CustomField named O.F found",
        evidence="2,547 keep it, one breaks it",
    ),
    error(
        "KS353",
        "errorDisplayField of a validation rule is a field that exists.",
        "The org refuses the validation rule.",
        "Correct the field's name, or remove it to show the message above the page.",
        DEPLOYS,
        message="In field: field - no CustomField named O.F found",
        evidence="293 keep it, none breaks it",
    ),
)
# The rule, the type that it is about, and where in its files the fields stand.
_LISTS = (
    ("KS351", FIELD_SET, (f"*/{NAMESPACE}field",)),
    ("KS352", CUSTOM_OBJECT, _IN_SEARCH),
    ("KS353", VALIDATION_RULE, (f"{NAMESPACE}errorDisplayField",)),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for code, metadata_type, places in _LISTS:
        for file in index.of(metadata_type):
            for place in places:
                for element in file.root.iterfind(place):
                    yield from _name(code, file, element, index)


def _name(
    code: str, file: MetadataFile, element: etree._Element, index: TreeIndex
) -> Iterator[Diagnostic]:
    name = (element.text or "").strip()
    if index.lacks_field(file.parent, name):
        yield file.at(code, no_field(index, file.parent, name), element)
