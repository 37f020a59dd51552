"""Whatever stands in our own files is a diagnostic, or as if it were not there."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, tree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_schema import ONE, SCHEMA, TWO, put

from generator.errors import GeneratorError
from generator.generation.generate import GenerateRequest, generate, plan
from generator.generation.prepare import Rendered, prepare
from generator.schema import yaml_source
from generator.workspace import project as project_module

OURS = [
    *("sfdx-project.json", "kaltura-sfdx.lock"),
    *(".kaltura-sfdx/journal.json", ".kaltura-sfdx/cache.json", ".kaltura-sfdx/run.json"),
]
WORKING = [path for path in OURS if path.startswith(".")]

# Any text, with halves of surrogate pairs; paths and digests of ours, and what looks like them.
texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=8),
    st.sampled_from(
        [
            *(
                ONE,
                TWO,
                "../victim",
                "/dev/zero",
                "force-app",
                "small",
                "files",
                "staged",
                "merged",
            ),
            *(
                "",
                ".",
                "67.0",
                "0" * 64,
                "packageDirectories",
                "schemas",
                "path",
                "a\0b",
                "\udcff",
            ),
        ]
    ),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def altered(draw: st.DrawFn, value: Any) -> Any:
    """Return JSON like a value, with another value or key somewhere in it."""
    if not (isinstance(value, dict | list) and value) or draw(st.integers(0, 4)) == 0:
        return draw(values)
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], draw(altered(value[at])), *value[at + 1 :]]
    key = draw(st.sampled_from(sorted(value)))
    other = key if draw(st.booleans()) else draw(texts)
    kept = {name: inner for name, inner in value.items() if name != key or draw(st.booleans())}
    return {**kept, other: draw(altered(value[key]))}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "small.yaml"
    path.write_text(SCHEMA, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def made(schema: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with each of our files in it."""
    root = tmp_path_factory.mktemp("made")
    generate(GenerateRequest(str(schema), root))
    digests = json.loads((root / "kaltura-sfdx.lock").read_bytes())["schemas"]["small"]["files"]
    journal = {
        "staged": [ONE, TWO, "sfdx-project.json"],
        "schemas": {"small": {path: [digests[path]] for path in (ONE, TWO)}},
    }
    (root / ".kaltura-sfdx/journal.json").write_text(json.dumps(journal), encoding="utf-8")
    holder = {"process": 1, "host": "here", "since": "2026-01-01"}
    (root / ".kaltura-sfdx/run.json").write_text(json.dumps(holder), encoding="utf-8")
    return root


