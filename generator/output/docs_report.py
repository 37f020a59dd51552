"""The result of `docs`, as a line."""

from pathlib import Path

from generator.diagnostics import visible
from generator.dictionary.dictionary import Dictionary
from generator.output.dictionary_counts import summary
from generator.workspace.page_file import State

_KILO, _MEGA = 1_000, 1_000_000


def line(path: Path, state: State, dictionary: Dictionary, size: int, *, written: bool) -> str:
    """Return what became of the file of a dictionary, and what is in it."""
    if state is State.CURRENT:
        return visible(f"{path} {state} ({_size(size)}): {summary(dictionary)}.")
    if written:
        return visible(f"Wrote {path} ({_size(size)}): {summary(dictionary)}.")
    return visible(f"{path} {state}; run the same without --check to write it")


def _size(size: int) -> str:
    """Return a number of bytes in kB of 1,000 bytes, or MB."""
    if size < _MEGA:
        return f"{-(-size // _KILO)} kB"
    return f"{size / _MEGA:.1f} MB"
