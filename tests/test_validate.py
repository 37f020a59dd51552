"""A call of `validate`: which files it checks, and what it says of those that it leaves out."""

import json
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from conftest import Run
from test_rules import FOLDER, texts

from generator.validation.checked import Text
from generator.validation.engine import of_paths, of_texts
from generator.validation.tree_index import Context
from generator.validation.validate import paths_of

FIELD = "force-app/main/default/objects/Lead/fields/KS321___c.field-meta.xml"
PROJECT = {"packageDirectories": [{"path": "force-app", "default": True}]}


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with one error, which is the current folder."""
    (tmp_path / "sfdx-project.json").write_text(json.dumps(PROJECT), encoding="utf-8")
    path = tmp_path / FIELD
    path.parent.mkdir(parents=True)
    path.write_bytes((FOLDER / "KS321/bad" / FIELD).read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_project_is_found_upward(
    broken: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = run("validate", "--select", "KS321")
    monkeypatch.chdir(broken / "force-app/main")
    below = run("validate", "--select", "KS321")

    assert (here.exit_code, below.exit_code) == (1, 1)
    assert here.stdout.startswith(f"{FIELD}:2:1: KS321 ")
    assert below.stdout.startswith(f"../../{FIELD}:2:1: KS321 ")


def test_a_current_folder_that_was_deleted_is_an_error(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    result = run("validate")

    assert result.exit_code == 2
    assert "error: the current folder: does not exist" in result.stderr


def test_a_package_directory_that_does_not_exist_is_an_error(broken: Path, run: Run) -> None:
    directories = [*PROJECT["packageDirectories"], {"path": "more"}, {"path": "extra"}]
    config = json.dumps({"packageDirectories": directories})
    (broken / "sfdx-project.json").write_text(config, encoding="utf-8")

    result = run("validate", "--select", "KS1")

    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if "KS" in line] == [
        f"sfdx-project.json:1:1: KS113 {name} is a package directory, and does not exist"
        for name in ("extra", "more")
    ]


def test_files_in_metadata_api_format_are_named_as_unchecked(broken: Path, run: Run) -> None:
    folder = broken / "force-app/old"
    for name in ("objects/Lead.object", "objects/Account.object", "flows/F.flow", "lwc/x.flow"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"<x/>")

    result = run("validate", "--select", "KS1")
    alone = run("validate", folder.relative_to(broken))

    message = "holds 3 files in Metadata API format, not checked: flows/F.flow, ..."
    line = f"force-app/old:1:1: KS112 warning: {message}"
    assert (result.exit_code, alone.exit_code) == (0, 0)
    assert line in result.stdout.splitlines()
    assert alone.stdout.splitlines()[0] == line
    assert alone.stdout.splitlines()[2] == "0 errors, 1 warning in 0 files"
    assert run("validate", "--select", "KS1", "--strict").exit_code == 1


def test_a_folder_without_metadata_is_named(broken: Path, run: Run) -> None:
    (broken / "empty").mkdir()
    (broken / "empty" / "README.md").touch()

    result = run("validate", "empty", "force-app", "--select", "KS1")

    assert result.exit_code == 0
    assert result.stdout.startswith("empty:1:1: KS114 warning: holds no metadata that is checked")


def test_a_project_without_metadata_is_named_once(broken: Path, run: Run) -> None:
    (broken / FIELD).unlink()

    result = run("validate")

    assert result.exit_code == 0
    assert result.stdout.startswith(".:1:1: KS114 warning: ")
    assert result.stdout.splitlines()[-1] == "0 errors, 1 warning in 0 files"


def test_every_manifest_of_a_project_is_checked_and_no_other_file_beside_it(
    broken: Path, run: Run
) -> None:
    (broken / "manifest").mkdir()
    content = (FOLDER / "KS701/bad/manifest/package.xml").read_bytes()
    (broken / "manifest/second.xml").write_bytes(content)
    (broken / "manifest/build.xml").write_text("<project/>", encoding="utf-8")

    result = run("validate", "--ignore", "KS321")

    assert [line.partition(" ")[0] for line in result.stdout.splitlines() if "KS" in line] == [
        "manifest/second.xml:4:9:",
        "manifest/second.xml:5:9:",
    ]


def test_a_path_that_cannot_be_looked_at_is_an_error(run: Run) -> None:
    result = run("validate", "x" * 5_000)

    assert result.exit_code == 2
    assert "cannot be read: File name too long" in result.stderr


@pytest.mark.parametrize("root", [PureWindowsPath(r"C:\work\project"), PurePosixPath("a/b")])
def test_folders_that_become_packages_are_known_on_every_system(
    root: PureWindowsPath | PurePosixPath,
) -> None:
    (tree,) = (FOLDER / "KS902/bad").rglob("*.xml")
    file = root / "force-app" / tree.relative_to(FOLDER / "KS902/bad/force-app").as_posix()
    context = Context(frozenset(paths_of(root, ["force-app"])))

    found = of_texts([Text(file.as_posix(), tree.read_bytes())], context)

    assert "KS902" in {diagnostic.rule for diagnostic in found}


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_a_name_that_is_not_utf_8_is_printed(tmp_path: Path, run: Run, form: str) -> None:
    path = tmp_path / "\udcff__c.field-meta.xml"
    path.write_bytes(b"<")

    result = run("validate", tmp_path, "--format", form)

    assert result.exit_code == 1
    assert "KS101" in result.stdout
    assert ("%FF__c" if form == "sarif" else "\\udcff__c") in result.stdout


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("KS331", "KS331__c.object-meta.xml"),
        ("KS256", "KS256__c.field-meta.xml"),
        ("KS274", "KS274__c.field-meta.xml"),
        ("KS311", "Note__c.field-meta.xml"),
        ("KS536", "All.listView-meta.xml"),
    ],
)
def test_beside_a_file_that_is_named_alone_nothing_is_looked_for(code: str, name: str) -> None:
    """What it needs may stand beside it: only a folder shows what there is."""
    (path,) = FOLDER.joinpath(code, "bad" if code == "KS311" else "good").rglob(name)

    alone, _ = of_paths([path])

    assert code not in {diagnostic.rule for diagnostic in alone}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<fullName>Code__c</fullName>", "<fullName> </fullName>"),
        ("<label>", "<defaultValue>1 + <a>2</a><a>3</a> + (</defaultValue><label>"),
    ],
)
def test_an_odd_field_has_diagnostics(old: str, new: str) -> None:
    """One without a name, which others name, and a formula with elements in it."""
    tree = [
        Text(each.path, each.content.replace(old.encode(), new.encode()))
        if "/Code__c." in each.path
        else each
        for each in texts(FOLDER / "KS803/bad")
    ]

    assert of_texts(tree)


def test_a_project_of_an_old_api_version_is_checked_and_not_written(
    broken: Path, run: Run
) -> None:
    config = json.dumps({**PROJECT, "sourceApiVersion": "31.0"})
    (broken / "sfdx-project.json").write_text(config, encoding="utf-8")

    checked = run("validate", "--select", "KS321")
    written = run("generate", "--project-dir", ".")

    assert checked.exit_code == 1
    assert checked.stdout.startswith(f"{FIELD}:2:1: KS321 ")
    assert written.exit_code == 2
    assert "31.0 is too old to generate for; 52.0 is the oldest" in written.stderr
