"""From files of metadata to a schema, and back: every file comes back, or is named with a reason.

The law is measured on real files. A file in the form that a retrieve writes comes back byte for
byte, any other with the same elements.
"""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from published_trees import documents, name_of
from test_canonical import CORPUS
from test_cases import CASES
from test_fields import RETRIEVED

from generator.diagnostics import Diagnostic
from generator.errors import GeneratorError, UsageError
from generator.importing import files, from_tree
from generator.importing.from_tree import TreeRequest
from generator.importing.imported import Imported
from generator.importing.originals import Original, Read, read
from generator.metadata.api_version import OLDEST, ApiVersion
from generator.metadata.canonical import serialize
from generator.metadata.document import NAMESPACE, any_type_of
from generator.metadata.registry import LAYOUT, Document, all_types
from generator.metadata.render import environment, render
from generator.types.registry import components
from generator.types.schema import Schema
from generator.validation import workers
from generator.workspace.project import FILE, Project, find

RULES = Path(__file__).parent / "rules"
XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
# Types that have no key, or of which a schema makes only some forms.
NOT_SPOKEN = {"Flow", "Index", "ReportType", "StandardValueSet", "WebLink"}
# What else is left alone in the real trees: the type, the beginning of the reason, how many.
EXCEPTIONS = (
    ("CustomTab", "is the tab of something else", 20),  # tabs of pages and of the web
    ("PermissionSet", "is in ", 1),  # two package directories have it
    ("PermissionSet", "'sfdcInternalInt", 1),  # the name of a package in the name
)


def imported(*paths: Path, **options: Any) -> Imported:
    return from_tree.imported(TreeRequest(paths, **options))


def generated(found: Imported) -> dict[tuple[str, str], Document]:
    """Return what `generate` writes of an imported schema, by type and full name."""
    schema = Schema.model_validate(found.data)
    target = Project(Path(), "force-app", ("force-app",), found.api_version)
    parts = list(components(schema, target))
    documents = render(parts, environment())
    return {(p.type.name, p.full_name): d for p, d in zip(parts, documents, strict=True)}


def outcome(tree: Path) -> Imported | GeneratorError:
    try:
        return imported(tree)
    except GeneratorError as error:
        return error


@pytest.mark.parametrize("rule", sorted(RULES.iterdir()), ids=lambda rule: rule.name)
def test_a_tree_that_breaks_a_rule_is_imported_or_refused(rule: Path) -> None:
    outcomes = [outcome(tree) for tree in sorted(rule.iterdir()) if tree.is_dir()]

    assert {isinstance(each, Imported | GeneratorError) for each in outcomes} == {True}


def originals_of(path: str) -> list[Original]:
    found = Read()
    read(path, Path(path).read_bytes(), found)
    return found.originals


def elements_of(document: Document) -> object:
    found = Read()
    read(document.path, document.content, found)
    return found.originals[0].elements


@cache
def corpus(name: str) -> Imported:
    if not (CORPUS / name).is_dir():
        pytest.skip(f"no real metadata in {CORPUS}; set KALTURA_SFDX_CORPUS to a folder of it")
    return imported(CORPUS / name, api_version=ApiVersion(RETRIEVED[name]))


def returned(root: Path, found: Imported) -> tuple[list[Original], list[Original]]:
    """Return the components of a tree: those that come back as they were, and the others."""
    written = generated(found)
    came: list[Original] = []
    lost: list[Original] = []
    folders = find(root, None, OLDEST).package_directories if (root / FILE).exists() else (".",)
    for path in sorted(path for folder in folders for path in (root / folder).rglob("*-meta.xml")):
        for each in originals_of(path.as_posix()):
            document = written.get((each.type.name, each.full_name))
            is_back = document is not None and (
                document.content == path.read_bytes()
                if each.is_retrieved
                else elements_of(document) == each.elements
            )
            (came if is_back else lost).append(each)
    return came, lost


@pytest.mark.parametrize("name", RETRIEVED)
def test_every_real_file_comes_back_or_is_named(name: str) -> None:
    found = corpus(name)

    came, lost = returned(CORPUS / name, found)

    named = {(each.file, each.key) for each in found.left_alone}
    assert [each.path for each in lost if (each.path, each.full_name) not in named] == []
    assert len(came) == found.components
    reformed = {(each.file, each.key) for each in found.different}
    assert reformed == {(each.path, each.full_name) for each in came if not each.is_retrieved}


