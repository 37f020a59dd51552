"""The sentences of an org about formulas, and what to write instead."""

from collections.abc import Collection

from generator.formulas.kinds import Kind

# What makes one kind of another.
_CONVERSIONS = {
    (Kind.TEXT, Kind.NUMBER): "write TEXT(...) around the number",
    (Kind.TEXT, Kind.DATE): "write TEXT(...) around the date",
    (Kind.TEXT, Kind.DATETIME): "write TEXT(...) around the date/time",
    (Kind.TEXT, Kind.TIME): "write TEXT(...) around the time",
    (Kind.TEXT, Kind.BOOLEAN): 'write IF(condition, "text if true", "text if false")',
    (Kind.NUMBER, Kind.TEXT): "write VALUE(...) around the text; a number has no quotes",
    (Kind.NUMBER, Kind.BOOLEAN): "write IF(condition, 1, 0)",
    (Kind.DATE, Kind.TEXT): "write DATEVALUE(...) around the text, or DATE(year, month, day)",
    (Kind.DATE, Kind.DATETIME): "write DATEVALUE(...) around the date/time",
    (Kind.DATETIME, Kind.TEXT): "write DATETIMEVALUE(...) around the text",
    (Kind.DATETIME, Kind.DATE): "write DATETIMEVALUE(...) around the date",
    (Kind.TIME, Kind.TEXT): "write TIMEVALUE(...) around the text",
    (Kind.TIME, Kind.DATETIME): "write TIMEVALUE(...) around the date/time",
    (Kind.BOOLEAN, Kind.TEXT): "compare the text with another, as in text = other",
    (Kind.BOOLEAN, Kind.NUMBER): "compare the number with another, as in number > 0",
}


def conversion(wanted: Collection[Kind], kind: Kind) -> str:
    """Return how a value becomes one of the kinds that are wanted; empty if it cannot."""
    if len(wanted) == 1:
        return next(_CONVERSIONS.get((each, kind), "") for each in wanted)
    if kind is Kind.TEXT and Kind.NUMBER in wanted:
        return "write VALUE(...) around the text, or TEXT(...) around the other to join them"
    if kind is Kind.DATETIME and Kind.DATE in wanted:
        return _CONVERSIONS[Kind.DATE, kind]
    return ""


def wrong_kind(name: str, wanted: Collection[str], kind: str) -> str:
    """Return what an org says of a value of a wrong kind; `name` is a function or operator."""
    if not wanted:
        return f"Incorrect argument type for {name}."
    listed = ", ".join(each for each in wanted if each != kind)
    return f"Incorrect parameter type for {name}. Expected {listed}, received {kind}"


def picklist(field: str, kind: Kind) -> tuple[str, str]:
    """Return what an org says of a picklist in a wrong place, and what to write instead."""
    word, advice = "picklist", f'write TEXT({field}), or ISPICKVAL({field}, "value")'
    if kind is Kind.MULTISELECT:
        word, advice = "multi-select picklist", f'write INCLUDES({field}, "value")'
    message = (
        f"Field {field} is a {word} field. {word.capitalize()} fields are only supported in "
        "certain functions."
    )
    return message, advice
