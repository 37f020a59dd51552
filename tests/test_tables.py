"""Tables of cells, read from every form of file that has them."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import openpyxl
import pytest
from conftest import calls
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import TableError
from generator.tables.formats import Format
from generator.tables.grid import Table
from generator.tables.read import read

ROWS = [
    ("Label", "API Name", "Type"),
    ("Size", "Size__c", "Number(4, 0)"),
    ("Due", "Due__c", "Date"),
]


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def only(name: str, content: bytes | str, form: Format | None = None) -> Table:
    data = content.encode() if isinstance(content, str) else content
    (table,) = read(name, data, form).tables
    return table


def separated(separator: str, end: str = "\n") -> str:
    quoted = [[f'"{each}"' if separator in each else each for each in row] for row in ROWS]
    return "".join(separator.join(row) + end for row in quoted)


def workbook(
    *rows: tuple[str | float | bool | None, ...], prepare: Callable[..., object] = lambda _: None
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Fields"
    for row in rows:
        sheet.append(row)
    prepare(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return an archive with one more part, or another one of this name."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return stream.getvalue()


def sheet_of(rows: str) -> bytes:
    head = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    part = f"{head}{rows}</sheetData></worksheet>"
    return with_part(workbook(), "xl/worksheets/sheet1.xml", part.encode())


MARKDOWN = """\
# Fields

| Label | API Name | Type |
| --- | :-- | --: |
| Size | **Size**\\_\\_c | `Number(4, 0)` |
| Due | Due__c | Date |
"""
HTML = """\
<h2>Fields</h2><table><thead><tr><th>Label<th>API Name<th>Type</thead>
<tr><td> Size <td>Size__c<td>Number(4,
0)</tr>
<tr><td>Due</td><td>Due__c</td><td><div>Date</div></td></tr></table>
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(("fields.csv", separated(each)) for each in ",;\t|"),
        *(("-", separated(each, "\r\n")) for each in ",;\t|"),
        ("excel.csv", "sep=;\n" + separated(";")),
        ("framed.txt", "".join(f"| {' | '.join(row)} |\n" for row in ROWS)),
        ("page.md", MARKDOWN),
        ("-", MARKDOWN),
        ("page.html", HTML),
        ("-", HTML),
        ("report.xls", HTML),
        ("mixed.md", f"Some *text*.\n\n{HTML}"),
        ("gaps.md", HTML.replace("<tr>", "\n\n    <tr>")),
        ("bare.md", "".join(f"| {' | '.join(row)} |\n" for row in ROWS)),
        ("book.xlsx", workbook(*ROWS)),
        ("-", workbook(*ROWS)),
    ],
)
def test_the_format_is_found(name: str, content: bytes | str) -> None:
    assert [tuple(map(str.strip, row)) for row in cells(only(name, content))] == ROWS


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_in_any_form(encoding: str) -> None:
    table = only("fields.csv", "Label,Type\nGröße €,Date\n".encode(encoding))

    assert cells(table)[1] == ("Größe €", "Date")


def test_a_mark_at_the_start_that_stands_there_twice() -> None:
    table = only("fields.csv", "\ufeffLabel,Type\nA,Date\n".encode("utf-16"))

    assert cells(table)[0] == ("Label", "Type")


def test_the_code_page_of_windows_is_a_remark() -> None:
    reading = read("fields.csv", "Label,Type\nA,Date\nGröße €,Date\n".encode("cp1252"))

    assert cells(reading.tables[0])[2] == ("Größe €", "Date")
    (remark,) = map(str, reading.remarks)
    assert remark.startswith("fields.csv:3: is not UTF-8; read as Windows-1252: look at")


def test_rows_have_their_lines() -> None:
    text = 'Label,Type\n\n"two\nlines",Date\nlast,Date\n'
    page = f"{MARKDOWN}\n\n{HTML}"

    assert [row.number for row in only("a.csv", text).rows] == [1, 3, 5]
    assert [[row.number for row in each.rows] for each in read("a.md", page.encode()).tables] == [
        [3, 5, 6],
        [9, 10, 12],
    ]


