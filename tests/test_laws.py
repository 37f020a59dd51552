"""The laws of a table that is read both ways, over real files and over any schema.

Of a real file: `write(read(file)) == file`, byte for byte, if a retrieve wrote it as it is. Of a
schema: `read(write(schema)) == schema`. Nothing is dropped in silence.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from lxml import etree
from test_canonical import CORPUS
from test_cases import CASES
from test_fields import RETRIEVED

from generator.importing.originals import in_published_order
from generator.metadata import elements as raw
from generator.metadata.api_version import ApiVersion
from generator.metadata.canonical import parse, serialize
from generator.metadata.document import any_type_of, place_of
from generator.metadata.elements import Elements, ElementsError, flat, nested
from generator.metadata.registry import Component, MetadataType
from generator.metadata.render import environment, render
from generator.schema.models import all_models
from generator.types import field_defaults, own_files
from generator.types.registry import TABLES, table_of
from generator.types.schema import Schema
from generator.types.table import Context, Table, keys, read, write

ENVIRONMENT = environment()
# Where the language has words for all but this share of the files, in hundredths.
MOST_WITH_METADATA = {
    "CustomField": 1,
    "CustomObject": 4,
    "CompactLayout": 0,
    "ValidationRule": 0,
    "BusinessProcess": 0,
    "FieldSet": 0,
    "RecordType": 0,
    "CustomMetadata": 0,
}


@dataclass(frozen=True)
class File:
    path: Path
    type: MetadataType
    content: bytes
    elements: Elements
    context: Context

    def written(self, elements: Elements) -> bytes:
        (document,) = render([Component(self.type, self.context.name, "", elements)], ENVIRONMENT)
        return document.content


@cache
def elements_of(path: Path) -> Elements:
    """Return the elements of a file; none if it cannot be kept as data."""
    try:
        return raw.read(parse(path.read_text(encoding="utf-8")))
    except (OSError, ElementsError, etree.XMLSyntaxError):
        return {}


def context_of(path: Path, metadata_type: MetadataType) -> Context:
    """Return what a file does not say: its object, and what all fields of that carry."""
    parent, name = place_of(path.as_posix(), metadata_type)
    version = (
        RETRIEVED.get(path.relative_to(CORPUS).parts[0], 67) if CORPUS in path.parents else 67
    )
    context = Context(name, "" if parent == name else parent, ApiVersion(version))
    folder = path.parent.parent if metadata_type.name == "CustomField" else path.parent
    if metadata_type.name == "CustomMetadata":
        folder = path.parent.parent / "objects" / f"{name.partition('.')[0]}__mdt"
    fields = [found for each in sorted(folder.glob("fields/*")) if (found := elements_of(each))]
    if metadata_type.name == "CustomObject":
        kinds = [each.get("type") for each in fields]
        return context._replace(
            is_detail="MasterDetail" in kinds,
            has_record_types=any(folder.glob("recordTypes/*")),
        )
    if metadata_type.name == "CustomMetadata":
        types = {str(each["fullName"]): str(each["type"]) for each in fields}
        return context._replace(field_types=types)
    if metadata_type.name != "CustomField":
        return context
    owner = elements_of(folder / f"{folder.name}.object-meta.xml")
    of_object = field_defaults.carried_by_object(
        context,
        history=owner.get("enableHistory") is True,
        feeds=owner.get("enableFeeds") is True,
    )
    shown = field_defaults.shown_by_fields(fields)
    return context._replace(carried=field_defaults.carried_as_shown(shown, of_object))


def retrieved(root: Path) -> Iterator[File]:
    """Yield the files of the types that have tables, if they are as a retrieve writes them."""
    for path in sorted(root.rglob("*-meta.xml")):
        metadata_type = any_type_of(path.as_posix())
        if metadata_type is None or not (found := elements_of(path)):
            continue
        content = path.read_bytes()
        element = parse(content.decode())
        form = serialize(element, by_client=metadata_type.is_composed)
        if form == content and in_published_order(element, metadata_type.name):
            yield File(path, metadata_type, content, found, context_of(path, metadata_type))


@pytest.fixture(scope="module")
def corpus() -> list[File]:
    files = list(retrieved(CORPUS)) if CORPUS.is_dir() else []
    if not files:
        pytest.skip(f"no real metadata in {CORPUS}; set KALTURA_SFDX_CORPUS to a folder of it")
    return files


def test_real_files_come_back_byte_for_byte(corpus: list[File]) -> None:
    """All that is not in this form was edited by hand: 26 fields and a tab out of order."""
    different, with_metadata, total = [], Counter[str](), Counter[str]()
    for file in corpus:
        name = file.type.name
        table = table_of(name, file.elements, file.context)
        found = file.elements
        if table:
            said = read(table, flat(file.elements), file.context)
            found = nested(write(table, said, file.context))
            total[name] += 1
            with_metadata[name] += isinstance(said, dict) and "metadata" in said
            assert read(table, flat(found), file.context) == said
        if file.written(found) != file.content:
            different.append(file.path)

    assert different == []
    assert total["CustomField"] > 2300
    for name, most in MOST_WITH_METADATA.items():
        assert with_metadata[name] * 100 <= most * total[name], name


@pytest.mark.parametrize(
    ("type_name", "least", "in_metadata"),
    [
        ("CustomField", 20, set()),
        (
            "Layout",
            130,
            # Panels of the console, an empty list, numbers with gaps, and older API versions.
            {
                *("feedLayout", "miniLayout", "platformActionList", "quickActionList"),
                *("showHighlightsPanel", "showInteractionLogPanel", "showKnowledgeComponent"),
                "summaryLayout",
            },
        ),
    ],
)
def test_what_real_files_say_is_what_a_schema_can_say(
    corpus: list[File], type_name: str, least: int, in_metadata: set[str]
) -> None:
    """Of layouts, and of standard fields: names of other types are of packages, say."""
    found = 0
    for file in corpus:
        table = table_of(type_name, file.elements, file.context)
        if file.type.name != type_name or table is TABLES["CustomField"] or table is None:
            continue
        said = read(table, flat(file.elements), file.context)
        assert said.get("metadata", {}).keys() <= in_metadata, file.path
        if b"%%%" not in file.content:  # what a build fills in
            table.model_validate(said)
        found += 1
    assert found > least


def test_most_real_files_are_in_this_form(corpus: list[File]) -> None:
    """Else the law above would be about few. Files of prettier and of hand are the others."""
    files = [path for path in CORPUS.rglob("*-meta.xml") if any_type_of(path.as_posix())]
    canonical = [path for path in files if is_canonical(path)]

    fields = [path for path in canonical if path.name.endswith("field-meta.xml")]
    held = {file.path for file in corpus}

    assert len(set(fields) - held) < 0.015 * len(fields)
    assert len(set(canonical) - held - set(fields)) < 0.01 * len(canonical)


def is_canonical(path: Path) -> bool:
    metadata_type = any_type_of(path.as_posix())
    content = path.read_bytes()
    try:
        element = parse(content.decode())
    except (UnicodeDecodeError, etree.XMLSyntaxError):
        return False
    return metadata_type is not None and (
        serialize(element, by_client=metadata_type.is_composed) == content
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_schema_writes_is_read_back(case: Path) -> None:
    files = list(retrieved(case / "expected"))

    for file in files:
        table = table_of(file.type.name, file.elements, file.context)
        if table:
            said = read(table, flat(file.elements), file.context)
            found = nested(write(table, said, file.context))
            assert file.written(found) == file.content, file.path
            assert read(table, flat(found), file.context) == said

    assert files


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_key_writes_no_element_but_those_of_its_table(case: Path) -> None:
    """A key that means none of the elements in question is therefore not asked."""
    for file in retrieved(case / "expected"):
        elements, table = (
            flat(file.elements),
            table_of(file.type.name, file.elements, file.context),
        )
        for key in keys(table).values() if table else ():
            value = key.read(elements, file.context, {})
            if value is not None:
                assert key.write(value, file.context, {}).keys() <= key.risks.keys(), file.path


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.type_name)
def test_keys_mean_published_elements(table: Any) -> None:
    paths = [path for key in keys(table).values() for path in (*key.risks, *key.identity)]

    assert [
        (path, why) for path in paths if (why := raw.reason(path, None, table.type_name))
    ] == []


def words_of(annotation: Any) -> Iterator[object]:
    """Yield the words that a key takes, out of a list of them."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)  # also those of one inside
    elif get_origin(annotation) in {Annotated, Union, UnionType}:
        for part in get_args(annotation):
            yield from words_of(part)


