"""Change the text of a YAML file so that it says other data.

What says the same as before keeps its bytes: comments, order, quotes, indents and empty lines.
What is new is written as `yaml_writer` writes it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from generator.schema import models
from generator.schema.scalar_positions import LOADER
from generator.schema.yaml_alignment import aligned, same
from generator.schema.yaml_flow import Edit, edited_in_flow, spliced
from generator.schema.yaml_text import WIDTH, scalar
from generator.schema.yaml_writer import At, document_lines, entry_lines, item_lines, note_lines

_COMMENT = re.compile(r"(?<!\S)#.*")


def edited(text: str, old: Mapping[str, Any], new: Mapping[str, Any], at: At) -> str:
    """Return the text of a file with the data `new` in the place of `old`, which it has.

    Neither is empty. `at` is the place of the data, with the notes that new values get.
    """
    has_crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
    source = text.replace("\r\n", "\n") if has_crlf else text
    missing = "" if source.endswith("\n") else "\n"
    editor = _Editor(source + missing)
    result = editor.document(old, new, at).removesuffix(missing)
    return result.replace("\n", "\r\n") if has_crlf else result


class _Editor:
    """Collects the edits of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._edits: list[Edit] = []

    def document(self, old: Mapping[str, Any], new: Mapping[str, Any], at: At) -> str:
        """Return the text with new data."""
        node: Any = yaml.compose(self._text, Loader=LOADER)
        if not self._value(node, old, new, at):
            start = self._line_start(node.start_mark.index)
            written = "\n".join([*document_lines(new, at), ""])
            self._edits = [Edit(start, self._end(node), written)]
        return spliced(self._text, self._edits, 0, len(self._text))

    def _value(self, node: Any, old: Any, new: Any, at: At) -> bool:
        """Change a value within its bounds. Return whether that was possible."""
        if same(old, new):
            return True
        if not new or type(old) is not type(new) or not isinstance(new, dict | list):
            return False
        if node.flow_style:
            return self._flow(node, old, new, at)
        if isinstance(new, dict):
            return self._mapping(node, old, new, at)
        return self._sequence(node, old, new, at)

    def _flow(self, node: yaml.Node, old: Any, new: Any, at: At) -> bool:
        start, end = node.start_mark.index, node.end_mark.index
        own = edited_in_flow(self._text, node, old, new, at.order)
        line = self._text[self._line_start(start) : start] + own
        is_wide = len(line + self._text[end : self._line_end(end)]) > WIDTH
        if is_wide and "\n" not in own and len(own) > end - start:
            return False
        self._edits.append(Edit(start, end, own))
        return True

    def _mapping(self, node: Any, old: Any, new: Any, at: At) -> bool:
        numbers = {key.value: number for number, (key, _) in enumerate(node.value)}
        start = node.start_mark
        is_behind_hyphen = bool(self._before(start.index).strip())
        kept = [name for name in numbers if name in new]
        if not kept or (is_behind_hyphen and numbers[kept[0]]):
            return False
        indent = " " * start.column
        for name, (key, value) in zip(numbers, node.value, strict=True):
            if name not in new:
                self._delete(key.start_mark.index, value)
            elif not self._value(value, old[name], new[name], at.below(name)):
                marker, below = f"{indent}{scalar(name)}:", at.below(name)
                self._note(key.start_mark.index, below)
                lines = item_lines(name, new[name], indent, below.without_notes())
                if isinstance(new[name], str) and lines[-1].startswith(marker):
                    lines[-1] = marker + _in_quotes(lines[-1].removeprefix(marker), value)
                behind = self._text.index(":", key.end_mark.index) + 1
                self._replace(value, behind, marker, lines)
        before = 0 if is_behind_hyphen else -1
        for name, value in at.order.ordered(new):
            if name in numbers:
                before = numbers[name]
            else:
                self._add(node, before, item_lines(name, value, indent, at.below(name)))
        return True

    def _add(self, node: Any, before: int, lines: Sequence[str]) -> None:
        """Add the lines of a key behind another one, by its number, or before all others.

        There is an empty line between if there is one between the other keys.
        """
        start = node.start_mark
        above = min(max(0, before), max(0, len(node.value) - 2))
        pair = node.value[above : above + 2]
        is_apart = not start.column
        if pair[1:] and (start.column or any(_is_block(value) for _, value in pair)):
            gap = self._text[self._end(pair[0][1]) - 1 : pair[1][0].start_mark.index]
            is_apart = "\n\n" in gap
        apart = [""] if is_apart and len(lines) > 1 else []
        if before < 0:
            self._insert(self._above(start.index), [*lines, *apart])
        else:
            self._insert(self._end(node.value[before][1]), [*apart, *lines])

    def _sequence(self, node: Any, old: Sequence[Any], new: Sequence[Any], at: At) -> bool:
        pairs: list[Any] = list(aligned(old, new, models.named_by(at.order.entry.kinds)))
        hyphens = [self._hyphen(node, each) for each in node.value]
        is_nested = bool(self._before(hyphens[0]).strip())
        if all(None in pair for pair in pairs) or (is_nested and any(None in p for p in pairs)):
            return False
        indent, end = " " * node.start_mark.column, self._above(hyphens[0])
        for number, index in pairs:
            if number is None:
                self._insert(end, entry_lines(new[index], indent, at.entry(index)))
                continue
            item, end = node.value[number], self._end(node.value[number])
            if index is None:
                self._delete(hyphens[number], item)
            elif not self._value(item, old[number], new[index], at.entry(index)):
                lines = entry_lines(new[index], indent, at.entry(index).without_notes())
                self._replace(item, hyphens[number] + 1, f"{indent}-", lines)
        return True

    def _replace(self, node: Any, behind: int, marker: str, lines: Sequence[str]) -> None:
        """Write new lines in the place of a value and what stands before it.

        `marker` is the key or hyphen that they begin with. It stays as it is in the file, where it
        ends at `behind`; so does a comment on its line.
        """
        first, *rest = (line.removeprefix(marker) for line in lines)
        value_end, end = max(behind, node.end_mark.index), self._end(node) - 1
        comment = self._text[value_end:end]
        if _is_block(node):
            found = _COMMENT.search(self._text, behind, self._line_end(behind))
            comment = f"  {found[0]}" if found else ""
        self._edits.append(Edit(behind, end, "\n".join([first + comment.rstrip(), *rest])))

    def _note(self, start: int, at: At) -> None:
        """Write the notes of a place above its line."""
        line = self._line_start(start)
        before = self._text[line:start]
        indent = before[: len(before) - len(before.lstrip(" "))]
        self._insert(line, note_lines(at.noted.sentences, indent))

    def _delete(self, start: int, node: Any) -> None:
        self._edits.append(Edit(self._line_start(start), self._end(node), ""))

    def _insert(self, at: int, lines: Sequence[str]) -> None:
        self._edits.append(Edit(at, at, "".join(f"{line}\n" for line in lines)))

    def _end(self, node: Any) -> int:
        """Return where the lines of a value end, without comments and empty lines below it."""
        if _is_block(node) and not isinstance(node, yaml.ScalarNode):
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end: int = node.end_mark.index
        if _is_block(node):
            end = len(self._text[:end].rstrip(" ").rstrip("\n"))
        return self._line_end(end) + 1

    def _hyphen(self, sequence: yaml.Node, entry: yaml.Node) -> int:
        """Return where the hyphen of an entry is: in the column of its list, or lines above it."""
        column = sequence.start_mark.column
        start = self._line_start(entry.start_mark.index)
        while self._text[start + column : start + column + 1] != "-":
            start = self._line_start(start - 1)
        return start + column

    def _above(self, at: int) -> int:
        """Return where the comments begin that stand directly above a line."""
        start = self._line_start(at)
        while start:
            above = self._line_start(start - 1)
            if not self._text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start

    def _before(self, at: int) -> str:
        return self._text[self._line_start(at) : at]

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        return self._text.index("\n", at)


def _is_block(node: Any) -> bool:
    """Whether a value ends by its indent: a list or mapping, or a text behind | or >."""
    if isinstance(node, yaml.ScalarNode):
        return node.style in {"|", ">"}
    return not node.flow_style


def _in_quotes(written: str, before: yaml.Node) -> str:
    """Return a text on one line in the quotes of the one before, if it can have them."""
    own, quotes = written.strip(), getattr(before, "style", None)
    if quotes not in {"'", '"'} or own[:1] in "'\"" or any(each in own for each in "'\"\\"):
        return written
    return f" {quotes}{own}{quotes}"
