"""A revision of git in, its files out: a call of `git` to list them, and one to read them."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from generator.diagnostics import Diagnostic
from generator.errors import ProjectError, UsageError

_LINKS = {"120000": "a symbolic link", "160000": "a submodule"}  # by mode, as git has it


class _Entry(NamedTuple):
    mode: str
    blob: str


def reader(revision: str, root: Path) -> Callable[[Iterable[str]], dict[str, bytes]]:
    """Return what reads a revision's files by their paths below `root`, those that there are.

    Raises UsageError if there is no such revision. The reader raises ProjectError if git lacks a
    file that the revision has, or if what is at a path cannot be told from it.
    """
    git = shutil.which("git")
    if git is None:
        message = "git is not installed, and there is no such folder"
        raise UsageError(Diagnostic(f"--against {revision}", message))
    name = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    known = _git(git, root, *name)
    if known.returncode or not revision:
        message = "is neither a folder nor a revision that git knows here"
        said = known.stderr.decode(errors="replace").strip().partition("\n")[0]
        told = f"{message}; git says: {said}" if said else message
        raise UsageError(Diagnostic(f"--against {revision}", told))
    listed = _git(git, root, "ls-tree", "-r", "-z", known.stdout.decode().strip())
    if listed.returncode:
        raise ProjectError(Diagnostic(f"git {revision}", listed.stderr.decode().strip()))
    entries = dict(_entries(listed.stdout))
    links = {path: _LINKS[each.mode] for path, each in entries.items() if each.mode in _LINKS}

    def read(paths: Iterable[str]) -> dict[str, bytes]:
        wanted = list(paths)
        _refuse_links(wanted, links, revision)
        there = [path for path in wanted if path in entries]
        blobs = "".join(f"{entries[path].blob}\n" for path in there)
        answer = _git(git, root, "cat-file", "--batch", text=blobs.encode())
        if answer.returncode:
            raise ProjectError(Diagnostic(f"git {revision}", answer.stderr.decode().strip()))
        return dict(_contents(there, answer.stdout, revision))

    return read


def _git(
    git: str, root: Path, *arguments: str, text: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    command = (git, "-C", str(root), *arguments)
    return subprocess.run(command, input=text, capture_output=True, check=False)  # noqa: S603  (no shell)


def _entries(listing: bytes) -> Iterator[tuple[str, _Entry]]:
    """Yield the files of `git ls-tree -z`, each a mode, a type, an id, a tab and a path."""
    for line in listing.split(b"\0"):
        head, _, path = line.partition(b"\t")
        if path:
            mode, _, blob = head.decode().split(" ")
            yield os.fsdecode(path), _Entry(mode, blob)


def _refuse_links(paths: Iterable[str], links: Mapping[str, str], revision: str) -> None:
    """Raise ProjectError if something wanted is, or lies in, what leads out of the revision."""
    places = {str(place) for path in paths for place in (path, *PurePosixPath(path).parents)}
    found = {link: kind for link, kind in links.items() if link in places}
    if found:
        message = "is {} in that revision, so what it leads to is not known from it"
        name = f"git {revision}"
        raise ProjectError(
            *(
                Diagnostic(f"{link} in {name}", message.format(kind))
                for link, kind in found.items()
            )
        )


def _contents(paths: list[str], answer: bytes, revision: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files in an answer of `git cat-file --batch`: a head each, then the content."""
    at = 0
    for path in paths:
        end = answer.index(b"\n", at)
        head, at = answer[at:end].split(b" "), end + 1
        if head[-1] == b"missing":
            message = "is not in this copy of the repository; fetch it first"
            raise ProjectError(Diagnostic(f"{path} in git {revision}", message))
        size = int(head[-1])
        yield path, answer[at : at + size]
        at += size + 1