def test_most_of_the_real_files_come_back() -> None:
    left = [each for name in RETRIEVED for each in corpus(name).left_alone]
    seen, total = Counter[str](), Counter[str]()
    for name in RETRIEVED:
        came, lost = returned(CORPUS / name, corpus(name))
        seen.update(each.type.name for each in came if each.is_retrieved)
        total.update(each.type.name for each in (*came, *lost) if each.is_retrieved)

    spoken = [each for each in left if kind_of(each.file) not in NOT_SPOKEN]
    counts = Counter(exception_of(each) for each in spoken)
    assert {row: counts[row] for row in EXCEPTIONS} == {row: row[2] for row in EXCEPTIONS}
    assert counts[None] == 0, [str(each) for each in spoken if exception_of(each) is None]
    fields = total["CustomField"]
    assert seen["CustomField"] >= 0.995 * fields
    others = [name for name in total if name not in {*NOT_SPOKEN, "CustomField"}]
    of_pages = counts[EXCEPTIONS[0]]  # a schema has the tabs of objects alone
    of_others = sum(total[name] for name in others) - of_pages
    assert sum(seen[name] for name in others) >= 0.99 * of_others


def kind_of(path: str) -> str:
    metadata_type = any_type_of(path)
    return metadata_type.name if metadata_type else ""


def exception_of(left: Diagnostic) -> tuple[str, str, int] | None:
    kind = kind_of(left.file)
    rows = (row for row in EXCEPTIONS if row[0] in {"", kind} and left.message.startswith(row[1]))
    return next(rows, None)


def test_several_processes_read_what_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = files.read_all([RULES])
    monkeypatch.setattr(workers, "_WORTH_WORKERS", 1)
    monkeypatch.setattr(workers, "CHUNK", 20)
    monkeypatch.setattr(workers, "cores", lambda: 3)

    found = files.read_all([RULES])

    assert found == alone
    assert all(each.type is all_types()[each.type.name] for each in found.read.originals)
    assert len(found.read.originals) > 1000
    assert all((found.read.errors, found.read.left_alone, found.read.versions))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_schema_generates_is_imported(case: Path) -> None:
    """Whatever a schema of the cases says, its files come back."""
    found = imported(case / "expected")

    came, lost = returned(case / "expected", found)

    assert came
    named = {(each.file, each.key) for each in found.left_alone}
    assert [each.path for each in lost if (each.path, each.full_name) not in named] == []


def test_what_an_import_writes_is_imported_as_the_same(tmp_path: Path) -> None:
    found = imported(CASES[0] / "expected")
    for document in generated(found).values():
        path = tmp_path / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.content)

    again = imported(tmp_path, name=found.data["name"], label=found.data["label"])

    assert again.data == found.data


def xml(kind: str, *inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} {XMLNS}>{"".join(inside)}</{kind}>\n'


TEXT = (
    "<externalId>false</externalId><label>{}</label><length>20</length>"
    "<required>false</required><type>Text</type><unique>false</unique>"
)


def field(name: str, label: str) -> str:
    return f"<fullName>{name}</fullName>{TEXT.format(label)}"


def written(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


OF_OBJECT = (
    "<label>Visit</label><nameField><label>Name</label><type>Text</type></nameField>"
    "<pluralLabel>Visits</pluralLabel><sharingModel>ReadWrite</sharingModel>"
)
OF_METADATA_API = {
    "objects/Visit__c.object": xml(
        "CustomObject", f"<fields>{field('Booth__c', 'Booth')}</fields>", OF_OBJECT
    ),
    "permissionsets/Reader.permissionset": xml(
        "PermissionSet",
        "<fieldPermissions><editable>false</editable><field>Visit__c.Booth__c</field>"
        "<readable>true</readable></fieldPermissions>"
        "<hasActivationRequired>false</hasActivationRequired><label>Reader</label>",
    ),
    "package.xml": xml("Package", "<version>60.0</version>"),
}


def test_a_tree_in_the_format_of_the_metadata_api(tmp_path: Path) -> None:
    found = imported(written(tmp_path, OF_METADATA_API))

    visit = found.data["custom_objects"]["Visit__c"]
    assert visit["label"] == "Visit"
    assert visit["fields"]["Booth__c"] == {"type": "Text(20)", "label": "Booth"}
    assert found.data["permission_sets"]["Reader"]["access"] == {
        "Visit__c": {"object": "none", "fields": {"Booth__c": "read"}}
    }
    assert str(found.api_version) == "60.0"


def test_a_zip_is_imported_as_the_folder_is(tmp_path: Path) -> None:
    root = written(tmp_path / "mdapi", OF_METADATA_API)
    with ZipFile(tmp_path / "mdapi.zip", "w") as archive:
        for path in OF_METADATA_API:
            archive.write(root / path, path)

    assert imported(tmp_path / "mdapi.zip").data == imported(root).data


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"objects/A__c.object": "<CustomObject>"}, "is not well-formed XML"),
        ({"objects/A__c.object": "<!DOCTYPE a><a/>"}, "has a document type"),
        ({"objects/A__c.object": xml("Layout")}, "holds a Layout"),
        ({"objects/A__c.object": xml("CustomObject", "<label>A</label>text")}, "has text between"),
        ({"objects/A__c.object": " " * (2**24 + 1)}, "is larger than 16 MiB"),
        ({"objects/README.txt": "no metadata"}, "holds no metadata to import"),
    ],
)
def test_files_that_cannot_be_read(files: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match=message):
        imported(written(tmp_path, files))


