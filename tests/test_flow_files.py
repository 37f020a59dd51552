"""The files of the flows: names, paths, order, bytes, and what Salesforce's scanner finds."""

import json
from pathlib import Path

import pytest
from conftest import ROOT, Wsdl, execute
from event_campaigns import (
    KEY,
    SCHEMAS,
    STATUSES,
    generated,
)
from flow_interpreter.flow import Flow, body, connectors, reachable, targets
from flow_interpreter.nodes import (
    NAMED,
    RECORDS,
    Node,
    child,
    tag,
    text,
)

from generator.metadata.canonical import parse, serialize

each_flow = pytest.mark.parametrize("name", [STATUSES, KEY])
each_schema = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)


@each_schema
@each_flow
def test_every_connector_leads_somewhere_and_every_element_is_reached(
    schema: str, name: str
) -> None:
    flow = Flow(generated(schema)[name])
    led_to = {each for node in flow.elements.values() for each in targets(node)}

    assert led_to | {flow.first} == set(flow.elements)
    assert reachable(flow, flow.first) == set(flow.elements)


@each_schema
@each_flow
def test_no_loop_asks_the_org_anything(schema: str, name: str) -> None:
    flow = Flow(generated(schema)[name])

    for loop in flow.all("loops"):
        inside = body(flow, loop)
        assert inside
        assert not {tag(flow.elements[each]) for each in inside} & set(RECORDS)


@each_schema
@each_flow
def test_every_question_to_the_org_has_a_fault_path(schema: str, name: str) -> None:
    """Except the task, which is itself the report of a fault, and a record about to be saved."""
    flow = Flow(generated(schema)[name])

    without = {
        name
        for name, node in flow.elements.items()
        if tag(node) in RECORDS and child(node, "faultConnector") is None
    }

    assert without == ({"Tell_Owner"} if name == STATUSES else {"Set_Key"})


@each_schema
@each_flow
def test_elements_are_sorted_by_name_whatever_its_capitals(schema: str, name: str) -> None:
    flow = Flow(generated(schema)[name])

    for kind in NAMED:
        names = [text(node, "name").casefold() for node in flow.all(kind)]
        assert names == sorted(names)
        assert len(names) == len(set(names))
    kinds = [tag(node) for node in flow.root]
    assert kinds == sorted(kinds)


@each_schema
@each_flow
def test_the_canvas_is_tidy(schema: str, name: str) -> None:
    """No two elements share a place, and every way leads down, or aside; but back to a loop."""
    flow = Flow(generated(schema)[name])
    places = {each: _place(node) for each, node in flow.elements.items()}

    assert len(set(places.values())) == len(places)
    for each, node in flow.elements.items():
        for connector in connectors(node):
            to = text(connector, "targetReference")
            back = tag(flow.elements[to]) == "loops" and each in body(flow, flow.elements[to])
            if not back and child(connector, "isGoTo") is None:
                assert places[each] < places[to]
    assert places[flow.first] == min(places.values())


def _place(node: Node) -> tuple[int, int]:
    return int(text(node, "locationY")), int(text(node, "locationX"))


@each_schema
@each_flow
def test_all_names_are_used(schema: str, name: str) -> None:
    content = generated(schema)[name].decode()
    flow = Flow(content.encode())

    for each in (*flow.formulas, *flow.variables):
        uses = (f"{{!{each}}}", f"Reference>{each}<", f"Reference>{each}.")
        assert any(use in content for use in uses), each


@each_schema
@each_flow
def test_the_wsdl_takes_it_and_its_bytes_are_those_of_a_retrieve(
    schema: str, name: str, wsdl: Wsdl
) -> None:
    content = generated(schema)[name]

    assert wsdl.refusals(content) == []
    assert serialize(parse(content.decode()), by_client=False) == content


# ---- The flow scanner

SCANNER = ROOT / "node_modules/@flow-scanner/lightning-flow-scanner-core"
# Diagnostics that do not apply, each with the reason.
ACCEPTED = {
    # The rule is about a second write of the record. Before saving, an update of $Record is none:
    # it is how Flow Builder itself saves "Update triggering record", and what our own rule KS901
    # looks for.
    (KEY, "SameRecordFieldUpdates", "warning", "Set_Key"),
}
SCAN = f"""
const core = require({json.dumps(str(SCANNER))});
core.parse(process.argv.slice(2)).then((parsed) => {{
    const results = core.scan(parsed, {{ betaMode: true }});
    const rules = results.flatMap((result) =>
        result.ruleResults.map((rule) => ({{ flow: result.flow.name, ...rule }})));
    const found = rules.flatMap((rule) =>
        rule.details.map((detail) => [rule.flow, rule.ruleName, rule.severity, detail.name]));
    const failed = rules.filter((rule) => rule.errorMessage).map((rule) => rule.errorMessage);
    const ran = [...new Set(rules.map((rule) => rule.ruleName))];
    console.log(JSON.stringify({{ found, failed, ran }}));
}});
"""


@each_schema
def test_the_flow_scanner_finds_nothing_else(schema: str, tmp_path: Path) -> None:
    """All its rules as they come, those it calls beta included."""
    assert SCANNER.exists(), "the scanner is not installed: run `make test`, which installs it"
    script = tmp_path / "scan.cjs"
    script.write_text(SCAN, encoding="utf-8")
    files = []
    for name, content in generated(schema).items():
        files.append(tmp_path / f"{name}.flow-meta.xml")
        files[-1].write_bytes(content)

    result = execute("node", script, *files)

    scan = json.loads(result.stdout)
    assert {tuple(each) for each in scan["found"]} == ACCEPTED, result.stderr
    assert scan["failed"] == []
    assert len(scan["ran"]) == 24
