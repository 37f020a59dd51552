"""The metadata that an org has, retrieved by `sf` into a temporary folder.

The folder is gone when the call returns, however it returns.
"""

import json
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from generator.diagnostics import Diagnostic
from generator.errors import OrgError, WriteError
from generator.metadata.api_version import ApiVersion
from generator.metadata.document import any_type_of, member_of
from generator.metadata.registry import MANIFEST, PACKAGE, package
from generator.metadata.render import environment, render
from generator.names import PROGRAM
from generator.org import sf_cli
from generator.org.absence import Member, refused_types, withheld
from generator.org.sf_answers import Retrieved, RetrieveResult
from generator.org.sf_cli import ROOM, Org, masked, masking
from generator.workspace.project import FILE

_INSIDE = "main/default/"
_AGAIN = "Try again."


@masking()
def retrieve(
    org: Org, paths: Iterable[str], api_version: ApiVersion
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files at these paths, from the project's root, as the org has them.

    What the org lacks is left out. Also return the paths of what it may have and does not give,
    each with the org's reason. Raises OrgError if `sf` fails, or if the org's response is
    incomplete.
    """
    members: dict[Member, list[str]] = {}  # one may lie in several files
    for path in paths:
        if any_type_of(path) not in (None, PACKAGE):
            members.setdefault(member_of(path), []).append(path)
    reasons: dict[Member, str] = {}
    while True:
        wanted = {member: files for member, files in members.items() if member not in reasons}
        try:
            found, more = _retrieved(org, wanted, api_version)
        except OrgError as error:
            refused = refused_types(wanted, error.diagnostics[0].message)
            if not refused or len(refused) == len(wanted):
                raise
            reasons |= refused  # and once more, for the rest
        else:
            reasons |= more
            return found, {
                path: masked(each) for member, each in reasons.items() for path in members[member]
            }


@masking()
def objects(org: Org, names: Collection[str], api_version: ApiVersion) -> dict[str, bytes]:
    """Return the files of objects with their parts, as the org has them, by path.

    Raises OrgError if `sf` fails, if the org lacks one of them or gives it in part only, or if its
    response is incomplete.
    """
    members = [("CustomObject", name) for name in names]
    with _answered(org, members, api_version) as (root, result):
        folder = root / "force-app"
        found = {each.relative_to(folder).as_posix(): each.read_bytes() for each in _files(folder)}
    held = {path.rpartition("objects/")[2].partition("/")[0].casefold() for path in found}
    absent = [member for member in members if member[1].casefold() not in held]
    _refuse_incomplete(org, result, absent, is_silent=not (found or result.remarks))
    reasons = withheld(absent, result.remarks)
    lacking = (
        "has no object {}, or does not show it; write the API name as Setup shows it, with its"
    )
    messages = [
        f"does not give {name}: {reasons[kind, name]}"
        if (kind, name) in reasons
        else f"{lacking.format(name)} capitals"
        for kind, name in absent
    ]
    if said := messages or [f"does not give all: {each}" for each in result.remarks]:
        raise OrgError(*(Diagnostic(org.name, each) for each in said))
    return found


def _retrieved(
    org: Org, members: Mapping[Member, Collection[str]], api_version: ApiVersion
) -> tuple[dict[str, bytes], dict[Member, str]]:
    """Return the files of components, by their paths, and those that are withheld."""
    with _answered(org, members, api_version) as (root, result):
        files = {_place(each.as_posix()): each.read_bytes() for each in _files(root)}
    paths = [path for each in members.values() for path in each]
    found = {path: files[_place(path)] for path in paths if _place(path) in files}
    absent = [member for member, each in members.items() if found.keys().isdisjoint(each)]
    _refuse_incomplete(org, result, absent, is_silent=not (found or result.remarks))
    return found, withheld(absent, result.remarks)


@contextmanager
def _answered(
    org: Org, members: Collection[Member], api_version: ApiVersion
) -> Iterator[tuple[Path, RetrieveResult]]:
    """Ask an org for components; yield a temporary project that has them, and what `sf` says."""
    with _temporary() as root:
        _make_project(root, members, api_version)
        command = ("project", "retrieve", "start", "--manifest", MANIFEST)
        yield root, sf_cli.run(org, Retrieved, *command, cwd=root).result


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.xml"))


@contextmanager
def _temporary() -> Iterator[Path]:
    """Make a folder and remove it afterwards; raises WriteError if the disk is full."""
    # Its name is known before it is made: an interrupt at any time leaves nothing behind.
    folder = Path(tempfile.gettempdir(), f"{PROGRAM}-{secrets.token_hex(16)}")
    try:
        folder.mkdir(mode=0o700)
        yield folder
    except OSError as error:
        message = f"cannot hold what the org sends: {error.strerror}"
        place = error.filename or "the temporary folder"
        raise WriteError(Diagnostic(str(place), message), actions=(ROOM,)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_project(root: Path, members: Collection[Member], api_version: ApiVersion) -> None:
    config = {
        "packageDirectories": [{"path": "force-app", "default": True}],
        "sfdcLoginUrl": "https://login.salesforce.com",
        "sourceApiVersion": str(api_version),
    }
    (root / "force-app").mkdir()
    (root / "manifest").mkdir()
    (root / FILE).write_text(json.dumps(config), encoding="utf-8")
    for document in render([package(MANIFEST, members, api_version)], environment()):
        (root / document.path).write_bytes(document.content)


def _place(path: str) -> str:
    """Return the path of a file below its package directory, in one spelling.

    An org writes names in its own capitals, and escapes characters in those of layouts.
    """
    return unquote(path.rpartition(_INSIDE)[2]).casefold()


def _refuse_incomplete(
    org: Org, result: RetrieveResult, absent: Collection[Member], *, is_silent: bool
) -> None:
    """Raise OrgError if the retrieve failed, or if something that the org sent did not arrive."""
    if not result.success:
        message = f"the retrieve failed: {result.error_message}"
        raise OrgError(Diagnostic(org.name, message), actions=(_AGAIN,))
    sent = {(each.type, _place(each.full_name)) for each in result.file_properties}
    lost = [name for kind, name in absent if (kind, _place(name)) in sent]
    if lost or (absent and is_silent):
        reason = f"it lacks {lost[0]}" if lost else "it is empty"
        message = f"incomplete response: {reason}"
        raise OrgError(Diagnostic(org.name, message), actions=(_AGAIN,))
