"""Check a call of a function: whether there is one, whether it may stand here, its parameters."""

import re
from collections.abc import Iterator
from functools import cache

from generator.formulas.functions import (
    INSTEAD,
    Function,
    Parameter,
    Place,
    functions,
    kind_of_result,
)
from generator.formulas.kinds import FITS, PICKLISTS, Kind
from generator.formulas.operators import shared
from generator.formulas.parser import Node
from generator.formulas.scope import Fault, Problem, Scope
from generator.formulas.sentences import conversion, picklist, wrong_kind
from generator.metadata.near_names import slip_of
from generator.metadata.published import did_you_mean

_OF_CHANGES = frozenset({"ISCHANGED", "ISCLONE", "ISNEW", "PRIORVALUE"})
_CONVERTS = frozenset({"DATEVALUE", "TEXT", "VALUE"})
_LIMITS = (90, 180)  # of a latitude and a longitude
_NOT_INCLUDED = (
    "Incorrect parameter for function INCLUDES(). Text Literal must be a valid value for this "
    "multi-select picklist field."
)
_ESCAPE = re.compile(r"\\([\\\"'])")


def check_call(node: Node, kinds: list[Kind], scope: Scope) -> tuple[Kind, list[Fault]]:
    """Return the kind of the result of a call, and what is wrong with the call.

    `kinds` are those of its parameters. What is wrong gives a result that is not known.
    """
    function = functions().get(node.text.upper())
    if function is None:
        return Kind.UNKNOWN, [_unknown(node)]
    if scope.place in function.refused:
        return Kind.UNKNOWN, [_misplaced(node, function)]
    if fault := _wrong_count(node, function):
        return kind_of_result(function), [fault]
    call = _Call(node, function, kinds, scope)
    return call.result(), call.faults


def _unknown(node: Node) -> Fault:
    name = node.text.upper()
    message = f"Unknown function {node.text}. Check spelling."
    return Fault(Problem.FUNCTION, node.offset, message, INSTEAD.get(name) or _meant(name))


@cache
def _meant(name: str) -> str:
    near = slip_of(name, functions()) or did_you_mean(name, functions())
    return f"did you mean {near}?" if near else ""


def _misplaced(node: Node, function: Function) -> Fault:
    places = [place.words for place in Place if place not in function.refused]
    message = f"Function {node.text} may not be used in this type of formula"
    advice = f"it is for {', '.join(places)}" if places else ""
    return Fault(Problem.PLACE, node.offset, message, advice)


def _wrong_count(node: Node, function: Function) -> Fault | None:
    count, least, most = len(node.parts), function.least, function.most
    if function.name == "CASE" and count > least and count % 2:
        least, most = count - 1, count - 1
    if least <= count <= most:
        return None
    wanted = least if count < least else most
    message = f"Incorrect number of parameters for function '{node.text}()'. "
    return Fault(Problem.PARAMETERS, node.offset, f"{message}Expected {wanted}, received {count}")


class _Call:
    """A call of a function that may stand here, with as many parameters as it takes."""

    def __init__(self, node: Node, function: Function, kinds: list[Kind], scope: Scope) -> None:
        self.node, self.function, self.scope = node, function, scope
        self.faults: list[Fault] = [*_rarities(node, function, scope)]
        self.kinds = list(kinds)
        for index, kind in enumerate(kinds):
            self.kinds[index] = self._parameter(index, kind)
        if not self.faults:
            self.faults += _wrong_values(node, function, self.kinds, scope)

    def result(self) -> Kind:
        """Return the kind of the result, as the kinds of the parameters decide it."""
        if self.function.result == "first":
            return Kind.UNKNOWN if self.kinds[0] in PICKLISTS else self.kinds[0]
        if self.function.result != "common":
            return kind_of_result(self.function)
        results = self._results()
        if self.function.name == "CASE":
            self._tests()
        kind, wrong = shared([self.kinds[index] for index in results])
        if wrong >= 0:
            self._wrong(results[wrong], (kind,))
            return Kind.UNKNOWN
        return kind

    def _results(self) -> list[int]:
        """Return which parameters the result may be."""
        count = len(self.kinds)
        if self.function.name == "CASE":
            return [*range(2, count - 1, 2), count - 1]
        return list(range(1 if self.function.name == "IF" else 0, count))

    def _tests(self) -> None:
        """Check that the tests of a CASE are of the kind of what they are compared with."""
        if self.kinds[0] in PICKLISTS:
            for index in range(1, len(self.kinds) - 1, 2):
                if self.node.parts[index].kind != "text" and self.kinds[index] not in FITS:
                    self._wrong(index, ("Text Literal",))
            return
        tests = [0, *range(1, len(self.kinds) - 1, 2)]
        kind, wrong = shared([self.kinds[index] for index in tests])
        if wrong >= 0:
            self._wrong(tests[wrong], (kind,))

    def _parameter(self, index: int, kind: Kind) -> Kind:
        """Return the kind of a parameter; UNKNOWN if it is wrong, which is then a fault."""
        parameter = self.function.parameter(index)
        part = self.node.parts[index]
        if kind in PICKLISTS and kind not in parameter.kinds:
            self._fault(Problem.PICKLIST, part, *picklist(part.text, kind))
            return Kind.UNKNOWN
        if parameter.is_field:
            return self._field(part, kind)
        if parameter.is_literal and part.kind != "text":
            received = Kind.TEXT if kind is Kind.UNKNOWN else kind
            self._wrong(index, ("Text Literal",), received)
            return Kind.UNKNOWN
        if kind in FITS or kind in parameter.kinds:
            return kind
        self._wrong(index, self._wanted(parameter), kind)
        return Kind.UNKNOWN

    def _wanted(self, parameter: Parameter) -> tuple[str, ...]:
        if self.function.name == "TEXT":
            return (Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.PICKLIST)
        return () if parameter.has_own_message else tuple(parameter.kinds)

    def _field(self, part: Node, kind: Kind) -> Kind:
        """Check a parameter that has to be a field, of the record itself where changes count."""
        if part.kind != "name":
            self._fault(Problem.KIND, part, wrong_kind(self._name, (), kind), "name a field")
            return Kind.UNKNOWN
        of_record = self.function.name in _OF_CHANGES and self.scope.place is not Place.FLOW
        if of_record and "." in part.text:
            message = f"The {self.function.name} function cannot reference the {part.text} field."
            advice = "name a field of the record itself"
            self._fault(Problem.OTHER_RECORD, part, message, advice)
            return Kind.UNKNOWN
        return kind

    def _wrong(self, index: int, wanted: tuple[str, ...], kind: Kind | None = None) -> None:
        kind = kind or self.kinds[index]
        kinds = [each for each in wanted if isinstance(each, Kind)]
        advice = conversion(kinds, kind)
        if self.function.name in _CONVERTS and kind is kind_of_result(self.function):
            advice = f"the value is {kind} already; leave {self.function.name} out"
        elif self.function.name == "TEXT":
            advice = conversion((Kind.TEXT,), kind)
        message = wrong_kind(self._name, wanted, kind)
        self._fault(Problem.KIND, self.node.parts[index], message, advice)

    @property
    def _name(self) -> str:
        return f"function '{self.node.text}()'"

    def _fault(self, problem: Problem, part: Node, message: str, advice: str = "") -> None:
        self.faults.append(Fault(problem, part.offset, message, advice))