def test_all_files_that_cannot_be_read_are_named_at_once(tmp_path: Path) -> None:
    files = {f"objects/{name}__c.object": "<" for name in "ABC"}

    with pytest.raises(GeneratorError) as error:
        imported(written(tmp_path, files))

    assert len(error.value.diagnostics) == 3


def test_what_else_is_in_a_zip_is_left_alone(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "tree.zip", "w") as archive:
        for name, text in {**OF_METADATA_API, "README.md": "# Ours"}.items():
            archive.writestr(name, text)

    found = imported(tmp_path / "tree.zip")

    assert [Path(each.file).name for each in found.left_alone] == ["README.md"]
    assert list(found.data["custom_objects"]) == ["Visit__c"]


def test_a_file_of_an_object_may_lie_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, {"Visit__c.object": OF_METADATA_API["objects/Visit__c.object"]})
    monkeypatch.chdir(tmp_path)

    found = imported(Path("Visit__c.object"))

    assert found.left_alone == ()
    assert list(found.data["custom_objects"]["Visit__c"]["fields"]) == ["Booth__c"]


@pytest.mark.parametrize(
    ("name", "content", "changes", "message"),
    [
        ("../objects/A__c.object", b"", {}, "leads out of the zip"),
        ("objects/A__c.object", b"target", {"external_attr": 0o120777 << 16}, "is a link"),
        ("objects/A__c.object", b" " * 2**24, {"compress_type": ZIP_DEFLATED}, "times its size"),
        ("inner.zip", b"", {}, "a zip inside the zip"),
    ],
)
def test_zips_that_are_not_read(
    name: str, content: bytes, changes: dict[str, int], message: str, tmp_path: Path
) -> None:
    entry = ZipInfo(name)
    for key, value in changes.items():
        setattr(entry, key, value)
    with ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr(entry, content)

    with pytest.raises(GeneratorError, match=message):
        imported(tmp_path / "bad.zip")


def test_only_the_objects_that_are_asked_for(tmp_path: Path) -> None:
    found = imported(written(tmp_path, OF_METADATA_API), objects=("visit__c",))

    assert "permission_sets" not in found.data
    assert list(found.data["custom_objects"]) == ["Visit__c"]
    with pytest.raises(GeneratorError, match="did you mean Visit__c"):
        imported(tmp_path, objects=("Visits__c",))


def test_what_is_left_alone_of_an_object_is_named_when_it_is_asked_for(tmp_path: Path) -> None:
    files = {
        "objects/Lead/fields/A__c.field-meta.xml": xml("CustomField", field("A__c", "A")),
        "objects/Lead/fields/B__c.field-meta.xml": xml("CustomField", "<size>1</size>"),
        "objects/Lead/webLinks/Map.webLink-meta.xml": xml("WebLink", "<fullName>Map</fullName>"),
        "objects/Lead/Lead.unknown-meta.xml": xml("Unknown"),
        "objects/Case/webLinks/Map.webLink-meta.xml": xml("WebLink", "<fullName>Map</fullName>"),
        "objects/Case/fields/B__c.field-meta.xml": xml("CustomField", "<size>1</size>"),
    }

    found = imported(written(tmp_path, files), objects=("Lead",))

    left = [Path(each.file).relative_to(tmp_path).as_posix() for each in found.left_alone]
    assert left == [
        "objects/Lead/Lead.unknown-meta.xml",
        "objects/Lead/fields/B__c.field-meta.xml",
        "objects/Lead/webLinks/Map.webLink-meta.xml",
    ]


