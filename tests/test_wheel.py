"""The wheel that people install works away from the checkout, with nothing else around it."""

import json
import sys
import venv
from pathlib import Path

import pytest
from conftest import ROOT, execute, tree


def call(*command: str | Path, cwd: Path) -> str:
    result = execute(*command, cwd=cwd)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it into an empty environment, and return its command."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation")
    call(*build, "--outdir", folder, cwd=ROOT)
    venv.create(folder / "empty", with_pip=True)
    python = next(folder.glob("empty/*/python"))
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    call(*pip, "--require-hashes", "-r", ROOT / "requirements/run.txt", cwd=folder)
    call(*pip, "--no-deps", next(folder.glob("*.whl")), cwd=folder)
    return python.with_name("kaltura-sfdx")


def test_it_generates_into_an_empty_folder(installed: Path, project: Path) -> None:
    call(installed, "generate", "--api-version", "67.0", cwd=project)

    committed = tree(ROOT / "force-app")
    generated = {
        path.removeprefix("force-app/"): text
        for path, text in tree(project).items()
        if path.startswith("force-app/")
    }
    assert generated == committed
    assert call(installed, "generate", "--check", cwd=project) == "49 unchanged\n"


def test_it_explains_a_broken_template(installed: Path) -> None:
    """The published types are on board as well, and the JSON Schema for editors."""
    script = (
        "from lxml import etree; from generator.metadata.xsd import violations; "
        "print(violations(etree.fromstring("
        "'<ListView xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>')))"
    )
    output = call(installed.with_name("python"), "-c", script, cwd=installed.parent)

    assert "label is missing" in output
    assert json.loads(call(installed, "show", "--json-schema", cwd=installed.parent))["$defs"]
