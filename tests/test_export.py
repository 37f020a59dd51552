"""`export`: the table of a schema's fields, in three formats, and back again."""

import csv
import io
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, calls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from model_strategies import data_of
from openpyxl import load_workbook
from test_cases import CASES

from generator.exporting import values_cell
from generator.exporting.export import ExportRequest, export
from generator.exporting.field_table import API_NAME, OTHER_KEYS, cells_of, field_of, fields
from generator.importing.from_table import TableRequest, imported
from generator.schema import yaml_source
from generator.schema.overlay import merged
from generator.tables.formats import WrittenFormat
from generator.tables.formula_cells import guarded, unguarded
from generator.types.custom_field import CustomField
from generator.types.schema import Schema

RUN_BY_SPREADSHEETS = ("=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1")


def rows_of(schema: str) -> list[dict[str, str]]:
    text = export(ExportRequest(schema, WrittenFormat.CSV)).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{key: unguarded(cell) for key, cell in row.items()} for row in rows]


def test_the_table_of_the_shipped_schema() -> None:
    rows = {row[API_NAME]: row for row in rows_of("kaltura")}

    key = rows["external_id__c"]
    assert list(rows["Lead__c"])[:6] == [
        *("Object", "Field Label", "API Name", "Data Type", "Required", "Unique"),
    ]
    assert [key["Object"], key["Data Type"], key["External ID"]] == [
        *("CampaignMember", "Text(200)", "yes"),
    ]
    assert rows["email__c"]["Compliance Categorization"] == "PII"
    assert rows["Lead__c"]["What to do if the lookup record is deleted"] == "SetNull"


def test_who_may_see_and_edit_a_field() -> None:
    """What a set says of the object counts, and what it says of the field itself."""
    rows = {row[API_NAME]: row for row in rows_of("kaltura")}
    sets = ("Kaltura_Integration", "Kaltura_Engagement_Viewer", "Kaltura_Event_Manager")

    def access(name: str) -> list[str]:
        return [rows[name][f"Access: {each}"] for each in sets]

    assert access("plays__c") == ["write", "read", ""]
    assert access("Kaltura_Event__c") == ["read", "read", "write"]


def test_twice_as_many_fields_of_one_object_are_twice_the_work(tmp_path: Path) -> None:
    """If each field costs its whole object, they are four times the work."""
    rows_of(of_lead(tmp_path, 1))
    once, twice = (calls(partial(rows_of, of_lead(tmp_path, n))) for n in (400, 800))

    assert twice < 2.2 * once
    assert {row["Access: S3"] for row in rows_of(of_lead(tmp_path, 9))} == {"write"}


def of_lead(tmp_path: Path, fields: int) -> str:
    fields_of_lead = "".join(f"      F{n}__c: {{label: A, type: Date}}\n" for n in range(fields))
    sets = "".join(f"  S{n}: {{label: A, access: {{Lead: write}}}}\n" for n in range(4))
    schema = tmp_path / "schema.yaml"
    schema.write_text(
        "name: a\nlabel: A\ndescription: A\nstandard_objects:\n  Lead:\n    fields:\n"
        f"{fields_of_lead}permission_sets:\n{sets}",
        encoding="utf-8",
    )
    return str(schema)


@pytest.mark.parametrize("form", WrittenFormat)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_import_reads_a_table_back(case: Path, form: WrittenFormat, tmp_path: Path) -> None:
    schema = str(case / "schema.yaml")
    given_fields = by_name(data_in(schema))
    file = tmp_path / f"table.{form}"
    content = export(ExportRequest(schema, form, file))
    if not given_fields:
        pytest.skip("the case has no fields")

    found = imported(TableRequest("table", content))

    again = by_name(found.data)
    assert again.keys() == given_fields.keys()
    for place, each in again.items():
        assert model_of(each) == model_of(given_fields[place]), place
    assert found.left_alone == ()


def by_name(data: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Return the fields of a schema's data, by object and name."""
    return {
        (sobject, name): field if isinstance(field, dict) else {"type": field}
        for sobject, name, field in fields(data)
    }


def data_in(schema: str) -> dict[str, Any]:
    data = merged(yaml_source.read(schema), Schema).data
    assert isinstance(data, dict)
    return data


def model_of(data: Any) -> CustomField:
    return CustomField.model_validate(data)


@given(data=st.data())
@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_any_field_comes_back(data: st.DataObject) -> None:
    field = data.draw(data_of(CustomField))

    cells = cells_of("Lead", "A__c", field)

    assert model_of(field_of(cells)) == model_of(field)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)))
