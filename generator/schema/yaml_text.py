"""Write texts, numbers and constants as YAML, on one line or on several.

A text is in quotes only where `yaml_reader`, or an editor, would take it for something else; `yes`
is a text for both. What cannot be seen, and what is a line end for some readers, is escaped.
"""

import json
import re
from collections.abc import Iterator
from functools import cache

WIDTH = 100
STEP = "  "  # what lies one level deeper begins with it
_CONSTANTS = frozenset({"null", "true", "false"})
_INDICATORS = "-+. ?:,[]{}#&*!|>'\"%@`=<~"
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_NUMBER = re.compile(r"0o[0-7]+|0x[0-9a-f]+|[0-9]+\.?[0-9]*(?:e[-+]?[0-9]+)?", re.IGNORECASE)
_NOT_IN_FLOW = re.compile(r"[,:?\[\]{}]")
_BESIDES = (
    "\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff"
)
_HIDDEN = re.compile(f"[\x00-\x1f{_BESIDES}]")
_HIDDEN_IN_BLOCK = re.compile(f"[\x00-\x08\x0b-\x1f{_BESIDES}]")
_ESCAPED = re.compile(f'["\\\\\x00-\x1f{_BESIDES}]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(value: object, *, in_flow: bool = False, decimal: bool = False) -> str:
    """Return a text, a whole number, a constant or an empty collection as YAML on one line.

    `in_flow` is for a place within brackets. With `decimal`, a decimal needs no quotes. Raises
    ValueError for half of a surrogate pair, which no file can hold.
    """
    if not isinstance(value, str):
        return json.dumps(value)
    if _HIDDEN.search(value):
        return in_double_quotes(value)
    if _is_plain(value) and not (in_flow and _NOT_IN_FLOW.search(value)):
        return value
    if decimal and _DECIMAL.fullmatch(value):
        return value
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _is_plain(text: str) -> bool:
    """Whether readers take a text without quotes for what it is."""
    if text[:1] in _INDICATORS or text[-1] in " :" or ": " in text or " #" in text:
        return False
    if text[0] in "0123456789":
        return not _NUMBER.fullmatch(text)
    return len(text) > len("false") or text.lower() not in _CONSTANTS


def text_lines(
    start: str, text: str, indent: str, *, decimal: bool = False, quotes: bool = False
) -> list[str]:
    """Return the lines of a text; `start` is what stands before it, as in `label:`.

    `indent` is that of further lines. With `quotes`, a text on one line has them. No line is wider
    than WIDTH, unless a word is, or a line of a text that has several and cannot be folded. Raises
    ValueError as `scalar` does.
    """
    if not _HIDDEN_IN_BLOCK.search(text):
        if "\n" in text.rstrip("\n"):
            return [*_block(start, text, indent)] or [*_quoted(start, text, indent)]
        written = in_double_quotes(text) if quotes else scalar(text, decimal=decimal)
        line = f"{start} {written}"
        if len(line) <= WIDTH:
            return [line]
        if " " not in text:
            return [line]
        folded = list(_filled(text, indent))
        if text.strip() == text and not any(map(_is_too_wide, folded)):
            return [f"{start} >-", *folded]
    return [*_quoted(start, text, indent)]


def filled(text: str, start: str) -> Iterator[str]:
    """Yield the lines of a text, each with `start` before it, filled up to WIDTH."""
    return _filled(" ".join(text.split()), start)


def _filled(text: str, start: str) -> Iterator[str]:
    lines = _line(max(1, WIDTH - len(start))).finditer(text)
    return (start + match[1] for match in lines)


@cache
def _line(width: int) -> re.Pattern[str]:
    """Return a pattern of as many words as a line holds, or of one; a line ends at one space."""
    return re.compile(rf"(.{{1,{width}}}|.+?)(?<![ \t])(?: (?![ \t])|\Z)")


def _is_too_wide(line: str) -> bool:
    return len(line) > WIDTH and " " in line.strip()


def _block(start: str, text: str, indent: str) -> Iterator[str]:
    """Yield a text of several lines as it is, or folded; nothing if a reader would change it."""
    own = text.removesuffix("\n")
    if own.endswith("\n"):
        return  # a reader drops empty lines at the end
    keep = "-" if own == text else ""
    parts = own.split("\n")
    is_wide = any(len(indent) + len(part) > WIDTH for part in parts)
    if is_wide and all(part == part.strip() for part in parts) and parts[0]:
        yield f"{start} >{keep}"
        for index, part in enumerate(parts):
            if index and part:
                yield ""
            yield from _filled(part, indent) if part else [""]
        return
    width = len(STEP) if own[0] in " \t\n" else ""
    yield f"{start} |{width}{keep}"
    yield from (indent + part if part else "" for part in parts)


def _quoted(start: str, text: str, indent: str) -> Iterator[str]:
    """Yield a text in double quotes; a line ends before a space, which the next one escapes."""
    line = f"{start} "
    for index, word in enumerate(in_double_quotes(text).split(" ")):
        if index and len(line) + len(word) + 2 > WIDTH:
            yield line + "\\"
            line = f"{indent}\\ {word}"
        else:
            line += f" {word}" if index else word
    yield line


def in_double_quotes(text: str) -> str:
    """Return a text in double quotes, on one line; raises ValueError as `scalar` does."""
    text.encode()  # raises UnicodeEncodeError, a ValueError
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: "re.Match[str]") -> str:
    code = ord(match[0])
    form = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else ""  # noqa: PLR2004
    return _ESCAPES.get(match[0]) or form or f"\\U{code:08x}"