def test_text_around_tables_is_their_title() -> None:
    text = "About\n\nObject: Visit\nField\tType\nsize\tDate\nOther\ndue\tDate\n\none\ntwo\na\tb\n"

    first, second = read("-", text.encode()).tables

    assert first.title == "Object: Visit"
    assert cells(first) == [("Field", "Type"), ("size", "Date"), ("Other",), ("due", "Date")]
    assert (second.title, second.above, len(second.rows)) == ("two", "one\ntwo", 1)


def test_headings_and_captions_are_titles() -> None:
    page = (
        "<h1>A <b>page</b></h1><p>x</p><table><tr><td>1</table>"
        "<h2>Lead</h2><table><caption>Fields</caption><tr><td>2</table><table><tr><td>3</table>"
    )

    titles = [(each.title, each.above) for each in read("a.html", page.encode()).tables]

    assert titles == [
        ("A page", "A page\nx"),
        ("Fields", "A page\nLead"),
        ("Lead", "A page\nLead"),
    ]


def test_cells_that_span_others() -> None:
    page = (
        "<table><tr><th>a<th>b<th>c<tr><td rowspan=2>1<td colspan=2>2<tr><td>3<td rowspan=0>4"
        "<tr><td>5<td>6</table>"
    )

    table = only("a.html", page)

    assert cells(table) == [("a", "b", "c"), ("1", "2", ""), ("1", "3", "4"), ("5", "6", "4")]
    assert [sorted(row.spanned) for row in table.rows] == [[], [], [0], [2]]


def test_merged_cells_of_a_sheet() -> None:
    rows = [("a", "b"), ("1", "2"), (None, "3"), (None, None)]

    table = only(
        "a.xlsx", workbook(*rows, prepare=lambda book: book.worksheets[0].merge_cells("A2:A4"))
    )

    assert cells(table) == [("a", "b"), ("1", "2"), ("1", "3")]
    assert [sorted(row.spanned) for row in table.rows] == [[], [], [0]]


def test_what_a_cell_of_html_shows() -> None:
    lines = "<p>Length&nbsp;10<br>Decimal  Places <script>x()</script>0</p>"
    cell = f"{lines}<ul><li>A<li>B</ul><img alt=yes>"

    assert cells(only("a.html", f"<table><tr><td>{cell}</table>")) == [
        ("Length\xa010\nDecimal Places 0\nA\nB\nyes",)
    ]


def test_nested_tables_are_tables_of_their_own() -> None:
    page = "<table><tr><td>a<table><tr><td>b</td></tr></table>c</td></tr></table>"

    assert [cells(each) for each in read("a.html", page.encode()).tables] == [[("ac",)], [("b",)]]


def test_cells_of_a_sheet_are_text() -> None:
    row = (10.0, 2.5, True, "=1+1", None, "'=x")

    assert cells(only("a.xlsx", workbook(row))) == [("10", "2.5", "true", "=1+1", "", "'=x")]


def test_hidden_sheets_macros_and_links_are_remarks() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book.create_sheet("Notes").sheet_state = "hidden"

    content = with_part(workbook(*ROWS, prepare=hide), "xl/vbaProject.bin", b"\0")

    reading = read("a.xlsx", with_part(content, "xl/externalLinks/externalLink1.xml", b"<a/>"))

    assert [each.title for each in reading.tables] == ["Fields"]
    assert [str(each) for each in reading.remarks] == [
        "a.xlsx: the workbook has macros; they were not read, and nothing was run",
        "a.xlsx: the workbook has links to others; they were not followed",
        "a.xlsx: Notes: is a hidden sheet; it was not read",
    ]


@pytest.mark.parametrize(
    "row",
    ['<x:row r="{}"></x:row>', '<row r="{0}"><c r="A{0}" s="1"/></row>'],
)
def test_a_million_empty_rows_are_quick(row: str) -> None:
    rows = 2**20
    content = sheet_of("".join(map(row.format, range(1, rows))))

    assert read("a.xlsx", content).tables == ()
    assert calls(lambda: read("a.xlsx", content)) < 5 * rows


