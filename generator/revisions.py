"""A revision of git in, its files out: one call of `git` for all of them."""

import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from generator.errors import Problem, ProjectError, UsageError


def reader(revision: str, root: Path) -> Callable[[Iterable[str]], dict[str, bytes]]:
    """Return what reads a revision's files by their paths below `root`, those that there are.

    Raises UsageError if there is no such revision; the reader raises ProjectError if git fails.
    """
    git = shutil.which("git")
    if git is None:
        message = "git is not installed, and there is no such folder"
        raise UsageError(Problem(f"--against {revision}", message))
    name = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    known = _git(git, root, *name)
    if known.returncode or not revision:
        message = "is neither a folder nor a revision that git knows here"
        said = known.stderr.decode(errors="replace").strip().partition("\n")[0]
        told = f"{message}; git says: {said}" if said else message
        raise UsageError(Problem(f"--against {revision}", told))
    commit = known.stdout.decode().strip()

    def read(paths: Iterable[str]) -> dict[str, bytes]:
        wanted = [path for path in paths if "\n" not in path]
        names = "".join(f"{commit}:./{path}\n" for path in wanted)
        answer = _git(git, root, "cat-file", "--batch", text=names.encode())
        if answer.returncode:
            raise ProjectError(Problem(f"git {revision}", answer.stderr.decode().strip()))
        return dict(_blobs(wanted, answer.stdout))

    return read


def _git(
    git: str, root: Path, *arguments: str, text: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    command = (git, "-C", str(root), *arguments)
    return subprocess.run(command, input=text, capture_output=True, check=False)  # noqa: S603  (no shell)


def _blobs(paths: list[str], answer: bytes) -> Iterable[tuple[str, bytes]]:
    """Yield the files in an answer of `git cat-file --batch`: a head each, then the content."""
    at = 0
    for path in paths:
        end = answer.index(b"\n", at)
        head, at = answer[at:end].rsplit(b" ", 2), end + 1
        if head[-1] == b"missing":
            continue
        size = int(head[-1])
        if head[-2] == b"blob":
            yield path, answer[at : at + size]
        at += size + 1
