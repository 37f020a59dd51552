"""The command `docs`: what it writes, where, and what it leaves alone."""

import shutil
import webbrowser
from pathlib import Path

import pytest
from conftest import Run, tree
from small_schema import ONE, SCHEMA

from generator.generation.generate import GenerateRequest, generate

HTML, MARKDOWN = "docs/data-dictionary.html", "docs/data-dictionary.md"
FORMS = [("html", HTML), ("markdown", MARKDOWN)]


@pytest.fixture(autouse=True)
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / "small.yaml").write_text(SCHEMA, encoding="utf-8")


@pytest.mark.parametrize(("form", "name"), FORMS)
def test_it_writes_checks_and_leaves_what_is_current(form: str, name: str, run: Run) -> None:
    call = ("docs", "small.yaml", "--format", form)

    missing = run(*call, "--check")
    assert (missing.exit_code, missing.stdout) == (
        *(1, f"{name} is missing; run the same without --check to write it\n"),
    )
    written = run(*call)
    assert written.exit_code == 0
    assert written.stdout.startswith(f"Wrote {name} (")
    assert written.stdout.endswith(" kB): 1 object, 2 fields.\n")
    before = Path(name).stat()
    again, current = run(*call), run(*call, "--check")
    assert again.stdout == current.stdout == written.stdout.replace(f"Wrote {name}", _is(name))
    assert (again.exit_code, current.exit_code) == (0, 0)
    assert Path(name).stat().st_mtime_ns == before.st_mtime_ns

    Path("small.yaml").write_text(SCHEMA.replace("label: One", "label: 1st"), encoding="utf-8")
    changed = run(*call, "--check")
    assert (changed.exit_code, changed.stdout) == (
        *(1, f"{name} is not current; run the same without --check to write it\n"),
    )
    assert run(*call).stdout.startswith(f"Wrote {name} (")
    assert run(*call, "--check").exit_code == 0
    assert sorted(tree(Path())) == [name, "small.yaml"]


def _is(name: str) -> str:
    return f"{name} is current"


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_tree_and_its_schema_make_pages_again_and_again_the_same(form: str, run: Run) -> None:
    generate(GenerateRequest("small.yaml"))
    for subject in ("small.yaml", "force-app", "."):
        first, second = (run("docs", subject, "--format", form, "--output", "-") for _ in range(2))
        assert first.stdout == second.stdout != ""
        assert not Path("docs").exists()


def test_the_file_is_in_the_project_or_where_it_is_named(
    project: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(GenerateRequest("small.yaml"))
    monkeypatch.chdir(tmp_path)

    assert run("docs", project, "--project-dir", project).exit_code == 0
    assert (project / HTML).is_file()
    assert run("docs", project).exit_code == 0
    assert (tmp_path / HTML).is_file()
    assert run("docs", project, "--output", "new/folder/page.html").exit_code == 0
    assert (tmp_path / "new/folder/page.html").is_file()


def test_a_file_of_somebody_else_stays_unless_forced(run: Run) -> None:
    file = Path("page.html")
    file.write_text("<!doctype html><p>mine", encoding="utf-8")
    call = ("docs", "small.yaml", "--output", "page.html")

    for options in ((), ("--check",)):
        refused = run(*call, *options)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr == (
            "error: page.html: exists already, and kaltura-sfdx did not make it; name another "
            "file with --output, or overwrite it with --force\n"
        )
    assert file.read_text(encoding="utf-8") == "<!doctype html><p>mine"
    assert run(*call, "--force").exit_code == 0
    assert run(*call, "--check").exit_code == 0


def test_a_page_of_another_format_is_ours_as_well(run: Run) -> None:
    for form in ("markdown", "html", "markdown"):
        call = ("docs", "small.yaml", "--output", "page", "--format", form)
        assert run(*call).exit_code == 0
        assert run(*call, "--check").exit_code == 0


def test_what_is_no_regular_file_is_an_error(run: Run) -> None:
    Path("folder").mkdir()

    for options in ((), ("--force",), ("--check",)):
        result = run("docs", "small.yaml", "--output", "folder", *options)
        assert result.exit_code == 2
        assert result.stderr == (
            "error: folder: cannot be read: Is a directory; name another file with --output\n"
        )


def test_a_folder_that_cannot_be_made_is_an_error(run: Run) -> None:
    Path("docs").write_text("a file", encoding="utf-8")

    result = run("docs", "small.yaml")

    assert result.exit_code == 2
    assert f"error: {HTML}: cannot be read: Not a directory" in result.stderr


def test_no_link_leads_the_page_out_of_the_project(tmp_path: Path, run: Run) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    links = {"docs": outside, HTML: outside / "page.html"}
    for name, target in links.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).symlink_to(target)

        result = run("docs", "small.yaml")

        assert result.exit_code == 2
        assert "lies outside the project, through a symbolic link" in result.stderr
        assert tree(outside) == {}
        Path(name).unlink()


