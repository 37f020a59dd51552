"""Shared by all tests. `pytest --accept` rewrites golden files; review them with `git diff`."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner, Result

from generator.cli import app

pytest_plugins = ("verifying", "browser")
ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="Accept output as golden.")


def pytest_configure() -> None:
    """Take signals as a program in the foreground does: a job in the background ignores two.

    What is ignored is inherited, and tests send signals to this process and to those they start.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGQUIT") and signal.getsignal(signal.SIGQUIT) is signal.SIG_IGN:
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Give each free worker the next test; a file whose tests share a fixture stays together."""
    # xdist has no stubs, and is imported only where there are workers.
    from xdist.scheduler import (  # type: ignore[import-untyped]  # noqa: PLC0415
        LoadScopeScheduling,
    )

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = scope  # noqa: SLF001  (its documented way to group otherwise)
    return scheduler


def scope(test: str) -> str:
    """Return what a test shares a worker with: its file, or only itself."""
    file = test.partition("::")[0]
    return file if shares_a_fixture(file) else test


@cache
def shares_a_fixture(file: str) -> bool:
    return 'scope="module"' in (ROOT / file).read_text(encoding="utf-8")


@pytest.fixture
def accept(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--accept"))


@pytest.fixture
def run() -> Run:
    """Run the command line in this process."""

    def invoke(*arguments: str | Path, stdin: str | None = None) -> Result:
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(
            app, words, input=stdin, catch_exceptions=False, prog_name="kaltura-sfdx"
        )

    return invoke


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return an empty folder to become a project."""
    path = tmp_path / "project"
    path.mkdir()
    return path


def tree(root: Path) -> dict[str, bytes]:
    """Return every file below a folder but those of our working folder, by its path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".kaltura-sfdx" not in path.relative_to(root).parts
    }


def calls(action: Callable[[], object]) -> int:
    """Return how many functions an action calls: as many on any machine, unlike its time.

    Each entry that a generator yields counts as one.
    """
    count = 0

    def on_event(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(on_event)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


@pytest.fixture(scope="session")
def wsdl() -> "Wsdl":
    return Wsdl()


class Wsdl:
    """Salesforce's own Metadata API WSDL (API 63.0), as simple-salesforce ships it."""

    XS = "{http://www.w3.org/2001/XMLSchema}"
    # What no WSDL shows of an org without the product, and the published types have.
    MISSING = ("{*}displayLocationInDecimal", "{*}readOnlyProxy")

    def __init__(self) -> None:
        import simple_salesforce  # noqa: PLC0415  (slow, and few tests need it)

        path = Path(simple_salesforce.__file__).parent / "metadata.wsdl"
        document = etree.parse(path)
        self.types = next(
            schema
            for schema in document.iter(f"{self.XS}schema")
            if schema.get("targetNamespace") == "http://soap.sforce.com/2006/04/metadata"
        )
        self._schema: etree.XMLSchema | None = None

    def refusals(self, content: bytes) -> list[str]:
        """Return what the WSDL's types refuse in a document; its root is named as its type is."""
        if self._schema is None:
            self._schema = self._with_roots()
        root = etree.fromstring(content)
        etree.strip_elements(root, *self.MISSING)
        # A muting permission set is a permission set to which the WSDL adds a second label.
        root.tag = root.tag.replace("}MutingPermissionSet", "}PermissionSet")
        if self._schema.validate(root):
            return []
        return str(self._schema.error_log).splitlines()

    def _with_roots(self) -> etree.XMLSchema:
        root = etree.fromstring(etree.tostring(self.types))
        names = {str(kind.get("name")) for kind in root.findall(f"{self.XS}complexType")}
        for name in sorted(names - {e.get("name") for e in root.findall(f"{self.XS}element")}):
            etree.SubElement(root, f"{self.XS}element", {"name": name, "type": f"tns:{name}"})
        return etree.XMLSchema(root)


def execute(
    *command: str | Path, cwd: Path = ROOT, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command as a script would: no terminal, no input, no colour, no proxy, two minutes."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=plain_environment(**environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def program(path: Path, script: str) -> Path:
    """Write a shell script in the place of a real program; return its folder, for a PATH."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path.parent


def has_ended(pid: int | str) -> bool:
    """Whether a process runs no more; the parent that it was left to may not have buried it."""
    state = execute("ps", "-o", "stat=", "-p", str(pid)).stdout.strip()
    return state == "" or state.startswith("Z")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a file system of a size at a folder; skips where that is not allowed."""
    options = ("-t", "tmpfs", "-o", f"size={size}", "tmpfs")
    if execute("mount", *options, folder).returncode:
        pytest.skip("mounting a file system needs rights that this machine does not give")
    try:
        yield
    finally:
        assert execute("umount", folder).returncode == 0


def plain_environment(**extra: str) -> dict[str, str]:
    """Return this process's environment without what would colour or redirect a command."""
    unwanted = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONPATH", "VIRTUAL_ENV")
    kept = {key: value for key, value in os.environ.items() if key not in unwanted}
    return {key: v for key, v in kept.items() if not key.lower().endswith("_proxy")} | extra
