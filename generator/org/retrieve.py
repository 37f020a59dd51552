"""The metadata that an org has, retrieved by `sf` into a temporary folder.

The folder is gone when the call returns, however it returns.
"""

import json
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator
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
from generator.org.sf_answers import Retrieved
from generator.org.sf_cli import ROOM, Org, masking
from generator.workspace.project import FILE

Member = tuple[str, str]  # the type and the full name of a component

_NOT_FOUND = re.compile(r"cannot be found|was not found|named in package\.xml", re.IGNORECASE)
_INSIDE = "main/default/"
_SHOWN = 5  # members in a message


@masking()
def retrieve(org: Org, paths: Iterable[str], api_version: ApiVersion) -> dict[str, bytes]:
    """Return the files at these paths, from the project's root, as the org has them.

    What the org lacks is left out. Raises OrgError if `sf` fails, or if the org's response is
    incomplete.
    """
    members = {member_of(path): path for path in paths if any_type_of(path) not in (None, PACKAGE)}
    with _temporary() as root:
        _make_project(root, members, api_version)
        command = ("project", "retrieve", "start", "--manifest", MANIFEST)
        remarks = sf_cli.run(org, Retrieved, *command, cwd=root).result.remarks
        files = {_place(each.as_posix()): each.read_bytes() for each in root.rglob("*.xml")}
    found = {path: files[_place(path)] for path in members.values() if _place(path) in files}
    absent = [member for member, path in members.items() if path not in found]
    _refuse_incomplete(org, absent, remarks)
    return found


@contextmanager
def _temporary() -> Iterator[Path]:
    """Make a folder and remove it afterwards; raises WriteError if the disk is full."""
    try:
        with tempfile.TemporaryDirectory(prefix=f"{PROGRAM}-") as folder:
            yield Path(folder)
    except OSError as error:
        message = f"cannot hold what the org sends: {error.strerror}"
        place = error.filename or "the temporary folder"
        raise WriteError(Diagnostic(str(place), message), actions=(ROOM,)) from error


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


def _refuse_incomplete(org: Org, absent: Iterable[Member], remarks: list[str]) -> None:
    """Raise OrgError for a component that was not retrieved, unless the org says it lacks it."""
    names = [
        name
        for kind, name in absent
        if not any(_says_absent(remark, kind, name) for remark in remarks)
    ]
    if names:
        about = [each for each in remarks if any(_names(each, name) for name in names)]
        reason = about[0] if about else f"it does not mention {', '.join(names[:_SHOWN])}"
        message = f"incomplete response: {reason}"
        raise OrgError(Diagnostic(org.name, message), actions=("Try again.",))


def _says_absent(remark: str, kind: str, name: str) -> bool:
    """Whether an org says that it lacks a component, or the folder in which that would be."""
    remark, name = unquote(remark), unquote(name)
    typed = re.search(r"of type '(\w+)'", remark)
    is_other = typed is not None and kind not in (typed[1], typed[1].removesuffix("Folder"))
    folder = name.rpartition("/")[0]
    return bool(
        not is_other
        and _NOT_FOUND.search(remark)
        and (_names(remark, name) or (folder and _names(remark, folder)))
    )


def _names(remark: str, name: str) -> bool:
    """Whether a remark has a name as a word of its own, not as a part of another one."""
    word = rf"(?<![^\s'\":]){re.escape(name)}(?![^\s'\",;])"
    return re.search(word, remark, re.IGNORECASE) is not None
