"""Every schema in tests/errors is refused with exactly the words in the file beside it."""

from pathlib import Path

import pytest
from conftest import Run, tree

SCHEMAS = sorted((Path(__file__).parent / "errors").glob("*.yaml"))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.stem)
def test_the_error_says_what_and_where(
    schema: Path, project: Path, run: Run, accept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(schema.parent)

    result = run("generate", schema.name, "--project-dir", project)

    expected = schema.with_suffix(".txt")
    if accept:
        expected.write_text(result.stderr, encoding="utf-8")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == expected.read_text(encoding="utf-8")
    assert tree(project) == {}
    assert not list(project.iterdir())
