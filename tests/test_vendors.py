"""The shipped schemas of vendors say what the vendors' own tables do, and live in one project."""

import csv
import os
from pathlib import Path

import pytest
from conftest import ROOT, Run, tree

from generator.metadata.canonical import parse
from generator.metadata.document import children, text
from generator.schema.loader import load
from generator.schema.yaml_source import read, shipped
from generator.types.custom_field import CustomField
from generator.types.registry import components
from generator.types.schema import Schema
from generator.workspace.project import find

TABLES = Path(os.environ.get("KALTURA_SFDX_VENDORS", ROOT.parent / "shared" / "vendors"))
MARKETO, MAUTIC = (load(read(name), Schema) for name in ("marketo", "mautic"))


def rows_of(name: str) -> list[dict[str, str]]:
    path = TABLES / f"{name}.csv"
    if not path.is_file():
        pytest.skip(f"no {path}; set KALTURA_SFDX_VENDORS to a folder of vendors' tables")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_in_setup(field: CustomField) -> str:
    """Return the type of a field as Setup shows it."""
    of = field.type.elements
    if "precision" in of:
        return f"Number({int(str(of['precision'])) - int(str(of['scale']))}, {of['scale']})"
    inside = of.get("length", of.get("referenceTo"))
    return f"{field.type.row.setup}({inside})" if inside else field.type.row.setup


@pytest.mark.parametrize(("name", "schema"), [("marketo", MARKETO), ("mautic", MAUTIC)])
def test_the_fields_are_those_of_the_table(name: str, schema: Schema) -> None:
    wanted = {
        (row["Object"], row["API Name"]): (
            row["Field Label"],
            # Setup shows no length of a URL; flags stand in the type of one row.
            row["Data Type"].replace("URL(255)", "URL").removesuffix(" (External ID)"),
            bool(row["Unique"]),
            "External ID" in row["Data Type"],
        )
        for row in rows_of(name)
    }

    found = {
        (parent, own): (field.label, as_in_setup(field), bool(field.unique), field.external_id)
        for parent, fields in schema.fields.items()
        for own, field in fields.items()
    }
    assert found == wanted


def test_the_mapping_of_lead_conversion_is_that_of_the_table() -> None:
    wanted = {
        row["API Name"]: row["Lead Conversion Target"].removeprefix("Contact.")
        for row in rows_of("marketo")
        if row["Lead Conversion Target"]
    }

    assert MARKETO.lead_conversion
    assert MARKETO.lead_conversion.field_mapping == {"Contact": wanted}


@pytest.mark.parametrize("schema", [MARKETO, MAUTIC], ids=lambda schema: schema.name)
def test_every_field_and_object_says_what_it_is(schema: Schema) -> None:
    fields = [field for fields in schema.fields.values() for field in fields.values()]

    assert all(field.description and field.help_text for field in fields)
    assert all(each.source for each in schema.custom_objects.values())
    assert all(each.source for each in schema.standard_objects.values())
    assert schema.sources
    assert schema.needed_by_vendor


@pytest.mark.parametrize("schema", [MARKETO, MAUTIC], ids=lambda schema: schema.name)
def test_only_the_user_of_the_vendor_writes_its_fields(schema: Schema) -> None:
    writers = {f"{schema.label.split()[-1]}_{end}" for end in ("Sync", "Integration")}
    own = {f"{parent}.{name}" for parent, fields in schema.fields.items() for name in fields}
    sets = {
        each.full_name: each.elements
        for each in components(schema, find(ROOT, None))
        if each.type.name == "PermissionSet"
    }

    assert len(sets) == 2
    for name, elements in sets.items():
        given: list[dict[str, object]] = elements["fieldPermissions"]  # type: ignore[assignment]
        ours = [each for each in given if each["field"] in own]
        assert {each["field"] for each in ours} == own
        assert {each["editable"] for each in ours} == {name in writers}
    assert any(
        {"enabled": True, "name": "ApiEnabled"} in each.get("userPermissions", ())  # type: ignore[operator]
        for each in sets.values()
    )


def test_all_shipped_schemas_live_in_one_project(project: Path, run: Run) -> None:
    for name in shipped():
        result = run("generate", name, "--project-dir", project)
        assert result.exit_code == 0, result.output
    before = tree(project)

    again = [run("generate", name, "--project-dir", project, "--check") for name in shipped()]

    assert [each.exit_code for each in again] == [0] * len(again)
    assert tree(project) == before
    checked = run("validate", project)
    assert (checked.exit_code, checked.stdout[:23]) == (0, "0 errors, 0 warnings in"), checked
    for name in shipped():
        schema = load(read(name), Schema)
        manifest = "package" if name == shipped()[0] else name
        root = parse(before[f"manifest/{manifest}.xml"].decode())
        named = {
            f"{text(kind, 'name')} {member.text}"
            for kind in children(root, "types")
            for member in children(kind, "members")
        }
        deployed = {
            f"{each.type.listed_as} {each.full_name}"
            for each in components(schema, find(project, None))
            if each.path.startswith("force-app/")
        }
        assert named == deployed
