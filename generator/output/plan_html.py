"""The result of `plan` as a page of one file, for the person who approves it.

It reads without its script, which only filters and copies.
"""

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from generator.diagnostics import visible
from generator.metadata.name_words import words
from generator.output import plan_entries, plan_words
from generator.output.plan_entries import anchor
from generator.output.plan_words import Access, Topic
from generator.pages import frame
from generator.planning.request import PlanResult
from generator.types.risk import Risk

# What an approver should know of a risk, by its value; its name says the rest.
MEANINGS = {
    Risk.DELETES: "What is deleted takes its data along.",
    Risk.REFUSED: "The org does not accept the change: the deploy fails as a whole.",
    Risk.RETYPES: "Another kind of value: what is stored may not come along.",
    Risk.BREAKS: "An integration, a report or a formula that uses it may stop working.",
    Risk.NARROWS: "Values that are stored already may be too long, too many, or missing.",
    Risk.REPLACES: "The file takes the place of all that the org has there.",
    Risk.ACCESS: "People may see or do more than before, or less.",
    Risk.UNRATED: "No rule knows what this does: a person has to look.",
}
_KEEPS_BACK = (Topic.REFUSED, Topic.CONFLICT)
_TOPICS = (*_KEEPS_BACK, Topic.DELETES, Topic.UNKNOWN, Topic.BY_HAND)  # the gravest first
_PRINTED = {"\n", "\t"}


@dataclass(frozen=True, slots=True)
class Todo:
    """What to do before the plan can be applied: the texts of one topic."""

    topic: str
    texts: tuple[str, ...]

    @property
    def keeps_back(self) -> bool:
        """Whether the plan cannot be applied as long as this is so."""
        return self.topic in _KEEPS_BACK


def page(result: PlanResult) -> str:
    """Return the page: the same bytes for the same plan."""
    # Names and values are of others, so what an eye does not see is written out.
    env = frame.environment().overlay(finalize=_shown)
    return frame.page(
        env,
        "plan.html.j2" if result.differences.has_changes else "plan_empty.html.j2",
        styles=("plan.css",),
        scripts=("address.js", "copy.js", "plan.js", "sections.js"),
        result=result,
        counts=plan_words.counts(result),
        todos=_todos(result),
        risks=plan_entries.at_risk(result),
        others=plan_entries.others(result),
        rights=_rights(result),
        left_out=plan_entries.left_out(result),
        meanings={risk.value: text for risk, text in MEANINGS.items()},
        anchor=anchor,
        words=words,
    )


def _todos(result: PlanResult) -> tuple[Todo, ...]:
    found: dict[str, list[str]] = {topic: [] for topic in _TOPICS}
    for each in plan_words.advice(result):
        found[each.topic].append(each.text)
    found["Warnings"] = list(result.warnings)
    return tuple(Todo(topic, tuple(texts)) for topic, texts in found.items() if texts)


def _rights(result: PlanResult) -> dict[str, tuple[Access, ...]]:
    """Return what changes for each permission set, by its name."""
    found = plan_words.access_changes(result)
    return {name: tuple(group) for name, group in groupby(found, lambda each: each.name)}


def _shown(value: object) -> object:
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(c if c in _PRINTED else visible(c) for c in value)