def test_a_file_with_another_name_than_it_says_is_left_alone(tmp_path: Path) -> None:
    """An org would make what the file says, and `generate` writes what its name says."""
    files = {
        f"objects/Lead/fields/{name}.field-meta.xml": xml("CustomField", field("A__c", "A"))
        for name in ("A__c", "B__c")
    }

    found = imported(written(tmp_path, files))

    (left,) = found.left_alone
    assert left.file.endswith("B__c.field-meta.xml")
    assert left.message == "fullName is A__c; the file's name is B__c"
    assert list(found.data["standard_objects"]["Lead"]["fields"]) == ["A__c"]


def test_why_nothing_is_imported_is_said(tmp_path: Path) -> None:
    content = xml("CustomField", "<!-- ours -->", field("A__c", "A"))

    with pytest.raises(GeneratorError) as caught:
        imported(written(tmp_path, {"objects/Lead/fields/A__c.field-meta.xml": content}))

    reasons = [each.message for each in caught.value.diagnostics]
    assert reasons[0].startswith("holds a comment")
    assert reasons[1] == "holds no metadata to import"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("objects/Lead/fields/Big_Size__c.field-meta.xml", "Big Size"),
        ("objects/Visit__c", "Visit"),
        ("my-package", "My Package"),
    ],
)
def test_a_schema_has_the_name_of_what_is_imported(path: str, name: str, tmp_path: Path) -> None:
    size = xml("CustomField", field("Big_Size__c", "Size"))
    inside = "" if path.endswith(".xml") else "/objects/Lead/fields/Big_Size__c.field-meta.xml"
    written(tmp_path, {f"{path}{inside}": size})

    found = imported(tmp_path / path)

    assert (found.data["label"], found.data["name"]) == (name, name.lower().replace(" ", "-"))


def test_what_a_model_refuses_stands_under_metadata(tmp_path: Path) -> None:
    """An empty description is nothing that a person writes, and a file can have one."""
    name = "objects/Lead/fields/A__c.field-meta.xml"
    text = xml("CustomField", "<fullName>A__c</fullName><description></description>", TEXT)

    found = imported(written(tmp_path, {name: text.format("A")}))

    fields = found.data["standard_objects"]["Lead"]["fields"]
    assert fields == {"A__c": {"type": "Text(20)", "label": "A", "metadata": {"description": ""}}}


def test_objects_of_another_package_are_named_for_the_access_to_them(tmp_path: Path) -> None:
    files = {
        "permissionsets/Reader.permissionset-meta.xml": xml(
            "PermissionSet",
            "<fieldPermissions><editable>false</editable><field>Trip__c.Size__c</field>"
            "<readable>true</readable></fieldPermissions>"
            "<hasActivationRequired>false</hasActivationRequired><label>Reader</label>"
            "<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete>"
            "<allowEdit>false</allowEdit><allowRead>true</allowRead>"
            "<modifyAllRecords>false</modifyAllRecords><object>Visit__c</object>"
            "<viewAllFields>false</viewAllFields><viewAllRecords>false</viewAllRecords>"
            "</objectPermissions>",
        )
    }

    found = imported(written(tmp_path, files))

    assert found.data["standard_objects"] == {"Trip__c": {}, "Visit__c": {}}
    assert found.data["permission_sets"]["Reader"] == {
        "label": "Reader",
        "access": {
            "Trip__c": {"object": "none", "fields": {"Size__c": "read"}},
            "Visit__c": "read",
        },
    }


def test_a_list_can_show_the_names_of_the_owner(tmp_path: Path) -> None:
    view = xml(
        "ListView",
        "<fullName>All</fullName><columns>NAME</columns><columns>OWNER.LAST_NAME</columns>"
        "<filterScope>Everything</filterScope><label>All</label>",
    )
    files = OF_METADATA_API | {"objects/Visit__c/listViews/All.listView-meta.xml": view}

    found = imported(written(tmp_path, files))

    views = found.data["custom_objects"]["Visit__c"]["list_views"]
    assert views["All"] == {"label": "All", "columns": ["Name", "OWNER.LAST_NAME"]}


