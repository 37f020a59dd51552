"""What queries of an org list: components by name."""

from collections.abc import Iterable

from generator.org.rest import Refusal, query, tooling
from generator.readiness.answers import Answers, Record, records_in
from generator.readiness.fixes import Fixes
from generator.readiness.soql import among, equal, select
from generator.readiness.verdicts import Found, failed, passed, unanswered
from generator.types.requirement import Listed, Requirement


def resource(question: Listed) -> str:
    """Return the resource that lists a component, and whether it is active.

    A batch takes none of the Tooling API, so there it is listed with all others of its kind.
    """
    name, active = question.named[0], question.active
    fields = f"{name}, {active}" if active else name
    if question.is_tooling:
        return tooling(select(fields, question.sobject, *equal(question.where)))
    named = among(name, filter(None, (question.named[1], question.or_named)))
    return query(select(fields, question.sobject, named, *equal(question.where)))


def absent(rows: Iterable[Requirement], answers: Answers) -> frozenset[str]:
    """Return the names of the components that an org does not list."""
    return frozenset(
        row.name
        for row in rows
        if isinstance(row.question, Listed) and not _same(row.question, answers)
    )


def check(row: Requirement, question: Listed, answers: Answers, fixes: Fixes) -> Found:
    """Return whether an org has a component, and whether it is active if it has to be."""
    answer, same = answers[resource(question)], _same(question, answers)
    deploy = fixes.deploy(row.type_name, row.name)
    if isinstance(answer, Refusal):
        return unanswered(answer)
    if not same:
        return failed("is not in the org", deploy)
    if not question.has_to_be_active:
        return passed("exists")
    if not any(each.get(question.active) for each in same):
        return failed(f"is not active; {question.to_activate}", deploy)
    return passed("is active")


def _same(question: Listed, answers: Answers) -> list[Record]:
    """Return the records with the name that is asked for."""
    field, name = question.named
    names = {name.casefold(), question.or_named.casefold()}
    records = records_in(answers[resource(question)])
    return [each for each in records if str(each.get(field)).casefold() in names]
