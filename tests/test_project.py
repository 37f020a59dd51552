"""What generate does to projects that hold other things: nothing of anybody's is ever lost."""

import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import Run, execute, tree
from small_schema import FIELDS, ONE, SCHEMA, STATUSES, TWO, WITHOUT_TWO, put

from generator.generation import prepare


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


@pytest.fixture
def without_two(tmp_path: Path) -> Path:
    path = tmp_path / "smaller.yaml"
    path.write_text(WITHOUT_TWO, encoding="utf-8")
    return path


def test_an_edited_file_is_refused_by_name_and_nothing_is_written(
    project: Path, schema: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    put(project, ONE, b"edited")
    put(project, TWO, b"edited too")
    (project / "manifest/package.xml").unlink()
    before = tree(project)

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert f"error: {ONE}: was edited since it was generated" in result.stderr
    assert f"error: {TWO}: was edited since it was generated" in result.stderr
    assert "--force" in result.stderr
    assert tree(project) == before


def test_a_foreign_file_is_refused(project: Path, schema: Path, run: Run) -> None:
    put(project, ONE, b"somebody's")

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert f"{ONE}: exists and is not a file of this schema" in result.stderr
    assert tree(project) == {ONE: b"somebody's"}


def test_force_overwrites(project: Path, schema: Path, run: Run) -> None:
    run("generate", schema, "--project-dir", project)
    before = tree(project)
    put(project, ONE, b"edited")

    result = run("generate", schema, "--project-dir", project, "--force")

    assert result.exit_code == 0
    assert f"updated {ONE}" in result.stdout
    assert tree(project) == before


def test_check_names_an_edited_file_and_exits_with_1(
    project: Path, schema: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    put(project, ONE, b"edited")
    before = tree(project)

    result = run("generate", schema, "--project-dir", project, "--check")

    assert result.exit_code == 1
    assert f"would update {ONE} (was edited since it was generated)" in result.stdout
    assert tree(project) == before


def test_diff_shows_what_would_change_and_writes_nothing(
    project: Path, schema: Path, without_two: Path, run: Run
) -> None:
    run("generate", without_two, "--project-dir", project)
    before = tree(project)

    result = run("generate", schema, "--project-dir", project, "--diff")

    assert result.exit_code == 1
    assert f"--- /dev/null\n+++ b/{TWO}\n" in result.stdout
    put(project, ONE, b"edited")
    again = run("generate", schema, "--project-dir", project, "--diff")
    assert f"warning: {ONE}: was edited since" in again.stderr
    put(project, ONE, before[ONE])
    assert "+    <fullName>Two__c</fullName>\n" in result.stdout
    assert tree(project) == before


@pytest.mark.parametrize("folder", ["force-app", "my app"])
def test_git_applies_the_diff_also_where_python_knows_more_line_ends(
    project: Path, schema: Path, run: Run, folder: str
) -> None:
    config = {"packageDirectories": [{"path": folder}]}
    put(project, "sfdx-project.json", json.dumps(config).encode())
    text = SCHEMA.replace("label: One,", 'label: One, help_text: "a\\Lb\\Nc",')
    schema.write_text(text, encoding="utf-8")
    assert run("generate", schema, "--project-dir", project).exit_code == 0
    schema.write_text(
        text.replace("label: One,", "label: First,").replace("Two__c", "To__c"),
        encoding="utf-8",
    )
    patch = run("generate", schema, "--project-dir", project, "--diff", "--prune").stdout
    wanted = project.with_name("wanted")
    shutil.copytree(project, wanted)
    run("generate", schema, "--project-dir", wanted, "--prune")
    (project / ".patch").write_bytes(patch.encode())

    result = execute("git", "apply", ".patch", cwd=project)

    assert (result.returncode, result.stderr) == (0, "")
    (project / ".patch").unlink()
    assert tree(project) == tree(wanted)
    assert "\u2028" in patch


def test_a_field_that_changes_its_capitals_is_not_deleted_on_a_disk_that_ignores_them(
    project: Path, schema: Path, run: Run
) -> None:
    """A hard link stands for such a disk: two spellings of a path, one file."""
    run("generate", schema, "--project-dir", project)
    new = ONE.replace("One__c", "ONE__c")
    (project / new).hardlink_to(project / ONE)
    schema.write_text(SCHEMA.replace("One__c", "ONE__c"), encoding="utf-8")

    result = run("generate", schema, "--project-dir", project, "--prune")

    assert result.exit_code == 0, result.stderr
    assert f"updated {new}\n" in result.stdout
    assert "deleted" not in result.stdout
    assert b"<fullName>ONE__c</fullName>" in (project / new).read_bytes()


def test_a_field_that_changes_its_capitals_is_deleted_on_a_disk_that_sees_them(
    project: Path, schema: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    schema.write_text(SCHEMA.replace("One__c", "ONE__c"), encoding="utf-8")

    result = run("generate", schema, "--project-dir", project, "--prune")

    assert result.exit_code == 0, result.stderr
    assert not (project / ONE).exists()
    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0


@pytest.mark.parametrize(
    "call",
    [
        ["generate", "--project-dir", ""],
        ["plan", "--project-dir="],
        ["generate", "--merge-values", ""],
        ["validate", ""],
    ],
)
def test_an_empty_path_is_refused(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, call: list[str]
) -> None:
    monkeypatch.chdir(project)

    result = run(*call)

    assert result.exit_code == 2
    assert "has an empty value; name a file or folder" in result.stderr
    assert tree(project) == {}


@pytest.mark.parametrize(
    "call",
    [
        ["backfill", ""],
        ["statuses", "--campaign", "701000000000001", "--present", ""],
        ["plan", "--against", ""],
        ["plan", "--accept-delete", ""],
        ["plan", "--target-org", "some", "--expect-org", ""],
        ["validate", "--select", ""],
        ["validate", "--ignore", ""],
    ],
)
def test_an_empty_value_is_refused(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, call: list[str]
) -> None:
    """An empty code to ignore is the beginning of each code: no rule would be left."""
    run("generate", "--project-dir", project)
    monkeypatch.chdir(project)

    result = run(*call)

    assert result.exit_code == 2
    assert result.stderr.startswith("error: Invalid value for '")
    assert ": has an empty value\n" in result.stderr


def test_a_file_no_longer_asked_for_stays_until_pruned(
    project: Path, schema: Path, without_two: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)

    kept = run("generate", without_two, "--project-dir", project)
    assert (project / TWO).exists()
    assert f"warning: {TWO}: the schema no longer has it" in kept.stderr

    checked = run("generate", without_two, "--project-dir", project, "--check", "--prune")
    assert checked.exit_code == 1
    assert f"would delete {TWO}" in checked.stdout

    pruned = run("generate", without_two, "--project-dir", project, "--prune")
    assert f"deleted {TWO}" in pruned.stdout
    assert not (project / TWO).exists()
    assert run("generate", without_two, "--project-dir", project, "--check").exit_code == 0


def test_prune_leaves_edited_and_foreign_files(
    project: Path, schema: Path, without_two: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    put(project, TWO, b"edited")
    put(project, f"{FIELDS}/Mine__c.field-meta.xml", b"mine")

    for options in (["--prune"], ["--prune"], ["--prune", "--force"]):
        result = run("generate", without_two, "--project-dir", project, *options)
        assert result.exit_code == 0
        assert f"warning: {TWO}: the schema no longer has it" in result.stderr

    assert (project / TWO).read_bytes() == b"edited"
    assert (project / f"{FIELDS}/Mine__c.field-meta.xml").read_bytes() == b"mine"


def test_prune_takes_empty_folders_along(project: Path, schema: Path, run: Run) -> None:
    run("generate", schema, "--project-dir", project)
    schema.write_text(SCHEMA[: SCHEMA.index("custom_objects")], encoding="utf-8")

    run("generate", schema, "--project-dir", project, "--prune")

    assert not (project / "force-app").exists()
    assert (project / "sfdx-project.json").exists()


def test_two_schemas_share_a_project(
    project: Path, schema: Path, tmp_path: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    other = tmp_path / "other.yaml"
    other.write_text(
        SCHEMA.replace("name: small", "name: other").replace("Thing__c", "Other__c"),
        encoding="utf-8",
    )

    result = run("generate", other, "--project-dir", project, "--prune")

    assert result.exit_code == 0, result.stderr
    assert (project / ONE).exists()
    assert b"Thing__c" in (project / "manifest/package.xml").read_bytes()
    assert b"Other__c" in (project / "manifest/other.xml").read_bytes()
    for each in (schema, other):
        assert run("generate", each, "--project-dir", project, "--check").exit_code == 0


@pytest.mark.parametrize("own", [None, "force-app/main/default/classes/Mine.cls"])
def test_the_package_directory_of_a_new_project_exists(
    own: str | None, project: Path, schema: Path, run: Run
) -> None:
    """`sf` refuses a project without it, and git keeps no empty folder."""
    without_metadata = SCHEMA[: SCHEMA.index("custom_objects")] + STATUSES
    schema.write_text(without_metadata, encoding="utf-8")
    if own:
        put(project, own, b"class Mine {}")

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 0, result.stderr
    config = json.loads((project / "sfdx-project.json").read_text(encoding="utf-8"))
    assert all((project / each["path"]).is_dir() for each in config["packageDirectories"])
    found = [path for path in tree(project) if path.startswith("force-app/")]
    assert found == [own or "force-app/.gitkeep"]
    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0


def test_a_project_keeps_every_byte_of_its_own(project: Path, run: Run) -> None:
    own = {
        "sfdx-project.json": b'{"packageDirectories": [{"path":"./src/", "default": true},'
        b' {"path": "lib"}],\n"sourceApiVersion":"60.0"}',
        ".forceignore": b"mine\n",
        "manifest/package.xml": b"<mine/>",
        "src/main/default/classes/Mine.cls": b"class Mine {}",
        "data/mine.json": b"[]",
        "README.md": b"mine",
    }
    for path, content in own.items():
        put(project, path, content)

    result = run("generate", "--project-dir", project)

    assert result.exit_code == 0, result.stderr
    assert own.items() <= tree(project).items()
    field = "src/main/default/objects/UserSessionEngagement__c/fields/Lead__c.field-meta.xml"
    assert b"<externalId>false</externalId>" in tree(project)[field], "API 60 writes it"
    assert b"<version>60.0</version>" in tree(project)["manifest/kaltura.xml"]
    for again in (result, run("generate", "--project-dir", project)):
        assert 'packageDirectories: lacks unpackaged; add {"path": "unpackaged"}' in again.stderr


def test_the_nearest_project_upward_is_the_one(
    project: Path, schema: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, "sfdx-project.json", b'{"packageDirectories": [{"path": "force-app"}]}')
    (project / "deep/er").mkdir(parents=True)
    monkeypatch.chdir(project / "deep/er")

    run("generate", schema)

    assert (project / ONE).exists()
    assert not list((project / "deep/er").iterdir())


def test_an_empty_folder_becomes_a_project(
    project: Path, schema: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    run("generate", schema, "--api-version", "65.0")

    config = json.loads((project / "sfdx-project.json").read_bytes())
    assert config["sourceApiVersion"] == "65.0"
    assert run("generate", schema, "--check").exit_code == 0


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (b"{", "sfdx-project.json:1: is not valid JSON"),
        (b"\xff", "sfdx-project.json:1: is not UTF-8 text"),
        (b"[]", "sfdx-project.json: is not a JSON object"),
        (b"[" * 100_000, "sfdx-project.json: is not valid JSON: nested too deeply"),
        (b'{"packageDirectories": [{"path": "a\\u0000b"}]}', "lies outside the project"),
        (b"{}", "packageDirectories: has to be a list of objects, each with a path"),
        (b'{"packageDirectories": [{"path": ""}]}', "each with a path"),
        (b'{"packageDirectories": [{"path": "a"}, {"path": "b"}]}', "exactly one entry"),
        (b'{"packageDirectories": [{"path": "../out"}]}', "'../out' lies outside the project"),
        (b'{"packageDirectories": [{"path": "/out"}]}', "'/out' lies outside the project"),
        (
            b'{"packageDirectories": [{"path": "a"}], "sourceApiVersion": 67}',
            "sourceApiVersion: 67 is not an API version; write it as 68.0",
        ),
        (
            b'{"packageDirectories": [{"path": "a"}], "sourceApiVersion": "40.0"}',
            "sourceApiVersion: 40.0 is too old to generate for; 52.0 is the oldest",
        ),
    ],
)
def test_a_broken_project_file_is_refused(
    project: Path, schema: Path, run: Run, config: bytes, message: str
) -> None:
    put(project, "sfdx-project.json", config)

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert message in result.stderr
    assert tree(project) == {"sfdx-project.json": config}


@pytest.mark.parametrize(
    "content",
    [
        b"<<<<<<< HEAD\n",
        b'{"version": 2, "schemas": {}}',
        b'{"version": 1, "schemas": {"small": {"files": {"../outside": "00"}}}}',
        b'{"version": 1, "schemas": {"small": {"files": {"..\\\\outside": "00"}}}}',
        b'{"version": 1, "schemas": {"small": {"files": {"/outside": "00"}}}}',
        b'{"version": 1, "schemas": {"small": {"files": []}}}',
        b'{"version": 1, "schemas": {"small": []}}',
        b"[" * 100_000,
        b"[]",
        b"\xff",
    ],
)
def test_a_broken_ownership_file_is_an_error(
    project: Path, schema: Path, run: Run, content: bytes
) -> None:
    put(project, "kaltura-sfdx.lock", content)

    result = run("generate", schema, "--project-dir", project, "--prune", "--force")

    assert result.exit_code == 2
    assert "error: kaltura-sfdx.lock" in result.stderr
    assert "version control" in result.stderr
    assert tree(project) == {"kaltura-sfdx.lock": content}


FILES = ["sfdx-project.json", "kaltura-sfdx.lock", ONE, "manifest/package.xml"]


@pytest.mark.parametrize("path", FILES)
def test_a_named_pipe_is_refused_at_once(project: Path, schema: Path, run: Run, path: str) -> None:
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(project / path)

    for command, *options in (("generate",), ("generate", "--check"), ("plan",)):
        result = run(command, schema, "--project-dir", project, *options)

        assert result.exit_code == 2
        message = "cannot be read: is a named pipe, not a regular file"
        assert f"error: {path}: {message}" in result.stderr


def test_a_named_pipe_as_value_set_is_refused_at_once(project: Path, run: Run) -> None:
    pipe = project.with_name("CampaignMemberStatus.standardValueSet")
    os.mkfifo(pipe)

    result = run("generate", "--project-dir", project, "--merge-values", pipe)

    assert result.exit_code == 2
    assert "is a named pipe, not a regular file" in result.stderr


@pytest.mark.parametrize("name", ["cache.json", "journal.json"])
def test_a_named_pipe_among_the_working_files_is_no_cache_and_no_journal(
    project: Path, schema: Path, run: Run, name: str
) -> None:
    run("generate", schema, "--project-dir", project)
    (project / ".kaltura-sfdx" / name).unlink(missing_ok=True)
    os.mkfifo(project / ".kaltura-sfdx" / name)

    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0
    assert run("generate", schema, "--project-dir", project).exit_code == 0
    assert not (project / ".kaltura-sfdx/journal.json").exists()


def test_a_lost_lock_is_made_again_where_the_files_are_as_generated(
    project: Path, schema: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    before = tree(project)
    (project / "kaltura-sfdx.lock").unlink()

    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 1
    run("generate", schema, "--project-dir", project)

    assert tree(project) == before


def test_windows_line_ends_of_a_checkout_are_no_change(
    project: Path, schema: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    for path, content in tree(project).items():
        put(project, path, content.replace(b"\n", b"\r\n"))

    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0


def test_a_checkout_with_windows_line_ends_is_still_ours_to_update(
    project: Path, schema: Path, run: Run
) -> None:
    run("generate", schema, "--project-dir", project)
    for path, content in tree(project).items():
        put(project, path, content.replace(b"\n", b"\r\n"))
    schema.write_text(SCHEMA.replace("label: One", "label: First"), encoding="utf-8")

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 0, result.stderr
    assert b"<label>First</label>" in (project / ONE).read_bytes()


def test_a_symbolic_link_is_not_written_through(
    project: Path, schema: Path, tmp_path: Path, run: Run
) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    (project / FIELDS).mkdir(parents=True)
    (project / ONE).symlink_to(outside)

    result = run("generate", schema, "--project-dir", project, "--force")

    assert result.exit_code == 2
    assert f"{ONE}: is a symbolic link" in result.stderr
    assert outside.read_bytes() == b"precious"


def test_an_updated_file_keeps_its_mode(project: Path, schema: Path, run: Run) -> None:
    run("generate", schema, "--project-dir", project)
    (project / ONE).chmod(0o640)
    schema.write_text(SCHEMA.replace("label: One", "label: First"), encoding="utf-8")

    run("generate", schema, "--project-dir", project)

    assert (project / ONE).stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "tampering", ["edit", "delete", "schema", "ownership", "version", "scaffold", "nothing"]
)
def test_the_cache_never_changes_a_verdict(
    project: Path, schema: Path, run: Run, tampering: str
) -> None:
    run("generate", schema, "--project-dir", project)
    options = ["--api-version", "60.0"] if tampering == "version" else []
    if tampering == "edit":
        put(project, ONE, b"edited")
    elif tampering == "delete":
        (project / ONE).unlink()
    elif tampering == "schema":
        schema.write_text(SCHEMA.replace("label: One", "label: First"), encoding="utf-8")
    elif tampering == "scaffold":
        (project / "sfdx-project.json").unlink()
    elif tampering == "ownership":
        put(project, "kaltura-sfdx.lock", b'{"version": 1, "schemas": {}}')

    cached = run("generate", schema, "--project-dir", project, "--check", *options)
    shutil.rmtree(project / ".kaltura-sfdx")
    rendered = run("generate", schema, "--project-dir", project, "--check", *options)

    assert cached.exit_code == rendered.exit_code == (tampering != "nothing")
    assert cached.stdout == rendered.stdout


def test_a_broken_cache_is_no_cache(project: Path, schema: Path, run: Run) -> None:
    run("generate", schema, "--project-dir", project)
    for content in (b"", b"[]", b'{"inputs": 1}', b"\xff"):
        put(project, ".kaltura-sfdx/cache.json", content)
        assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0


def test_a_run_in_a_fresh_clone_makes_the_next_one_quick(
    project: Path, schema: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", schema, "--project-dir", project)
    shutil.rmtree(project / ".kaltura-sfdx")
    run("generate", schema, "--project-dir", project)
    monkeypatch.setattr(prepare, "prepare", None)  # whoever renders, fails

    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0


def test_the_working_folder_is_hidden_from_git(project: Path, schema: Path, run: Run) -> None:
    run("generate", schema, "--project-dir", project)

    assert (project / ".kaltura-sfdx/.gitignore").read_bytes().split() == [b"*"]


def test_check_works_where_nothing_can_be_written(
    project: Path, schema: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", schema, "--project-dir", project)
    shutil.rmtree(project / ".kaltura-sfdx")
    before = sorted(os.walk(project))
    monkeypatch.setattr(Path, "mkdir", None)
    monkeypatch.setattr(Path, "write_text", None)

    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0
    assert sorted(os.walk(project)) == before
