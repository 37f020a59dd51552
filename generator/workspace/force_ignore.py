"""What `.forceignore` leaves out of a deploy and a retrieve, as `sf` reads it.

Its lines are those of a .gitignore, without regard to capitals. `sf` adds some of its own, and
looks for the file upward from the path that it is given.
"""

import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.files import read
from generator.workspace.project import FILE as PROJECT_FILE

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FILE = ".forceignore"
_GROUP = re.compile(r"\(\?P<\w+>")
_IN_ANY = "^(?:.+/)?"  # how the expression of a line begins that holds in any folder
# What `sf` leaves out wherever there is a .forceignore.
OF_SF = ("**/*.dup", "**/.*", "**/package2-descriptor.json", "**/package2-manifest.json")

# Takes a folder, and the name of a file in it, or of a folder with a slash behind it; says whether
# that is left out.
Ignored = Callable[[str, str], bool]


def find(path: Path) -> Ignored:
    """Return the test of files at or below a path, by the nearest .forceignore upward.

    It is looked for up to the root of the project.
    """
    start = Path(os.path.abspath(path))  # noqa: PTH100  (a link is not followed)
    for folder in (start, *start.parents):
        if found := of_folder(folder):
            return found
        if os.path.lexists(folder / PROJECT_FILE):
            break
    return lambda _folder, _name: False


def of_folder(folder: Path) -> Ignored | None:
    """Return the test of files by the .forceignore in a folder; None if that cannot be read."""
    try:
        content = read(folder / FILE)
    except OSError:
        return None
    return ignored(folder, content.decode("utf-8-sig", errors="replace").splitlines())


def ignored(root: Path, lines: Iterable[str]) -> Ignored:
    """Return the test of files, by the lines of the .forceignore in a folder."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  (only trees with such a file need it)

    known = [_as_git(line.lower()) for line in (*OF_SF, *lines) if _is_pattern(line)]
    spec = GitIgnoreSpec.from_lines(known)
    is_named = _any_of(spec)

    def matches(name: str) -> bool:
        return is_named(name) is not None and spec.match_file(name)

    @cache
    def holds(folder: str) -> bool:
        """Whether a folder is left out: nothing below it comes back in."""
        parent = os.path.dirname(folder)  # noqa: PTH120  (thousands of times)
        return bool(folder) and (holds(parent) or matches(folder) or matches(f"{folder}/"))

    @cache
    def place(folder: str) -> tuple[bool, str]:
        """Return whether a folder is left out, and what lines have before the names in it."""
        name = os.path.relpath(folder or ".", root).replace(os.sep, "/").lower()
        return (False, "") if name == "." else (holds(name), f"{name}/")

    def is_ignored(folder: str, name: str) -> bool:
        is_out, above = place(folder)
        return is_out or matches(above + name.lower())

    return is_ignored


def _any_of(spec: "GitIgnoreSpec") -> Callable[[str], object]:
    """Return the search for any line that names a path: few paths are worth a look at each.

    The lines that hold in any folder are tried together, folder by folder.
    """
    regexes = [str(each.regex.pattern) for each in spec.patterns if each.regex is not None]
    expressions = [_GROUP.sub("(?:", each) for each in regexes]
    in_any = [each[len(_IN_ANY) :] for each in expressions if each.startswith(_IN_ANY)]
    others = [each for each in expressions if not each.startswith(_IN_ANY)]
    together = [f"{_IN_ANY}(?:{'|'.join(in_any)})"] if in_any else []
    return re.compile("|".join([*others, *together])).match


def _as_git(line: str) -> str:
    """Return a line that leaves out what is in a folder, and not the folder: so git reads /**."""
    return f"{line}/*" if line.endswith("/**") else line


def _is_pattern(line: str) -> bool:
    """Whether git can read a line. `sf` passes over one that it cannot read."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415  (as above)

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
