"""What a data dictionary costs grows with its fields: counted in calls, not in seconds."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from conftest import calls

from generator.dictionary import from_schema
from generator.dictionary.describe import dictionary
from generator.dictionary.dictionary import Dictionary
from generator.dictionary.material import Material
from generator.output import dictionary_html, dictionary_markdown

HEAD = """\
name: large
label: Large
sources:
  guide: {title: Guide, address: "https://example.com/guide"}
"""
NEED = """\
  custom_objects.Thing{0}__c.fields.Size__c.type: {{reason: It writes it., source: guide}}
"""
OBJECT = """\
  Thing{0}__c:
    label: Thing {0}
    plural_label: Things {0}
    source: guide
    record_name: {{label: Name}}
    fields:
      Above__c: {{label: Above, type: Lookup(Thing{0}__c), child_relationship_name: Parts}}
      Kind__c: {{label: Kind, type: Picklist, values: [One, Two]}}
      Size__c: {{label: Size, type: "Number(3, 0)"}}
      Twice__c: {{label: Twice, type: "Formula(Number, 0)", formula: Above__r.Size__c * 2}}
    validation_rules:
      Some: {{error_condition: Size__c = 0, error_message: Too few, error_location: Size__c}}
"""
GRANTED = """\
      Thing{0}__c: {{object: read, fields: {{Kind__c: read, Size__c: write}}}}
"""


def material(folder: Path, count: int) -> Material:
    """Return the material of a schema of some objects."""
    every = [str(number) for number in range(count)]
    text = "".join(
        (
            *(HEAD, "needed_by_vendor:\n", *map(NEED.format, every)),
            *("custom_objects:\n", *map(OBJECT.format, every)),
            "permission_sets:\n  Reader:\n    label: Reader\n    access:\n",
            *map(GRANTED.format, every),
        )
    )
    path = folder / f"large{count}.yaml"
    path.write_text(text, encoding="utf-8")
    return from_schema.material(str(path), folder, None)


@pytest.fixture(scope="module")
def materials(tmp_path_factory: pytest.TempPathFactory) -> tuple[Material, Material]:
    """Return the material of a schema, and of one that is four times as large."""
    folder = tmp_path_factory.mktemp("schemas")
    return material(folder, 20), material(folder, 80)


def test_a_dictionary_costs_as_much_as_it_has_fields(
    materials: tuple[Material, Material],
) -> None:
    dictionary(materials[0])  # what is kept for all is read
    small, large = (calls(partial(dictionary, each)) for each in materials)

    assert large < 5 * small


@pytest.mark.parametrize("page", [dictionary_html.page, dictionary_markdown.page])
def test_a_page_costs_as_much_as_it_has_fields(
    materials: tuple[Material, Material], page: Callable[[Dictionary], str]
) -> None:
    small, large = map(dictionary, materials)
    page(small)

    assert calls(partial(page, large)) < 5 * calls(partial(page, small))
