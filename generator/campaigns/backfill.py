"""From a bulk export of campaign members, the keys that they lack, for a bulk update."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.campaigns.bulk_csv import rows
from generator.campaigns.file_diagnostics import FileDiagnostics
from generator.campaigns.input_files import shown_name
from generator.campaigns.member_export import IDS, OPTIONAL, WITH_KEY, columns, export_command
from generator.campaigns.member_table import Member, MemberTable
from generator.campaigns.record_id import full
from generator.diagnostics import Diagnostic
from generator.errors import DataError, SchemaError
from generator.schema import yaml_source
from generator.schema.loader import load
from generator.types.flow import KeyFlow
from generator.types.schema import Schema


@dataclass(frozen=True, slots=True)
class BackfillRequest:
    """The CSV file of a bulk export, and the schema whose flow fills the keys.

    `-` is the standard input.
    """

    members: str
    schema: str


@dataclass(frozen=True, slots=True)
class BackfillResult:
    """The counts of members that get a key and that have one, and the table for a bulk update.

    A conflict is a key that two members would have; with a conflict, the table is empty. The table
    comes in parts of many lines, and can be read once.
    """

    new: int
    keyed: int
    conflicts: tuple[Diagnostic, ...]
    table: Iterable[str]

    def summary(self) -> str:
        """Return how many members get a key, and how many need none."""
        gets = "member gets" if self.new == 1 else "members get"
        has = "has" if self.keyed == 1 else "have"
        return f"{self.new} {gets} a key, {self.keyed} {has} one"


def backfill(request: BackfillRequest) -> BackfillResult:
    """Return the keys that the members of an export lack.

    Raises SchemaError for a schema without a flow that fills keys, DataError with everything that
    is wrong in the export, WriteError if the folder for temporary files is full.
    """
    field = _field(request.schema)
    table = MemberTable()
    try:
        conflicts = _check(request.members, field, table)
        new, keyed = table.counts()
    except BaseException:
        table.close()
        raise
    if conflicts:
        table.close()
        return BackfillResult(new, keyed, conflicts, ())
    return BackfillResult(new, keyed, (), _lines(field, table))


def _field(schema: str) -> str:
    """Return the field of campaign members that holds the key."""
    text = yaml_source.read(schema)
    for flow in load(text, Schema).flows.values():
        if isinstance(flow, KeyFlow):
            return flow.field
    does = "fill campaign member key"
    raise SchemaError(Diagnostic(text.name, f"has no flow that says does: {does}; add one"))


def _check(path: str, field: str, table: MemberTable) -> tuple[Diagnostic, ...]:
    """Fill the table, and return the conflicts. Raises DataError if the export is wrong."""
    name = shown_name(path)
    wrong, doubles, conflicts = (FileDiagnostics(name) for _ in range(3))
    table.add(_members(path, field, wrong))
    for line, id_, first in table.take_doubles():
        doubles.add(f"{id_} is on line {first} already", line)
    for member, holder in table.sharing():
        conflicts.add(_shared(member, holder), member.line)
    if wrong or doubles:
        actions = (f"Export with: {export_command(field)}",)
        raise DataError(*wrong.all(doubles), *conflicts.all(), actions=actions)
    return conflicts.all()


def _members(path: str, field: str, wrong: FileDiagnostics) -> Iterator[Member]:
    """Yield the members of an export; what is wrong with a row is added to the diagnostics."""
    for line, (*texts, text) in rows(path, columns(field), wrong):
        ids = _ids(line, texts, wrong)
        if ids is None:
            continue
        member, campaign, lead, contact = ids
        key = text.strip()
        if key:
            yield Member(line, member, key, is_new=False)
        elif lead or contact:
            yield Member(line, member, f"{campaign}_{lead or contact}", is_new=True)
        else:
            message = (
                f"{member} is neither a lead nor a contact, so no key can be made; leave accounts "
                f"out with WHERE {WITH_KEY}"
            )
            wrong.add(message, line)


def _ids(line: int, texts: list[str], wrong: FileDiagnostics) -> list[str] | None:
    """Return the ids of a row in their long form; None if one is wrong."""
    ids = []
    for (column, sobject), text in zip(IDS.items(), texts, strict=True):
        if not text and column in OPTIONAL:
            ids.append("")
            continue
        try:
            ids.append(full(text, sobject))
        except ValueError as error:
            wrong.add(str(error) if text else "is blank", line, column)
    return ids if len(ids) == len(IDS) else None


def _shared(member: Member, holder: Member) -> str:
    verb, other = ("gets" if each.is_new else "has" for each in (member, holder))
    where = f"{holder.id} on line {holder.line}"
    return f"{member.id} {verb} the key {member.key}, which {where} {other} too"


def _lines(field: str, table: MemberTable) -> Iterator[str]:
    """Yield the table for a bulk update, and close the members when it ends."""
    try:
        yield f"Id,{field}"
        for keys in table.new_keys():
            yield "\n".join(f"{member},{key}" for member, key in keys)
    finally:
        table.close()