def test_forceignore_counts(tmp_path: Path) -> None:
    files = {
        f"objects/Lead/fields/{name}.field-meta.xml": xml("CustomField", field(name, "A"))
        for name in ("A__c", "B__c")
    }

    found = imported(written(tmp_path, files | {".forceignore": "**/B__c*\n"}))

    assert list(found.data["standard_objects"]["Lead"]["fields"]) == ["A__c"]
    assert [each.message for each in found.left_alone] == ["is left out by .forceignore"]


def test_a_record_without_its_type_is_left_alone_with_the_reason(tmp_path: Path) -> None:
    record = xml("CustomMetadata", "<label>A</label><protected>false</protected>")
    lead = xml("CustomField", field("A__c", "A"))

    found = imported(
        written(
            tmp_path,
            {
                "customMetadata/Setting.A.md-meta.xml": record,
                "objects/Lead/fields/A__c.field-meta.xml": lead,
            },
        )
    )

    (left,) = found.left_alone
    assert left.key == "Setting.A"
    assert left.message.startswith("belongs to Setting__mdt, whose own file is not among")
    assert found.components == 1


@given(st.lists(documents, max_size=4))
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_published_types_allow_comes_back_or_is_named(
    tmp_path_factory: pytest.TempPathFactory, roots: list[etree._Element]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    for index, each in enumerate(roots):
        row = all_types().get(name_of(each), LAYOUT)
        path = root / row.path("force-app", f"Any{index}__c", "Any__c")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(serialize(each, by_client=row.is_composed))
    try:
        found = imported(root)
    except GeneratorError:
        return

    _, lost = returned(root, found)

    named = {(each.file, each.key) for each in found.left_alone}
    assert [each.path for each in lost if (each.path, each.full_name) not in named] == []


def test_what_generate_writes_to_another_path_is_named(tmp_path: Path) -> None:
    config = {"packageDirectories": [{"path": "app", "default": True}, {"path": "more"}]}
    of_lead = "main/default/objects/Lead/fields"
    files = {
        "sfdx-project.json": json.dumps(config),
        f"app/{of_lead}/A__c.field-meta.xml": xml("CustomField", field("A__c", "A")),
        f"more/{of_lead}/B__c.field-meta.xml": xml("CustomField", field("B__c", "B")),
    }

    found = imported(written(tmp_path, files))

    assert [each.key for each in found.elsewhere] == ["Lead.B__c"]


def test_the_api_version_that_fits_is_named(tmp_path: Path) -> None:
    """Until API 60.0, the files of all types of fields say whether they are external IDs."""
    files = {
        f"objects/Lead/fields/{name}__c.field-meta.xml": xml(
            "CustomField",
            f"<fullName>{name}__c</fullName><externalId>false</externalId><label>{name}</label>"
            "<required>false</required><type>Date</type>",
        )
        for name in "AB"
    }

    found = imported(written(tmp_path, files))

    assert str(found.api_version) == "60.0"
    assert "fields_carry" not in found.data["standard_objects"]["Lead"]
    assert ["fit 60.0" in each.message for each in found.guessed] == [True]


def test_what_a_schema_cannot_say_at_all_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "force-app/flows/Any.flow-meta.xml"
    path.parent.mkdir(parents=True)
    path.write_text(f'<Flow xmlns="{NAMESPACE[1:-1]}"><label>Any</label></Flow>', encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        imported(tmp_path / "force-app")

    why, nothing = caught.value.diagnostics
    assert why.file == path.as_posix()
    assert "is a flow" in why.message
    assert nothing.message == "holds no metadata to import"


def test_all_that_is_in_a_tree_of_the_metadata_api_is_named(tmp_path: Path) -> None:
    for name, text in {
        "package.xml": "<Package><version>65.0</version></Package>",
        "profiles/Admin.profile": "<Profile/>",
        "objects/Lead.object": "<CustomObject><fields><fullName>A__c</fullName><label>A</label>"
        "<defaultValue>false</defaultValue><type>Checkbox</type></fields></CustomObject>",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        own = re.sub(r"(?<=\w)(?=/?>)", f' xmlns="{NAMESPACE[1:-1]}"', text, count=1)
        (tmp_path / name).write_text(own, encoding="utf-8")

    found = imported(tmp_path)

    assert [Path(each.file).name for each in found.left_alone] == ["Admin.profile"]