def copied(made: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(made, to, symlinks=True)
    return to


@pytest.mark.parametrize("name", OURS[:-1])
def test_any_json_is_a_diagnostic_or_as_if_it_were_not_there(
    made: Path, schema: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = _rendered(schema, made)
    monkeypatch.setattr("generator.generation.prepare.prepare", lambda *_: rendered)
    (tmp_path / "victim").write_bytes(b"precious")
    root = tmp_path / "project"
    valid = json.loads((made / name).read_bytes())

    @given(altered(valid))
    @settings(
        max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def holds(data: object) -> None:
        copied(made, root)
        put(root, name, json.dumps(data).encode())
        for action in (plan, generate):
            try:
                action(GenerateRequest(str(schema), root, prune=True, force=True, timeout=0))
            except GeneratorError as error:
                str(error).encode()  # it can be printed
        assert (tmp_path / "victim").read_bytes() == b"precious"

    holds()


def _rendered(schema: Path, root: Path) -> Rendered:
    return prepare(yaml_source.read(str(schema)), project_module.find(root, None))


NOT_OURS: dict[str, Callable[[Path], object]] = {
    "folder": Path.mkdir,
    "link to itself": lambda path: path.symlink_to(path.name),
    "dead link": lambda path: path.symlink_to("nowhere"),
    "empty": Path.touch,
}


@pytest.mark.parametrize("kind", NOT_OURS)
@pytest.mark.parametrize("name", OURS)
def test_what_is_no_file_of_ours_is_a_diagnostic_or_as_if_it_were_not_there(
    made: Path, project: Path, run: Run, name: str, kind: str
) -> None:
    path = copied(made, project) / name
    path.unlink()
    NOT_OURS[kind](path)
    schema = project.with_suffix(".yaml")
    schema.write_text(SCHEMA, encoding="utf-8")

    checked = run("generate", schema, "--project-dir", project, "--check")
    result = run("generate", schema, "--project-dir", project)

    assert checked.exit_code == 0 or name not in WORKING
    assert result.exit_code in {0, 2}
    assert result.exit_code == 0 or f"error: {name}" in result.stderr


@pytest.mark.parametrize("refused", [".kaltura-sfdx", *OURS])
def test_what_may_not_be_read_is_a_diagnostic_or_as_if_it_were_not_there(
    made: Path, schema: Path, project: Path, run: Run, refused: str
) -> None:
    """Whoever runs the tests as root may read everything, so the refusal is made here."""
    copied(made, project)
    real = os.open

    def refuse(path: Any, *arguments: Any, **options: Any) -> int:
        if os.fspath(path).startswith(str(project / refused)):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", refuse)
        results = [
            run(command, schema, "--project-dir", project, *options)
            for command, *options in (("generate", "--check"), ("plan",), ("generate",))
        ]

    for result in results:
        if refused not in WORKING and refused in OURS:
            assert result.exit_code == 2
            assert f"error: {refused}: cannot be read: Permission denied\n" in result.stderr
        else:
            assert result.exit_code in {0, 2}
            assert result.exit_code == 0 or "cannot be written: Permission denied" in result.stderr


def test_an_ownership_file_that_cannot_be_read_has_advice_in_every_command(
    schema: Path, project: Path, run: Run
) -> None:
    (project / "kaltura-sfdx.lock").mkdir()

    results = [run(command, schema, "--project-dir", project) for command in ("generate", "plan")]

    assert [result.exit_code for result in results] == [2, 2]
    assert results[0].stderr == results[1].stderr
    assert "\nTake kaltura-sfdx.lock from version control" in results[0].stderr


@pytest.mark.parametrize("digest", ["", None, 1, "x", [], "A" * 64])
def test_a_digest_that_is_none_is_refused(
    made: Path, schema: Path, project: Path, run: Run, digest: object
) -> None:
    path = copied(made, project) / "kaltura-sfdx.lock"
    data = json.loads(path.read_bytes())
    data["schemas"]["small"]["files"]["gone"] = digest
    path.write_text(json.dumps(data), encoding="utf-8")

    result = run("generate", schema, "--project-dir", project)

    assert result.exit_code == 2
    assert "error: kaltura-sfdx.lock: is not an ownership file of version 1" in result.stderr


def test_a_committed_cache_changes_no_verdict(
    schema: Path, project: Path, tmp_path: Path, run: Run
) -> None:
    """Somebody commits an edited file, and a cache that has the edit for its output."""
    run("generate", schema, "--project-dir", project)
    put(project, ONE, b"edited")
    path = project / ".kaltura-sfdx/cache.json"
    data = json.loads(path.read_bytes())
    data["outputs"] = {TWO: data["outputs"][TWO]}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0, "as made"

    clone = tmp_path / "clone"
    shutil.copytree(project, clone)

    result = run("generate", schema, "--project-dir", clone, "--check")

    assert result.exit_code == 1
    assert f"would update {ONE}" in result.stdout


def test_a_cache_reads_nothing_outside_the_project(schema: Path, project: Path, run: Run) -> None:
    run("generate", schema, "--project-dir", project)
    path = project / ".kaltura-sfdx/cache.json"
    data = json.loads(path.read_bytes())
    for outputs in ({"/dev/zero": "0" * 64}, {"../../../../../dev/zero": "0" * 64}, [1], None):
        path.write_text(json.dumps(data | {"outputs": outputs}), encoding="utf-8")

        assert run("generate", schema, "--project-dir", project, "--check").exit_code == 0


def test_a_run_clears_a_broken_journal_away(schema: Path, project: Path, run: Run) -> None:
    run("generate", schema, "--project-dir", project)
    before = tree(project)
    put(project, ".kaltura-sfdx/journal.json", b'{"staged": [], "schemas": {"small": {"a": []}}}')

    assert run("generate", schema, "--project-dir", project).exit_code == 0

    assert not (project / ".kaltura-sfdx/journal.json").exists()
    assert tree(project) == before
