"""How the elements of files name fields: as a path, in a formula, as a column of a report."""

from collections.abc import Callable
from typing import NamedTuple

from generator.dictionary.element_texts import first_text
from generator.dictionary.used_fields import Named, UsedFields
from generator.metadata.elements import Elements


class Site(NamedTuple):
    """Where a name stands: the object of the component, and the elements above, from the top."""

    sobject: str
    above: tuple[Elements, ...]

    def nearest(self, *names: str) -> str:
        """Return the first text of some names in the nearest elements that have one."""
        for each in self.above[::-1]:
            if said := first_text(each, *names):
                return said
        return ""


Reading = Callable[[UsedFields, Site, str], Named]

# The fields whose values business processes choose from, by object.
_PROCESSES = {
    "case": "Status",
    "lead": "Status",
    "opportunity": "StageName",
    "solution": "Status",
}


def own(fields: UsedFields, site: Site, name: str) -> Named:
    return fields.path(site.sobject, name)


def qualified(fields: UsedFields, site: Site, name: str) -> Named:
    return fields.qualified(site.sobject, name)


def column(fields: UsedFields, site: Site, name: str) -> Named:
    return fields.column(site.sobject, name)


def formula(fields: UsedFields, site: Site, name: str) -> Named:
    return fields.formula(site.sobject, name)


def merged(fields: UsedFields, site: Site, name: str) -> Named:
    return fields.merged(site.sobject, name)


def related(fields: UsedFields, site: Site, name: str) -> Named:
    return fields.related(site.nearest("relatedList"), name)


def lookup_of_list(fields: UsedFields, _site: Site, name: str) -> Named:
    """Yield the lookup of a related list, written `Child__c.Parent__c`."""
    child, dot, lookup = name.partition(".")
    return fields.path(child, lookup) if dot else iter(())


def table(fields: UsedFields, site: Site, name: str) -> Named:
    return fields.table(site.nearest("table"), name)


def report(fields: UsedFields, site: Site, name: str) -> Named:
    return fields.report(site.nearest("reportType"), name)


def summary(fields: UsedFields, site: Site, name: str) -> Named:
    """Yield the field of a summary in a formula of a report, such as `Lead.Size__c:SUM`."""
    for each in name.replace("(", " ").replace(")", " ").replace(",", " ").split():
        yield from fields.report(site.nearest("reportType"), each.partition(":")[0])


def of_record(fields: UsedFields, site: Site, name: str) -> Named:
    """Yield the field of a record on a page, written `Record.Name` or `{!Record.Name}`."""
    root, _, path = name.removeprefix("{!").removesuffix("}").partition(".")
    return fields.path(site.sobject, path) if root == "Record" and path else iter(())


def updated(fields: UsedFields, site: Site, name: str) -> Named:
    """Yield the field that a workflow fills in, of the record itself or of one above it."""
    above = site.nearest("targetObject")
    return fields.path(site.sobject, f"{above}.{name}" if above else name)


def column_of_report(fields: UsedFields, _site: Site, name: str) -> Named:
    return fields.report("", name)


def of_element(element: str) -> Reading:
    """Return the reading of fields of the object that an element names."""
    return lambda fields, site, name: fields.path(site.nearest(element), name)


def process(fields: UsedFields, site: Site, _name: str) -> Named:
    del fields
    if field := _PROCESSES.get(site.sobject.casefold()):
        yield site.sobject, field
