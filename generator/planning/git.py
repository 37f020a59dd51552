"""The files of a git revision: one call of `git` to list them, and one to read them."""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from generator import programs
from generator.diagnostics import Diagnostic
from generator.errors import ProjectError, UsageError

_LINKS = {"120000": "a symbolic link", "160000": "a submodule"}  # by mode, as git has it
_SLOW = "Look what keeps git waiting (a lock, a network drive), or allow more time with --timeout."


class _Entry(NamedTuple):
    mode: str
    blob: str


@dataclass(frozen=True, slots=True)
class _Git:
    """The program, the repository, and how long a call may take."""

    program: str
    root: Path
    revision: str
    timeout: float

    def __call__(self, *words: str, text: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run a command of git; raises ProjectError if it takes too long."""
        try:
            return programs.run(
                self.program, *words, timeout=self.timeout, cwd=self.root, text=text
            )
        except subprocess.TimeoutExpired as error:
            message = f"git did not answer within {self.timeout:g} seconds"
            raise ProjectError(Diagnostic(self.name, message), actions=(_SLOW,)) from error

    def output(self, *words: str, text: bytes = b"") -> bytes:
        """Return what a command of git prints; raises ProjectError if it fails."""
        done = self(*words, text=text)
        if done.returncode:
            raise ProjectError(Diagnostic(self.name, f"git says: {_said(done)}"))
        return done.stdout

    @property
    def name(self) -> str:
        return f"git {self.revision}"


def reader(
    revision: str, root: Path, timeout: float
) -> Callable[[Iterable[str]], dict[str, bytes]]:
    """Return a function that reads files of a revision by their paths below `root`.

    It leaves out paths that the revision lacks. Raises UsageError if the revision is unknown. Both
    raise ProjectError if a call of git fails or takes more than `timeout` seconds; the function
    also if git lacks the content of a file, or if a path leads out of the revision.
    """
    program = programs.find("git")
    if program is None:
        message = "is not a folder, and git is not installed, so it cannot be a revision"
        raise UsageError(Diagnostic(f"--against {revision}", message))
    git = _Git(program, root, revision, timeout)
    entries = dict(_entries(git.output("ls-tree", "-r", "-z", _commit(git))))
    links = {path: _LINKS[each.mode] for path, each in entries.items() if each.mode in _LINKS}

    def read(paths: Iterable[str]) -> dict[str, bytes]:
        wanted = list(paths)
        _refuse_links(wanted, links, revision)
        found = [path for path in wanted if path in entries]
        blobs = "".join(f"{entries[path].blob}\n" for path in found)
        answer = git.output("cat-file", "--batch", text=blobs.encode())
        return dict(_contents(found, answer, revision))

    return read


def _commit(git: _Git) -> str:
    """Return the ID of a revision's commit; raises UsageError if git knows none."""
    name = f"{git.revision}^{{commit}}"
    done = git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if done.returncode or not git.revision:
        message = "is neither a folder nor a revision that git knows here"
        said = _said(done)
        text = f"{message}; git says: {said}" if said else message
        raise UsageError(Diagnostic(f"--against {git.revision}", text))
    return done.stdout.decode().strip()


def _said(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Return the first line of what git says of an error, in whatever encoding."""
    return done.stderr.decode(errors="replace").strip().partition("\n")[0]


def _entries(listing: bytes) -> Iterator[tuple[str, _Entry]]:
    """Yield the files of `git ls-tree -z`, each a mode, a type, an id, a tab and a path."""
    for line in listing.split(b"\0"):
        head, _, path = line.partition(b"\t")
        if path:
            mode, _, blob = head.decode().split(" ")
            yield os.fsdecode(path), _Entry(mode, blob)


def _refuse_links(paths: Iterable[str], links: Mapping[str, str], revision: str) -> None:
    """Raise ProjectError for each path that is a link or a submodule, or lies in one."""
    places = {str(place) for path in paths for place in (path, *PurePosixPath(path).parents)}
    found = {link: kind for link, kind in links.items() if link in places}
    if found:
        message = "is {} in that revision, which does not hold the files behind it"
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
