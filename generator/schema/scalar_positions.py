"""Where a character of a value stands in a YAML file, however the value is written."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import yaml

# libyaml's parser where PyYAML was built with it; the events are the same, some ten times faster.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BLANKS = " \t\r\n"
_NO_BLANKS = str.maketrans("", "", _BLANKS)
_DOUBLE = re.compile(r"\\\r?\n|\\x(..)|\\u(....)|\\U(.{8})|\\.|.", re.DOTALL)
_SINGLE = re.compile(r"''|.", re.DOTALL)
_AS_IT_IS = re.compile(r".", re.DOTALL)
_BLANK_ESCAPES = frozenset({"\\n", "\\t", "\\r", "\\ ", "\\\n", "\\\r\n", "\\\t"})


def position(
    file: str, location: Sequence[int | str], value: str, offset: int
) -> tuple[int, int] | None:
    """Return the line and the column, from 1, of a character of a value, or of its end.

    None if there is no such value at the location. Blanks are not compared: YAML folds them.
    """
    node = _node(file, location)
    if not isinstance(node, yaml.ScalarNode) or _solid(node.value) != _solid(value):
        return None
    count = len(_solid(value[:offset]))
    is_behind = offset >= len(value) or value[offset] in _BLANKS
    places = list(_places(file, node))
    if is_behind and count:
        start = places[count - 1][1]
    else:
        start = places[count][0] if count < len(places) else node.start_mark.index
    line = file.count("\n", 0, start) + 1
    return line, start - file.rfind("\n", 0, start)


def _node(file: str, location: Sequence[int | str]) -> yaml.Node | None:
    node: Any = _tree(file)
    for step in location:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        else:
            return None
    return node if isinstance(node, yaml.Node) else None


@lru_cache(maxsize=1)
def _tree(file: str) -> Any:
    return yaml.compose(file, Loader=LOADER)


def _solid(text: str) -> str:
    """Return a text without blanks."""
    return text.translate(_NO_BLANKS)


def _places(file: str, node: yaml.ScalarNode) -> Iterator[tuple[int, int]]:
    """Yield where each character of a value that is no blank begins and ends in the file."""
    start, end, units = node.start_mark.index, node.end_mark.index, _AS_IT_IS
    if node.style in {"|", ">"}:
        start = file.index("\n", start)
    elif node.style in {"'", '"'}:
        start, end = start + 1, end - 1
        units = _SINGLE if node.style == "'" else _DOUBLE
    for match in units.finditer(file, start, end):
        if not _is_blank(match):
            yield match.start(), match.end()


def _is_blank(match: re.Match[str]) -> bool:
    code = match[match.lastindex] if match.lastindex else ""
    text = chr(int(code, 16)) if code else match[0]
    return text in _BLANKS or text in _BLANK_ESCAPES
