"""The diagnostics of one large file: the first of them, and how many more there are."""

from dataclasses import dataclass, field

from generator.diagnostics import Diagnostic

_MOST = 50
_LAST = 2**63  # for a diagnostic of the file, which has no line


@dataclass(slots=True)
class FileDiagnostics:
    """Collects the diagnostics of a file, in the order of its lines, and keeps the first ones."""

    file: str
    _first: list[Diagnostic] = field(default_factory=list)
    _count: int = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, message: str, line: int | None = None, key: str = "") -> None:
        self._count += 1
        if self._count <= _MOST:
            self._first.append(Diagnostic(self.file, message, line, key))

    def all(self, *others: "FileDiagnostics") -> tuple[Diagnostic, ...]:
        """Return the first diagnostics of this file and of `others`, in the order of their lines.

        If some are left out, a last diagnostic has their number.
        """
        found = [each for one in (self, *others) for each in one._first]  # noqa: SLF001  (its own kind)
        found.sort(key=lambda each: each.line or _LAST)
        more = sum(one._count for one in (self, *others)) - len(found[:_MOST])  # noqa: SLF001
        counted = [Diagnostic(self.file, f"and {more} more like these")] if more else []
        return (*found[:_MOST], *counted)
