"""The place of a fault in a formula: in its file, and in the schema that it comes from."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Run
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from generator.metadata.document import NAMESPACE
from generator.metadata.source_text import source_text
from generator.schema.scalar_positions import position
from generator.validation.checked import Text
from generator.validation.engine import of_texts

PATH = "force-app/main/default/objects/Hall__c/fields/A__c.field-meta.xml"


def field(formula: str) -> bytes:
    """Return the file of a formula field; the formula as it is to be written."""
    return (
        f'<CustomField xmlns="{NAMESPACE[1:-1]}">\n<fullName>A__c</fullName>\n'
        f"    <formula>{formula}</formula>\n<type>Text</type></CustomField>"
    ).encode()


@pytest.mark.parametrize(
    ("formula", "place"),
    [
        ("Text(1) + LEM(2)", (3, 24)),
        ("&quot;&#65;&amp;&quot; &amp; LEM(2)", (3, 43)),
        ("Text(1)\n  &amp;\n LEM(2)", (5, 2)),
        ("Text(1)\r\n  &amp;\r\n LEM(2)", (5, 2)),
        ("<![CDATA[Text(1) & LEM(2)]]>", (3, 33)),
        ("Text(1) <!-- & LEM(2) -->&amp; LEM(2)", (3, 45)),
        ("/* <!-- <formula> --> */ LEM(2)", (3, 39)),
        ("'ä\U0001f600' &amp; LEM(2)", (3, 25)),
    ],
)
def test_a_fault_has_its_place_in_the_file(formula: str, place: tuple[int, int]) -> None:
    found = of_texts([Text(PATH, field(formula))])

    assert [(f.line, f.column) for f in found if f.rule == "KS802"] == [place]
    line = field(formula).decode().split("\n")[place[0] - 1]
    assert line[place[1] - 1 :].startswith("LEM(2)")


@given(st.text(st.sampled_from("ab &<>'\"\n\t\r\xe9]"), max_size=40), st.data())
def test_a_place_in_a_file_leads_back_to_the_text(text: str, data: st.DataObject) -> None:
    root = etree.Element("a")
    etree.SubElement(root, "formula").text = text
    content = etree.tostring(root)
    source = source_text(content, etree.fromstring(content)[0])
    offset = data.draw(st.integers(0, len(source.text)))

    assert source.text == text
    assert source.offset(*source.position(offset)) == offset


SCHEMA = """\
name: demo
label: Demo
description: A hall.
package: {name: Demo, version: 1.0.0}
custom_objects:
  Hall__c:
    label: Hall
    plural_label: Halls
    record_name: {label: Hall Name, type: Text}
    fields:
      Code__c: {label: Code, type: Text(80)}
      A__c:
        label: A
        type: Formula(Text)
        formula: FORMULA
