"""The house that `docs/design.md` describes: imports run down, and modules are small."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from conftest import ROOT

from generator.resources import SCHEMAS
from generator.schema.yaml_source import shipped

GENERATOR = ROOT / "generator"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(GENERATOR.rglob("*.py"))
}
ROOT_MODULES = {"generator", "generator.__main__"}  # the version, and what starts `cli`
LONGEST = 300
PRINTS = {"generator.output.console"}
EXITS = {
    *("generator.__main__", "generator.cli"),
    "generator.output.console",  # where the output cannot be written
    "generator.validation.workers",  # a process of its own, which ends with the run
}
PRINTING = {
    *("print", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"),
    *("typer.echo", "typer.secho", "click.echo", "click.secho"),
}
EXITING = {"exit", "quit", "SystemExit", "sys.exit", "os._exit", "os.abort"}
# Who ships a schema, and others whose metadata a schema may describe.
VENDORS = {*shipped(), "adobe", "cvent", "eloqua", "hubspot", "marketo", "on24", "webex", "zoom"}


@cache
def parsed(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[str]:
    """Yield the modules of ours that a module imports, wherever in it, for types as well."""
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                yield inner if inner in MODULES else node.module


def floor(name: str) -> str:
    """Return the package or module directly below `generator` that a module belongs to."""
    return name.split(".")[1]


def design_order() -> list[list[str]]:
    """Return the rows of the design's table from the top down; names in a row are equals."""
    text = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    cells: list[str] = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    return [[name.rstrip("/") for name in re.findall(r"`([^`]+)`", cell)] for cell in cells]


LEVELS = {name: level for level, row in enumerate(design_order()) for name in row}


def names_used(name: str) -> set[str]:
    """Return the names that a module uses or imports, those of other modules with a dot."""
    found = set()
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{each.name}" for each in node.names}
    return found


def test_the_design_page_names_every_package() -> None:
    assert LEVELS.keys() == {floor(name) for name in MODULES.keys() - ROOT_MODULES}


def test_imports_run_down_only() -> None:
    up = [
        f"{name} imports {each}"
        for name in MODULES.keys() - ROOT_MODULES
        for each in set(imports(name)) - {"generator"}
        if LEVELS[floor(each)] < LEVELS[floor(name)]
    ]

    assert sorted(up) == []


def test_no_modules_import_each_other() -> None:
    TopologicalSorter({name: set(imports(name)) - {name} for name in MODULES}).prepare()


def test_packages_define_nothing_themselves() -> None:
    texts = {
        name: path.read_text(encoding="utf-8")
        for name, path in MODULES.items()
        if path.name == "__init__.py"
    }

    version = texts.pop("generator")
    assert re.fullmatch(r'"""[^"]+"""\n\n__version__ = "[\d.]+"\n', version)
    assert {name: text for name, text in texts.items() if text} == {}


def test_no_module_is_long() -> None:
    lines = {name: len(path.read_bytes().splitlines()) for name, path in MODULES.items()}

    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def test_only_the_console_prints() -> None:
    used = {name: names_used(name) & PRINTING for name in MODULES.keys() - PRINTS}

    assert {name: words for name, words in used.items() if words} == {}


def test_only_the_command_line_exits() -> None:
    used = {name: names_used(name) & EXITING for name in MODULES.keys() - EXITS}

    assert {name: words for name, words in used.items() if words} == {}


def test_only_a_command_has_a_status() -> None:
    used = [name for name in MODULES if "typer.Exit" in names_used(name)]

    assert [name for name in used if floor(name) not in {"cli", "commands"}] == []


def vendors_in(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8").casefold()
    return [vendor for vendor in sorted(VENDORS) if vendor in text]


def test_only_schemas_name_a_vendor() -> None:
    """In names, texts, comments and docstrings; `names` holds the two that are our own."""
    files = [
        path
        for folder in (GENERATOR, ROOT / "templates")
        for path in folder.rglob("*")
        if path.suffix in {".py", ".xsd", ".j2"} and path.parent != SCHEMAS
    ]

    found = {path.relative_to(ROOT).as_posix(): vendors_in(path) for path in files}
    assert {path for path, vendors in found.items() if vendors} == {"generator/names.py"}
    text = MODULES["generator.names"].read_text(encoding="utf-8")
    assert re.findall(r"\S*kaltura\S*", text, re.IGNORECASE) == ['"kaltura-sfdx"', '"kaltura"']


def test_the_checks_see_what_they_look_for() -> None:
    """That nothing is found proves something only if there is something to find."""
    assert vendors_in(SCHEMAS / "kaltura.yaml") == ["adobe", "kaltura", "marketo"]
    assert "generator.errors" in set(imports("generator.schema.loader"))
    assert EXITING & names_used("generator.__main__")