FAR = '<row r="{}"><c r="{}" t="inlineStr"><is><t>x</t></is></c></row>'
BOMB = b"<a>" + b"<b/>" * 40_000_000 + b"</a>"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b'Label,Type\nSize,"Number\n', "2: a cell of this row cannot be read"),
        ("a.csv", b"a,b\n\0\n", "is not text"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not text"),
        ("a.csv", b"a,b\n" + b"x,y\n" * 100_001, "more than 100,000 rows"),
        ("a.csv", b"a," * 1000 + b"b\n", "more than 1,000 columns"),
        ("a.csv", b"x" * (32 * 2**20 + 1), "larger than 32 MiB"),
        ("a.pdf", b"%PDF-1.7", "is a PDF"),
        (
            "a.html",
            b"<table><tr><td rowspan=0 colspan=1000>x" + b"<tr>" * 100_000,
            "more than 4,000,000 cells",
        ),
        ("a.md", b"|a|b|\n|-|-|\n|A|B|C|\n", "3: the row has 3 cells, the header 2"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password, or of Excel 97"),
        ("a.xlsx", b"PK\x03\x04", "is not a workbook that can be read"),
        ("a.xlsx", workbook(*ROWS)[:-100], "is not a workbook that can be read"),
        ("a.xlsx", with_part(workbook(), "xl/workbook.xml", b"<a"), "is not a workbook"),
        (
            "a.xlsx",
            with_part(workbook(), "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
            "declares entities",
        ),
        (
            "a.xlsx",
            with_part(workbook(), "xl/workbook.xml", "<a/>".encode("utf-16")),
            "is not UTF-8",
        ),
        ("a.xlsx", sheet_of(FAR.format(99_999_999, "A99999999")), "that no sheet has"),
        ("a.xlsx", sheet_of(FAR.format(1, "ZZZZ1")), "that no sheet has"),
        ("a.xlsx", sheet_of(FAR.format(1, "XFD1")), "1,000 columns"),
        ("a.xlsx", with_part(workbook(), "xl/b.xml", BOMB), "unpacks to 153 MiB"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_cannot_be_read(name: str, content: bytes, message: str) -> None:
    with pytest.raises(TableError) as raised:
        read(name, content)

    assert str(raised.value).startswith(f"{name}:")
    assert message in str(raised.value)


def test_a_quote_of_a_paste_is_a_sign() -> None:
    assert cells(only("-", 'Label\tType\n"Size" in cm\tDate\n')) == [
        ("Label", "Type"),
        ('"Size" in cm', "Date"),
    ]


BOOK = workbook(*ROWS)
MARKS = st.sampled_from(["|", "\t", ",", ";", '"', "<table>", "<td>", "<tr>", "</table>", "---"])
TEXTS = st.lists(MARKS | st.text(max_size=8) | st.just("\n")).map("".join)


@settings(deadline=None)
@given(TEXTS.map(str.encode) | st.binary(), st.sampled_from(["a", "a.md", "a.html", "a.csv"]))
def test_no_content_is_a_traceback(content: bytes, name: str) -> None:
    try:
        tables = read(name, content).tables
    except TableError:
        return
    assert all(row.number > 0 for table in tables for row in table.rows)


@settings(deadline=None)
@given(st.data())
def test_no_workbook_is_a_traceback(data: st.DataObject) -> None:
    content = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(TableError):
        read("a.xlsx", bytes(content))


@settings(deadline=None)
@given(st.data())
def test_no_sheet_is_a_traceback(data: st.DataObject) -> None:
    tags = st.sampled_from(
        ["<row>", '<row r="3">', "</row>", "<c>", '<c r="B2" t="s">', "</c>", "<v>", "</v>", "9"]
    )
    with suppress(TableError):
        read("a.xlsx", sheet_of("".join(data.draw(st.lists(tags)))))
