"""Campaign members and their keys, in a temporary database on the disk.

An export may have millions of members, more than memory should hold.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from generator.diagnostics import Diagnostic
from generator.errors import WriteError

_ROOM = "Make room in the folder for temporary files, or name another in the variable TMPDIR."
_AT_ONCE = 10_000  # rows
_SET_UP = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE members (
        line INTEGER PRIMARY KEY, id TEXT, key TEXT, folded TEXT, is_new INTEGER
    );
"""
_DOUBLES = """
    WITH first AS (
        SELECT id, min(line) AS line FROM members GROUP BY id HAVING count(*) > 1
    )
    SELECT members.line, members.id, first.line FROM members JOIN first USING (id)
    WHERE members.line > first.line ORDER BY members.line
"""
_ONLY_FIRST = "DELETE FROM members WHERE line NOT IN (SELECT min(line) FROM members GROUP BY id)"
_SHARED = """
    WITH shared AS (
        SELECT folded, min(line) AS line FROM members GROUP BY folded HAVING count(*) > 1
    )
    SELECT members.line, members.id, members.key, members.is_new,
           holder.line, holder.id, holder.is_new
    FROM members JOIN shared USING (folded) JOIN members AS holder ON holder.line = shared.line
    WHERE members.line > shared.line ORDER BY members.line
"""
_NEW = "SELECT id, key FROM members WHERE is_new ORDER BY line"


class Member(NamedTuple):
    """A member on a line of the export, and its key, which is new or existed before."""

    line: int
    id: str
    key: str
    is_new: bool


class MemberTable:
    """The members of an export. Close it when it is no longer needed.

    Each method raises WriteError if the disk is full.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # a file without a name, gone when it is closed
        self._database.executescript(_SET_UP)

    def close(self) -> None:
        self._database.close()

    def add(self, members: Iterable[Member]) -> None:
        """Add members, in the order of their lines."""
        rows = (
            (each.line, each.id, each.key, each.key.casefold(), each.is_new) for each in members
        )
        with _explained():
            self._database.executemany("INSERT INTO members VALUES (?, ?, ?, ?, ?)", rows)

    def take_doubles(self) -> Iterator[tuple[int, str, int]]:
        """Yield each repetition of a member: its line, the id, and the first line with that id.

        The repetitions are then removed.
        """
        is_double = False
        with _explained():
            for row in self._database.execute(_DOUBLES):
                is_double = True
                yield row
            if is_double:
                self._database.execute(_ONLY_FIRST)

    def sharing(self) -> Iterator[tuple[Member, Member]]:
        """Yield each member whose key an earlier member has, with the first member of that key.

        Keys that differ only in capitals count as equal, as in the org.
        """
        with _explained():
            for line, id_, key, is_new, *holder in self._database.execute(_SHARED):
                first_line, first_id, is_first_new = holder
                yield (
                    Member(line, id_, key, bool(is_new)),
                    Member(first_line, first_id, key, bool(is_first_new)),
                )

    def counts(self) -> tuple[int, int]:
        """Return how many members get a key, and how many have one."""
        with _explained():
            query = "SELECT count(*), total(is_new) FROM members"
            total, new = self._database.execute(query).fetchone()
        return int(new), total - int(new)

    def new_keys(self) -> Iterator[list[tuple[str, str]]]:
        """Yield the ids and new keys of the members that get a key, many at once."""
        with _explained():
            cursor = self._database.execute(_NEW)
            while rows := cursor.fetchmany(_AT_ONCE):
                yield rows


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        message = f"cannot hold the members of the export: {error}"
        raise WriteError(Diagnostic("the temporary folder", message), actions=(_ROOM,)) from error