def test_values_in_a_cell_come_back_or_are_written_as_json(values: list[str]) -> None:
    text = values_cell.text_of(values)

    assert text is None or values_cell.values_of(text) == values


def test_values_in_a_cell() -> None:
    values = [
        {"value": "Active", "default": True},
        {"value": "ON_LEAVE", "label": "On leave"},
        {"value": "Left", "active": False, "color": "#FF0000"},
        "New",
    ]
    text = "Active (default)\nOn leave = ON_LEAVE\nLeft (inactive) (#FF0000)\nNew"

    assert values_cell.text_of(values) == text
    assert values_cell.values_of(text) == values
    assert values_cell.text_of([{"value": "A", "description": "First"}]) is None
    assert values_cell.text_of(["A = B"]) is None


@pytest.mark.parametrize("text", RUN_BY_SPREADSHEETS)
def test_no_spreadsheet_runs_a_cell(text: str, tmp_path: Path) -> None:
    schema = tmp_path / "schema.yaml"
    schema.write_text(
        "name: a\nlabel: A\ndescription: A\nstandard_objects:\n  Lead:\n    fields:\n"
        f"      A__c: {{label: A, type: Text(9), help_text: {json.dumps(text)}}}\n",
        encoding="utf-8",
    )

    exported = export(ExportRequest(str(schema), WrittenFormat.CSV)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(exported, newline=""))
    cell = row["Help Text"]
    file = tmp_path / "table.xlsx"
    export(ExportRequest(str(schema), WrittenFormat.XLSX, file))
    sheet = load_workbook(file).worksheets[0]
    (in_sheet,) = [each for each in sheet[2] if each.value == guarded(text)]

    assert cell == guarded(text)
    assert cell.startswith("'")
    assert unguarded(cell) == text
    assert in_sheet.data_type == "s"


def test_a_workbook_is_the_same_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"

    export(ExportRequest("kaltura", WrittenFormat.XLSX, first))
    export(ExportRequest("kaltura", WrittenFormat.XLSX, second))

    assert first.read_bytes() == second.read_bytes()
    sheet = load_workbook(first)["Fields"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[2]][:3] == [row_of(0, "Object"), *row_texts(0)]


def row_of(index: int, column: str) -> str:
    return rows_of("kaltura")[index][column]


def row_texts(index: int) -> list[str]:
    return [row_of(index, "Field Label"), row_of(index, API_NAME)]


def test_a_file_that_is_there_stays(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "table.csv"
    file.write_text("mine", encoding="utf-8")

    refused = run("export", "--output", file)
    forced = run("export", "--output", file, "--force")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"error: {file}: exists already; name another file, or overwrite it with --force\n"
    )
    assert forced.exit_code == 0
    assert file.read_text(encoding="utf-8-sig").startswith("Object,Field Label,")


def test_a_workbook_needs_a_file(run: Run) -> None:
    result = run("export", "--format", "xlsx")

    assert result.exit_code == 2
    assert result.stderr == ("error: --format: is xlsx; name the file as well, with --output\n")


def test_the_table_in_a_pipe(run: Run) -> None:
    result = run("export", "marketo")

    assert result.exit_code == 0
    assert result.stdout.startswith("Object,Field Label,API Name,Data Type")
    assert OTHER_KEYS not in result.stdout


def test_markdown_is_read_as_it_is_meant(tmp_path: Path, run: Run) -> None:
    schema = tmp_path / "schema.yaml"
    schema.write_text(
        "name: a\nlabel: A\ndescription: A\nstandard_objects:\n  Lead:\n    fields:\n"
        "      A__c: {label: A | B, type: Text(9), help_text: 'a_b *c* <d> `e` [f] \\| &amp;'}\n",
        encoding="utf-8",
    )

    result = run("export", schema, "--format", "markdown")

    cells = table_cells(result.stdout)
    assert cells[1][1] == "A | B"
    assert cells[1][9] == "a_b *c* <d> `e` [f] \\| &amp;"


def table_cells(text: str) -> list[list[str]]:
    tokens = MarkdownIt().enable("table").parse(text)
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            assert all(child.type == "text" for child in token.children or ())
            rows[-1].append("".join(child.content for child in token.children or ()))
    return rows
