"""The global values of formulas, such as `$User.Id`, by what they stand for in each place."""

from collections.abc import Callable, Mapping

from generator.formulas.functions import Place
from generator.formulas.kinds import Kind
from generator.formulas.scope import Problem, Reference
from generator.metadata.near_names import slip_of
from generator.validation.formula_names import Names

# The global values, and the kinds of those whose fields are all of one kind.
_GLOBALS = {
    "$Api": Kind.TEXT,
    "$Label": Kind.TEXT,
    "$Permission": Kind.BOOLEAN,
    "$Profile": Kind.TEXT,
    **dict.fromkeys(
        (
            *("$CustomMetadata", "$ObjectType", "$Organization", "$RecordType", "$Setup"),
            *("$System", "$User", "$UserRole", "$Record", "$Record__Prior", "$Flow"),
            *("$Action", "$Asset", "$Component", "$Client", "$CurrentPage", "$FieldSet"),
            *("$GlobalConstant", "$Network", "$Page", "$Request", "$Resource", "$SControl"),
            *("$Site", "$Source"),
        ),
        Kind.UNKNOWN,
    ),
}
_NEEDS_FIELD = frozenset(
    {
        *("$Api", "$CustomMetadata", "$Organization", "$Permission", "$Profile", "$Setup"),
        *("$System", "$User", "$UserRole"),
    }
)
_FOLDED = {name.casefold(): name for name in _GLOBALS}
# Where an org does not have a global value that it has elsewhere.
_NOT_IN = {
    "$Api": frozenset({Place.VALIDATION_RULE, Place.DEFAULT_VALUE}),
    "$ObjectType": frozenset({Place.FORMULA_FIELD}),
}


def global_value(name: str, place: Place, names: Names) -> Reference:
    """Return what a global value stands for; `name` begins with `$`."""
    root, *steps = name.split(".")
    known = _FOLDED.get(root.casefold())
    if known is None:
        return _unknown(name, root)
    if place in _NOT_IN.get(known, ()):
        return _missing(name, f"{known} cannot be read in {place.words}")
    if not steps and known in _NEEDS_FIELD:
        return _missing(name, f"name a field of it, as in {known}.Name")
    rule = _RULES.get(known)
    return rule(name, steps, names) if rule else Reference(_GLOBALS[known])


def _label(_name: str, steps: list[str], _names: Names) -> Reference:
    if steps:
        return Reference(Kind.TEXT)
    message = "$Label references must be of the form $Label.<section>.<key>"
    return Reference(Kind.UNKNOWN, Problem.FIELD, message, "write $Label.Name")


def _system(name: str, steps: list[str], _names: Names) -> Reference:
    is_origin = [step.casefold() for step in steps] == ["origindatetime"]
    if is_origin:
        return Reference(Kind.DATETIME)
    return _missing(name, "write $System.OriginDateTime")


def _user(_name: str, steps: list[str], names: Names) -> Reference:
    return names.field("User", ".".join(steps))


def _setting(name: str, steps: list[str], names: Names) -> Reference:
    return _field(name, steps, 1, names)


def _record_of_type(name: str, steps: list[str], names: Names) -> Reference:
    return _field(name, steps, len(("type", "record")), names)


def _field(name: str, steps: list[str], count: int, names: Names) -> Reference:
    """Return what a field of a custom setting or custom metadata record stands for."""
    if len(steps) <= count:
        return _missing(name, "name a field of it")
    found = names.field(steps[0], ".".join(steps[count:]))
    return found if found.problem is not Problem.FIELD else _missing(name, found.advice)


_RULES: Mapping[str, Callable[[str, list[str], Names], Reference]] = {
    "$Label": _label,
    "$System": _system,
    "$User": _user,
    "$Setup": _setting,
    "$CustomMetadata": _record_of_type,
}


def _unknown(name: str, root: str) -> Reference:
    near = slip_of(root, _GLOBALS)
    if near:
        return _missing(name, f"did you mean {near}?")
    message = f"{root} is no global value that is known"
    return Reference(Kind.UNKNOWN, Problem.MAY_LACK_FIELD, message)


def _missing(name: str, advice: str) -> Reference:
    message = f"Field {name} does not exist. Check spelling."
    return Reference(Kind.UNKNOWN, Problem.FIELD, message, advice)
