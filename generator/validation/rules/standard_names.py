"""Rules of the names of standard objects and fields: one that is nearly a known name is a slip.

Salesforce has more objects and fields than any list, so these are warnings, and only of slips.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, warning
from generator.metadata.document import NAMESPACE, MetadataFile, children, text
from generator.metadata.near_names import form_of
from generator.metadata.registry import (
    COMPACT_LAYOUT,
    CUSTOM_OBJECT,
    FIELD_SET,
    FLOW,
    LAYOUT,
    LIST_VIEW,
    PERMISSION_SET,
    REPORT_TYPE,
    STANDARD_VALUE_SET,
    VALIDATION_RULE,
)
from generator.metadata.standard_names import field_meant, object_meant
from generator.metadata.standard_value_sets import NAMES as VALUE_SETS
from generator.validation.rules.flow_fields import named_fields
from generator.validation.rules.layouts import object_of
from generator.validation.rules.sources import GUIDE
from generator.validation.tree_index import TreeIndex

_NAMED_BY_PERMISSIONS = tuple(
    f"{NAMESPACE}{tag}/{NAMESPACE}{key}"
    for tag, key in (
        ("fieldPermissions", "field"),
        ("objectPermissions", "object"),
        ("recordTypeVisibilities", "recordType"),
    )
)
_SEARCH_LAYOUTS = tuple(
    f"{{*}}searchLayouts/{{*}}{name}"
    for name in (
        *("customTabListAdditionalFields", "lookupDialogsAdditionalFields"),
        *("lookupFilterFields", "lookupPhoneDialogsAdditionalFields", "searchFilterFields"),
        "searchResultsAdditionalFields",
    )
)

RULES = (
    warning(
        "KS951",
        "The name of a standard object is not one letter away from a known one.",
        "An org refuses what names an object that it does not have.",
        "Correct the name; leave it if Salesforce has an object of that name.",
        "standard objects of 38 public repositories; error message of a deploy",
        message="referenceTo value of 'X' does not resolve to a valid sObject type",
        evidence="696 objects, none a slip of another",
    ),
    warning(
        "KS952",
        "The name of a standard field is not one letter away from a known one of its object.",
        "An org refuses what names a field that it does not have.",
        "Correct the name; leave it if Salesforce has a field of that name.",
        "standard fields of 38 public repositories; error message of a deploy",
        message="In field: field - no CustomField named O.F found",
        evidence="6,281 fields; 6 are one letter away from another",
    ),
    warning(
        "KS953",
        "The name of a standard value set is not nearly that of a known one.",
        "The org refuses a value set that it does not have.",
        "Correct the file's name; leave it if Salesforce has a value set of that name.",
        GUIDE,
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    folders = dict(_folders(index))
    yield from folders.values()
    for facts in index.field_facts:
        if meant := object_meant(facts.referenceTo):
            message = f"referenceTo is {facts.referenceTo}; did you mean {meant}?"
            yield facts.at("KS951", message)
        if meant := field_meant(facts.object, facts.fullName):
            yield facts.at("KS952", f"{facts.object} has {facts.fullName}; did you mean {meant}?")
    for file in index.of(STANDARD_VALUE_SET):
        if file.name not in VALUE_SETS and (meant := form_of(file.name, sorted(VALUE_SETS))):
            yield file.at("KS953", f"the value set is {file.name}; did you mean {meant}?")
    for metadata_type, objects in _OBJECTS.items():
        for file in index.of(metadata_type):
            yield from _objects(file, objects(file), set(folders))
    for metadata_type, fields in _FIELDS.items():
        for file in index.of(metadata_type):
            yield from _fields(file, fields(file), index)


def _folders(index: TreeIndex) -> Iterator[tuple[str, Diagnostic]]:
    """Yield the folders of objects whose names are slips, with the diagnostic at one file of each.

    The diagnostic is at the object's file, if there is one.
    """
    message = "the object is {}; did you mean {}?"
    for facts in index.field_facts:
        if meant := object_meant(facts.object):
            yield facts.object, facts.at("KS951", message.format(facts.object, meant))
    for file in index.files:
        if file.type.decomposed and (meant := object_meant(file.parent)):
            yield file.parent, file.at("KS951", message.format(file.parent, meant))


def _objects(
    file: MetadataFile, named: Iterator[tuple[etree._Element, str]], said: set[str]
) -> Iterator[Diagnostic]:
    """Yield the slips among the objects that a file names, each once."""
    for element, name in named:
        if name not in said and (meant := object_meant(name)):
            said = said | {name}
            yield file.at("KS951", f"the object is {name}; did you mean {meant}?", element)


def _fields(
    file: MetadataFile, named: Iterator[tuple[etree._Element, str, str]], index: TreeIndex
) -> Iterator[Diagnostic]:
    for element, parent, name in named:
        meant = field_meant(parent, name)
        if meant and index.field(f"{parent}.{name}") is None:
            shown = _text(element) if _text(element).isupper() else name  # LEAD.NAME, not NAME
            message = f"{parent} has no field {shown} that is known; did you mean {meant}?"
            yield file.at("KS952", message, element)


def _objects_of_layout(file: MetadataFile) -> Iterator[tuple[etree._Element, str]]:
    yield file.root, object_of(file)


def _objects_of_permission_set(file: MetadataFile) -> Iterator[tuple[etree._Element, str]]:
    for path in _NAMED_BY_PERMISSIONS:
        for element in file.root.iterfind(path):
            yield element, _text(element).partition(".")[0]


def _objects_of_flow(file: MetadataFile) -> Iterator[tuple[etree._Element, str]]:
    for element in file.root.iter(f"{NAMESPACE}object", f"{NAMESPACE}objectType"):
        yield element, _text(element)


def _objects_of_report_type(file: MetadataFile) -> Iterator[tuple[etree._Element, str]]:
    yield from ((element, _text(element)) for element in children(file.root, "baseObject"))


def _fields_at(
    *paths: str,
) -> Callable[[MetadataFile], Iterator[tuple[etree._Element, str, str]]]:
    """Return what yields the fields that a part of an object names at some paths."""

    def named(file: MetadataFile) -> Iterator[tuple[etree._Element, str, str]]:
        for path in paths:
            for element in file.root.iterfind(path):
                yield element, file.parent, _in_metadata(_text(element), file.parent)

    return named


def _in_metadata(name: str, parent: str) -> str:
    """Return a field by the name that it has elsewhere: in lists, LEAD.LAST_NAME is LastName.

    Empty if that is unknown: a list has own names as well, such as CREATED_DATE and PHONE1.
    """
    if not name.isupper():
        return name
    table, _, own = name.partition(".")
    known = table in {parent.upper(), f"{parent.upper()}S"} and own.replace("_", "").isalpha()
    return own.replace("_", "") if known else ""


def _fields_of_layout(file: MetadataFile) -> Iterator[tuple[etree._Element, str, str]]:
    for item in file.root.iter(f"{NAMESPACE}layoutItems"):
        yield item, object_of(file), text(item, "field")


def _fields_of_permission_set(file: MetadataFile) -> Iterator[tuple[etree._Element, str, str]]:
    for element in file.root.iterfind(_NAMED_BY_PERMISSIONS[0]):
        parent, _, name = _text(element).partition(".")
        entry = element.getparent()
        yield element if entry is None else entry, parent, name


def _fields_of_report_type(file: MetadataFile) -> Iterator[tuple[etree._Element, str, str]]:
    base = file.text("baseObject")
    for column in file.root.iter(f"{NAMESPACE}columns"):
        if text(column, "table") == base:
            yield column, base, text(column, "field")


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


_OBJECTS = {
    LAYOUT: _objects_of_layout,
    PERMISSION_SET: _objects_of_permission_set,
    FLOW: _objects_of_flow,
    REPORT_TYPE: _objects_of_report_type,
}
_FIELDS = {
    LAYOUT: _fields_of_layout,
    LIST_VIEW: _fields_at("{*}columns", "{*}filters/{*}field"),
    PERMISSION_SET: _fields_of_permission_set,
    COMPACT_LAYOUT: _fields_at("{*}fields"),
    CUSTOM_OBJECT: _fields_at(*_SEARCH_LAYOUTS),
    FIELD_SET: _fields_at("{*}*/{*}field"),
    VALIDATION_RULE: _fields_at("{*}errorDisplayField"),
    REPORT_TYPE: _fields_of_report_type,
    FLOW: named_fields,
}