def _rarities(node: Node, function: Function, scope: Scope) -> Iterator[Fault]:
    """Yield what not every place takes, or what makes no sense in a place."""
    count = len(node.parts)
    message = f"Incorrect number of parameters for function '{node.text}()'"
    if function.name in {"AND", "OR"} and not count:
        text = f"{message}. Expected 1, received 0"
        yield Fault(Problem.MAY_LACK_PARAMETERS, node.offset, text, "write the conditions")
    if function.name == "TRUNC" and count == 1 and scope.place is not Place.FORMULA_FIELD:
        text = f"{message}. Expected 2, received 1"
        yield Fault(Problem.MAY_LACK_PARAMETERS, node.offset, text, "add , 0 for a whole number")
    if function.name in _OF_CHANGES and not scope.follows_records:
        text = f"Function {node.text} may not be used in this type of formula"
        advice = "no record starts the flow, so that nothing has changed"
        yield Fault(Problem.NO_RECORD, node.offset, text, advice)


def _wrong_values(
    node: Node, function: Function, kinds: list[Kind], scope: Scope
) -> Iterator[Fault]:
    """Yield what is wrong with values that are written out."""
    if function.name == "DISTANCE":
        unit = node.parts[2]
        if unit.kind == "text" and literal(unit).lower() not in {"mi", "km"}:
            yield _value(node, unit, "'mi'/'km'", literal(unit), 'write "mi" or "km"')
    elif function.name == "GEOLOCATION":
        for part, limit in zip(node.parts, _LIMITS, strict=True):
            number = part.parts[0] if part.kind == "operator" and len(part.parts) == 1 else part
            if number.kind == "number" and float(number.text) > limit:
                yield _value(node, part, f"-{limit} to {limit}", number.text, "")
    elif function.name in {"ISPICKVAL", "INCLUDES", "CASE"} and kinds[0] in PICKLISTS:
        yield from _picklist_values(node, function, scope)


def _value(node: Node, part: Node, wanted: str, received: str, advice: str) -> Fault:
    message = f"Incorrect parameter value for function '{node.text}()'. "
    text = f"{message}Expected {wanted}, received {received}"
    return Fault(Problem.VALUE, part.offset, text, advice)


def _picklist_values(node: Node, function: Function, scope: Scope) -> Iterator[Fault]:
    """Yield the values that a picklist is compared with and does not have."""
    field = node.parts[0].text
    known = scope.reference(field).values
    folded = {each.lower() for each in known}
    is_strict = function.name == "INCLUDES"
    last = len(node.parts) - 1 if function.name == "CASE" else 2
    for part in (each for each in node.parts[1:last:2] if each.kind == "text"):
        value = literal(part)
        if (value.lower() not in folded) if value and known else (is_strict and not value):
            near = slip_of(value, known)
            text = f'{field} has no value "{value}"'
            advice = f'did you mean "{near}"?' if near else ""
            if is_strict:
                text, advice = _NOT_INCLUDED, f"{text}; {advice}" if advice else text
            yield Fault(Problem.PICKLIST_VALUE, part.offset, text, advice)


def literal(node: Node) -> str:
    """Return the value of a text: only backslashes before quotes and backslashes count."""
    return _ESCAPE.sub(r"\1", node.text[1:-1])
