"""Write the data of a schema as YAML, as a person would have written it.

Keys stand in the order of the models. A list of scalars stays on its line if it fits there, and so
does a mapping of scalars that is an entry of a list; all else has lines of its own.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from pydantic import BaseModel

from generator.diagnostics import visible
from generator.schema.key_order import KeyOrder, key_order
from generator.schema.notes import FillIn, Notes
from generator.schema.yaml_reader import FILL_IN
from generator.schema.yaml_text import STEP, WIDTH, filled, scalar, text_lines

_DEFAULT = "default"  # the key at which a decimal means the same with quotes and without
_LONGEST_KEY = 1000  # of those without a question mark; YAML allows 1024 characters
_key = lru_cache(maxsize=10_000)(scalar)  # a schema has the same keys many times


class _Noted(dict[int | str, "_Noted"]):
    """The notes below a place, by step, and those of the place itself."""

    sentences: Sequence[str] = ()


_NOTHING = _Noted()


class At(NamedTuple):
    """A place: the order of the keys there, and the notes there and below."""

    order: KeyOrder
    noted: _Noted = _NOTHING

    @classmethod
    def root(cls, model: type[BaseModel], notes: Notes) -> "At":
        """Return the place of a whole schema."""
        root = _Noted()
        for place, sentences in notes.items():
            at = root
            for step in place:
                at = at.setdefault(step, _Noted())
            at.sentences = sentences
        return cls(key_order(model), root)

    def without_notes(self) -> "At":
        """Return the place without the notes of itself; those below it stay."""
        return At(self.order, _Noted(self.noted))

    def below(self, key: str) -> "At":
        """Return the place of the value of a key."""
        return At(self.order.below(key), self.noted.get(key, _NOTHING))

    def entry(self, index: int) -> "At":
        """Return the place of an entry of a list."""
        return At(self.order.entry, self.noted.get(index, _NOTHING))


def text(
    data: Mapping[str, Any],
    model: type[BaseModel],
    notes: Notes | None = None,
    *,
    editor: str = "",
) -> str:
    """Return the data of a schema as the text of a file; reading it gives the same data.

    `data` are dicts, lists, texts, whole numbers, booleans, None, and FillIn. The sentences of
    `notes` are comments behind the value of a place, or above it. `editor` is the address of the
    JSON Schema by which an editor checks the file. Raises ValueError for half of a surrogate pair,
    which no file can hold.
    """
    start = [f"# yaml-language-server: $schema={editor}", ""] if editor else []
    return "\n".join([*start, *document_lines(data, At.root(model, notes or {})), ""])


def document_lines(data: Mapping[str, Any], at: At) -> list[str]:
    """Return the lines of the data of a schema, with empty ones between its parts."""
    written: list[str] = []
    was_block = False
    for key, value in at.order.ordered(data):
        found = item_lines(key, value, "", at.below(key))
        is_block = isinstance(value, dict | list) and len(found) > 1
        if written and (is_block or was_block):
            written.append("")
        written += found
        was_block = is_block
    return written or ["{}"]


def item_lines(key: str, value: Any, indent: str, at: At) -> list[str]:
    """Return the lines of a key and its value, as in a mapping; `at` is the place of the value."""
    written = _key(key)
    start = f"{indent}{written}:"
    if len(written) > _LONGEST_KEY:
        start = f"{indent}? {written}\n{indent}:"
    if isinstance(value, str):
        found = text_lines(start, value, indent + STEP, decimal=key == _DEFAULT)
    else:
        found = _value(start, value, indent + STEP, at)
    return _with_notes(found, indent, at.noted.sentences) if at.noted.sentences else found


def entry_lines(value: Any, indent: str, at: At) -> list[str]:
    """Return the lines of an entry of a list: a hyphen, and what is on its line and below it."""
    start, below, noted = f"{indent}-", indent + STEP, at.noted
    flow = _flow_mapping(value, at.order) if isinstance(value, dict) and not noted else ""
    if flow and len(start) + 1 + len(flow) <= WIDTH:
        found = [f"{start} {flow}"]
    else:
        found = _value(start, value, below, at)
    is_block = len(found) > 1 and found[0] == start
    if is_block and not found[1].lstrip().startswith("#"):
        found = [start + found[1][len(start) :], *found[2:]]
    return (
        _with_notes(found, indent, noted.sentences, above=is_block) if noted.sentences else found
    )


def _value(start: str, value: Any, below: str, at: At) -> list[str]:
    """Return the lines of a value; `start` is what stands before it, `below` the next indent."""
    if isinstance(value, str):
        return text_lines(start, value, below)
    if isinstance(value, FillIn):
        return text_lines(f"{start} {FILL_IN}", value.sentence, below, quotes=True)
    if not value or not isinstance(value, dict | list):
        return [f"{start} {scalar(value)}"]
    if isinstance(value, dict):
        items = (
            item_lines(key, own, below, at.below(key)) for key, own in at.order.ordered(value)
        )
        return [start, *chain.from_iterable(items)]
    flow = "" if at.noted else _flow_list(value)
    if flow and len(start) + 1 + len(flow) <= WIDTH:
        return [f"{start} {flow}"]
    entries = (entry_lines(own, below, at.entry(index)) for index, own in enumerate(value))
    return [start, *chain.from_iterable(entries)]


def _flow_mapping(value: Mapping[str, Any], order: KeyOrder) -> str:
    """Return a mapping of scalars on one line; empty if something else is in it."""
    if not all(map(_is_short, value.values())):
        return ""
    pairs = (
        f"{scalar(key, in_flow=True)}: {scalar(own, in_flow=True, decimal=key == _DEFAULT)}"
        for key, own in order.ordered(value)
    )
    return f"{{{', '.join(pairs)}}}"


def _flow_list(value: Sequence[Any]) -> str:
    """Return a list of scalars on one line; empty if something else is in it."""
    if not all(map(_is_short, value)):
        return ""
    return f"[{', '.join(scalar(each, in_flow=True) for each in value)}]"


def _is_short(value: Any) -> bool:
    """Whether a value can stand within brackets: a scalar on one line, or an empty collection."""
    if isinstance(value, str):
        return len(value) <= WIDTH and "\n" not in value
    return not value or isinstance(value, int)


def _with_notes(
    found: list[str], indent: str, sentences: Sequence[str], *, above: bool = False
) -> list[str]:
    """Return lines with sentences as a comment on the first one, or above if it gets too wide."""
    line = f"{found[0]}  # {' '.join(map(_on_one_line, sentences))}"
    if len(line) <= WIDTH and not above:
        return [line, *found[1:]]
    return [*note_lines(sentences, indent), *found]


def note_lines(sentences: Sequence[str], indent: str) -> list[str]:
    """Return sentences as lines of comments."""
    filled_lines = (filled(_on_one_line(each), f"{indent}# ") for each in sentences)
    return list(chain.from_iterable(filled_lines))


def _on_one_line(sentence: str) -> str:
    return visible(" ".join(sentence.split()))
