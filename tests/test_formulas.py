"""Formulas: what orgs took is not accused, what they refused is found, in their own words.

The parser is checked against a grammar (see `formula_grammar`), the rules with small trees in
tests/rules, the places of faults here.
"""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from formula_grammar import is_formula
from hypothesis import given
from hypothesis import strategies as st
from test_canonical import CORPUS

from generator.formulas.check import check
from generator.formulas.functions import UNLIMITED, Function, Place, functions
from generator.formulas.kinds import LONG_TEXTS, PICKLISTS, Kind, kind_of_type
from generator.formulas.merge import strip
from generator.formulas.parser import Node, parse
from generator.formulas.scope import Fault, Problem, Reference, Scope
from generator.formulas.sentences import picklist

REAL = Path(os.environ.get("KALTURA_SFDX_FORMULAS", CORPUS.parent / "formulas"))
PLACES = {"field": "F", "validation": "V", "default": "D", "flow": "L"}
TYPES = {"String": "Text", "Boolean": "Checkbox"}
OBJECT = "force-app/main/default/objects/Hall__c"
KIND = "Incorrect parameter type for"
VALUE = "Incorrect parameter value for function"
NUMBER = "Incorrect number of parameters for"
SEED = 20_261
MUTANTS = 10_000


def rows(name: str) -> list[dict[str, str]]:
    path = REAL / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"no formulas in {REAL}; set KALTURA_SFDX_FORMULAS to a folder of them")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def kind_of(field_type: str) -> Kind:
    name, _, operation = field_type.partition(":")
    if name == "Summary":
        return Kind.NUMBER if operation in {"sum", "count"} else Kind.UNKNOWN
    return kind_of_type(name)


def scope_of(place: str, result: str, fields: dict[str, str], missing: Problem | None) -> Scope:
    """Return the scope of a formula whose fields are known; others are what `missing` says."""
    kinds = {name.casefold(): kind_of(of_type) for name, of_type in fields.items()}

    def reference(name: str) -> Reference:
        if name.casefold() in kinds:
            return Reference(kinds[name.casefold()])
        text = f"Field {name} does not exist. Check spelling."
        return Reference(Kind.UNKNOWN, missing, text)

    wanted = kind_of_type(TYPES.get(result, result))
    if wanted in PICKLISTS | LONG_TEXTS and place == "D":
        wanted = Kind.TEXT
    return Scope(Place(place), wanted, reference)


def test_no_formula_that_an_org_took_is_accused() -> None:
    found = {
        row["formula"]: faults
        for row in rows("accepted")
        if (faults := check(row["formula"], scope_of(*facts(row), None)))
    }

    assert found == {}


