"""Rendering prints each element that a component has, or says which template drops one."""

import re
from pathlib import Path

import pytest

from generator.errors import RenderError
from generator.metadata import published
from generator.metadata.registry import (
    CUSTOM_FIELD,
    FLOW,
    PERMISSION_SET,
    Component,
    Document,
    MetadataType,
)
from generator.metadata.render import environment, render
from generator.resources import TEMPLATES

# No file of an org has it; a manifest is written by its name and version alone.
UNWRITTEN = ("module",)
OWN = [path for path in sorted(TEMPLATES.glob("*-meta.xml.j2")) if "flow" not in path.name]
FIELD = {"fullName": "X__c", "label": "X", "type": "Checkbox", "defaultValue": False}


def rendered(metadata_type: MetadataType, elements: dict[str, object], variant: str = "") -> bytes:
    component = Component(metadata_type, "Name", "path", elements, variant=variant)
    (document,) = list[Document](render([component], environment()))
    return document.content


def test_an_element_that_the_template_prints() -> None:
    content = rendered(CUSTOM_FIELD, {**FIELD, "inlineHelpText": "Help."})

    assert b"<inlineHelpText>Help.</inlineHelpText>" in content


@pytest.mark.parametrize(
    ("metadata_type", "elements", "message"),
    [
        (CUSTOM_FIELD, {**FIELD, "inlineHelpTxt": "Help."}, "does not print inlineHelpTxt;"),
        (
            CUSTOM_FIELD,
            {**FIELD, "valueSet": {"restricted": True, "sortd": True}},
            "does not print valueSet.sortd;",
        ),
        (CUSTOM_FIELD, {**FIELD, "label": {"en": "X"}}, "prints {'en': 'X'} as a text"),
        (CUSTOM_FIELD, {**FIELD, "lookupFilter": {"activ": True}}, "did you mean active?"),
        (CUSTOM_FIELD, {**FIELD, "description": None}, "None has no form in XML"),
        (
            PERMISSION_SET,
            {"fieldPermissions": [{"field": "Lead.A__c"}, {"readble": False}]},
            "PermissionSetFieldPermissions has no element readble; did you mean readable?",
        ),
        (PERMISSION_SET, {"label": ["A", "B"]}, "PermissionSet has label twice"),
    ],
)
def test_an_element_that_is_not_printed_is_an_error(
    metadata_type: MetadataType, elements: dict[str, object], message: str
) -> None:
    with pytest.raises(RenderError) as raised:
        rendered(metadata_type, elements)

    (diagnostic,) = raised.value.diagnostics
    assert message in diagnostic.message


def test_all_elements_that_are_dropped_are_named_at_once() -> None:
    with pytest.raises(RenderError) as raised:
        rendered(CUSTOM_FIELD, {**FIELD, "lable": "A", "descripton": "B"})

    assert len(raised.value.diagnostics) == 2


FLOW_VALUES: dict[str, object] = {
    "apiVersion": "67.0",
    "description": "What it does.",
    "label": "Label",
    "status": "Active",
    "field": "Key__c",
    "x": 1,
    "y": 2,
}


def test_a_flow_says_all_that_its_template_names() -> None:
    """`apiVersion` stands in the template of all flows, `field` in that of one."""
    assert b"<apiVersion>67.0</apiVersion>" in rendered(FLOW, FLOW_VALUES, "key")
    with pytest.raises(RenderError, match="does not print lable;"):
        rendered(FLOW, {**FLOW_VALUES, "lable": "Label"}, "key")
    with pytest.raises(RenderError, match="'apiVersion' is undefined"):
        rendered(FLOW, {"lable": "Label"}, "key")


def test_attributes_are_printed() -> None:
    nothing = {"name": "a", "value": {"stringValue": {"xsi:nil": "true", "text": ""}}}

    content = rendered(FLOW, {"label": "A", "processMetadataValues": [nothing]})

    assert b'<stringValue xsi:nil="true"/>' in content
    assert b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' in content


_TOP = re.compile(
    r"^    (?:{% (?:optional|repeat|nested) (\w+) %}|{% for each in elements\.(\w+)|<(\w+)>)",
    re.MULTILINE,
)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_a_template_names_every_published_element_in_its_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    root = next(iter(re.findall(r"<(\w+) xmlns", text)))
    tops = list(dict.fromkeys("".join(found) for found in _TOP.findall(text)))

    known = [name for name in published.elements(root) if name not in UNWRITTEN]

    assert tops == known


def test_values_name_every_published_element_in_its_order() -> None:
    text = (TEMPLATES / "values.xml.j2").read_text(encoding="utf-8")
    names = re.findall(r"optional each\.(\w+)", text)

    assert names == [name for name in published.elements("StandardValue") if name != "module"]
    assert names[:6] == [name for name in published.elements("CustomValue") if name != "module"]


def test_a_row_of_tags_keeps_the_lines_of_a_template() -> None:
    source = "<A>\n    {% optional a %}\n    {% repeat each.b %}\n    {% nested c %}\n</A>\n"

    text = environment().preprocess(source)

    assert text.count("\n") == source.count("\n")
    assert "{%" not in text


def test_a_row_of_tags_prints_what_is_there_in_its_order() -> None:
    template = environment().from_string("{% repeat b %}\n{% optional each.a %}{% optional c %}\n")

    text = template.render(elements={"c": "<&>", "b": ["1", True]}, each={"a": ""})

    assert text == "<b>1</b><b>true</b><a></a><c>&lt;&amp;&gt;</c>"
