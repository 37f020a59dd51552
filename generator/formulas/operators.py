"""The kinds that operators take and give, in the order in which an org checks them."""

from collections.abc import Callable, Mapping

from generator.formulas.kinds import FITS, Kind, common

# What an operator gives, or the operand that is wrong (0 or 1) and the kinds that it may be. No
# kinds: an org tells none.
Wrong = tuple[int, tuple[Kind, ...]]
_Check = Callable[[Kind, Kind], "Kind | Wrong"]

_ADDABLE = (Kind.NUMBER, Kind.DATE, Kind.DATETIME)
_DATES = frozenset({Kind.DATE, Kind.DATETIME})
_NUMBER = (Kind.NUMBER,)


def _sum(left: Kind, right: Kind) -> Kind | Wrong:
    if left is Kind.TEXT:
        return Kind.TEXT if right is Kind.TEXT else (1, (Kind.TEXT,))
    if left is Kind.NUMBER and (right in _DATES or right is Kind.NUMBER):
        return right
    if left in _DATES or left is Kind.TIME:
        if right is Kind.NUMBER:
            return left
        if right is left:
            return 1, () if left is Kind.TIME else _NUMBER
    return int(left in {Kind.NUMBER, Kind.TIME, *_DATES}), _ADDABLE


def _difference(left: Kind, right: Kind) -> Kind | Wrong:
    if left is Kind.NUMBER:
        if right is Kind.NUMBER:
            return Kind.NUMBER
        return 1, _NUMBER if right in _DATES else _ADDABLE
    if left in _DATES or left is Kind.TIME:
        if right is Kind.NUMBER:
            return left
        return Kind.NUMBER if right is left else (1, _ADDABLE)
    return 0, _ADDABLE


def _equal(left: Kind, right: Kind) -> Kind | Wrong:
    if Kind.LOCATION in {left, right}:
        return int(left is not Kind.LOCATION), ()
    return Kind.BOOLEAN if left is right else (1, (left,))


def _ordered(left: Kind, right: Kind) -> Kind | Wrong:
    if Kind.BOOLEAN in {left, right} and left is right:
        return 0, _ADDABLE
    return _equal(left, right)


def _each(kind: Kind) -> _Check:
    def check(left: Kind, right: Kind) -> Kind | Wrong:
        if left is not kind:
            return 0, (kind,)
        return kind if right is kind else (1, (kind,))

    return check


_CHECKS: Mapping[str, _Check] = {
    "+": _sum,
    "-": _difference,
    **dict.fromkeys(("*", "/", "^"), _each(Kind.NUMBER)),
    "&": _each(Kind.TEXT),
    **dict.fromkeys(("=", "==", "<>", "!="), _equal),
    **dict.fromkeys(("<", ">", "<=", ">="), _ordered),
    **dict.fromkeys(("&&", "||"), _each(Kind.BOOLEAN)),
}
_COMPARES = frozenset({"=", "==", "<>", "!=", "<", ">", "<=", ">="})
_ONE_KIND = {
    **dict.fromkeys(("*", "/", "^"), Kind.NUMBER),
    "&": Kind.TEXT,
    **dict.fromkeys(("&&", "||"), Kind.BOOLEAN),
}
# As an org names operators in its messages.
_NAMES = {
    "==": "operator '='",
    "!=": "operator '<>'",
    "&&": "function 'and()'",
    "||": "function 'or()'",
    "!": "function 'not()'",
}


def name_of(operator: str) -> str:
    """Return the name of an operator in an org's messages."""
    if operator.isalpha():
        return f"function '{operator}()'"
    return _NAMES.get(operator, f"operator '{operator}'")


def between(operator: str, left: Kind, right: Kind) -> Kind | Wrong:
    """Return what an operator between two values gives, or which of them is wrong."""
    if left in FITS or right in FITS:
        return _in_part(operator, left, right)
    return _CHECKS[operator](left, right)


def _in_part(operator: str, left: Kind, right: Kind) -> Kind | Wrong:
    """Judge an operator of whose values one is not known, or NULL."""
    if operator in _COMPARES:
        return Kind.BOOLEAN
    kind = _ONE_KIND.get(operator)
    if kind is None:
        return _sum_in_part(operator, left, right)
    if left not in FITS and left is not kind:
        return 0, (kind,)
    if right not in FITS and right is not kind:
        return 1, (kind,)
    return kind


def _sum_in_part(operator: str, left: Kind, right: Kind) -> Kind | Wrong:
    allowed = {*_ADDABLE, Kind.TIME} | ({Kind.TEXT} if operator == "+" else set())
    for index, kind in enumerate((left, right)):
        if kind not in FITS and kind not in allowed:
            return index, _ADDABLE
    return Kind.TEXT if Kind.TEXT in {left, right} else Kind.UNKNOWN


def before(operator: str, kind: Kind) -> Kind | Wrong:
    """Return what an operator before a value gives, or that the value is wrong."""
    wanted = Kind.NUMBER if operator in {"+", "-"} else Kind.BOOLEAN
    return wanted if kind in FITS or kind is wanted else (0, (wanted,))


def shared(kinds: list[Kind]) -> tuple[Kind, int]:
    """Return the kind that values share, and the index of the first that does not; -1 if none."""
    result = Kind.NULL
    for index, kind in enumerate(kinds):
        both = common(result, kind)
        if both is None:
            return result, index
        result = both
    return result, -1
