"""The result of `docs`, as a line."""

from pathlib import Path

from generator.diagnostics import visible
from generator.dictionary.dictionary import Dictionary
from generator.workspace.page_file import State

_KILO, _MEGA = 1_000, 1_000_000


def line(path: Path, state: State, dictionary: Dictionary, size: int, *, written: bool) -> str:
    """Return what became of the file of a dictionary, and what is in it."""
    if state is State.CURRENT:
        return visible(f"{path} {state} ({_size(size)}): {_counts(dictionary)}.")
    if written:
        return visible(f"Wrote {path} ({_size(size)}): {_counts(dictionary)}.")
    return visible(f"{path} {state}; run the same without --check to write it")


def counted(number: int, noun: str) -> str:
    """Return a number with what it counts: `1 field`, `1,200 fields`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _counts(dictionary: Dictionary) -> str:
    fields = sum(len(each.fields) for each in dictionary.objects)
    return f"{counted(len(dictionary.objects), 'object')}, {counted(fields, 'field')}"


def _size(size: int) -> str:
    """Return a number of bytes in kB of 1,000 bytes, or MB."""
    if size < _MEGA:
        return f"{-(-size // _KILO)} kB"
    return f"{size / _MEGA:.1f} MB"
