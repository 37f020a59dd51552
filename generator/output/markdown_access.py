"""Who may see and edit what, as Markdown: a table for each object, a list for each grantee."""

from collections.abc import Iterator

from generator.dictionary.dictionary import (
    Dictionary,
    FieldAccess,
    Grantee,
    ObjectAccess,
)
from generator.output.dictionary_counts import counted
from generator.output.markdown_parts import facts, heading
from generator.output.markdown_text import code, folded, link, table, text


def lines(dictionary: Dictionary) -> Iterator[str]:
    """Yield the lines of the access of all grantees."""
    for grantee in dictionary.access.grantees:
        yield from _grantee(grantee)
    for each in dictionary.access.objects:
        yield from _sobject(each, dictionary.access.grantees)


def _grantee(grantee: Grantee) -> Iterator[str]:
    yield from heading(grantee)
    if grantee.rights:
        summary = counted(len(grantee.rights), "right") + " besides those of objects"
        yield from ("", *folded(summary, facts(grantee.rights)))
    yield ""


def _sobject(access: ObjectAccess, grantees: tuple[Grantee, ...]) -> Iterator[str]:
    speaking = {name for each in access.fields for name in each.levels} | access.rights.keys()
    shown = [each for each in grantees if each.name in speaking]
    has_rule = any(each.always for each in access.fields)
    header = [link(text(each.label or each.name), each.anchor) for each in shown]
    anchor = access.sobject.anchor if access.is_shown else ""
    yield f"### Access to {link(text(access.sobject.label or access.sobject.name), anchor)}"
    if access.note:
        yield from ("", text(access.note))
    yield from table(
        ["", *header, *(["Rule"] if has_rule else [])],
        _rows(access, [each.name for each in shown], has_rule=has_rule),
    )


def _rows(access: ObjectAccess, names: list[str], *, has_rule: bool) -> Iterator[list[str]]:
    rights = [", ".join(map(text, access.rights.get(name, ()))) or "none" for name in names]
    yield ["The object", *rights, *([""] if has_rule else [])]
    for each in access.fields:
        rule = [text(each.always)] if has_rule else []
        yield [_field(each), *(each.level(name).value for name in names), *rule]


def _field(access: FieldAccess) -> str:
    if not access.is_shown:
        return code(access.field.name)
    return f"{link(text(access.field.label), access.field.anchor)} {code(access.field.name)}"
