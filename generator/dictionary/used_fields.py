"""The fields that a name in a file means, each with its object: those on the way there as well.

Files name fields in several ways: by a path (`Account__r.Name`), by a path after the object
(`Lead.Name`), by a column of a list view (`NAME`) or of a report (`Lead.Visits__r$Name`). What is
not sure is left out. The fields need no file: `standard_names` knows some.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from generator.dictionary.element_texts import text
from generator.dictionary.field_paths import FieldPaths, names, start_of
from generator.dictionary.material import Material
from generator.formulas import merge
from generator.metadata.list_columns import LIST_COLUMNS
from generator.metadata.standard_names import (
    ACTIVITIES,
    is_standard_field,
    standard_objects,
    whole,
)

Named = Iterator[tuple[str, str]]  # objects and fields

# Columns of list views, related lists and search layouts that have names of their own.
_COLUMNS = {column: field for field, column in LIST_COLUMNS.items()} | {
    **dict.fromkeys(("OWNER.FIRST_NAME", "OWNER.LAST_NAME", "OWNER_NAME"), "OwnerId"),
    **dict.fromkeys(("CORE.USERS.ALIAS", "CORE.USERS.FULL_NAME"), "OwnerId"),
    **dict.fromkeys(("CORE.USERS.FIRST_NAME", "CORE.USERS.LAST_NAME"), "OwnerId"),
    "CREATEDBY_USER.ALIAS": "CreatedById",
    "UPDATEDBY_USER.ALIAS": "LastModifiedById",
    "FULL_NAME": "Name",
    "DUE_DATE": "ActivityDate",
    "PHONE1": "Phone",
    "WHAT_NAME": "WhatId",
    "WHO_NAME": "WhoId",
}
# Columns of reports over a custom object without a report type, and over one standard object.
_REPORT_COLUMNS = {
    "CUST_CREATED_DATE": "CreatedDate",
    "CUST_LAST_UPDATE": "LastModifiedDate",
    "CUST_NAME": "Name",
    "CUST_OWNER_NAME": "OwnerId",
}
_REPORTS = {
    "AccountList": "Account",
    "CaseList": "Case",
    "LeadList": "Lead",
    "Opportunity": "Opportunity",
}
_CUSTOM_REPORT = re.compile(r"CustomEntity\$(\w+)(?:@\w+)?")
_RELATED_LIST = re.compile(r"Related(\w+)List")


class UsedFields:
    """Finds the fields that names mean, by the fields of some material."""

    def __init__(self, material: Material) -> None:
        self._paths = FieldPaths(material)
        self._objects = material.object_names
        self._standard = {name.casefold(): name for name in standard_objects()}
        self._children: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for fields in material.fields.values():
            for field in fields.values():
                parent = text(field.elements.get("referenceTo")).casefold()
                name = text(field.elements.get("relationshipName")).casefold()
                if parent and name:
                    self._children[parent, name].add((field.parent, field.name))

    def path(self, sobject: str, path: str) -> Named:
        """Yield the lookups that a path from a record of an object goes along, and its end."""
        *above, last = path.split(".")
        if above and above[0].startswith("$"):
            sobject, above = start_of(sobject, above)
        for step in above:
            if not sobject:
                return
            yield sobject, _relation(step)[0]
            sobject = self.target(sobject, step)
        if sobject and last:
            yield sobject, last

    def target(self, sobject: str, relation: str) -> str:
        """Return the object to which a relation of an object leads; empty if not known."""
        return self._paths.target(sobject, _relation(relation)[1])

    def qualified(self, sobject: str, path: str) -> Named:
        """Yield what a path means that may begin with the name of an object."""
        first, dot, rest = path.partition(".")
        named = self._object(first) if dot else ""
        yield from self.path(named, rest) if named else self.path(sobject, path)

    def formula(self, sobject: str, formula: str) -> Named:
        """Yield the fields in a formula about a record of an object."""
        for token in names(merge.strip(formula).text):
            yield from self.path(sobject, token.text)

    def merged(self, sobject: str, said: str) -> Named:
        """Yield the fields that a text names as `{!Lead.Name}`."""
        if "{!" in said:
            for field in re.findall(r"\{!\s*([\w.$]+)\s*\}", said):
                yield from self.qualified(sobject, field)

    def column(self, sobject: str, column: str) -> Named:
        """Yield what a column of a list of records of an object means."""
        first, dot, rest = column.partition(".")
        if known := _COLUMNS.get(column.upper()):
            yield sobject, known
        elif dot and (other := self._object(first)):
            yield from self.column(other, rest)
            if other.casefold() != sobject.casefold() and self.has(sobject, f"{other}Id"):
                yield sobject, f"{other}Id"
        elif "__" in column or dot or self.has(sobject, column):
            yield from self.path(sobject, column)
        elif self.has(sobject, squeezed := column.replace("_", "")):
            yield sobject, squeezed

    def related(self, related_list: str, column: str) -> Named:
        """Yield what a column of a related list means."""
        child = related_list.partition(".")[0] if "." in related_list else ""
        standard = _RELATED_LIST.fullmatch(related_list)
        if standard:
            child = self._standard.get(standard[1].casefold(), "")
        if child or "." in column:
            yield from self.column(child, column)

    def report(self, report_type: str, column: str) -> Named:
        """Yield what a column of a report over a report type means."""
        table, of_table, field = column.rpartition("$")
        custom = _CUSTOM_REPORT.fullmatch(report_type)
        if of_table:
            yield from self.table(table, field)
        elif custom and column in _REPORT_COLUMNS:
            yield custom[1], _REPORT_COLUMNS[column]
        elif "." in column and self._object(column.partition(".")[0]):
            yield from self.qualified("", column)
        elif (sobject := _REPORTS.get(report_type, "")) and column == column.upper():
            yield from self.column(sobject, column)

    def table(self, table: str, field: str) -> Named:
        """Yield what a field of a table means, such as `Lead.Visits__r` of a report type."""
        sobject, *relations = table.split(".")
        for relation in relations:
            child, of_child, lookup = relation.partition("$")
            if not of_child:
                child, lookup = self._child(sobject, relation)
            if not child:
                return
            if lookup:
                yield child, lookup
            sobject = child
        yield from self.path(sobject, field)

    def has(self, sobject: str, name: str) -> bool:
        """Whether an object has a field, as far as is known."""
        owners = (sobject, "Activity") if sobject.casefold() in ACTIVITIES else (sobject,)
        is_standard = any(is_standard_field(owner, name) for owner in owners)
        return is_standard or self._paths.known(sobject, name) is not None

    def key(self, sobject: str, name: str) -> tuple[str, str]:
        """Return the object and the field, folded, under which the uses of a field are kept."""
        name = f"{name[:-1]}c" if name.casefold().endswith("__r") else name
        folded, key = sobject.casefold(), name.casefold()
        if found := self._paths.known(sobject, name):
            return found
        if "__" not in key and is_standard_field(sobject, f"{name}Id"):
            return folded, f"{key}id"
        return self._paths.known(sobject, whole(name)) or (folded, key)

    def _object(self, name: str) -> str:
        folded = name.casefold()
        return self._objects.get(folded) or self._standard.get(folded, "")

    def _child(self, parent: str, relation: str) -> tuple[str, str]:
        """Return the object of a child relationship, and the lookup that makes it.

        Both are empty if there is none or several; the lookup alone if it is not known.
        """
        name = relation.casefold()
        if name.endswith("__r"):
            found = self._children.get((parent.casefold(), name.removesuffix("__r")), ())
            return next(iter(found)) if len(found) == 1 else ("", "")
        singular = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
        return self._standard.get(singular, ""), ""


def _relation(step: str) -> tuple[str, str]:
    """Return the lookup of a step, and its relation; files write either of the two."""
    base, colon, target = step.partition(":")
    if base.casefold().endswith(("__c", "__r")):
        return f"{base[:-1]}c", f"{base[:-1]}r"
    base = base.removesuffix("Id")
    return f"{base}Id", f"{base}{colon}{target}"
