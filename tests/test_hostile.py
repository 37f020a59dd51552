"""Files made to harm: each a diagnostic, never a traceback, a hang, or a look elsewhere."""

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import reference
from conftest import Run
from hypothesis import given, settings
from hypothesis import strategies as st
from test_canonical import HEAD
from test_rules import codes

from bench.fuzz import fuzz
from generator.metadata.assertions import texts_of
from generator.metadata.document import MetadataFile, parse_file
from generator.metadata.registry import CUSTOM_FIELD
from generator.metadata.structure import Fault
from generator.metadata.xsd import violations
from generator.validation.checked import Text
from generator.validation.engine import of_paths, of_texts
from generator.validation.rules.assertions import assertions

PATH = "force-app/main/default/objects/Lead/fields/X__c.field-meta.xml"
OPEN = b'<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">'
FIXED: dict[str, Any] = {"deadline": None, "derandomize": True}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "KS101"),
        (b"\x00", "KS101"),
        (HEAD + OPEN + b"\x00</CustomField>", "KS101"),
        ((HEAD + OPEN).decode().encode("utf-16"), "KS101"),
        (HEAD.replace(b"UTF-8", b"nonsense") + OPEN + b"</CustomField>", "KS101"),
        (HEAD + OPEN + b"\xff</CustomField>", "KS101"),
        (HEAD + b"<a>" * 10_000 + b"</a>" * 10_000, "KS101"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + OPEN + b"</CustomField>", "KS102"),
        (
            b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            + OPEN
            + b"<label>&e;</label></CustomField>",
            "KS102",
        ),
        (b"<CustomField/>", "KS241"),
        (HEAD + b"<?xml-stylesheet href='x'?>" + OPEN + b"</CustomField>", "KS108"),
    ],
)
def test_a_hostile_file_is_a_diagnostic(content: bytes, code: str) -> None:
    assert code in codes(of_texts([Text(PATH, content)]))


SCHEMA_INSTANCE = b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.mark.parametrize("name", [b"q:Foo", b"Foo", b":", b"", b"a:b:c", b"xs:string", b"&#10;"])
@pytest.mark.parametrize("tag", [b"type", b"valueSet", b"unknown", b"CustomField"])
def test_a_type_that_no_schema_has_is_a_diagnostic_of_its_file(name: bytes, tag: bytes) -> None:
    attribute = b' xsi:type="' + name + b'"'
    start = OPEN[:-1] + SCHEMA_INSTANCE
    bad = start + b"><" + tag + attribute + b">Text</" + tag + b"></CustomField>"
    if tag == b"CustomField":
        bad = start + attribute + b"><type>Text</type></CustomField>"
    other = OPEN + b"<type>Txet</type></CustomField>"

    other_path = PATH.replace("X__c", "Y__c")

    found = of_texts([Text(PATH, bad), Text(other_path, other)])

    assert {f.file for f in found if f.rule == "KS109"} == {PATH, other_path}


def test_what_only_one_engine_refuses_is_a_diagnostic() -> None:
    """XML knows no no-break space before a number; Python, and so xmlschema, strips it."""
    content = OPEN + "<length>\u00a05</length></CustomField>".encode()

    (found,) = (f for f in of_texts([Text(PATH, content)]) if f.rule == "KS109")

    assert found.message == "length is \u00a05; a whole number is allowed"
    assert found.line == 1


def test_a_file_elsewhere_is_not_read(tmp_path: Path) -> None:
    """A parser that reads the subset complains of what it finds there."""
    subset = tmp_path / "subset.dtd"
    subset.write_text("no document type <", encoding="utf-8")
    content = b'<!DOCTYPE a SYSTEM "%s">' % subset.as_uri().encode() + OPEN + b"</CustomField>"

    assert codes(of_texts([Text(PATH, content)])) == ["KS102"]


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    content = b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">' + OPEN + b"</CustomField>"

    assert codes(of_texts([Text(PATH, content)]))[:1] == ["KS102"]


def test_an_entity_bomb_is_over_at_once() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a0 "ha">'
    bomb += b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 30))
    bomb += b"]>" + OPEN + b"<label>&a29;</label></CustomField>"

    found = of_texts([Text(PATH, bomb)])

    assert found[0].rule in {"KS101", "KS102"}


def test_files_of_other_kinds_are_left_alone(tmp_path: Path) -> None:
    for name in ("xml", "x", ".xml", "a.xml", "a.b.xml", "README.md", "x.cls-meta.xml"):
        (tmp_path / name).write_bytes(b"<")

    found, files = of_paths([tmp_path])

    assert (codes(found), files) == (["KS114"], 0)


