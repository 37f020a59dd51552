"""The parser of formulas: text in, a tree out, or the place where the syntax is wrong.

It climbs precedences without calling itself, so no depth of a formula is too much for it. The
grammar is that of Salesforce's own engine: `^` binds looser than `*` and `/`, and all operators
group to the left.
"""

from typing import NamedTuple

from generator.formulas.tokens import END, Token, tokens

_BINARY = {
    **dict.fromkeys(("*", "/"), 7),
    "^": 6,
    **dict.fromkeys(("+", "-", "&"), 5),
    **dict.fromkeys(("<", ">", "<=", ">="), 4),
    **dict.fromkeys(("=", "==", "<>", "!="), 3),
    "&&": 2,
    "||": 1,
}
_UNARY = 8
_PREFIXES = frozenset({"+", "-", "!"})
_VALUES = frozenset({"number", "text", "name", "word"})
_GROUP = 0
_CURLY = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"  # quotes of word processors


class Node(NamedTuple):
    """A part of a formula: its kind, its text, where it begins, and what it consists of.

    Kinds are `number`, `text`, `name` (of a field), `word` (TRUE, FALSE, NULL), `call` (of a
    function) and `operator`, before one part or between two.
    """

    kind: str
    text: str
    offset: int
    parts: "tuple[Node, ...]" = ()


class SyntaxFault(NamedTuple):
    """Where the syntax is wrong, what an org says of it, and what to do about it."""

    offset: int
    message: str
    advice: str = ""


class _Open(NamedTuple):
    """What waits for its last part: an operator, a parenthesis, or the parameters of a call."""

    strength: int
    token: Token
    before: int  # how many parts there were


class _Stop(Exception):  # noqa: N818  (it ends the parsing, and never leaves this module)
    """The syntax is wrong here."""

    def __init__(self, fault: SyntaxFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def parse(formula: str) -> Node | SyntaxFault:
    """Return the tree of a formula, or the first fault of its syntax."""
    try:
        return _Parser().parse(formula)
    except _Stop as stop:
        return stop.fault


class _Parser:
    def __init__(self) -> None:
        self.parts: list[Node] = []
        self.open: list[_Open] = []

    def parse(self, formula: str) -> Node:
        last: Token | None = None  # a name, of which it is not yet clear whether it is a function
        wants_value = True
        for token in tokens(formula):
            if last is not None and token.text != "(":
                self.parts.append(Node("name", last.text, last.offset))
                last = None
            if wants_value and token.kind == "name":
                last, wants_value = token, False
            elif last is not None:
                self.open.append(_Open(_GROUP, last, len(self.parts)))
                last, wants_value = None, True
            elif wants_value:
                wants_value = self._value(token)
            else:
                wants_value = self._continuation(token)
        return self.parts[0]

    def _value(self, token: Token) -> bool:
        """Take a token where a value may begin; return whether a value is still wanted."""
        if token.kind == "word" and token.text.lower() == "not":
            self.open.append(_Open(_UNARY, token, len(self.parts)))
        elif token.kind in _VALUES:
            self.parts.append(Node(token.kind, token.text, token.offset))
            return False
        elif token.text in _PREFIXES:
            self.open.append(_Open(_UNARY, token, len(self.parts)))
        elif token.text == "(":
            self.open.append(_Open(_GROUP, token, len(self.parts)))
        elif token.text == ")" and self._is_call_without_parameters():
            self._close()
            return False
        else:
            raise _Stop(_nothing_fits(token))
        return True

    def _is_call_without_parameters(self) -> bool:
        return (
            bool(self.open)
            and self.open[-1].token.kind == "name"
            and self.open[-1].before == len(self.parts)
        )

    def _continuation(self, token: Token) -> bool:
        """Take a token after a value; return whether a further value is wanted."""
        strength = _BINARY.get(token.text) if token.kind == "operator" else None
        if strength is not None:
            self._reduce(strength)
            self.open.append(_Open(strength, token, len(self.parts) - 1))
            return True
        self._reduce(_GROUP + 1)
        if token.kind == END and not self.open:
            return False
        if not self.open:
            raise _Stop(_too_much(token))
        if token.text == ")":
            self._close()
            return False
        if token.text == "," and self.open[-1].token.kind == "name":
            return True
        raise _Stop(_not_closed(token, self.open[-1].token))

    def _reduce(self, strength: int) -> None:
        """Complete the operators that bind at least as strongly."""
        while self.open and self.open[-1].strength >= strength:
            self._complete("operator")

    def _close(self) -> None:
        if self.open[-1].token.kind == "name":
            self._complete("call")
        else:
            self.open.pop()

    def _complete(self, kind: str) -> None:
        opened = self.open.pop()
        parts = tuple(self.parts[opened.before :])
        del self.parts[opened.before :]
        self.parts.append(Node(kind, opened.token.text, opened.token.offset, parts))


def _nothing_fits(token: Token) -> SyntaxFault:
    if token.kind in {"other", "comment"}:
        return _no_token(token)
    found = token.text or "end of formula"
    advice = "a field, a value or a function is wanted here"
    return SyntaxFault(token.offset, f"Syntax error. Found '{found}'", advice)


def _too_much(token: Token) -> SyntaxFault:
    if token.kind in {"other", "comment"}:
        return _no_token(token)
    found = token.text if token.kind == "name" else f"'{token.text}'"
    advice = "the formula is complete before it; remove it, or write an operator between"
    if token.text == ")":
        advice = "no parenthesis is open here; remove it"
    elif token.text.upper() in {"AND", "OR"}:
        sign = "&&" if token.text.upper() == "AND" else "||"
        advice = f"write {sign} between two conditions, or {token.text.upper()}(one, two)"
    return SyntaxFault(token.offset, f"Syntax error. Extra {found}", advice)


def _not_closed(token: Token, opened: Token) -> SyntaxFault:
    if token.kind in {"other", "comment"}:
        return _no_token(token)
    what = f"the parenthesis after {opened.text}" if opened.kind == "name" else "a parenthesis"
    where = f"before {token.text}" if token.text else "at the end"
    advice = f"{what} is still open {where}"
    if token.text == ";":
        advice = "write a comma between parameters"
    elif token.text == "," and opened.kind != "name":
        advice = "a parenthesis holds one value, and NOT takes one; remove what follows"
    return SyntaxFault(token.offset, "Syntax error. Missing ')'", advice)


def _no_token(token: Token) -> SyntaxFault:
    """Return what is wrong with characters that are no token."""
    if token.kind == "comment":
        return SyntaxFault(token.offset, "Syntax error. Missing *", "end the comment with */")
    if token.text in {'"', "'"}:
        advice = (
            "the text has no closing quote on its line, or a backslash in it that is not one of "
            r"\\, \", \', \n, \r and \t"
        )
        return SyntaxFault(token.offset, "Syntax error", advice)
    if token.text in _CURLY:
        return SyntaxFault(token.offset, "Syntax error", "write straight quotes, not curly ones")
    if token.text == "|":
        return SyntaxFault(token.offset, "Syntax error", "write || between two conditions")
    shown = token.text if token.text.isprintable() else f"U+{ord(token.text):04X}"
    advice = f"{shown} has no meaning in a formula outside quotes"
    return SyntaxFault(token.offset, "Syntax error", advice)
