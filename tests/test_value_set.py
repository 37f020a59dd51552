"""--merge-values: an org's values stay as they are, to the byte, and ours come after them."""

from pathlib import Path

import pytest
from conftest import Run, tree

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
    assert f"warning: {retrieved}: ATTENDED is inactive there" in result.stderr
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
            "does not end with </StandardValueSet>",
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
    assert f"is not named {NAME}" in result.stderr


def test_a_missing_file_is_refused(project: Path, tmp_path: Path, run: Run) -> None:
    result = run("generate", "--project-dir", project, "--merge-values", tmp_path / NAME)

    assert result.exit_code == 2
    assert "cannot be read: No such file or directory" in result.stderr
