"""Rendering prints each element that a component has, or says which template drops one."""

import pytest

from generator.errors import RenderError
from generator.metadata.registry import (
    CUSTOM_FIELD,
    CUSTOM_OBJECT,
    FLOW,
    PERMISSION_SET,
    Component,
    Document,
    MetadataType,
)
from generator.metadata.render import environment, render

FIELD = {"fullName": "X__c", "label": "X", "type": "Checkbox", "defaultValue": False}


def rendered(metadata_type: MetadataType, elements: dict[str, object], variant: str = "") -> bytes:
    component = Component(metadata_type, "Name", "path", elements, variant=variant)
    (document,) = list[Document](render([component], environment()))
    return document.content


def test_an_element_that_the_template_prints() -> None:
    content = rendered(CUSTOM_FIELD, {**FIELD, "inlineHelpText": "Help."})

    assert b"<inlineHelpText>Help.</inlineHelpText>" in content


@pytest.mark.parametrize(
    ("metadata_type", "elements", "name"),
    [
        (CUSTOM_FIELD, {**FIELD, "inlineHelpTxt": "Help."}, "inlineHelpTxt"),
        (
            CUSTOM_FIELD,
            {**FIELD, "valueSet": {"restricted": True, "valueSetName": "A", "sortd": True}},
            "valueSet.sortd",
        ),
        (
            PERMISSION_SET,
            {
                "label": "Set",
                "fieldPermissions": [
                    {"field": "Lead.A__c", "editable": True},
                    {"field": "Lead.B__c", "editable": True, "readble": False},
                ],
                "objectPermissions": (),
                "tabSettings": (),
            },
            "fieldPermissions.readble",
        ),
    ],
)
def test_an_element_that_the_template_does_not_name_is_an_error(
    metadata_type: MetadataType, elements: dict[str, object], name: str
) -> None:
    with pytest.raises(RenderError) as raised:
        rendered(metadata_type, elements)

    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.file == f"templates/{metadata_type.template}"
    assert diagnostic.message.startswith(f"does not name the element {name};")


def test_names_of_a_template_that_another_extends_count() -> None:
    """`apiVersion` stands in the template of all flows, `field` in that of one."""
    elements: dict[str, object] = {
        "apiVersion": "67.0",
        "description": "What it does.",
        "label": "Label",
        "status": "Active",
        "field": "Key__c",
        "x": 1,
        "y": 2,
    }

    assert b"<apiVersion>67.0</apiVersion>" in rendered(FLOW, elements, "key")
    with pytest.raises(RenderError, match="does not name the element lable;"):
        rendered(FLOW, {**elements, "lable": "Label"}, "key")


def test_all_elements_that_are_dropped_are_named_at_once() -> None:
    with pytest.raises(RenderError) as raised:
        rendered(CUSTOM_FIELD, {**FIELD, "lable": "A", "descripton": "B"})

    assert len(raised.value.diagnostics) == 2


def test_a_misspelt_element_that_the_template_needs_is_an_error() -> None:
    with pytest.raises(RenderError, match="'actionOverrides' is undefined"):
        rendered(CUSTOM_OBJECT, {"lable": "Object"})
