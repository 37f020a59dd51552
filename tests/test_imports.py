"""No command imports what it does not use: what Python says with `-X importtime`."""

import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT, execute

# Libraries that are large, or for one job only, and the packages of ours that import them.
ORG = {"urllib3", "generator.org", "generator.readiness"}
TABLES = {"openpyxl", "markdown_it", "generator.importing", "generator.exporting"}
TERMINAL = {"rich"}
PAGES = {"graphlay", "generator.dictionary", "generator.pages"}
MODELS = {"generator.types", "generator.formulas"}
ALL_TYPES = {"generator.types.schema", "generator.types.registry", "generator.formulas"}
RENDERING = {"jinja2", "lxml", "generator.validation"}
SCHEMAS = {"yaml"}
PYDANTIC = {"pydantic"}
ALONE = ORG | TABLES | TERMINAL | PAGES
NOTHING = ALONE | MODELS | RENDERING | SCHEMAS | PYDANTIC

CALLS = [
    ("--version", NOTHING),
    ("--help", NOTHING - {"generator.tables"}),
    ("generate --help", NOTHING),
    ("generate --check", NOTHING),
    ("generate kaltura --check --json --project-dir . --api-version 68.0", NOTHING),
    (
        "validate force-app --format json",
        ALONE | SCHEMAS | PYDANTIC | {"jinja2", "generator.types", "generator.generation"},
    ),
    ("docs --help", NOTHING),
    (
        "docs --format markdown --output -",
        ORG | TERMINAL | {"openpyxl", "markdown_it", "graphlay", "generator.exporting"},
    ),
    ("plan", NOTHING - {"generator.types"} | ALL_TYPES),
    (
        "plan --format html --accept-delete all",
        NOTHING - {"generator.types", "jinja2", "generator.pages"} | ALL_TYPES,
    ),
    ("plan --against .", ALONE - {"generator.org"}),
    ("show", ALONE | RENDERING - {"lxml"}),
    ("statuses --campaign 70103000000cnFXAAY", ALONE | {"jinja2", "generator.validation"}),
    ("export", ORG | TERMINAL | PAGES | RENDERING - {"lxml"} | {"openpyxl", "markdown_it"}),
    ("import force-app", ORG - {"generator.org"} | TERMINAL | PAGES | {"openpyxl", "markdown_it"}),
]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that `generate` has nothing to do for, with its cache."""
    folder = tmp_path_factory.mktemp("generated")
    call("generate", folder)
    return folder


@pytest.mark.parametrize(("command", "unused"), CALLS, ids=[command for command, _ in CALLS])
def test_a_command_imports_what_it_uses(command: str, unused: set[str], generated: Path) -> None:
    imported = call(command, generated)

    assert "generator.cli" in imported
    assert {name for name in unused if name in imported} == set()


def test_what_is_imported_is_seen(generated: Path) -> None:
    assert {"generator.types", "jinja2", "lxml", "pydantic", "yaml"} <= call(
        "show", generated
    ) | call("plan --against .", generated)


def call(command: str, folder: Path) -> set[str]:
    """Return the modules that a command imports in a folder."""
    python = (sys.executable, "-X", "importtime", "-m", "generator")
    done = execute(*python, *command.split(), cwd=folder, environment={"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"^import time:.*\| +([\w.]+)$", done.stderr, re.MULTILINE))
