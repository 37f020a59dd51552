"""What several parts of a data dictionary have, as Markdown: facts, values, sources, notices."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from generator.dictionary.dictionary import Grantee
from generator.dictionary.entries import (
    Fact,
    Item,
    Notice,
    Part,
    Picklist,
    PicklistValue,
    SObject,
    Source,
)
from generator.output.markdown_text import code, inline, link, place, table, tagged, text, web_link


def parts(texts: Iterable[Part]) -> str:
    """Return a text whose parts lead to other places."""
    return "".join(link(inline(each.text), each.anchor) for each in texts)


def formula(texts: Iterable[Part]) -> str:
    """Return a formula, with links to what it refers to."""
    return tagged("code", parts(texts))


def fact(found: Fact) -> str:
    """Return a setting in one line."""
    return f"{text(found.label)}: {parts(found.value)}"


def facts(found: Iterable[Fact], indent: str = "") -> Iterator[str]:
    """Yield an entry of a list for each setting."""
    yield from (f"{indent}- {fact(each)}" for each in found)


def sources(found: Iterable[Source]) -> str:
    return ", ".join(web_link(each.title, each.address) for each in found)


def notices(found: Sequence[Notice], indent: str = "") -> Iterator[str]:
    """Yield an entry of a list for each diagnostic of `validate`."""
    if found and not indent:
        yield ""
    for each in found:
        rule = f" {code(each.rule)}" if each.rule else ""
        yield f"{indent}- **{each.severity.value.capitalize()}**{rule}: {text(each.message)}"


def heading(thing: Grantee | Item | SObject) -> Iterator[str]:
    """Yield how the section of a thing begins: what it is called, of what kind, and what for."""
    yield f"### {place(thing.anchor)}{text(thing.label or thing.name)}"
    yield from ("", f"{text(thing.kind)} {code(thing.name)}")
    if thing.description:
        yield from ("", text(thing.description))
    yield from notices(thing.notices)


def values(picklist: Picklist) -> Iterator[str]:
    """Yield a table of the values of a picklist, with the columns that it needs."""
    columns = {
        title: cells
        for title, cell in _COLUMNS.items()
        if any(cells := [cell(each) for each in picklist.values])
    }
    if columns:
        yield from table(tuple(columns), zip(*columns.values(), strict=True))


def value(found: PicklistValue) -> str:
    """Return a value of a picklist in one line, with all that is said of it."""
    details = [
        f"{title}: {cell(found)}" if cell(found) != _YES else title
        for title, cell in _COLUMNS.items()
        if title != _VALUE and cell(found)
    ]
    return text(found.label) + (f" ({'; '.join(details)})" if details else "")


def _api_name(found: PicklistValue) -> str:
    return code(found.name) if found.name != found.label else ""


_VALUE, _YES = "Value", "yes"
_COLUMNS: dict[str, Callable[[PicklistValue], str]] = {
    _VALUE: lambda found: text(found.label),
    "API name": _api_name,
    "Default": lambda found: _YES if found.is_default else "",
    "Inactive": lambda found: "" if found.is_active else _YES,
    "Color": lambda found: code(found.color),
    "Only for": lambda found: ", ".join(map(text, found.controlled_by)),
    "Description": lambda found: text(found.description),
    "Besides": lambda found: "; ".join(fact(each) for each in found.facts),
}