def test_every_word_of_a_key_writes_a_published_value() -> None:
    written = [
        (model, name, word, key.write(word, Context("A__c", "B__c"), {name: word}))
        for model in all_models(Schema)
        if issubclass(model, Table)
        for name, key in keys(model).items()
        for word in words_of(model.model_fields[name].annotation)
    ]

    wrong = [
        (model.__name__, name, word, why)
        for model, name, word, elements in written
        for path, value in elements.items()
        if value is not None and (why := own_files.reason(path, value, model.type_name))
    ]
    assert wrong == []
    assert len(written) > 200


def test_nothing_is_dropped_in_silence() -> None:
    text = (
        '<ListView xmlns="http://soap.sforce.com/2006/04/metadata"><label>A</label>{}</ListView>'
    )
    for more in (
        "<lable>x</lable>",
        "<!-- x -->",
        "text",
        "<label>B</label>",
        "<queue><a/></queue>",
    ):
        with pytest.raises(ElementsError):
            raw.read(parse(text.format(more)))


@pytest.mark.parametrize("length", ["80", "080", "{LENGTH}", ""])
def test_a_wrong_guess_costs_a_key_and_no_byte(length: str) -> None:
    elements: Mapping[str, Any] = {
        "fullName": "A__c",
        "externalId": False,
        "label": "A",
        "length": length,
        "required": False,
        "type": "Text",
        "unique": False,
    }
    table, context = TABLES["CustomField"], Context("A__c", "Account")

    said = read(table, dict(elements), context)

    assert write(table, said, context) == elements
