"""Every element of a flow that refers to something by name is one that rules know of."""

from collections.abc import Iterator

from generator.metadata import published
from generator.metadata.document import NAMESPACE
from generator.validation.rules import flow_references

# Those of which rules look at what they lead to: elements only.
LEADS = {"startElementReference", "targetReference"}
# These hold other elements, name fields or components, or occur in no real file that could tell.
OTHERS = {
    *("assignToFieldReference", "fieldReference", "lookupReference", "sourceReference"),
    *("setupReference", "stageReference", "transformValueReference"),
}


def elements(type_name: str, seen: set[str]) -> Iterator[str]:
    """Yield the names of all elements below a type."""
    if type_name in seen or type_name not in published.types():
        return
    seen.add(type_name)
    for name, element in published.elements(type_name).items():
        yield name
        yield from elements(element.kind, seen)


def test_each_reference_of_the_published_types_is_known() -> None:
    known = {name.removeprefix(NAMESPACE) for name in flow_references.REFERENCES}

    references = {
        name for name in elements("Flow", set()) if name.endswith(("Reference", "References"))
    }

    assert references == known | LEADS | OTHERS
    assert not known & (LEADS | OTHERS)
