"""Check a formula as an org does when it saves it: from the leaves of its tree upward.

The sentences are those of Salesforce. A value whose kind is not known fits everywhere; so does
what was found wrong already.
"""

import re
from collections.abc import Iterator

from generator.formulas import operators
from generator.formulas.calls import check_call
from generator.formulas.functions import Place
from generator.formulas.kinds import FITS, LONG_TEXTS, PICKLISTS, Kind
from generator.formulas.merge import strip
from generator.formulas.parser import Node, parse
from generator.formulas.scope import Fault, Problem, Scope
from generator.formulas.sentences import conversion, picklist, wrong_kind

MOST_CHARACTERS = 3_900
MOST_BYTES = 4_000
MOST_RELATIONS = 10
_BARE_TEXT = re.compile(r"[^\"'()&\n]+")
_DATES = {Kind.DATE, Kind.DATETIME}
_WORDS = {"true": Kind.BOOLEAN, "false": Kind.BOOLEAN, "null": Kind.NULL}


def check(formula: str, scope: Scope) -> list[Fault]:
    """Return what an org refuses in a formula, by place; each fault once.

    The kind of the result is judged only where nothing else was found.
    """
    stripped = strip(formula)
    if len(stripped.text) > MOST_CHARACTERS:
        return [_too_long(len(stripped.text))]
    root = parse(stripped.text)
    if not isinstance(root, Node):
        advice = root.advice
        if scope.place is Place.DEFAULT_VALUE and _BARE_TEXT.fullmatch(stripped.text):
            advice = f'write "{stripped.text}" if it is a text'
        return [Fault(Problem.SYNTAX, stripped.offset(root.offset), root.message, advice)]
    checker = _Checker(scope)
    checker.check(root)
    faults = {fault._replace(offset=stripped.offset(fault.offset)) for fault in checker.faults}
    size = len(stripped.text.encode(errors="surrogatepass"))
    if size > MOST_BYTES:
        faults.add(Fault(Problem.BYTES, 0, _BYTES.format(size, MOST_BYTES)))
    return _once(sorted(faults, key=lambda fault: fault.offset))


def check_syntax(formula: str) -> list[Fault]:
    """Return what is wrong with the syntax of a formula, of whose names nothing is known."""
    root = parse(formula)
    if isinstance(root, Node):
        return []
    return [Fault(Problem.SYNTAX, root.offset, root.message, root.advice)]


_BYTES = "The size of your string is {:,} bytes but may not exceed {:,} bytes."


def names(formula: str) -> Iterator[tuple[str, int]]:
    """Yield the names of fields in a formula, and where each stands; none if it cannot be read."""
    stripped = strip(formula)
    root = parse(stripped.text) if len(stripped.text) <= MOST_CHARACTERS else None
    if isinstance(root, Node):
        for node in _leaves_first(root):
            if node.kind == "name":
                yield node.text, stripped.offset(node.offset)


def _too_long(length: int) -> Fault:
    message = f"Formula is too long ({length:,} characters). "
    return Fault(Problem.LENGTH, 0, f"{message}Maximum length is {MOST_CHARACTERS:,} characters")


def _once(faults: list[Fault]) -> list[Fault]:
    """Return the faults of which each says something new: a name may be wrong in many places."""
    first: dict[tuple[Problem, str], Fault] = {}
    for fault in faults:
        first.setdefault((fault.problem, fault.message), fault)
    return list(first.values())


def _leaves_first(root: Node) -> list[Node]:
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(node.parts)
    return found[::-1]


class _Checker:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.faults: list[Fault] = []

    def check(self, root: Node) -> None:
        kinds: list[Kind] = []
        for node in _leaves_first(root):
            count = len(node.parts)
            of_parts = kinds[len(kinds) - count :]
            del kinds[len(kinds) - count :]
            kinds.append(self._kind(node, of_parts))
        kind = self._as_value(root, kinds[0])
        serious = [fault for fault in self.faults if fault.problem not in _MILD]
        if not serious:
            self._result(root, kind)

    def _kind(self, node: Node, of_parts: list[Kind]) -> Kind:
        if node.kind == "name":
            return self._name(node)
        if node.kind == "call":
            kind, faults = check_call(node, of_parts, self.scope)
            self.faults += faults
            return kind
        if node.kind == "operator":
            pairs = zip(node.parts, of_parts, strict=True)
            return self._operator(node, [self._as_value(part, kind) for part, kind in pairs])
        if node.kind == "word":
            return _WORDS[node.text.lower()]
        return Kind.NUMBER if node.kind == "number" else Kind.TEXT

    def _name(self, node: Node) -> Kind:
        found = self.scope.reference(node.text)
        if found.problem is not None:
            self._fault(found.problem, node, found.message, found.advice)
        elif node.text.count(".") > MOST_RELATIONS:
            message = f"{node.text} has more than {MOST_RELATIONS} relations in it"
            self._fault(Problem.RELATIONS, node, message)
        if found.kind in LONG_TEXTS:
            return self._long_text(node, found.kind)
        return found.kind

    def _long_text(self, node: Node, kind: Kind) -> Kind:
        if self.scope.place is not Place.FORMULA_FIELD:
            return Kind.TEXT
        message = (
            f'You referenced an unsupported field type called "{kind}" using the following '
            f"field: {node.text}"
        )
        self._fault(Problem.LONG_TEXT, node, message, "a formula field cannot read long text")
        return Kind.UNKNOWN

    def _as_value(self, node: Node, kind: Kind) -> Kind:
        """Return the kind of a part, or that of anything if it is a picklist in a wrong place."""
        if kind not in PICKLISTS:
            return kind
        self._fault(Problem.PICKLIST, node, *picklist(node.text, kind))
        return Kind.UNKNOWN

    def _operator(self, node: Node, kinds: list[Kind]) -> Kind:
        if len(kinds) == 1:
            found = operators.before(node.text, kinds[0])
        else:
            found = operators.between(node.text, *kinds)
        if isinstance(found, Kind):
            return found
        index, wanted = found
        name = operators.name_of(node.text)
        message = wrong_kind(name, wanted, kinds[index])
        self._fault(Problem.KIND, node.parts[index], message, conversion(wanted, kinds[index]))
        return Kind.UNKNOWN

    def _result(self, root: Node, kind: Kind) -> None:
        wanted = self.scope.wanted
        if kind in FITS or wanted in FITS or kind is wanted:
            return
        is_default = self.scope.place is Place.DEFAULT_VALUE
        if {wanted, kind} == _DATES and (wanted is Kind.DATE or is_default):
            return  # orgs have such fields
        words = "true or false" if wanted is Kind.BOOLEAN else str(wanted)
        message = f"Formula result is data type ({kind}), incompatible with expected data type "
        self._fault(Problem.RESULT, root, f"{message}({words}).", conversion((wanted,), kind))

    def _fault(self, problem: Problem, node: Node, message: str, advice: str = "") -> None:
        self.faults.append(Fault(problem, node.offset, message, advice))


# What does not keep an org from saving a formula.
_MILD = frozenset(
    {
        *(Problem.MAY_LACK_FIELD, Problem.PICKLIST_VALUE, Problem.MAY_LACK_PARAMETERS),
        *(Problem.RELATIONS, Problem.NO_RECORD),
    }
)
