"""A data dictionary as Markdown, for a wiki or a pull request on GitHub."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from generator.dictionary.dictionary import Dictionary, Flow, HealthCheck, Status, Step
from generator.dictionary.entries import Item, Part, Picklist, Source
from generator.output import markdown_access, markdown_objects
from generator.output.dictionary_counts import counted, summary
from generator.output.markdown_parts import facts, heading, notices, sources, values
from generator.output.markdown_text import code, folded, link, place, table, text, web_link
from generator.output.mermaid import er_diagram
from generator.workspace.page_file import MARKDOWN_MARK

_MOST = 100  # of what is to be looked at, for one check


def page(dictionary: Dictionary) -> str:
    """Return the page: an overview, and a section for each part that the dictionary has."""
    sections = [
        (anchor, title, lines)
        for anchor, title, make in _SECTIONS
        if (lines := list(make(dictionary)))
    ]
    contents = [f"- {link(title, anchor)}" for anchor, title, _ in sections]
    result = [MARKDOWN_MARK, "", *_overview(dictionary), "", *contents]
    for anchor, title, lines in sections:
        result += ["", f"## {place(anchor)}{title}", "", *lines]
    return "\n".join(_without_doubled_blanks(result)) + "\n"


def _without_doubled_blanks(lines: Iterable[str]) -> Iterator[str]:
    for is_blank, group in groupby(lines, lambda line: not line):
        yield from [""] if is_blank else group


def _overview(dictionary: Dictionary) -> Iterator[str]:
    yield f"# {place('overview')}{text(dictionary.title)}: data dictionary"
    if dictionary.description:
        yield from ("", text(dictionary.description))
    yield from ("", f"{text(dictionary.origin)}: {text(summary(dictionary))}.")
    yield from notices(dictionary.notices)


def _health(dictionary: Dictionary) -> Iterator[str]:
    if dictionary.health:
        yield from table(("Check", "Good", "To look at"), map(_check, dictionary.health))


def _check(check: HealthCheck) -> tuple[str, ...]:
    shown = [link(code(each.text), each.anchor) for each in check.missing[:_MOST]]
    if len(check.missing) > _MOST:
        shown.append(f"and {len(check.missing) - _MOST:,} more")
    title = f"{text(check.title)}<br>{text(check.meaning)}" if check.meaning else text(check.title)
    return title, f"{check.good:,} of {check.total:,}", ", ".join(shown)


def _relationships(dictionary: Dictionary) -> Iterator[str]:
    found = dictionary.relationships
    if not found:
        return
    yield from ("```mermaid", *er_diagram(dictionary).splitlines(), "```")
    shown = {each.name for each in dictionary.objects}
    rows = (
        (
            link(code(each.field), each.field if each.child in shown else ""),
            link(code(each.parent), each.parent if each.parent in shown else ""),
            "Master-detail" if each.is_master_detail else "Lookup",
            "yes" if each.is_required else "",
        )
        for each in found
    )
    lines = table(("Field", "Leads to", "Kind", "Required"), rows)
    yield from ("", *folded(counted(len(found), "relationship"), lines))


def _statuses(dictionary: Dictionary) -> Iterator[str]:
    header = ("Status", "Shown by the vendor as", "Meaning", "Default", "Responded", "Source")
    if dictionary.statuses:
        yield from table(header, map(_status, dictionary.statuses))


def _status(status: Status) -> tuple[str, ...]:
    return (
        f"{place(status.anchor)}{text(status.label)}",
        text(status.shown_as),
        text(status.meaning),
        "yes" if status.is_default else "",
        "yes" if status.has_responded else "",
        ": ".join(filter(None, (status.basis.value, sources(status.sources)))),
    )


def _flows(dictionary: Dictionary) -> Iterator[str]:
    for flow in dictionary.flows:
        yield from _flow(flow)


def _flow(flow: Flow) -> Iterator[str]:
    yield f"### {place(flow.anchor)}{text(flow.label)}"
    yield from ("", f"{code(flow.name)}, {text(flow.kind)}, {text(flow.status)}")
    if flow.description:
        yield from ("", text(flow.description))
    yield from notices(flow.notices)
    yield from ("", f"Starts: {text(flow.starts)}")
    yield from _follows(flow.first, "")
    yield ""
    for number, step in enumerate(flow.steps, 1):
        yield from _step(f"{number}. ", step)
    if flow.facts:
        yield from ("", *folded("Settings and resources", facts(flow.facts)))
    yield ""


def _step(number: str, step: Step) -> Iterator[str]:
    title = place(step.anchor) if step.anchor else ""
    yield f"{number}{title}**{text(step.kind)}**: {text(step.label)} {code(step.name)}"
    indent = " " * len(number)
    said = (step.description, *step.details) if step.description else step.details
    yield from (f"{indent}- {text(each)}" for each in said)
    yield from _follows(step.follows, indent)


def _follows(follows: Iterable[tuple[str, Part]], indent: str) -> Iterator[str]:
    for outcome, step in follows:
        condition = f"{text(outcome)}: " if outcome else ""
        yield f"{indent}- {condition}then {link(text(step.text), step.anchor)}"


def _value_sets(dictionary: Dictionary) -> Iterator[str]:
    for item, picklist in dictionary.value_sets:
        yield from _value_set(item, picklist)


def _value_set(item: Item, picklist: Picklist) -> Iterator[str]:
    yield from heading(item)
    yield from ("", *facts(item.facts), "")
    yield from values(picklist)


def _others(dictionary: Dictionary) -> Iterator[str]:
    yield from markdown_objects.items(dictionary.others)


def _sources(dictionary: Dictionary) -> Iterator[str]:
    yield from map(_source, dictionary.sources)


def _source(source: Source) -> str:
    return f"- {web_link(source.title, source.address)} ({source.basis.value})"


def _not_shown(dictionary: Dictionary) -> Iterator[str]:
    if dictionary.not_shown:
        lines = [f"- {text(each.message)}" for each in dictionary.not_shown]
        yield from folded(counted(len(lines), "file"), lines)


_SECTIONS: tuple[tuple[str, str, Callable[[Dictionary], Iterator[str]]], ...] = (
    ("health", "Health", _health),
    ("diagram", "Diagram", _relationships),
    ("objects", "Objects", markdown_objects.lines),
    ("access", "Access", markdown_access.lines),
    ("statuses", "Statuses of campaign members", _statuses),
    ("flows", "Flows", _flows),
    ("value-sets", "Value sets", _value_sets),
    ("others", "Other components", _others),
    ("sources", "Sources", _sources),
    ("not-shown", "Files that are not shown", _not_shown),
)
