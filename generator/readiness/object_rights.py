"""What queries of an org show of a permission set's rights to objects and fields."""

from collections.abc import Collection, Iterator, Mapping

from generator.org.rest import Answer, Refusal, query
from generator.readiness.answers import Answers, Record, records_in
from generator.readiness.soql import among, equal, select
from generator.types.requirement import Assigned, Requirement

NOTHING_SHOWN = "it shows no right at all; is View Setup and Configuration missing?"
# The elements of a file: what the records call a right, and what people call it.
_OBJECT_RIGHTS = {
    "allowCreate": ("PermissionsCreate", "create"),
    "allowDelete": ("PermissionsDelete", "delete"),
    "allowEdit": ("PermissionsEdit", "edit"),
    "allowRead": ("PermissionsRead", "read"),
    "modifyAllRecords": ("PermissionsModifyAllRecords", "modify all"),
    "viewAllRecords": ("PermissionsViewAllRecords", "view all"),
}
_FIELD_RIGHTS = {
    "editable": ("PermissionsEdit", "edit"),
    "readable": ("PermissionsRead", "read"),
}


def resources(row: Requirement, question: Assigned) -> tuple[str, str]:
    """Return the rights of all permission sets of the schema, which one query gives."""
    ours = of_sets(row, question)
    of_objects = ", ".join(name for name, _ in _OBJECT_RIGHTS.values())
    of_fields = ", ".join(name for name, _ in _FIELD_RIGHTS.values())
    return (
        query(select(f"Parent.Name, SobjectType, {of_objects}", "ObjectPermissions", *ours)),
        query(select(f"Parent.Name, Field, {of_fields}", "FieldPermissions", *ours)),
    )


def hidden(row: Requirement, question: Assigned, answers: Answers, absent: Collection[str]) -> str:
    """Return why the rights of all permission sets are hidden, or nothing.

    An org shows no rights to what is `absent` from it.

    Only users with View Setup and Configuration have access to FieldPermissions (object reference,
    since API version 49.0); whether others get a refusal or no records, no source says.
    """
    given = _given(row, question, answers)
    for answer, wanted in zip(given, (question.objects, question.fields), strict=True):
        if isinstance(answer, Refusal):
            return str(answer)
        if any(is_there(name, absent) for name in wanted) and not records_in(answer):
            return NOTHING_SHOWN
    return ""


def lacking(
    row: Requirement, question: Assigned, answers: Answers, absent: Collection[str]
) -> Iterator[str]:
    """Yield each right that the org does not grant, in the words of people."""
    tables = (
        (question.objects, "SobjectType", _OBJECT_RIGHTS),
        (question.fields, "Field", _FIELD_RIGHTS),
    )
    given = _given(row, question, answers)
    for answer, (wanted, key, words) in zip(given, tables, strict=True):
        existing = {str(each.get(key)).casefold(): each for each in records_of(row, answer)}
        for name, rights in wanted.items():
            if is_there(name, absent):
                record = existing.get(name.casefold(), {})
                yield from (f"{each} of {name}" for each in _without(rights, record, words))


def of_sets(row: Requirement, question: Assigned) -> tuple[str, ...]:
    """Return the conditions for what belongs to one of the permission sets of the schema."""
    names = among("Parent.Name", question.sets or (row.name,))
    return (names, *equal([("Parent.NamespacePrefix", row.namespace)]))


def records_of(row: Requirement, answer: Answer) -> list[Record]:
    """Return those records that belong to the permission set of a row, of the records of all."""
    return [each for each in records_in(answer) if _parent(each) == row.name.casefold()]


def is_there(name: str, absent: Collection[str]) -> bool:
    """Whether an org has an object or field, and the object of the field."""
    return {name, name.partition(".")[0]}.isdisjoint(absent)


def _given(row: Requirement, question: Assigned, answers: Answers) -> list[Answer]:
    return [answers[each] for each in resources(row, question)]


def _without(
    rights: Collection[str], record: Record, words: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    return (
        word for right, (name, word) in words.items() if right in rights and not record.get(name)
    )


def _parent(record: Record) -> str:
    parent = record.get("Parent")
    return str(parent.get("Name")).casefold() if isinstance(parent, dict) else ""
