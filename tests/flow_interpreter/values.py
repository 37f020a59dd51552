"""The values of a flow: plain ones, conditions, and formulas."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from flow_interpreter.nodes import (
    Node,
    Record,
    UnknownError,
    child,
    children,
    known_field,
    same,
    tag,
    text,
)

Resolve = Callable[[str], Any]


def literal(name: str) -> Any:
    raise UnknownError(f"{name} where only a plain value is known")


def value_of(node: Node | None, resolve: Resolve) -> Any:
    if node is None:
        return None
    (inner,) = node
    content = inner.text or ""
    if tag(inner) == "elementReference":
        return resolve(content)
    if tag(inner) == "stringValue":
        if "{!" in content:
            raise UnknownError(f"a reference inside of a text: {content}")
        return content
    if tag(inner) == "booleanValue":
        return {"true": True, "false": False}[content]
    return _number(content)


def _number(content: str) -> int:
    number = Decimal(content)
    if "." not in content or number != int(number):
        raise UnknownError(f"a number as {content}")
    return int(number)


def is_blank(value: object) -> bool:
    return value is None or value == ""


class Filter:
    """The conditions of a start or of a query."""

    def __init__(self, node: Node, resolve: Resolve) -> None:
        self._filters = [
            (
                known_field(text(node, "object"), text(each, "field")),
                text(each, "operator"),
                value_of(child(each, "value"), resolve),
            )
            for each in children(node, "filters")
        ]
        self._logic = text(node, "filterLogic")
        if not self._filters:
            raise UnknownError("all records of an object")

    def fits(self, record: Record) -> bool:
        results = [_compare(record.get(name), *rest) for name, *rest in self._filters]
        return all(results) if self._logic == "and" else _logic(self._logic, results)


def _compare(left: Any, operator: str, right: Any) -> bool:
    if operator == "IsNull":
        return is_blank(left) is bool(right)
    if is_blank(left) or is_blank(right):
        return False
    if isinstance(left, str):  # a query does not see capitals
        return same(left, right)
    return bool(left == right)


class Words:
    """The words of a small language, read from the left."""

    def __init__(self, pattern: str, source: str) -> None:
        self._words: list[str] = []
        self._at = 0
        end = 0
        while found := re.compile(rf"\s*({pattern})").match(source, end):
            self._words.append(found[1])
            end = found.end()
        if source[end:].strip():
            raise UnknownError(source[end:])

    def peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def take(self, wanted: str = "") -> str:
        word = self.peek()
        if not word or (wanted and word != wanted):
            raise UnknownError(f"{word or 'the end'} in place of {wanted or 'a word'}")
        self._at += 1
        return word

    def end(self) -> None:
        if self.peek():
            raise UnknownError(f"{self.peek()} in place of the end")


def _logic(source: str, results: Sequence[bool]) -> bool:
    """Return what a logic such as `1 AND (2 OR 3)` makes of results; each has to have its part."""
    words = Words(r"\d+|AND|OR|[()]", source)
    unused = set(range(1, len(results) + 1))

    def operand() -> bool:
        if words.peek() != "(":
            number = int(words.take())
            unused.remove(number)
            return results[number - 1]
        words.take("(")
        value = expression()
        words.take(")")
        return value

    def expression() -> bool:
        values = [operand()]
        operator = words.peek()
        while words.peek() in {"AND", "OR"}:
            words.take(operator)  # an org refuses both side by side without parentheses
            values.append(operand())
        return any(values) if operator == "OR" else all(values)

    value = expression()
    words.end()
    if unused:
        raise UnknownError(f"{source} leaves out {unused}")
    return value


def formula(source: str, resolve: Resolve) -> Any:
    """Return the value of a formula made of the functions and operators that we print."""
    words = Words(r'"(?:[^"\\]|\\.)*"|\{![$\w.]+\}|[A-Z]+|[(),&=]', source)

    def primary() -> Any:
        word = words.take()
        if word.startswith('"'):
            return re.sub(r"\\(.)", _escaped, word[1:-1])
        if word.startswith("{!"):
            return resolve(word[2:-1])
        if word not in _FUNCTIONS:
            raise UnknownError(word)
        words.take("(")
        arguments = [expression()]
        while words.peek() == ",":
            words.take()
            arguments.append(expression())
        words.take(")")
        return _FUNCTIONS[word](*arguments)

    def joined() -> Any:
        value = primary()
        while words.peek() == "&":
            words.take()
            value = as_text(value) + as_text(primary())
        return value

    def expression() -> Any:
        value = joined()
        if words.peek() == "=":
            words.take()
            other = joined()
            return not is_blank(value) and not is_blank(other) and value == other
        return value

    value = expression()
    words.end()
    return value


def _escaped(match: re.Match[str]) -> str:
    if match[1] not in {'"', "\\"}:
        raise UnknownError(match[0])
    return match[1]


def as_text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise UnknownError(f"{value!r} joined to a text")
    return value or ""


def case_safe(value: str | None) -> str | None:
    """Return an ID with its 18 characters, as CASESAFEID does."""
    if not value or len(value) == 18:
        return value
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    parts = (value[start : start + 5] for start in (0, 5, 10))
    return value + "".join(
        letters[sum(1 << at for at, letter in enumerate(part) if letter.isupper())]
        for part in parts
    )


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "CASESAFEID": case_safe,
    "IF": lambda condition, yes, no: yes if condition else no,
    "ISBLANK": is_blank,
    "OR": lambda *values: any(values),
    "UPPER": lambda value: None if value is None else as_text(value).upper(),
}
