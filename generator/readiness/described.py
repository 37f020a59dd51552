"""What describes of an org show: objects, fields, and the values of standard picklists.

What a user cannot see is looked up in the Tooling API as well, so that it is not taken for
missing.
"""

from collections.abc import Iterable

from generator.org.rest import Refusal, describe, tooling
from generator.readiness.answers import (
    Answers,
    active_values,
    all_values,
    items,
    lacking,
    records_in,
)
from generator.readiness.field_mismatches import mismatches, type_in_setup
from generator.readiness.fixes import Fixes
from generator.readiness.soql import equal, select
from generator.readiness.verdicts import Found, failed, needs, passed, unanswered, unclear
from generator.types.requirement import Described, Offered, Requirement

_NOT_SHOWN = (
    "the org does not show it; the name may be wrong, its feature may be off, or the user of sf "
    "may not see it"
)
# The error codes of an org for an object that the user cannot see.
_UNSEEN = {"INVALID_FIELD", "INVALID_TYPE", "NOT_FOUND"}


def resource(name: str) -> str:
    """Return the resource that shows an object, or a field with its object."""
    return describe(name.partition(".")[0])


def existence(row: Requirement) -> str:
    """Return the resource that lists the custom object, or the custom fields of an object.

    It lists them whether the user may see them or not.
    """
    name, _, field = row.name.partition(".")
    prefix = ("NamespacePrefix", row.namespace)
    if not field:
        where = equal([("DeveloperName", _developer_name(name)), prefix])
        return tooling(select("DeveloperName", "CustomObject", *where))
    parent = row.in_org.partition(".")[0]
    where = equal([("EntityDefinition.QualifiedApiName", parent), prefix])
    return tooling(select("DeveloperName", "CustomField", *where))


def is_unseen(row: Requirement, answers: Answers) -> bool:
    """Whether the org does not show the object of a row, or shows it without the field."""
    own = row.in_org.partition(".")[2]
    answer = answers[resource(row.in_org)]
    if isinstance(answer, Refusal):
        return not own and answer.code in _UNSEEN
    return bool(own) and own.casefold() not in answers.fields[resource(row.in_org)]


def is_shipped(row: Requirement) -> bool:
    """Whether a row is about a standard field, which no list of custom fields has."""
    own = row.name.partition(".")[2]
    return bool(own) and "__" not in own


def absent(rows: Iterable[Requirement], answers: Answers) -> frozenset[str]:
    """Return the objects and fields that an org lacks, as far as the user of `sf` can see."""
    return frozenset(
        row.in_org
        for row in rows
        if isinstance(row.question, Described)
        and is_unseen(row, answers)
        and not is_shipped(row)
        and not _is_known(row, answers)
    )


def check(row: Requirement, question: Described, answers: Answers, fixes: Fixes) -> Found:
    """Return whether an org has an object, or a field as the schema has it."""
    name, _, own = row.in_org.partition(".")
    answer = answers[resource(row.in_org)]
    if is_shipped(row) and is_unseen(row, answers):
        return unclear(_NOT_SHOWN)
    if is_unseen(row, answers):
        return _missing_or_hidden(row, question, answers, fixes)
    if isinstance(answer, Refusal):
        return needs(name) if own and answer.code in _UNSEEN else unanswered(answer)
    if not own:
        return passed("exists")
    field = answers.fields[resource(row.in_org)][own.casefold()]
    if wrong := "; ".join(mismatches(question, field)):
        return failed(wrong, fixes.deploy(row.type_name, row.name))
    return passed(type_in_setup(question.elements))


def check_offered(row: Requirement, question: Offered, answers: Answers, fixes: Fixes) -> Found:
    """Return whether a picklist offers the values of a value set."""
    answer = answers[resource(question.field)]
    if isinstance(answer, Refusal):
        return unanswered(answer)
    own = question.field.partition(".")[2].casefold()
    field = answers.fields[resource(question.field)].get(own)
    if field is None or not items(field, "picklistValues"):
        return unclear(f"the org does not show the values of {question.field}")
    absent = lacking(question.values, all_values(field))
    inactive = lacking(question.values, [*absent, *active_values(field)])
    parts = [f"lacks {', '.join(absent)}"] if absent else []
    if inactive:
        parts.append(f"has {', '.join(inactive)} inactive; {question.to_activate}")
    if not parts:
        return passed(f"has all {len(question.values)} labels")
    return failed(", ".join(parts), *(fixes.merge_values(row.name) if absent else ()))


def _missing_or_hidden(
    row: Requirement, question: Described, answers: Answers, fixes: Fixes
) -> Found:
    answer = answers[existence(row)]
    deploy = fixes.deploy(row.type_name, row.name)
    shows = tuple(fixes.show(each) for each in question.viewers[:1])
    if isinstance(answer, Refusal):
        message = f"is missing, or the user of sf may not see it ({answer})"
        return unclear(message, deploy, *shows)
    if _is_known(row, answers):
        return unclear("exists, but the user of sf may not see it", *shows)
    return failed("is not in the org", deploy)


def _is_known(row: Requirement, answers: Answers) -> bool:
    """Whether the Tooling API lists an object or a field that the user does not see."""
    name, _, own = row.name.partition(".")
    listed = records_in(answers[existence(row)])
    known = {str(each.get("DeveloperName")).casefold() for each in listed}
    return _developer_name(own or name).casefold() in known


def _developer_name(name: str) -> str:
    """Return a name as the Tooling API has it: without the suffix of its kind, such as __c."""
    return name.rpartition("__")[0] or name