@pytest.mark.parametrize("name", ["a\nb", "\u202ecod", "a'b\"c", "%2e%2e", "-rf"])
def test_odd_names_are_names(tmp_path: Path, run: Run, name: str) -> None:
    folder = tmp_path / "objects" / "Lead" / "fields"
    folder.mkdir(parents=True)
    (folder / f"{name}__c.field-meta.xml").write_bytes(HEAD + OPEN + b"<label/></CustomField>")

    result = run("validate", tmp_path, "--strict")

    assert result.exit_code == 1
    assert "KS321" in result.stdout
    assert "\u202e" not in result.stdout


def test_a_file_without_rights_is_a_diagnostic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests as root may read everything, so the refusal is made here."""
    path = tmp_path / "X__c.field-meta.xml"
    path.touch()

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    found, _ = of_paths([path])

    assert [(f.rule, f.message) for f in found] == [("KS104", "cannot be read: Permission denied")]


def test_a_folder_without_rights_is_a_diagnostic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "X__c.field-meta.xml").write_bytes(OPEN + b"</CustomField>")
    (tmp_path / "closed").mkdir()
    scan = os.scandir

    def refuse(path: str) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)

    found, files = of_paths([tmp_path])

    assert files == 1
    assert [(f.file, f.message) for f in found if f.rule == "KS104"] == [
        ((tmp_path / "closed").as_posix(), "cannot be read: Permission denied")
    ]


def test_what_is_no_readable_file_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "Folder__c.field-meta.xml").mkdir()
    (tmp_path / "Link__c.field-meta.xml").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "node_modules").symlink_to("/")
    (tmp_path / ".hidden").symlink_to("/")

    found, files = of_paths([tmp_path])

    assert {(Path(f.file).name, f.rule, f.message) for f in found} == {
        ("Folder__c.field-meta.xml", "KS104", "cannot be read: Is a directory"),
        ("Link__c.field-meta.xml", "KS104", "is a symbolic link; not followed"),
        ("loop", "KS104", "is a symbolic link to a folder; not followed"),
    }
    assert files == 2


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def _device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero: it never ends
    except PermissionError:
        pytest.skip("making a device needs rights that this machine does not give")


@pytest.mark.parametrize(
    ("make", "kind"), [(_pipe, "a named pipe"), (_socket, "a socket"), (_device, "a device")]
)
def test_what_is_no_regular_file_is_a_diagnostic_at_once(
    make: Callable[[Path], None], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TemporaryDirectory(prefix="ks") as folder:  # short: a socket's path has a limit
        monkeypatch.chdir(folder)
        make(Path("X__c.field-meta.xml"))
        for path in (Path(), Path("X__c.field-meta.xml")):
            found, files = of_paths([path])

            assert [(f.rule, f.message) for f in found] == [
                ("KS104", f"cannot be read: is {kind}, not a regular file")
            ]
            assert files == 1


def test_mutations_are_diagnostics_or_nothing() -> None:
    assert fuzz(1_500) > 1_000


elements = st.sampled_from(
    [
        *("type", "length", "precision", "scale", "required", "unique", "externalId", "formula"),
        *("deleteConstraint", "referenceTo", "visibleLines", "caseSensitive", "displayFormat"),
    ]
)
words = st.sampled_from(
    [
        *("Text", "Number", "Lookup", "LongTextArea", "Checkbox", "AutoNumber", "Picklist"),
        *("true", "false", "0", "1", "18", "19", "255", "256", "131073", "SetNull", "{0}", "x"),
    ]
)


@given(st.lists(st.tuples(elements, words), unique_by=lambda pair: pair[0], max_size=8))
@settings(max_examples=300, **FIXED)
def test_both_engines_give_the_same_verdict(pairs: list[tuple[str, str]]) -> None:
    body = "".join(f"<{name}>{word}</{name}>" for name, word in pairs)
    content = OPEN + f"<fullName>X__c</fullName>{body}</CustomField>".encode()
    parsed = parse_file(PATH, CUSTOM_FIELD, content)
    assert isinstance(parsed, MetadataFile)
    broken = assertions()["CustomField"].broken(parsed.root, texts_of(parsed.root))

    if not {violation.fault for violation in violations(parsed.root)} - {Fault.ORDER}:
        assert broken == reference.broken_assertions(parsed.root)
