"""Flows as readable lists of steps."""

from generator.dictionary import flow_facts, flow_start
from generator.dictionary.dictionary import Flow
from generator.dictionary.element_texts import first_text, text
from generator.dictionary.flow_steps import Steps
from generator.dictionary.material import Material
from generator.importing.originals import Original
from generator.metadata.name_words import words
from generator.metadata.registry import FLOW

_STATUSES = {"Obsolete": "Inactive", "InvalidDraft": "Draft with errors"}


def flows(material: Material) -> tuple[Flow, ...]:
    """Return the flows, each with its steps in the order in which they run."""
    return tuple(_flow(each, material) for each in material.of(FLOW))


def _flow(original: Original, material: Material) -> Flow:
    flow = original.elements
    steps = Steps(flow, original.name)
    status = text(flow.get("status"))
    return Flow(
        original.name,
        first_text(flow, "label") or original.name,
        flow_start.kind(flow),
        _STATUSES.get(status, words(status)),
        flow_start.starts(flow),
        text(flow.get("description")),
        steps.parts(flow_start.first(flow)),
        steps.in_order(flow_start.first(flow)),
        tuple(flow_facts.facts(flow)),
        material.notices_of(original),
    )
