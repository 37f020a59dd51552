"""--merge-values: an org's values stay as they are, to the byte, and ours come after them."""

from pathlib import Path

import pytest
from conftest import Run, tree
from lxml import etree

from generator.resources import SCHEMAS

PATH = "unpackaged/main/default/standardValueSets/CampaignMemberStatus.standardValueSet-meta.xml"
NAME = "CampaignMemberStatus.standardValueSet-meta.xml"
RETRIEVED = """\
<?xml version="1.0" encoding="UTF-8"?>
<StandardValueSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <sorted>true</sorted>
    <standardValue>
        <fullName>Sent</fullName>
        <default>false</default>
        <label>Gesendet</label>
    </standardValue>
    <standardValue>
        <fullName>01 - Ours &amp; Theirs</fullName>
        <color>#FF0000</color>
        <default>true</default>
        <description>Keep   me</description>
        <label>Registered</label>
    </standardValue>
    <standardValue>
        <fullName>ATTENDED</fullName>
        <default>false</default>
        <isActive>false</isActive>
        <label>Attended</label>
    </standardValue>
</StandardValueSet>
"""


@pytest.fixture
def retrieved(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_bytes(RETRIEVED.encode())
    return path


def test_ours_come_after_what_is_there(project: Path, retrieved: Path, run: Run) -> None:
    result = run("generate", "--project-dir", project, "--merge-values", retrieved)

    assert result.exit_code == 0, result.stderr
    merged = (project / PATH).read_text(encoding="utf-8")
    head, end = RETRIEVED.rsplit("</StandardValueSet>", 1)
    assert merged.startswith(head)
    assert merged.endswith(f"</StandardValueSet>{end}")
    added = merged.removeprefix(head)
    assert added.count("<standardValue>") == 15
    assert "<fullName>Registered<" not in added, "the label is taken"
    assert "<fullName>Attended<" not in added, "the name is taken, whatever its capitals"
    assert "<fullName>Responded<" in added
    assert f"warning: {retrieved}: ATTENDED is inactive" in result.stderr
    assert retrieved.read_text(encoding="utf-8") == RETRIEVED


def test_a_file_in_the_tree_is_merged_in_place_and_stays_merged(project: Path, run: Run) -> None:
    run("generate", "--project-dir", project)
    (project / PATH).write_bytes(RETRIEVED.encode())

    refused = run("generate", "--project-dir", project)
    assert refused.exit_code == 2
    assert f"{PATH}: was edited" in refused.stderr
    assert (project / PATH).read_bytes() == RETRIEVED.encode()

    merged = run("generate", "--project-dir", project, "--merge-values", project / PATH)
    assert merged.exit_code == 0, merged.stderr
    assert b"Gesendet" in (project / PATH).read_bytes()

    assert run("generate", "--project-dir", project, "--check").exit_code == 0
    run("generate", "--project-dir", project)
    assert b"Gesendet" in (project / PATH).read_bytes()


def test_a_second_merge_adds_nothing(project: Path, retrieved: Path, run: Run) -> None:
    run("generate", "--project-dir", project, "--merge-values", retrieved)
    before = tree(project)

    again = run("generate", "--project-dir", project, "--merge-values", project / PATH)

    assert again.exit_code == 0
    assert tree(project) == before


def test_our_own_file_is_no_file_of_an_org(project: Path, run: Run) -> None:
    """Where the retrieve went elsewhere, merging would deploy a set without the org's values."""
    run("generate", "--project-dir", project)

    result = run("generate", "--project-dir", project, "--merge-values", project / PATH)

    assert result.exit_code == 2
    assert "is the generated file, not the file of an org; retrieve it" in result.stderr


def test_an_edited_file_is_refused_whatever_it_holds(project: Path, run: Run) -> None:
    run("generate", "--project-dir", project)
    text = (project / PATH).read_bytes()
    (project / PATH).write_bytes(text.replace(b"<sorted>true<", b"<sorted>banana<"))

    result = run("generate", "--project-dir", project)

    assert result.exit_code == 2
    assert f"{PATH}: was edited" in result.stderr


def test_a_file_that_is_not_merged_follows_the_schema(
    project: Path, tmp_path: Path, run: Run
) -> None:
    run("generate", "--project-dir", project)
    schema = tmp_path / "copy.yaml"
    shipped = (SCHEMAS / "kaltura.yaml").read_text(encoding="utf-8")
    schema.write_text(
        shipped.replace("label: SSO login", "label: Single sign-on"), encoding="utf-8"
    )

    run("generate", schema, "--project-dir", project)

    assert b"Single sign-on" in (project / PATH).read_bytes()
    assert b"SSO login" not in (project / PATH).read_bytes()


def test_a_merged_file_is_never_pruned(
    project: Path, tmp_path: Path, retrieved: Path, run: Run
) -> None:
    run("generate", "--project-dir", project, "--merge-values", retrieved)
    schema = tmp_path / "none.yaml"
    schema.write_text("name: kaltura\nlabel: K\ndescription: K.\n", encoding="utf-8")

    run("generate", schema, "--project-dir", project, "--prune")

    assert b"Gesendet" in (project / PATH).read_bytes()


def test_the_values_land_in_the_set_and_not_in_a_comment(
    project: Path, retrieved: Path, run: Run
) -> None:
    retrieved.write_text(
        RETRIEVED.replace("</StandardValueSet>", "</StandardValueSet >")
        + "<!-- ends with </StandardValueSet> -->\n",
        encoding="utf-8",
    )

    result = run("generate", "--project-dir", project, "--merge-values", retrieved)

    assert result.exit_code == 0, result.stderr
    values = etree.parse(project / PATH).getroot().findall("{*}standardValue")
    assert len(values) == 3 + 15


def test_a_schema_without_value_sets_has_nothing_to_merge(
    project: Path, tmp_path: Path, retrieved: Path, run: Run
) -> None:
    schema = tmp_path / "none.yaml"
    schema.write_text("name: none\nlabel: K\ndescription: K.\n", encoding="utf-8")

    result = run("generate", schema, "--project-dir", project, "--merge-values", retrieved)

    assert result.exit_code == 2
    assert "has no value set to merge with" in result.stderr


def test_line_ends_are_those_of_the_file(project: Path, retrieved: Path, run: Run) -> None:
    retrieved.write_bytes(RETRIEVED.replace("\n", "\r\n").encode())

    run("generate", "--project-dir", project, "--merge-values", retrieved)

    merged = (project / PATH).read_bytes()
    assert merged.count(b"\n") == merged.count(b"\r\n") > RETRIEVED.count("\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<StandardValueSet", "not valid XML"),
        (b"", "not valid XML"),
        (b"<StandardValueSet/>", "holds StandardValueSet, not Salesforce's"),
        (
            b'<Other xmlns="http://soap.sforce.com/2006/04/metadata"/>',
            "2006/04/metadata}Other, not",
        ),
        (
            b'<StandardValueSet xmlns="http://soap.sforce.com/2006/04/metadata"/>',
            "sorted is missing; StandardValueSet needs it",
        ),
        (RETRIEVED.encode("utf-16"), "is not in UTF-8"),
        (RETRIEVED.replace("UTF-8", "ISO-8859-1").encode(), "is not in UTF-8"),
        (RETRIEVED.replace("<sorted>", "<bogus/><sorted>").encode(), "bogus"),
        (
            RETRIEVED.replace(
                "<sorted>",
                '<sorted xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="q:Foo">',
            ).encode(),
            "q:Foo",
        ),
    ],
)
def test_what_is_no_value_set_is_refused(
    project: Path, retrieved: Path, run: Run, content: bytes, message: str
) -> None:
    retrieved.write_bytes(content)

    result = run("generate", "--project-dir", project, "--merge-values", retrieved)

    assert result.exit_code == 2
    assert f"error: {retrieved}" in result.stderr
    assert message in result.stderr
    assert tree(project) == {}


def test_another_value_sets_file_is_refused(project: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "LeadSource.standardValueSet-meta.xml"
    path.write_bytes(RETRIEVED.encode())

    result = run("generate", "--project-dir", project, "--merge-values", path)

    assert result.exit_code == 2
    assert f"a retrieve names it {NAME}" in result.stderr


def test_a_missing_file_is_refused(project: Path, tmp_path: Path, run: Run) -> None:
    result = run("generate", "--project-dir", project, "--merge-values", tmp_path / NAME)

    assert result.exit_code == 2
    assert "cannot be read: No such file or directory" in result.stderr
