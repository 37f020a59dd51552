"""Tables of fields in all the forms that people have, imported to schema data."""

import csv
import io
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, calls
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_cases import CASES
from test_tables import workbook

from generator.errors import SchemaError, TableError
from generator.exporting.export import ExportRequest, export
from generator.importing.from_table import TableRequest, imported
from generator.importing.imported import Imported
from generator.schema import yaml_source, yaml_writer
from generator.schema.loader import checked, load
from generator.schema.notes import FillIn
from generator.schema.yaml_reader import parsed
from generator.tables.formats import WrittenFormat as Exported
from generator.tables.read import read
from generator.types import object_access
from generator.types.custom_field import CustomField
from generator.types.field_notation import data_type
from generator.types.schema import Schema

SHARED = Path(os.environ.get("KALTURA_SFDX_TABLES", ROOT.parent / "shared"))


def importing(content: str | bytes, file: str = "-", **said: Any) -> Imported:
    data = content.encode() if isinstance(content, str) else content
    return imported(TableRequest(file, data, **said))


def objects_of(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the objects of schema data, of all kinds."""
    return {
        name: each
        for value in data.values()
        if isinstance(value, Mapping)
        for name, each in value.items()
        if "fields" in each
    }


def fields_of(result: Imported, sobject: str = "Lead") -> dict[str, Any]:
    fields: dict[str, Any] = objects_of(result.data)[sobject]["fields"]
    return fields


def validated(result: Imported) -> Schema:
    """Return the schema that the import wrote, as every command reads it."""
    text = yaml_writer.text(result.data, Schema, result.notes)
    schema, _ = checked(parsed("schema.yaml", text), Schema)
    return schema


def lines(*rows: str) -> str:
    return "".join(f"{row}\n" for row in rows)


# One table in each of the forms, and what it says of its fields.
SETUP = lines(
    "Field LabelSorted Ascending\tSortField Name\tSortData Type\tSortControlling Field\t"
    "SortIndexed\tActions",
    "Amount\tAmount__c\tCurrency(16, 2)\t\tFalse\t",
    "Code\tCode__c\tText(18) (External ID) (Unique Case Insensitive)\t\tTrue\t",
    "Created By\tCreatedById\tLookup(User)\t\tFalse\t",
    "Owner\tOwnerId\tLookup(User,Group)\t\tTrue\t",
    "Visit Notes\tNotes__c\tLong Text Area(32768)\t\tFalse\t",
)
SETUP_FIELDS = {
    "Amount__c": {"type": "Currency(16, 2)", "label": "Amount"},
    "Code__c": {
        "type": "Text(18)",
        "label": "Code",
        "unique": "case-insensitive",
        "external_id": True,
    },
    "Notes__c": {"type": "Long Text Area(32768)", "label": "Visit Notes"},
}
JETSTREAM = lines(
    "type,label,fullName,inlineHelpText,description,length,defaultValue,precision,scale,required,"
    "unique,externalId,formula,formulaTreatBlanksAs,secondaryType,displayFormat,"
    "populateExistingRows,startingNumber,valueSet,globalValueSet,referenceTo,deleteConstraint,"
    "writeRequiresMasterRead,reparentableMasterDetail,firstAsDefault,restricted,visibleLines,"
    "relationshipName",
    "Number,Size,Size__c,In metres,,,,16,2,TRUE,,,,,,,,,,,,,,,,,,",
    'Picklist,Phase,Phase__c,,,,,,,,,,,,,,,,"New\nOpen, late\nDone",,,,,,TRUE,TRUE,,',
    "Formula,Twice,Twice__c,,,,,,1,,,,Size__c * 2,BlankAsZero,Number,,,,,,,,,,,,,",
    "Lookup,Site,Site__c,,,,,,,,,,,,,,,,,,Account,Restrict,,,,,,Visits",
    "AutoNumber,No,No__c,,,,,,,,,TRUE,,,,V-{0000},,1,,,,,,,,,,",
    "Text,Kind,Kind__c,,,80,Plain,,,,,,,,,,,,,,,,,,,,,",
    "LongTextArea,Story,Story__c,,,,,,,,,,,,,,,,,,,,,,,,5,",
)
JETSTREAM_FIELDS = {
    "Size__c": {
        "type": "Number(16, 2)",
        "label": "Size",
        "help_text": "In metres",
        "required": True,
    },
    "Phase__c": {
        "type": "Picklist",
        "label": "Phase",
        "values": [{"value": "New", "default": True}, "Open, late", "Done"],
        "restricted": True,
    },
    "Twice__c": {
        "type": "Formula(Number, 1)",
        "label": "Twice",
        "formula": "Size__c * 2",
        "blanks_as_zero": True,
    },
    "Site__c": {
        "type": "Lookup(Account)",
        "label": "Site",
        "on_delete": "Restrict",
        "child_relationship_name": "Visits",
    },
    "No__c": {
        "type": "Auto Number",
        "label": "No",
        "external_id": True,
        "display_format": "V-{0000}",
    },
    "Kind__c": {"type": "Text(80)", "label": "Kind", "default": '"Plain"'},
    "Story__c": {
        "type": FillIn(
            "the table does not say the length of Long Text Area, 256 to 131072; write it, as in "
            "Long Text Area(32768)"
        ),
        "label": "Story",
        "visible_lines": 5,
    },
}
DESCRIBE: list[tuple[str | int, ...]] = [
    ("Object Name", "Label", "API Name", "Type", "Length", "Digits", "Precision", "Scale"),
    ("Lead", "Size", "Size__c", "double", 0, 0, 18, 2),
    ("Lead", "Count", "Count__c", "int", 0, 8, 0, 0),
    ("Lead", "Kind", "Kind__c", "string", 80, 0, 0, 0),
    ("Lead", "Short", "Short__c", "textarea", 255, 0, 0, 0),
    ("Lead", "Story", "Story__c", "textarea", 32768, 0, 0, 0),
    ("Lead", "Done", "Done__c", "boolean", 0, 0, 0, 0),
    ("Lead", "Page", "Page__c", "url", 255, 0, 0, 0),
    ("Lead", "Email", "Email", "email", 80, 0, 0, 0),
]
DESCRIBE_FIELDS = {
    "Size__c": {"type": "Number(16, 2)", "label": "Size"},
    "Count__c": {"type": "Number(8, 0)", "label": "Count"},
    "Kind__c": {"type": "Text(80)", "label": "Kind"},
    "Short__c": {"type": "Text Area", "label": "Short"},
    "Story__c": {"type": "Long Text Area(32768)", "label": "Story"},
    "Done__c": {"type": "Checkbox", "label": "Done"},
    "Page__c": {"type": "URL", "label": "Page"},
}
INSPECTOR_FIELDS = {
    "Size__c": {
        "type": FillIn(
            "the table does not say the digits before the point and decimals of Number; write it "
            "as in Number(16, 2)"
        ),
        "label": "Size",
    },
    "Due__c": {"type": "Date/Time", "label": "Due"},
    "Done__c": {"type": "Checkbox", "label": "Done"},
}
LISTER = [
    ("Field Label", "API Name", "Type", "Help Text", "Formula", "Attributes"),
    ("Code", "Code__c", "Text (255)", "", "", "Required, Unique, External ID, Case Sensitive"),
    ("Size", "Size__c", "Number (16, 2)", "In metres", "", ""),
    ("Phase", "Phase__c", "Picklist (New; Done)", "", "", "Required"),
    ("Marks", "Marks__c", "Multipicklist (A; B)", "", "", ""),
    ("Twice", "Twice__c", "Formula (Text)", "", "Code__c & Code__c", ""),
]
LISTER_FIELDS = {
    "Code__c": {
        "type": "Text(255)",
        "label": "Code",
        "required": True,
        "unique": "case-sensitive",
        "external_id": True,
    },
    "Size__c": {"type": "Number(16, 2)", "label": "Size", "help_text": "In metres"},
    "Phase__c": {
        "type": "Picklist",
        "label": "Phase",
        "required": True,
        "values": ["New", "Done"],
    },
    "Marks__c": {"type": "Picklist (Multi-Select)", "label": "Marks", "values": ["A", "B"]},
    "Twice__c": {"type": "Formula(Text)", "label": "Twice", "formula": "Code__c & Code__c"},
}
HARDIS = lines(
    "API Name,Label,Type,Required,Unique,External ID,Length/Precision,Reference To,"
    "Picklist Values,Default Value,Formula,Help Text,Description,Custom",
    'Size__c,Size,Number,true,false,false,"18,2",,,,,In metres,How big,true',
    "Code__c,Code,Text,false,true,true,40,,,,,,,true",
    "Site__c,Site,Lookup,false,false,false,,Account,,,,,,true",
    "Phase__c,Phase,Picklist,false,false,false,,,A; B (+7 more),A,,,,true",
    "Done__c,Done,Checkbox,false,false,false,,,,true,,,,true",
    "Industry,Industry,Picklist,false,false,false,,,A; B,,,,,false",
)
HARDIS_FIELDS = {
    "Size__c": {
        "type": "Number(16, 2)",
        "label": "Size",
        "description": "How big",
        "help_text": "In metres",
        "required": True,
    },
    "Code__c": {
        "type": "Text(40)",
        "label": "Code",
        "unique": "case-insensitive",
        "external_id": True,
    },
    "Site__c": {"type": "Lookup(Account)", "label": "Site", "child_relationship_name": "Leads"},
    "Phase__c": {
        "type": "Picklist",
        "label": "Phase",
        "values": [
            {"value": "A", "default": True},
            "B",
            FillIn("the field has 7 more values, which the table cuts off; write them here"),
        ],
    },
    "Done__c": {"type": "Checkbox", "label": "Done", "default": True},
}
CUMULUS = lines(
    "Object Label,Object API Name,Field Label,Field API Name,Type,Picklist Values,Help Text,"
    "Field Description,Version Introduced",
    "Lead,Lead,Size,Size__c,Number (16.2),,In metres,How big,1.0",
    "Lead,Lead,Site,Site__c,Lookup to Account,,,,1.2",
    "Lead,Lead,Phase,Phase__c,Picklist,New; Done,,,1.2",
    "Lead,Lead,Shade,Shade__c,Picklist,Global Value Set Colours,,,1.3",
)
CUMULUS_FIELDS = {
    "Size__c": {
        "type": "Number(16, 2)",
        "label": "Size",
        "description": "How big",
        "help_text": "In metres",
    },
    "Site__c": {"type": "Lookup(Account)", "label": "Site", "child_relationship_name": "Leads"},
    "Phase__c": {"type": "Picklist", "label": "Phase", "values": ["New", "Done"]},
    "Shade__c": {"type": "Picklist", "label": "Shade", "value_set": "Colours"},
}
GENERATED = [
    ("Data dictionary of Lead",),
    ("R/O", "M", "Field Name", "Description", "Helptext", "API Name", "Type", "Values / Formula"),
    ("Custom fields",),
    ("", "*", "Size", "How big", "In metres", "Size__c", "Number(16, 2)", ""),
    ("✓", "", "Twice", "", "", "Twice__c", "Formula (Number, 1)", "Size__c * 2"),
    ("", "", "Phase", "", "", "Phase__c", "Picklist", "New; Done"),
]
GENERATED_FIELDS = {
    "Size__c": {
        "type": "Number(16, 2)",
        "label": "Size",
        "description": "How big",
        "help_text": "In metres",
        "required": True,
    },
    "Twice__c": {"type": "Formula(Number, 1)", "label": "Twice", "formula": "Size__c * 2"},
    "Phase__c": {"type": "Picklist", "label": "Phase", "values": ["New", "Done"]},
}
REFERENCE = lines(
    "| Field Name | Field Label | Type | Digits | Length | Precision | Scale |",
    "|---|---|---|---|---|---|---|",
    "| Size__c | Size | double | 0 | 0 | 18 | 2 |",
    "| Kind__c | Kind | string | 0 | 80 | 0 | 0 |",
)
REFERENCE_FIELDS = {
    "Size__c": {"type": "Number(16, 2)", "label": "Size"},
    "Kind__c": {"type": "Text(80)", "label": "Kind"},
}
VENDOR = """<h3>Fields of the Lead</h3>
<table><tr><th>Data Type<th>Name<th>Kind of Data<th>Field Attributes
<tr><td>Size of it<td>acme_Size__c<td>Number<td>Length 10<br>Decimal Places 0
<tr><td>Kind<td>acme_Kind__c<td>Text<td>Length 80, Unique (Case Sensitive)
<tr><td>Mail<td>acme_Mail__c<td>Email(80)<td></table>"""
VENDOR_FIELDS = {
    "acme_Size__c": {"type": "Number(10, 0)", "label": "Size of it"},
    "acme_Kind__c": {"type": "Text(80)", "label": "Kind", "unique": "case-sensitive"},
    "acme_Mail__c": {"type": "Email", "label": "Mail"},
}
INSPECTOR = [
    ("Size", "Size__c", "Number"),
    ("Due", "Due__c", "DateTime"),
    ("Done", "Done__c", "Checkbox"),
]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(SETUP, SETUP_FIELDS, id="Setup"),
        pytest.param(JETSTREAM, JETSTREAM_FIELDS, id="Jetstream, create fields"),
        pytest.param(workbook(*DESCRIBE), DESCRIBE_FIELDS, id="Jetstream, object export"),
        *(
            pytest.param(
                lines(*(separator.join(row) for row in INSPECTOR)),
                INSPECTOR_FIELDS,
                id=f"Inspector {separator}",
            )
            for separator in ",;\t|"
        ),
        pytest.param(workbook(*LISTER), LISTER_FIELDS, id="Schema Lister"),
        pytest.param(HARDIS, HARDIS_FIELDS, id="sfdx-hardis"),
        pytest.param(CUMULUS, CUMULUS_FIELDS, id="CumulusCI"),
        pytest.param(workbook(*GENERATED), GENERATED_FIELDS, id="sfdc-generate-data-dictionary"),
        pytest.param(REFERENCE, REFERENCE_FIELDS, id="object reference"),
        pytest.param(VENDOR, VENDOR_FIELDS, id="vendor's page"),
    ],
)
def test_each_form(content: str | bytes, expected: Mapping[str, object]) -> None:
    result = importing(content, objects=("Lead",))

    assert fields_of(result) == expected
    order = list(CustomField.model_fields)
    for field in fields_of(result).values():
        assert list(field) == sorted(field, key=order.index)


def shared(path: str) -> Path:
    file = SHARED / path
    if not file.is_file():
        pytest.skip(f"{path} is not on this machine")
    return file


def as_copied(page: str, end: str) -> str:
    """Return what a browser copies of a page: a tab between cells, a line for each row."""
    copied = []
    for table in read("page.html", page.encode()).tables:
        copied += [table.title, ""] if table.title else []
        copied += ["\t".join(cell.replace("\n", end) for cell in row.cells) for row in table.rows]
        copied += ["", "", "More"]
    return lines(*copied)


def pages(file: Path) -> dict[str, str]:
    """Return a page of a vendor in all the forms in which people have it, by file name."""
    text = file.read_text(encoding="utf-8")
    page = MarkdownIt("commonmark").enable("table").render(text)
    copied = {"paste.txt": as_copied(page, "\n"), "line.txt": as_copied(page, " ")}
    return {file.name: text, "page.html": page, "-": page, **copied}


def rows_in(file: Path) -> dict[tuple[str, str], dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return {(row["Object"], row["API Name"]): row for row in csv.DictReader(stream)}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mautic", {"unique": ("ReferenceId",)}),
        ("marketo", {"objects": ("Lead", "Contact")}),
    ],
)
def test_the_pages_of_vendors(name: str, said: dict[str, Any]) -> None:
    """What they print gives what the table beside each says."""
    expected = rows_in(shared(f"vendors/{name}.csv"))
    for file, page in pages(shared(f"vendors/{name}.md")).items():
        result = importing(page, file, **said)
        schema = validated(result)
        found = {(each, n): f for each, own in schema.fields.items() for n, f in own.items()}

        assert sorted(found) == sorted(expected), file
        for place, row in expected.items():
            field, said_type = found[place], data_type(row["Data Type"])
            assert field.label == row["Field Label"], place
            assert (field.type.row, dict(field.type.elements)) == (
                said_type.row,
                dict(said_type.elements),
            ), place
            assert bool(field.unique) == bool(row["Unique"]), place
            assert field.external_id == bool(row["External ID"]), place
        assert schema.custom_objects.keys() <= {"mautic_timeline__c"}
        for each in schema.custom_objects.values():
            assert (each.label, each.plural_label) == ("Timeline", "Timelines")


@pytest.mark.parametrize("name", ["mautic", "marketo"])
def test_the_tables_of_vendors(name: str) -> None:
    expected = rows_in(shared(f"vendors/{name}.csv"))
    result = importing(shared(f"vendors/{name}.csv").read_bytes(), f"{name}.csv")

    found = {
        (o, n): f for o, each in objects_of(result.data).items() for n, f in each["fields"].items()
    }

    assert list(found) == list(expected)
    assert all(
        found[place].get("description", "") == row.get("Description", "")
        for place, row in expected.items()
    )
    validated(result)


def test_a_paste_of_setup() -> None:
    file = shared("vendors/setup-list-paste.tsv")
    rows = [row.split("\t") for row in file.read_text(encoding="utf-8").splitlines()[1:]]

    result = importing(file.read_bytes(), objects=("Claim__c",))

    fields = fields_of(result, "Claim__c")
    assert list(fields) == [row[1] for row in rows if row[1].endswith("__c")]
    for label, name, kind, *_ in rows:
        if name in fields:
            assert fields[name]["label"] == label
            assert data_type(fields[name]["type"]).elements == data_type(kind).elements
    assert fields["ClaimNumber__c"]["external_id"] is True
    standard = [str(each) for each in result.left_alone if "is a standard field" in str(each)]
    assert [each.split(": ")[1] for each in standard] == [
        *("Name", "CreatedById", "LastModifiedById", "OwnerId"),
    ]
    assert objects_of(result.data)["Claim__c"]["record_name"]["label"] == "Claim Number"
    validated(result)


def test_the_article_as_it_stands() -> None:
    """The table of the specification: all fields, and where its page cuts descriptions off."""
    page = shared("spec/kaltura-salesforce-setup.txt").read_text(encoding="utf-8")
    table = page[page.index("Field\tData Type") :]
    rows = [line.split("\t") for line in table.splitlines()[1:] if line.count("\t") == 2]
    assert len(rows) == 22
    cut = {
        *("campaign_member__c", "channel_name__c"),
        *(f"{each}_live_engagement_rate__c" for each in ("no", "low", "fair", "good", "high")),
    }

    for text, said in ((page, {}), (table, {"objects": ("UserSessionEngagement__c",)})):
        result = importing(text, "article.txt", **said)

        fields = fields_of(result, "UserSessionEngagement__c")
        assert [
            [name.removesuffix("__c"), field["type"], field["description"]]
            for name, field in fields.items()
        ] == rows
        assert {place[-2] for place in result.notes if place[-1] == "description"} == cut
        validated(result)


@pytest.mark.parametrize("form", Exported)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_export_writes_comes_back(case: Path, form: Exported, tmp_path: Path) -> None:
    schema = load(yaml_source.read(str(case / "schema.yaml")), Schema)
    file = tmp_path / f"table.{'md' if form is Exported.MARKDOWN else form}"
    export(ExportRequest(str(case / "schema.yaml"), form, file))
    if not any(schema.fields.values()):
        return

    result = importing(file.read_bytes(), file.name)

    own = {sobject: fields for sobject, fields in schema.fields.items() if fields}
    found = {sobject: each["fields"] for sobject, each in objects_of(result.data).items()}
    for sobject, fields in own.items():
        assert list(found[sobject]) == list(fields)
        for name, field in fields.items():
            again = CustomField.model_validate(found[sobject][name])
            if form is Exported.MARKDOWN and field.formula:  # a page has one space for several
                again = again.model_copy(update={"formula": field.formula})
            assert again == field


def test_who_sees_a_field_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    export(ExportRequest("kaltura", Exported.CSV, file))
    shipped = load(yaml_source.read("kaltura"), Schema)

    found = validated(importing(file.read_bytes(), "table.csv"))

    for name, permission_set in found.permission_sets.items():
        ours = object_access.with_fields(shipped.permission_sets[name].access, shipped.fields)
        theirs = object_access.with_fields(permission_set.access, shipped.fields)
        for sobject, each in theirs.items():
            assert each.fields == ours[sobject].fields


def one(row: str, head: str = "Label,API Name,Type", **said: Any) -> dict[str, Any]:
    """Return the one field of a table with one row."""
    result = importing(lines(head, row), **{"objects": ("Lead",), **said})
    (field,) = fields_of(result).values()
    found: dict[str, Any] = field
    return found


def notes_of(result: Imported) -> dict[str, list[str]]:
    """Return the notes by the end of their places."""
    return {".".join(map(str, place[2:])): list(said) for place, said in result.notes.items()}


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("URL(255)", "URL"),
        ("Email (80)", "Email"),
        ("text(255)", "Text(255)"),
        ("String (40)", "Text(40)"),
        ("Text - max. 255 characters", "Text(255)"),
        ("Number(16.2)", "Number(16, 2)"),
        ("Number(18)", "Number(18, 0)"),
        ("Number (length 10, decimals 0)", "Number(10, 0)"),
        ("Integer(8)", "Number(8, 0)"),
        ("Long Text Area (32,768)", "Long Text Area(32768)"),
        ("Text Area (Long)(32768)", "Long Text Area(32768)"),
        ("Text Area (Rich) (32768)", "Rich Text Area(32768)"),
        ("Html(32768)", "Rich Text Area(32768)"),
        ("Lookup to Account", "Lookup(Account)"),
        ("Lookup: Campaign Member", "Lookup(CampaignMember)"),
        ("Lookup Relationship (Account)", "Lookup(Account)"),
        ("Master-Detail (Account)", "Master-Detail(Account)"),
        ("Boolean", "Checkbox"),
        ("True/False", "Checkbox"),
        ("Date / Time", "Date/Time"),
        ("Text (Encrypted)(20)", "Text (Encrypted)(20)"),
        ("Hierarchy", "Hierarchical Relationship"),
        ("Geolocation(5)", "Geolocation(5)"),
    ],
)
def test_notations_of_types(notation: str, expected: str) -> None:
    assert one(f'A,A__c,"{notation}"')["type"] == expected


@pytest.mark.parametrize(
    ("notation", "key", "sentence"),
    [
        ("Text", "type", "the length of Text, 1 to 255; write it, as in Text(80)"),
        ("Number", "type", "the digits before the point and decimals of Number"),
        ("Number(4)", "type", "the decimals of Number"),
        ("Number(17.4)", "type", "Number(17, 4) has 21 digits"),
        ("Text(500)", "type", "length is 500; Text allows 1 to 255"),
        ("Lookup", "type", "to which object the field leads"),
        ("Lookup(User,Group)", "type", "a custom field leads to one object"),
        ("Formula", "type", "what the formula returns"),
        ("Formula (Number)", "type", "the decimals of Number"),
        ("Formula (Text)", "formula", "does not have the formula"),
        ("Picklist", "values", "does not have the values"),
        ("Auto-Number", "display_format", "how the numbers look"),
        ("Roll-Up Summary", "roll_up_through", "by which master-detail field"),
        ("Fruit", "type", "'Fruit', which is no type that is known"),
        ("", "type", "the table says no type"),
    ],
)
def test_what_a_table_does_not_say_is_a_marker(notation: str, key: str, sentence: str) -> None:
    rows = ("Label,API Name,Type", f'A,A__c,"{notation}"', *["B,B__c,Date"] * 2)
    result = importing(lines(*rows), objects=("Lead",))

    found = fields_of(result)["A__c"][key]

    assert isinstance(found, FillIn)
    assert sentence in found.sentence
    with pytest.raises(SchemaError) as raised:
        validated(result)
    assert f"is not filled in yet: {found.sentence}" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Size**", "Size"),
        ("`Size`", "Size"),
        ("Size&nbsp;(m)", "Size (m)"),
        ("Size\u00a0\u200b(m)\ufeff", "Size (m)"),
        ("Size<br>(m)", "Size (m)"),
        ("Check \\#", "Check #"),
        ("'=Size", "=Size"),
    ],
)
def test_markup_in_cells(text: str, expected: str) -> None:
    assert one(f"{text},A__c,Date")["label"] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("A\\_b\\_\\_c", "A_b__c"),
        ("(namespace)**A**\\_\\_c", "A__c"),
        ("Lead.A__c", "A__c"),
        ("A__C", "A__c"),
        ("A", "A__c"),
    ],
)
def test_names_in_cells(name: str, expected: str) -> None:
    result = importing(lines("Label,API Name,Type", f"Size,{name},Date"), objects=("Lead",))

    assert list(fields_of(result)) == [expected]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Size (m)", "Size_m__c"),
        ("1st Visit / Date", "X1st_Visit_Date__c"),
        ("Gr\u00f6\u00dfe A", "Gr_e_A__c"),
        (
            "A label that has almost forty characters",
            "A_label_that_has_almost_forty_characters__c",
        ),
    ],
)
def test_a_name_is_derived_as_setup_does(label: str, name: str) -> None:
    result = importing(lines("Label,Type", f"{label},Date", "B,Date"), objects=("Lead",))

    assert list(fields_of(result)) == [name, "B__c"]
    assert notes_of(result)[f"fields.{name}"][0].startswith("the table has no API name")
    assert any(name in each.key for each in result.guessed)


def test_a_long_label_is_a_marker() -> None:
    label = one(f"{'L' * 41},A__c,Date")["label"]

    assert isinstance(label, FillIn)
    assert "has 41 characters, 40 are allowed" in label.sentence


def test_cells_that_span_rows_count_for_each_with_a_note() -> None:
    page = (
        "<h2>Lead</h2><table><tr><th>Field Label<th>API Name<th>Type<th>Length<tr><td>A<td>A__c"
        "<td rowspan=2>Text<td rowspan=2>20<tr><td>B<td>B__c<tr><td>C<td>C__c<td><td></table>"
    )

    result = importing(page)

    fields = fields_of(result)
    assert [fields["A__c"]["type"], fields["B__c"]["type"]] == ["Text(20)", "Text(20)"]
    assert isinstance(fields["C__c"]["type"], FillIn)
    assert notes_of(result) == {
        "fields.B__c.type": ["the cell of Type spans several rows; it counts for each"],
        "fields.B__c": ["the cell of Length spans several rows; it counts for each"],
    }


def test_an_object_above_blank_cells_counts_for_each_with_a_note() -> None:
    rows = ("Lead,A,A__c,Date", ",B,B__c,Date", "Contact,C,C__c,Date", ",D,D__c,Date")

    result = importing(lines("Object,Label,API Name,Type", *rows))

    assert {name: list(each["fields"]) for name, each in objects_of(result.data).items()} == {
        "Lead": ["A__c", "B__c"],
        "Contact": ["C__c", "D__c"],
    }
    assert list(notes_of(result)) == ["fields.B__c", "fields.D__c"]


def test_a_label_and_a_name_in_one_cell() -> None:
    result = importing(
        lines("Field,Type", "Size (Size__c),Date", "Due Due__c,Date"), objects=("Lead",)
    )

    assert {name: field["label"] for name, field in fields_of(result).items()} == {
        "Size__c": "Size",
        "Due__c": "Due",
    }


@pytest.mark.parametrize(
    ("kind", "digits", "is_noted"), [("double", 16, False), ("Number", 16, True)]
)
def test_a_precision_counts_all_digits(kind: str, digits: int, is_noted: bool) -> None:
    head = "Label,API Name (required),Type,Precision (digits),Scale"

    result = importing(lines(head, f"A,A__c,{kind},18,2"), objects=("Lead",))

    assert fields_of(result)["A__c"]["type"] == f"Number({digits}, 2)"
    assert ("fields.A__c.type" in notes_of(result)) is is_noted


def test_fields_of_tasks_and_events_are_those_of_activities() -> None:
    text = lines("Label,API Name,Type", "A,A__c,Date", "Subject,Subject,Text(80)")

    result = importing(text, objects=("Task", "Event"), required=("Task.A__c",))

    assert objects_of(result.data) == {
        "Activity": {"fields": {"A__c": {"type": "Date", "label": "A", "required": True}}}
    }
    assert notes_of(result) == {"fields": ["the custom fields of Task are those of Activity"]}
    validated(result)


def test_two_columns_of_names_are_not_guessed() -> None:
    text = lines("Ours__c,Theirs__c,Type", "A__c,B__c,Date", "C__c,D__c,Date")
    headers = lines("Ours,Theirs,Type", "A__c,B__c,Date", "C__c,D__c,Date")

    with pytest.raises(TableError, match=r"several columns have API names \(Ours, Theirs\)"):
        importing(headers, objects=("Lead",))
    with pytest.raises(TableError, match="several columns have API names"):
        importing(text, objects=("Lead",))
    found = importing(headers, objects=("Lead",), columns={"API Name": "Theirs"})
    assert list(fields_of(found)) == ["B__c", "D__c"]


def test_a_list_of_what_an_org_has_is_no_table_of_new_fields() -> None:
    text = lines("Name,Label,Type", "Score,Score,double", "SystemModstamp,Modified,datetime")

    with pytest.raises(TableError) as raised:
        importing(text, objects=("AccountScore",))

    assert "-:2:1: Score: is a standard field" in str(raised.value)


def test_an_object_that_is_not_known_is_a_note() -> None:
    result = importing(lines("Object,Label,API Name,Type", *["Visitt,A,A__c,Date"] * 2))

    (guess,) = [str(each) for each in result.guessed if "Visitt" in each.message]
    assert guess.endswith(
        "is not a standard object that is known; if it is a custom one, write Visitt__c"
    )


def test_flags() -> None:
    head = "Label,API Name,Type,Required,Unique,External ID"

    assert one("A,A__c,Text(9),Yes,x,TRUE", head) == {
        "type": "Text(9)",
        "label": "A",
        "required": True,
        "unique": "case-insensitive",
        "external_id": True,
    }
    assert one('A,A__c,"Number(9,0)",no,yes,.', head)["unique"] is True
    assert "required" not in one("A,A__c,Checkbox,yes,,", head)
    assert one('A,A__c,"Lookup(Account)",Required,,', head)["on_delete"] == "Restrict"
    maybe = one("A,A__c,Date,maybe,,", head)["required"]
    assert maybe == FillIn("the table says 'maybe'; write true or false")


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("A; B", ["A", "B"]),
        ("A\nB, b", ["A", "B, b"]),
        ("A, B", ["A", "B"]),
        ("- A\n- B", ["A", "B"]),
        ("A;B;a", ["A", "B"]),
        ("A; B; ...", ["A", "B", FillIn]),
        ("A; B (+12 more)", ["A", "B", FillIn]),
    ],
)
def test_values_of_picklists(cell: str, values: list[Any]) -> None:
    found = one(f'A,A__c,Picklist,"{cell}"', "Label,API Name,Type,Values")["values"]

    assert [FillIn if isinstance(each, FillIn) else each for each in found] == values


def test_two_tables_in_one_page() -> None:
    page = lines(
        *("## Lead", "", "|Label|API Name|Type|", "|-|-|-|", "|A|A__c|Date|", ""),
        *("## Hours", "", "|Day|Who|", "|-|-|", "|Monday|Ann|", ""),
        *("## Fields on Campaign Member", "", "|Label|API Name|Type|", "|-|-|-|", "|B|B__c|Date|"),
    )

    result = importing(page, "a.md")
    only = importing(page, "a.md", table="3")

    assert {name: list(each["fields"]) for name, each in objects_of(result.data).items()} == {
        "Lead": ["A__c"],
        "CampaignMember": ["B__c"],
    }
    (left,) = map(str, result.left_alone)
    why = "no column has the names and types of fields (Day, Who)"
    assert left == f"a.md:9: table 2 (Hours) is left out: {why}"
    assert list(objects_of(only.data)) == ["CampaignMember"]
    assert list(objects_of(importing(page, "a.md", table="lead").data)) == ["Lead"]


@pytest.mark.parametrize(
    ("content", "said", "message"),
    [
        ("", {}, "-: has no table"),
        ("Label,API Name\nA,A__c\n", {}, "-:1: table 1 is left out: no column has the types"),
        (
            "Feld;API-Name;Datentyp\nA;A__c;Zahl\n",
            {},
            "no column has the types of fields (Feld, API-Name, Datentyp); say which it is",
        ),
        ("Label,API Name,Type\nA,A__c,Date\n", {"objects": ()}, "as in --object Lead"),
        (
            "Label,API Name,Type\nA,A__\u0441,D\u0430te\n",
            {},
            "-:2:2: A__\u0441: 'A__\u0441' has U+0441 (CYRILLIC SMALL LETTER ES) as its character",
        ),
        ("Label,API Name,Type\nA,A__c,D\u0430te\n", {}, "-:2:3: A__c: 'D\u0430te' has U+0430"),
        ("Label,API Name,Type\nA,ns__A__c,Date\n", {}, "the package with the namespace ns"),
        (
            "Label,API Name,Type\nA,A__c,Date\nB,a__C,Time\n",
            {},
            "-:3:2: a__C: stands in line 2 already, with another content",
        ),
        (f"Label,API Name,Type\nA,{'A' * 41}__c,Date\n", {}, "has 41 characters before __c"),
        ("Label,API Name,Type\nA,A b__c,Date\nB,B__c,Date\n", {}, "'A b__c' is not an API name"),
        ("Label,API Name,Type\nA,A__c,Date\n", {"unique": ("B",)}, "--unique B"),
        ("Label,API Name,Type\nA,A__c,Date\n", {"table": "2"}, "--table: no table is '2'"),
        (
            "Label,API Name,Type\nA,A__c,Date\n",
            {"columns": {"Colour": "1"}},
            "--columns: 'Colour' is no column; allowed: Label, API Name",
        ),
        (
            "Label,API Name,Type\nA,A__c,Date\n",
            {"columns": {"Type": "Kind"}},
            "--columns: Type: no table has a column 'Kind'",
        ),
        (
            "Label,API Name,Type,Description\nA,A__c,Date,x\nB,B__c,Date,1, two\nC,C__c,Date,x\n",
            {},
            "-:3:5: the row has 5 cells, the header 4: 'two' has no column; write a cell with the",
        ),
        ("Label,API Name,Type\nA,A__c,Date\n", {"objects": ("A\u0441__c",)}, "has U+0441"),
        ("Object,Label,API Name,Type\nA b c,A,A__c,Date\n", {}, "-:2:3: A__c: 'A b c' is not the"),
    ],
)
def test_tables_that_cannot_be_imported(content: str, said: dict[str, Any], message: str) -> None:
    with pytest.raises(TableError) as raised:
        importing(content, **{"objects": ("Lead",), **said})

    assert message in str(raised.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    text = lines(
        "Label,API Name,Type", "A,A__\u0441,Date", "B,B b__c,Date", "C,C__c,Date", "D,c__c,Time"
    )

    with pytest.raises(TableError) as raised:
        importing(text, objects=("Lead",))

    assert [each.line for each in raised.value.diagnostics] == [2, 3, 5]


def test_what_is_left_alone_is_named() -> None:
    text = lines(
        *("Label,API Name,Type,Colour,", "A,A__c,Date,red,soon", "Name,LastName,Text(80),,"),
        *("Size,ns__Size__c,Date,,", ",,,only a word,", "A,A__c,Date,red,"),
    )

    result = importing(text, objects=("Lead",))

    assert list(fields_of(result)) == ["A__c"]
    assert [str(each).split("; ")[0] for each in result.left_alone] == [
        "-:1: not used, the columns Colour, number 5",
        "-:4:2: ns__Size__c: belongs to the package with the namespace ns, which brings it",
        "-:5: 'only a word' has no name and type of a field",
        "-:3:2: LastName: is a standard field, which the org has already",
        "-:6:2: A__c: stands in line 2 already, with the same content",
    ]
    taken = importing(text, objects=("Lead",), namespace="NS")
    assert list(fields_of(taken)) == ["A__c", "Size__c"]


def test_what_is_not_asked_for_is_named_where_nothing_is_left() -> None:
    text = lines("Object,API Name,Type,Colour", "Contact,A__c,Date,red")

    with pytest.raises(TableError) as raised:
        importing(text, objects=("Lead",))

    assert list(map(str, raised.value.diagnostics)) == [
        "-: has no field to import",
        "-:2:2: A__c: is of Contact, which --object does not name",
    ]


def test_a_format_that_a_type_does_not_have_is_a_note() -> None:
    text = lines("Label,API Name,Type,Display Format", "A,A__c,Date,DD.MM.")

    assert list(notes_of(importing(text, objects=("Lead",))).values()) == [
        ["display format in the table, left out: 'DD.MM.'"]
    ]


def test_digits_that_a_formula_does_not_have_are_no_guess() -> None:
    text = lines("Label,API Name,Type,Precision,Scale,Formula", "A,A__c,Number,18,2,1 + 1")

    result = importing(text, objects=("Lead",))

    assert fields_of(result)["A__c"]["type"] == "Formula(Number, 2)"
    assert notes_of(result) == {}


def test_the_label_of_an_object_in_a_column() -> None:
    text = lines("Object Label,Object API Name,API Name,Type", "Great Visit,Visit__c,A__c,Date")

    found = importing(text).data["custom_objects"]["Visit__c"]

    assert (found["label"], found["plural_label"]) == ("Great Visit", "Great Visits")


def test_the_relationship_of_describe_is_not_that_of_the_children() -> None:
    head = "Label,API Name,Type,Reference To,Relationship Name"

    described = one("Best Lead,Best__c,reference,Lead,Best__r", head)
    written = one("Best Lead,Best__c,Lookup,Lead,Visits", head)

    assert described["child_relationship_name"] == "Leads"
    assert written["child_relationship_name"] == "Visits"


def test_twice_as_much_text_above_twice_as_many_fields_is_twice_the_work() -> None:
    def found(fields: int) -> Imported:
        prose = "\n".join(f"{number} is required and unique" for number in range(10 * fields))
        rows = "\n".join(f"|L{number}|F{number}__c|Date|" for number in range(fields))
        return importing(
            f"{prose}\n\n|Label|API Name|Type|\n|--|--|--|\n{rows}", objects=("Lead",)
        )

    found(1)
    assert calls(lambda: found(400)) < 2.2 * calls(lambda: found(200))


def test_columns_that_a_person_names() -> None:
    text = "Was;Wie;Womit\nGr\u00f6\u00dfe;Size;Text(9)\n"

    for columns in (
        {"Label": "1", "API Name": "2", "Type": "3"},
        {"label": "A", "api name": "b", "data type": "C"},
        {"Label": "Was", "Name": "Wie", "Type": "Womit"},
    ):
        result = importing(text, objects=("Lead",), columns=columns)
        assert fields_of(result) == {"Size__c": {"type": "Text(9)", "label": "Gr\u00f6\u00dfe"}}


def test_what_a_person_says_besides() -> None:
    text = lines("Label,API Name,Type", "A,A__c,Text(9)", 'B b,B__c,"Number(4,0)"')

    result = importing(
        text,
        objects=("Visit__c", "Lead"),
        required=("A",),
        unique=("Visit__c.A__c", "B b"),
        external_id=("B__c",),
        label="Call",
        plural_label="Calls",
        record_name="Call Number",
    )

    visit = objects_of(result.data)["Visit__c"]
    assert {key: value for key, value in visit.items() if key != "fields"} == {
        "label": "Call",
        "plural_label": "Calls",
        "record_name": {"label": "Call Number", "type": "Text"},
    }
    assert visit["fields"]["A__c"]["unique"] == "case-insensitive"
    assert visit["fields"]["B__c"]["external_id"] is True
    assert fields_of(result)["A__c"] == {"type": "Text(9)", "label": "A", "required": True}
    assert fields_of(result)["B__c"]["unique"] is True
    validated(result)


def test_a_page_says_something_of_the_object() -> None:
    page = lines(
        *("| Property | Value |", "|-|-|", "| Object Name | Visit |", "| Label | Call |"),
        *("| Plural Label | Calls |", "| Record Name | Number |", "| Description | Who came. |"),
        *("", "## Fields", "", "`Code` is **required**.", ""),
        *("| Label | API Name | Type |", "|-|-|-|", "| Code | Code__c | Text(9) |"),
    )

    result = importing(page, "a.md")

    visit = objects_of(result.data)["Visit__c"]
    assert [visit["label"], visit["plural_label"], visit["description"]] == [
        *("Call", "Calls", "Who came."),
    ]
    assert visit["record_name"] == {"label": "Number", "type": "Text"}
    assert notes_of(result) == {
        "fields.Code__c": ["the text above the table says: Code is required."]
    }
    validated(result)


GUIDE = """\
# A guide

## The object

- **Label:** `Visitor`
- **Plural Label:** `Visitors`
- **Record Name:** `Visitor ID` (Auto Number, format: `VI-{00000}`)

## Its fields

On the `Visitor__c` object, add these fields:

| Field Label | API Name | Data Type | Required? | Default | Notes |
| --- | --- | --- | --- | --- | --- |
| Born | `Born__c` | Date | \u2705 Yes | - | \u2014 |
| Count | `Count__c` | Number(2, 0) \u2014 Required | No | - | How many came |
| Wing | `Wing__c` | Picklist | No | - | Values: `East`, `West` |
| No | `No__c` | AutoNumber | No | - | Display Format: `P-{000}` (from 1) |
| Code | `Code__c` | Text(9) | No | - | Unique, External ID |
| Roll | `Roll__c` | Number/Text | No | - | |

Also, add a field to the Product2 object:

| Field Label | API Name | Data Type |
| --- | --- | --- |
| Item | Item__c | Date |

### 2. Standard Object: Order Product (`OrderItem`)

| Field Label | API Name | Data Type |
| --- | --- | --- |
| Packed | Packed__c | Number (18,0) |
"""


def test_a_guide_with_several_objects() -> None:
    result = importing(GUIDE, "guide.md")

    found = objects_of(result.data)
    visitor = found["Visitor__c"]
    assert {
        name: list(each["fields"]) for name, each in found.items() if name != "Visitor__c"
    } == {
        "Product2": ["Item__c"],
        "OrderItem": ["Packed__c"],
    }
    assert [visitor["label"], visitor["plural_label"]] == ["Visitor", "Visitors"]
    assert visitor["record_name"] == {
        "label": "Visitor ID",
        "type": "Auto Number",
        "display_format": "VI-{00000}",
    }
    fields = visitor["fields"]
    assert isinstance(fields.pop("Roll__c")["type"], FillIn)
    assert fields == {
        "Born__c": {"type": "Date", "label": "Born", "required": True},
        "Count__c": {
            "type": "Number(2, 0)",
            "label": "Count",
            "description": "How many came",
            "required": True,
        },
        "Wing__c": {"type": "Picklist", "label": "Wing", "values": ["East", "West"]},
        "No__c": {"type": "Auto Number", "label": "No", "display_format": "P-{000}"},
        "Code__c": {
            "type": "Text(9)",
            "label": "Code",
            "unique": "case-insensitive",
            "external_id": True,
        },
    }
    assert [str(each) for each in result.guessed if "the fields are taken" in str(each)] == [
        f"guide.md:{line}: the fields are taken as those of {name}, by the text above them"
        for line, name in ((13, "Visitor__c"), (24, "Product2"), (30, "OrderItem"))
    ]


def test_descriptions_that_a_page_cuts_are_marked() -> None:
    head = "API Name,Type,Description"
    rows = (
        "A__c,Date,When the customer was seen for the first tim",
        "B__c,Date,When the customer was seen for the last time.",
        "C__c,Date,When the customer came back to us with a...",
        "D__c,Date,Never",
    )

    result = importing(lines(head, *rows), objects=("Lead",))

    marked = {key: said for key, said in notes_of(result).items() if key.endswith("description")}
    assert marked == {
        "fields.A__c.description": ["the text ends within a word (tim); the page cuts it off"],
        "fields.C__c.description": [
            "the text ends with dots; the page cuts it off: write the rest"
        ],
    }


def test_children_of_one_parent_have_names_of_their_own() -> None:
    text = lines(
        "Label,API Name,Type",
        *("A,A__c,Lookup(Account)", "B,B__c,Lookup(Account)", "C,C__c,Lookup(Contact)"),
    )

    fields = fields_of(importing(text, objects=("Visit__c",)), "Visit__c")

    assert [each["child_relationship_name"] for each in fields.values()] == [
        *("Visits", "Visits_B", "Visits"),
    ]


def test_what_the_language_refuses_is_a_marker() -> None:
    head = "Label,API Name,Type,Description,Relationship Name"
    field = one(f"A\x07B\ufffe,A__c,Lookup(Account),{'x' * 1001},not a name", head)

    markers = {key: each.sentence for key, each in field.items() if isinstance(each, FillIn)}
    assert markers.keys() == {"label", "description", "child_relationship_name"}
    assert "1001 characters, 1000 are allowed" in markers["description"]
    assert "'not a name'" in markers["child_relationship_name"]


def test_twice_as_many_objects_are_twice_the_work() -> None:
    def found(fields: int) -> int:
        rows = (f"Field {n},Field_{n}__c,Text(80),Visit_{n // 20}__c" for n in range(fields))
        return len(objects_of(importing(lines("Label,API Name,Type,Object", *rows)).data))

    assert found(400) == 20
    assert calls(lambda: found(2_000)) < 2.2 * calls(lambda: found(1_000))


HEADERS = (
    *("Label", "API Name", "Field Name", "Type", "Data Type", "Length", "Precision", "Scale"),
    *("Required", "Unique", "External ID", "Attributes", "Picklist Values", "Formula", "Object"),
    *("Description", "Default Value", "Reference To", "Values / Formula", "Nillable", "", "Was"),
)
CELLS = (
    *("", "Size", "Size__c", "Size", "ns__Size__c", "Lead.Size__c", "Text", "Text(80)", "80"),
    *("Number(16, 2)", "Number", "Picklist (A; B)", "A; B (+3 more)", "Lookup to Lead", "yes"),
    *("Formula", "Formula (Number)", "Auto-Number", "Roll-Up Summary (SUM Line__c)", "18, 2"),
    *("Lookup(User,Group)", "Required, Unique", "Length 10<br>Decimal Places 0", "x" * 1200),
    *("\x07", "\ufffe", "{x}", "A\nB", "y" * 300, "1", "true", "A__r", "SetNull", "null"),
    *("\u0421ode__c", "-", "0", "maybe", "=1+1", "\\_\\_**b**`c`", "Contact", "Visit__c"),
)
CELL = st.sampled_from(CELLS) | st.text(max_size=6)
TABLES = st.lists(st.sampled_from(HEADERS), min_size=1, max_size=8).flatmap(
    lambda header: st.lists(st.tuples(*[CELL] * len(header)), max_size=5).map(
        lambda rows: [tuple(header), *rows]
    )
)


@given(TABLES, st.sampled_from([(), ("Lead",), ("Visit__c", "Lead")]))
@settings(max_examples=400, deadline=None)
def test_any_table_is_a_schema_or_a_diagnostic(
    rows: list[tuple[str, ...]], objects: tuple[str, ...]
) -> None:
    """What is imported is written and read as it is; what is not filled in is an error there."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    try:
        result = importing(stream.getvalue().encode("utf-8", "replace"), objects=objects)
    except TableError:
        return

    text = yaml_writer.text(result.data, Schema, result.notes)
    read_again = parsed("schema.yaml", text)

    assert without_markers(read_again.data) == without_markers(result.data)
    assert len(read_again.diagnostics) == text.count("!fill_in")
    for each in objects_of(result.data).values():
        for name, field in each["fields"].items():
            assert re.fullmatch("[A-Za-z][A-Za-z0-9_]*__c", name)
            if "!fill_in" not in yaml_writer.text(field, CustomField):
                CustomField.model_validate(field)


def without_markers(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: without_markers(value) for key, value in data.items()}
    if isinstance(data, list):
        return [without_markers(each) for each in data]
    return None if isinstance(data, FillIn) else data