def test_a_named_link_is_followed_to_its_file(tmp_path: Path, run: Run) -> None:
    Path("link.html").symlink_to(tmp_path / "real.html")

    assert run("docs", "small.yaml", "--output", "link.html").exit_code == 0
    assert Path("link.html").is_symlink()
    assert (tmp_path / "real.html").is_file()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--check", "--open"), "--open: is given together with --check, which writes nothing"),
        (("--open", "--output", "-"), "--open: is given together with --output -"),
        (("--check", "--output", "-"), "--check: is given together with --output -"),
        (("--output", ""), "has an empty value"),
        (("--format", "pdf"), "'pdf' is not one of"),
    ],
)
def test_a_wrong_call_writes_nothing(options: tuple[str, ...], message: str, run: Run) -> None:
    result = run("docs", "small.yaml", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert sorted(tree(Path())) == ["small.yaml"]


def test_every_error_is_shown_and_nothing_is_written(run: Run) -> None:
    wrong = SCHEMA.replace("type: Email", "type: Emil").replace("label: Thing\n", "labl: Thing\n")
    Path("small.yaml").write_text(wrong, encoding="utf-8")

    result = run("docs", "small.yaml")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("error: small.yaml:") >= 3
    assert not Path("docs").exists()


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        (*("missing.yaml", "missing.yaml: does not exist; give a YAML file, the name of a "),),
        ("missing", "or the path of files of metadata"),
        ("empty", "empty: holds no metadata to show"),
        ("broken", "is not well-formed XML"),
    ],
)
def test_what_cannot_be_described_is_an_error(subject: str, message: str, run: Run) -> None:
    Path("empty").mkdir()
    generate(GenerateRequest("small.yaml"))
    shutil.copytree("force-app", "broken")
    Path(ONE.replace("force-app", "broken")).write_text("<CustomField>", encoding="utf-8")

    result = run("docs", subject)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert not Path("docs").exists()


def test_the_name_of_the_file_says_the_format(run: Run) -> None:
    for name, form in (("page.MD", "markdown"), ("page.htm", "html")):
        assert run("docs", "small.yaml", "--output", name).exit_code == 0
        asked = run("docs", "small.yaml", "--output", "-", "--format", form)
        assert Path(name).read_text(encoding="utf-8") == asked.stdout
    assert run("docs", "small.yaml", "--output", "page.md", "--format", "html").exit_code == 0
    assert Path("page.md").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("is_found", [True, False])
def test_a_browser_opens_the_file(
    is_found: bool, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def browser(url: str) -> bool:
        opened.append(url)
        return is_found

    monkeypatch.setattr(webbrowser, "open", browser)

    result = run("docs", "small.yaml", "--open")

    assert opened == [(project / HTML).as_uri()]
    assert result.stdout.startswith(f"Wrote {HTML}")
    assert result.exit_code == (0 if is_found else 2)
    assert ("open the file yourself" in result.stderr) is not is_found
