"""What the names in the formulas of a flow stand for: its resources, and fields of records."""

from collections.abc import Iterator, Mapping

from lxml import etree

from generator.formulas.functions import Place
from generator.formulas.kinds import Kind
from generator.formulas.scope import Reference
from generator.metadata.document import MetadataFile, children, text
from generator.validation.formula_globals import global_value
from generator.validation.formula_names import Names

_KINDS = {
    **dict.fromkeys(("Number", "Currency"), Kind.NUMBER),
    "String": Kind.TEXT,
    "Boolean": Kind.BOOLEAN,
    "Date": Kind.DATE,
    "DateTime": Kind.DATETIME,
    "Time": Kind.TIME,
}
_TYPED = ("variables", "constants", "formulas")
_RECORD = frozenset({"$record", "$record__prior"})
# Flows that know what has changed: a record starts them.
_OF_RECORDS = frozenset({"Workflow", "InvocableProcess", "CustomEvent"})


class FlowNames:
    """Resolves the names in the formulas of one flow."""

    def __init__(self, file: MetadataFile, names: Names) -> None:
        self._names = names
        self._kinds = dict(_kinds(file.root))
        self._objects = dict(record_objects(file.root))

    def reference(self, path: str) -> Reference:
        """Return what a name or a path stands for; UNKNOWN for what the flow does not tell."""
        first, dot, rest = path.partition(".")
        folded = first.casefold()
        if not dot:
            return Reference(self._kinds.get(folded, Kind.UNKNOWN))
        if folded in self._objects:
            return self._names.field(self._objects[folded], rest)
        if first.startswith("$") and folded not in _RECORD:
            # An org does not check the global values of flows.
            return Reference(global_value(path, Place.FLOW, self._names).kind)
        return Reference()


def follows_records(file: MetadataFile) -> bool:
    """Whether a flow is started by a record, so that its formulas can ask what has changed."""
    starts = children(file.root, "start")
    return file.text("processType") in _OF_RECORDS or any(
        text(start, "triggerType").startswith("Record") for start in starts
    )


def _kinds(root: etree._Element) -> Iterator[tuple[str, Kind]]:
    for tag in _TYPED:
        for element in children(root, tag):
            if text(element, "isCollection") != "true":
                kind = _KINDS.get(text(element, "dataType"), Kind.UNKNOWN)
                yield text(element, "name").casefold(), kind
    for element in children(root, "textTemplates"):
        yield text(element, "name").casefold(), Kind.TEXT


def record_objects(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the folded names of single records, and the object of each."""
    for start in children(root, "start"):
        for name in _RECORD:
            yield name, text(start, "object")
    collections: dict[str, str] = {}
    for element in children(root, "variables"):
        if text(element, "dataType") == "SObject":
            name, owner = text(element, "name").casefold(), text(element, "objectType")
            collections[name] = owner
            if text(element, "isCollection") != "true":
                yield name, owner
    for element in children(root, "recordLookups"):
        collections[text(element, "name").casefold()] = text(element, "object")
        if text(element, "getFirstRecordOnly") == "true":
            yield text(element, "name").casefold(), text(element, "object")
    yield from _loops(root, collections)


def _loops(root: etree._Element, collections: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for element in children(root, "loops"):
        owner = collections.get(text(element, "collectionReference").casefold())
        if owner:
            yield text(element, "name").casefold(), owner
