"""Markdown for GitHub, of texts that may hold anything: each is shown as it is.

No text becomes a tag, a link, a list or a table, mentions a person or an issue, or is read as an
emoji or as mathematics. What GitHub offers no escape for is taken apart by an empty comment.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import quote

from generator.pages.anchors import identifier, reference, web_address

_SPECIAL = re.compile(
    r"(?P<line>\r\n?|[\n\u2028\u2029])"
    "|(?P<hidden>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff])"
    r"|(?P<entity>[&<>|\\])"
    r"|(?P<sign>[`*\[\]~])"
    r"|(?P<edge>(?<!_)(?:(?<![^\W_])_++|_++(?![^\W_])))"  # of a word
    r"|(?P<apart>(?<!\w)@(?=\w)|\#(?=\d)|:(?=[\w+-]+:))"
    r"|(?P<dollar>\$)"
)
_START = re.compile(r"(\d*)([#+=.)-])")  # what begins a heading, a list, a rule
_LITERAL = re.compile(r"[^`|\\\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_NO_NAME = re.compile(r"[^\w.-]")
_OF_ADDRESSES = "/:?#@!$&=+,;%~"


def text(value: str) -> str:
    """Return a text for a paragraph, an entry of a list or a cell; a line break is `<br>`."""
    shown = inline(value.strip())
    begins = _START.match(shown)
    if begins is None:
        return shown
    return f"{begins[1]}\\{shown[begins.start(2) :]}"


def inline(value: str) -> str:
    """Return a text that stands behind another one."""
    return _SPECIAL.sub(_escaped, value)


def code(value: str) -> str:
    """Return a text in the type of code, such as an API name."""
    if _LITERAL.fullmatch(value):
        return f"`{value}`"
    return tagged("code", text(value)) if value.strip() else ""


def tagged(tag: str, markdown: str) -> str:
    """Return Markdown inside an element of HTML."""
    return f"<{tag}>{markdown}</{tag}>"


def place(anchor: str) -> str:
    """Return the place that links to an anchor lead to."""
    name = _NO_NAME.sub(_number, identifier(anchor))
    return f'<a id="{name}"></a>'


def link(markdown: str, anchor: str) -> str:
    """Return Markdown that leads to an anchor; as it is where there is none."""
    return f"[{markdown}]({reference(anchor)})" if anchor else markdown


def web_link(title: str, address: str) -> str:
    """Return a title that leads to a page on the web; anything else is no link."""
    found = web_address(address)
    if not found:
        return text(f"{title}, {address}" if address else title)
    return f"[{text(title)}]({quote(found, safe=_OF_ADDRESSES)})"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; its cells are Markdown without line breaks."""
    yield ""
    yield _row(header)
    yield "|" + " --- |" * len(header)
    yield from map(_row, rows)
    yield ""


def folded(summary: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines that a reader opens with a click on the summary."""
    yield from ("<details>", f"<summary>{summary}</summary>", "")
    yield from lines
    yield from ("", "</details>", "")


def _row(cells: Iterable[str]) -> str:
    return "".join(f"| {cell} " for cell in cells) + "|"


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES[found.lastgroup or ""](found)


def _number(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


_ESCAPES: dict[str, Callable[[re.Match[str]], str]] = {
    "line": lambda _: "<br>",
    "hidden": lambda found: f"&#92;u{ord(found[0]):04x}",
    "entity": _number,
    "sign": lambda found: f"\\{found[0]}",
    "edge": lambda found: "\\_" * len(found[0]),
    "apart": lambda found: f"{found[0]}<!-- -->",
    "dollar": lambda found: f"<span>{found[0]}</span>",  # between two, GitHub reads mathematics
}