def facts(row: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    fields: object = row["fields"]
    assert isinstance(fields, dict)
    return PLACES.get(row.get("kind", ""), row.get("place", "")), row["result"], fields


def test_each_formula_that_an_org_refused_is_found_in_its_words() -> None:
    refused = rows("refused")
    found = {row["formula"]: [f.text() for f in faults(row)] for row in refused}

    worded = [row for row in refused if any(row["message"] in t for t in found[row["formula"]])]
    assert [formula for formula, texts in found.items() if not texts] == []
    assert len(worded) >= 0.9 * len(refused)


def faults(row: dict[str, str]) -> list[Fault]:
    return check(row["formula"], scope_of(*facts(row), Problem.FIELD))


def mutants(formulas: list[str], count: int) -> Iterator[str]:
    """Yield formulas with letters that were added, dropped or doubled, always the same ones."""
    chance = random.Random(SEED)  # noqa: S311  (not for secrets)
    signs = [*"()\"',.+-*/^&|=<>![]{}~;:#$ \n\\aZ_09“\xa0", "NOT", "null", "/*", "*/", "=>", "IF("]
    for _ in range(count):
        text = chance.choice(formulas)
        for _ in range(chance.choice((1, 1, 2, 3))):
            start, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
            text = chance.choice(
                (
                    text[:start] + chance.choice(signs) + text[start:],
                    text[:start] + text[start + 1 :],
                    text[:end] + text[start:],
                )
            )
        yield text


def test_two_parsers_agree_on_real_formulas_and_on_mutants() -> None:
    formulas = [strip(row["formula"]).text for row in rows("accepted")]
    others = list(mutants(formulas, MUTANTS))

    differing = [each for each in others if is_formula(each) != isinstance(parse(each), Node)]

    assert all(is_formula(each) and isinstance(parse(each), Node) for each in formulas)
    assert differing == []
    assert 0.2 * MUTANTS < sum(map(is_formula, others)) < 0.8 * MUTANTS


def with_slips(text: str, root: Node) -> Iterator[tuple[Problem, str]]:
    """Yield a formula with what people often get wrong, and the problem that it then has."""
    yield Problem.SYNTAX, f"{text})"
    yield Problem.SYNTAX, f"{text} +"
    yield Problem.SYNTAX, f"{text} AND TRUE"
    if '"' in text:
        yield Problem.SYNTAX, text[: text.rindex('"')] + "\u201d" + text[text.rindex('"') + 1 :]
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting += node.parts
        if node.kind == "call":
            end = node.offset + len(node.text)
            yield Problem.FUNCTION, f"{text[:end]}X{text[end:]}"
            most = functions()[node.text.upper()].most
            if most != UNLIMITED:
                start = text.index("(", end) + 1
                more = "NULL, " * most if node.parts else "NULL"
                yield Problem.PARAMETERS, text[:start] + more + text[start:]


def test_slips_in_real_formulas_are_found() -> None:
    missed, count = [], 0
    for row in rows("accepted"):
        text, scope = strip(row["formula"]).text, scope_of(*facts(row), None)
        root = parse(text)
        assert isinstance(root, Node)
        for problem, wrong in with_slips(text, root):
            count += 1
            problems = {fault.problem for fault in check(wrong, scope)}
            if not problems & {problem, Problem.LENGTH}:
                missed.append((problem, wrong, problems))

    assert missed == []
    assert count > 10_000


ANYTHING = Scope(Place.FORMULA_FIELD, Kind.TEXT, lambda _name: Reference())
# Texts that look like formulas more often than texts of any letters do.
PIECES = st.sampled_from(
    [
        "(",
        ")",
        ",",
        " ",
        "+",
        "-",
        "!",
        "NOT",
        "IF(",
        "a__c",
        "1",
        '"x"',
        "'",
        "/*",
        "*/",
        "{!",
        "}",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_has_a_verdict(text: str) -> None:
    stripped = strip(text)

    assert isinstance(parse(stripped.text), Node) == is_formula(stripped.text)
    for fault in check(text, ANYTHING):
        assert 0 <= fault.offset <= len(text)
        assert fault.message


@pytest.mark.parametrize(
    "deep", ["(" * 1900 + "1" + ")" * 1900, "-" * 3899 + "1", "IF(a,b," * 550]
)
def test_no_depth_is_too_deep(deep: str) -> None:
    assert len(check(deep, ANYTHING)) == 1


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("", "Syntax error. Found 'end of formula'"),
        ("IF(, 1, 2)", "Syntax error. Found ','"),
        ("IF(a = = 1, 1, 2)", "Syntax error. Found '='"),
        ("(a b)", "Syntax error. Missing ')'"),
        ("a b", "Syntax error. Extra b"),
        ("TRUE()", "Syntax error. Extra '('"),
        ("1,000", "Syntax error. Extra ','"),
        ('"a\\d"', "Syntax error"),
        ('"a\nb"', "Syntax error"),
        ("“a”", "Syntax error"),
        ("foo(1)", "Unknown function foo. Check spelling."),
        ("CASE(a, 1, 2)", f"{NUMBER} function 'CASE()'. Expected 4, received 3"),
        ("CASE(a, 1, 2, 3, 4, 5, 6)", f"{NUMBER} function 'CASE()'. Expected 6, received 7"),
        ("Due - Seen", f"{KIND} operator '-'. Expected Number, Date, received Date/Time"),
        ("Due + Due", f"{KIND} operator '+'. Expected Number, received Date"),
        ("Text + 1", f"{KIND} operator '+'. Expected Text, received Number"),
        ("Text - Text", f"{KIND} operator '-'. Expected Number, Date, Date/Time, received Text"),
        ("-Text", f"{KIND} operator '-'. Expected Number, received Text"),
        ("On < On", f"{KIND} operator '<'. Expected Number, Date, Date/Time, received Boolean"),
        ("On && Text", f"{KIND} function 'and()'. Expected Boolean, received Text"),
        ("2 * 3 ^ Text", f"{KIND} operator '^'. Expected Number, received Text"),
        ("NOT On = Text", f"{KIND} operator '='. Expected Boolean, received Text"),
        ("IF(On, 1, Text)", f"{KIND} function 'IF()'. Expected Number, received Text"),
        ("CASE(Text, 'a', On, On)", "Incorrect argument type for function 'CASE()'."),
        ("ISBLANK(On)", "Incorrect argument type for function 'ISBLANK()'."),
        ("ADDMONTHS(Due, Text)", "Incorrect argument type for function 'ADDMONTHS()'."),
        (
            "IF(On, Tags, 'x')",
            picklist("Tags", Kind.MULTISELECT)[0],
        ),
        (
            "CASE(Stage, 1, 2, 3)",
            f"{KIND} function 'CASE()'. Expected Text Literal, received Number",
        ),
        (
            "DISTANCE(GEOLOCATION(1, 181), NULL, 'km')",
            f"{VALUE} 'GEOLOCATION()'. Expected -180 to 180, received 181",
        ),
    ],
)
def test_an_org_says(formula: str, message: str) -> None:
    fields = {"Due": "Date", "Seen": "DateTime", "Text": "Text", "On": "Checkbox"}
    scope = scope_of("V", "", fields | {"Stage": "Picklist", "Tags": "MultiselectPicklist"}, None)

    assert [fault.message for fault in check(formula, scope)] == [message]


VALUES = {
    Kind.NUMBER: "1",
    Kind.TEXT: "'a'",
    Kind.DATE: "TODAY()",
    Kind.DATETIME: "NOW()",
    Kind.TIME: "TIMENOW()",
    Kind.BOOLEAN: "TRUE",
    Kind.LOCATION: "GEOLOCATION(1, 2)",
    Kind.PICKLIST: "Stage",
    Kind.MULTISELECT: "Tags",
}
FREE = Scope(
    Place.VALIDATION_RULE,
    Kind.UNKNOWN,
    lambda name: Reference(
        {"Stage": Kind.PICKLIST, "Tags": Kind.MULTISELECT}.get(name, Kind.TEXT)
    ),
)
JUDGED = [row for row in functions().values() if FREE.place not in row.refused]


LEAST = {"AND": 1, "OR": 1, "TRUNC": 2}  # with fewer, there is a warning


def value_for(function: Function, index: int) -> str:
    parameter = function.parameter(index)
    if parameter.is_field:
        return "Field"
    if function.name == "DISTANCE" and index == len(("from", "to")):
        return "'mi'"
    return next(value for kind, value in VALUES.items() if kind in parameter.kinds)


def call(function: Function, count: int) -> str:
    values = [value_for(function, index) for index in range(count)]
    return f"{function.name}({', '.join(values)})"


@pytest.mark.parametrize("function", JUDGED, ids=lambda row: row.name)
def test_each_function_takes_what_its_row_says_and_nothing_else(function: Function) -> None:
    least = LEAST.get(function.name, function.least)
    counts = {least, least if function.most == UNLIMITED else function.most}

    assert [fault for count in counts for fault in check(call(function, count), FREE)] == []
    if function.most != UNLIMITED:
        (fault,) = check(f"{function.name}({', '.join(['NULL'] * (function.most + 1))})", FREE)
        assert fault.problem is Problem.PARAMETERS
    for index in range(least):
        for kind, value in VALUES.items():
            parameter = function.parameter(index)
            if kind in parameter.kinds or parameter.is_field or function.result == "common":
                continue
            values = [value_for(function, i) for i in range(least)]
            values[index] = value
            (fault,) = check(f"{function.name}({', '.join(values)})", FREE)
            assert fault.problem in {Problem.KIND, Problem.PICKLIST}


@pytest.mark.parametrize(
    ("function", "place"),
    [(row, place) for row in functions().values() for place in sorted(row.refused)],
    ids=lambda each: getattr(each, "name", each),
)
def test_a_function_is_refused_in_places_of_its_row(function: Function, place: Place) -> None:
    scope = Scope(place, Kind.UNKNOWN, lambda _name: Reference())

    (fault,) = check(call(function, function.least), scope)

    assert fault.message == f"Function {function.name} may not be used in this type of formula"