"""


@pytest.mark.parametrize(
    "written",
    [
        "Code__c & LEM(2)",
        "Code__c &\n          LEM(2)",
        "'Code__c & ''x'' & LEM(2)'",
        '"Code__c & \\"\\t\\" & LEM(2)"',
        '"Code__c & \\\n          LEM(2)"',
        '"Code__c & \\x27\\u00e4\\x27 & LEM(2)"',
        "|\n          Code__c\n            & LEM(2)",
        "|-  # said in words\n          /* a */\n\n          LEM(2)",
        ">-\n          Code__c\n          &\n\n            LEM(2)",
    ],
)
def test_a_fault_has_its_place_in_the_schema(written: str, project: Path, run: Run) -> None:
    schema = project / "demo.yaml"
    text = SCHEMA.replace("FORMULA", written)
    schema.write_text(text, encoding="utf-8")
    before = text[: text.index("LEM(2)")]
    line, column = before.count("\n") + 1, len(before) - before.rindex("\n")

    result = run("generate", schema, "--project-dir", project)

    where = f"demo.yaml:{line}:{column}: custom_objects.Hall__c.fields.A__c.formula: KS802 "
    assert result.exit_code == 2
    assert f"{where}Unknown function LEM. Check spelling. Did you mean LEN?" in result.output


def test_a_fault_of_raw_elements_has_its_place(project: Path, run: Run) -> None:
    schema = project / "demo.yaml"
    raw = "metadata: {defaultValue: 'LEM(2)'}"
    text = SCHEMA.replace(
        "Code__c: {label: Code, type: Text(80)", f"Code__c: {{label: Code, type: Text(80), {raw}"
    )
    schema.write_text(text.replace("FORMULA", "Code__c"), encoding="utf-8")

    result = run("generate", schema, "--project-dir", project)

    column = text.splitlines()[10].index("LEM") + 1
    assert f"demo.yaml:11:{column}: " in result.output


@given(
    st.text(st.sampled_from("ab &'\"\\\\:#\n\t\xe9\U0001f600-"), min_size=1, max_size=60),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.integers(10, 80),
    st.data(),
)
def test_each_letter_of_a_value_is_found_in_yaml(
    text: str, style: Any, width: int, data: st.DataObject
) -> None:
    assume(not text.isspace())
    file = yaml.dump({"a": {"b": [text]}}, default_style=style, width=width, allow_unicode=True)
    offset = data.draw(st.sampled_from([i for i, c in enumerate(text) if not c.isspace()]))
    location: list[int | str] = ["a", "b", 0]

    place = position(file, location, text, offset)

    assert place is not None
    found = file.split("\n")[place[0] - 1][place[1] - 1 :]
    assert found[0] in {text[offset], "\\"}
    assert position(file, [*location, 0], text, offset) is None
    assert position(file, location, text + "!", offset) is None


WHOLE = f'<CustomObject xmlns="{NAMESPACE[1:-1]}">{{}}<label>Hall</label></CustomObject>'
OBJECT = "force-app/main/default/objects/Hall__c/Hall__c.object-meta.xml"


def of_formulas(*texts: Text) -> list[tuple[str, int | None, int | None]]:
    return [(f.rule, f.line, f.column) for f in of_texts(texts) if f.rule.startswith("KS8")]


def test_a_field_whose_file_is_broken_is_not_missing() -> None:
    texts = [Text(OBJECT, WHOLE.format("").encode()), Text(PATH, field("LEN(Seats__c, 1)"))]
    broken = Text(PATH.replace("A__c", "Seats__c"), b"<CustomField>")

    assert of_formulas(*texts) == [("KS804", 3, 14), ("KS805", 3, 18)]
    assert of_formulas(*texts, broken) == [("KS804", 3, 14)]


def test_a_field_in_the_file_of_its_object_has_its_place_there() -> None:
    fields = "".join(
        f"\n<fields><fullName>{name}__c</fullName><formula>{formula}</formula>"
        "<label>A</label><type>Text</type></fields>"
        for name, formula in (("A", "'a'"), ("B", "A__c &amp;\n C__c"))
    )
    fields = f"<fields><fullName>D__c</fullName><formula/></fields>{fields}"

    found = of_formulas(Text(OBJECT, WHOLE.format(fields).encode()))

    assert [place for place in found if place[0] == "KS805"] == [("KS805", 4, 2)]


def test_a_ring_over_two_objects_is_found_once() -> None:
    def of(owner: str, name: str, body: str) -> Text:
        path = f"force-app/main/default/objects/{owner}/fields/{name}.field-meta.xml"
        text = f'<CustomField xmlns="{NAMESPACE[1:-1]}"><fullName>{name}</fullName>{body}'
        return Text(path, f"{text}</CustomField>".encode())

    lookup = "<referenceTo>{}</referenceTo><type>Lookup</type>"
    number = "\n<formula>{}</formula><type>Number</type>"
    texts = [
        of("Hall__c", "Site__c", lookup.format("Site__c")),
        of("Site__c", "Hall__c", lookup.format("Hall__c")),
        of("Hall__c", "Seats__c", number.format("1 + Site__r.Seats__c")),
        of("Site__c", "Seats__c", number.format("Hall__r.Seats__c")),
    ]

    (found,) = [f for f in of_texts(texts) if f.rule == "KS811"]

    assert (found.file, found.line, found.column) == (texts[2].path, 2, 14)
    assert found.message.endswith("Hall__c.Seats__c uses Site__c.Seats__c uses Hall__c.Seats__c")
