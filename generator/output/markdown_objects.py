"""The objects and fields of a data dictionary as Markdown."""

from collections.abc import Iterable, Iterator

from generator.dictionary.dictionary import Dictionary
from generator.dictionary.entries import Field, Item, SObject, Use
from generator.output.dictionary_counts import counted
from generator.output.dictionary_parts import items_by_kind
from generator.output.markdown_parts import facts, formula, heading, notices, sources, value
from generator.output.markdown_text import code, folded, link, place, table, text

_HEADER = ("Field", "API name", "Type", "Required", "Description")


def lines(dictionary: Dictionary) -> Iterator[str]:
    """Yield the lines of all objects."""
    for each in dictionary.objects:
        yield from _sobject(each)


def items(found: Iterable[Item]) -> Iterator[str]:
    """Yield a list of things that have a name, by their kind."""
    for kind, own in items_by_kind(found):
        yield f"- {text(kind)}"
        for each in own:
            title = f"{place(each.anchor)}{_named(each.label, each.name)}"
            yield f"  - {title}{_described(each.description)}"
            yield from facts(each.facts, "    ")
            yield from notices(each.notices, "    ")


def _sobject(sobject: SObject) -> Iterator[str]:
    yield from heading(sobject)
    if sobject.fields:
        yield from table(_HEADER, map(_row, sobject.fields))
    yield from _folded("Settings of the object", _settings(sobject))
    yield from _folded("More about its fields", map(_details, sobject.fields))
    title = counted(len(sobject.items), "part")
    yield from _folded(f"{title}: layouts, record types, rules", items(sobject.items))


def _folded(summary: str, found: Iterable[str]) -> Iterator[str]:
    if own := [each for each in found if each]:
        yield from folded(summary, own)


def _settings(sobject: SObject) -> Iterator[str]:
    if sobject.plural_label:
        yield f"- Plural label: {text(sobject.plural_label)}"
    yield from facts(sobject.facts)
    if sobject.sources:
        yield f"- Source: {sources(sobject.sources)}"


def _row(field: Field) -> tuple[str, ...]:
    return (
        f"{place(field.anchor)}{text(field.label)}",
        code(field.name),
        _type(field),
        text(field.required),
        text(field.description),
    )


def _type(field: Field) -> str:
    """Return the type, with links to the objects to which it leads."""
    if len(field.refers_to) == 1 and field.refers_to[0].text in field.type:
        return link(text(field.type), field.refers_to[0].anchor)
    leads_to = (link(code(each.text), each.anchor) for each in field.refers_to)
    return " ".join([text(field.type), *leads_to])


def _details(field: Field) -> str:
    """Return the entries of a list that say of a field what its row has no room for."""
    found = [f"  - {title}: {said}" for title, said in _said(field) if said]
    found += facts(field.facts, "  ")
    found += notices(field.notices, "  ")
    title = link(text(field.label), field.anchor)
    return "\n".join([f"- {title} {code(field.name)}", *found]) if found else ""


def _said(field: Field) -> Iterator[tuple[str, str]]:
    yield "Help text", text(field.help_text)
    yield "Unique", text(field.unique)
    yield "External ID", "yes" if field.is_external_id else ""
    yield "Default", code(field.default)
    yield "Formula", formula(field.formula) if field.formula else ""
    if field.picklist:
        for title, part in (
            ("Value set", field.picklist.value_set),
            ("Controlling field", field.picklist.controlling_field),
        ):
            yield title, link(code(part.text), part.anchor) if part else ""
        yield "Only these values", "yes" if field.picklist.is_restricted else ""
        yield "Values", ", ".join(map(value, field.picklist.values))
    yield "Data sensitivity level", text(field.sensitivity)
    yield "Compliance categorization", ", ".join(map(text, field.compliance))
    yield "Used in", ", ".join(map(_use, field.uses))
    yield "Source", ", ".join(f"{sources([s])} ({s.basis.value})" for s in field.sources)


def _use(use: Use) -> str:
    detail = f" ({text(use.detail)})" if use.detail else ""
    return f"{text(use.kind)} {link(text(use.name), use.anchor)}{detail}"


def _named(label: str, name: str) -> str:
    return f"{text(label)} {code(name)}" if label and label != name else code(name)


def _described(description: str) -> str:
    return f": {text(description)}" if description else ""
