"""What .forceignore leaves out: the same as in the library by which `sf` reads it."""

import os
from pathlib import Path

import pytest
from conftest import ROOT, Run
from small_schema import put

from generator.workspace import force_ignore

PATHS = (
    *("a.xml", "force-app/a.xml", "force-app/main/a.xml", "force-app/main/B.xml", "x/[b].xml"),
    *("force-app/legacy/objects/a.xml", "force-app/main/legacy/a.xml", "legacy.xml", "src/lib/a"),
    *(".hidden/a.xml", "force-app/.a.xml", "force-app/a.dup", "package2-manifest.json", "a b.xml"),
    *(
        "force-app/keep/a.xml",
        "force-app/keep/deep/a.xml",
        "#a.xml",
        "!a.xml",
        "a#b.xml",
        "a.xmls",
    ),
)
# Lines of a .forceignore, and which of the paths the npm package `ignore` 5.3.2 leaves out by
# them and by the lines that `sf` adds: asked once, since the CLI does not ship it by itself.
LEFT_OUT: list[tuple[list[str], str]] = [
    ([], "9 10 11 12"),
    (["# all", "", "   ", "*.xml"], "0 1 2 3 4 5 6 7 9 10 11 12 13 14 15 16 17 18"),
    (["/a.xml"], "0 9 10 11 12"),
    (["a.xml", "!force-app/a.xml"], "0 2 5 6 9 10 11 12 14 15"),
    (["**/legacy/**", "!**/legacy/a.xml"], "5 9 10 11 12"),
    (["legacy"], "5 6 9 10 11 12"),
    (["legacy/"], "5 6 9 10 11 12"),
    (["force-app/*", "!force-app/keep"], "1 2 3 5 6 9 10 11 12"),
    (["force-app/", "!force-app/keep/a.xml"], "1 2 3 5 6 9 10 11 12 14 15"),
    (["FORCE-APP/MAIN/b.XML"], "3 9 10 11 12"),
    (["force-app/main/[a-b].xml"], "2 3 9 10 11 12"),
    (["x/\\[b\\].xml"], "4 9 10 11 12"),
    (["\\#a.xml", "\\!a.xml"], "9 10 11 12 16 17"),
    (["a b.xml  ", "src\\lib"], "9 10 11 12 13"),
    (["force-app/?.xml", "**/keep/**/a.xml"], "1 9 10 11 12 14 15"),
    (["\\", "a.xml"], "0 1 2 5 6 9 10 11 12 14 15"),
    (["!.hidden", "!**/.a.xml"], "11 12"),
    (["a.xml/"], "9 10 11 12"),
    (["*", "!*.xml"], "1 2 3 4 5 6 8 9 10 11 12 14 15 19"),
]


@pytest.mark.parametrize(("lines", "expected"), LEFT_OUT, ids=str)
def test_the_library_of_sf_leaves_out_the_same(lines: list[str], expected: str) -> None:
    ignored = force_ignore.ignored(Path("/project"), lines)

    found = [str(i) for i, path in enumerate(PATHS) if ignored(*os.path.split(f"/project/{path}"))]

    assert " ".join(found) == expected


def test_the_nearest_file_upward_counts_up_to_the_project(tmp_path: Path) -> None:
    put(tmp_path, ".forceignore", b"*.xml\n")
    put(tmp_path, "project/sfdx-project.json", b"{}")
    put(tmp_path, "project/force-app/a.xml", b"")
    path = tmp_path / "project/force-app/a.xml"

    assert not force_ignore.find(path)(*os.path.split(path))

    put(tmp_path, "project/.forceignore", b"\xef\xbb\xbfa.xml\r\n")
    assert force_ignore.find(path)(*os.path.split(path))
    assert force_ignore.find(path.parent)(*os.path.split(path))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with a layout that shows a field, whose file is no XML and is left out."""
    put(tmp_path, "sfdx-project.json", b'{"packageDirectories": [{"path": "force-app"}]}')
    put(tmp_path, ".forceignore", b"**/fields/Missing__c*\n")
    tree = ROOT / "tests/rules/KS511/bad"
    for file in tree.rglob("*.xml"):
        put(tmp_path, file.relative_to(tree).as_posix(), file.read_bytes())
    return tmp_path


def test_what_is_left_out_is_not_checked_and_is_there(project: Path, run: Run) -> None:
    field = "force-app/main/default/objects/KS511__c/fields/Missing__c.field-meta.xml"

    before = run("validate", project, "--severity", "error")
    put(project, field, b"<not xml")
    after = run("validate", project, "--severity", "error")
    part = run("validate", project / "force-app", "--severity", "error")
    alone = run("validate", project / field)

    assert "KS511" in before.stdout
    assert (after.exit_code, part.exit_code) == (0, 0), after.stdout
    assert alone.stdout.splitlines()[0].endswith(
        f"KS114 warning: holds no metadata that is checked: .forceignore leaves out "
        f"{project / field}"
    )


def test_generated_files_that_are_left_out_are_a_warning(tmp_path: Path, run: Run) -> None:
    first = run("generate", "--project-dir", tmp_path)
    put(tmp_path, ".forceignore", b"**/layouts/**\npackage.xml\n")
    second = run("generate", "--project-dir", tmp_path, "--check")
    cached = run("generate", "--project-dir", tmp_path, "--check")

    assert ".forceignore" not in first.stderr
    assert "warning: .forceignore: leaves out force-app/main/default/layouts/" in second.stderr
    assert second.stderr == cached.stderr


def test_folders_that_are_left_out_need_no_check(project: Path, run: Run) -> None:
    old = "force-app/old/objects/Lead.object"
    put(project, old, b"<CustomObject/>")
    (project / "force-app/linked").symlink_to(project)

    told = run("validate", project, "--select", "KS1").stdout
    put(project, ".forceignore", b"old/\n**/linked\n**/fields/Missing__c*\n")
    silent = run("validate", project, "--select", "KS1").stdout

    assert ("KS112" in told, "KS104" in told) == (True, True)
    assert silent.startswith("0 errors, 0 warnings")


@pytest.mark.parametrize(
    "lines", [b"force-app/linked\n!force-app/linked/\n", b"force-app/linked/\n", b"linked\n"]
)
def test_a_linked_folder_is_left_out_by_its_name_with_a_slash_or_without(
    project: Path, lines: bytes, run: Run
) -> None:
    """So is a folder: a line that takes it back in under its other name says nothing."""
    (project / "force-app/linked").symlink_to(project / "force-app/main")
    assert "is a symbolic link" in run("validate", project, "--select", "KS104").stdout

    put(project, ".forceignore", lines)

    assert "is a symbolic link" not in run("validate", project, "--select", "KS104").stdout
