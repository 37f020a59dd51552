"""The standard output and the standard error: the only module that prints.

Results go to the output; diagnostics, notes and progress to the error output. A reader that stops
early (`| head`) does not change a run. Colours and progress are for terminals. There rich, which
is imported only then, decides which colours to show (NO_COLOR, TERM=dumb).
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TypeVar

from generator.diagnostics import Diagnostic, visible
from generator.errors import GeneratorError
from generator.output import sf_json

T = TypeVar("T")

_LONG = 2_000  # files; a shorter run is over before a bar can be read
_UNWRITABLE = 2  # the exit code

# By the first word of a line.
_COLOURS = {
    **dict.fromkeys(("create", "created", "+", "pass"), "green"),
    **dict.fromkeys(("update", "updated", "~", "unknown", "warning:"), "yellow"),
    **dict.fromkeys(("delete", "deleted", "-", "fail", "error:"), "red"),
}


def set_up() -> None:
    """Make both streams UTF-8, whatever the locale, and safe to use where the caller closed one.

    A terminal keeps its own encoding; a character that it lacks is printed as an escape.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  (stays open)
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def out(text: str) -> None:
    """Print a result, exactly as it is; nothing where it is empty."""
    _write(text, sys.stdout)


def coloured(text: str) -> None:
    """Print a result; on a terminal, each line in the colour of its first word."""
    _write_coloured(text, sys.stdout)


def note(line: str) -> None:
    """Print what a person may want to know besides the result."""
    _write(visible(line), sys.stderr)


def warning(line: str) -> None:
    _write_coloured(visible(f"warning: {line}"), sys.stderr)


def hint(line: str) -> None:
    """Print the next step, where a person is at a terminal to take it."""
    if sys.stdout.isatty():
        note(line)


def failure(error: GeneratorError, *, as_json: bool, status: int) -> None:
    """Print an error: its diagnostics and actions, or one JSON object as `sf --json` does."""
    if as_json:
        out(sf_json.failure(error, status))
        return
    diagnostics(error.diagnostics)
    for action in error.actions:
        note(action)


def read_input() -> bytes:
    """Return what the standard input holds; nothing if there is none."""
    return sys.stdin.buffer.read() if sys.stdin else b""


def asker() -> Callable[[str], str] | None:
    """Return a function that asks the person at the terminal; None if there is none.

    It returns the answer, empty if the person gives none or ends the input.
    """
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def ask(question: str) -> str:
        sys.stderr.write(f"{visible(question)}\n> ")
        sys.stderr.flush()
        return sys.stdin.readline().strip()

    return ask


def diagnostics(found: Iterable[Diagnostic]) -> None:
    for each in found:
        _write_coloured(f"error: {each}", sys.stderr)


def flush() -> None:
    """Write out what is buffered, as far as somebody still reads it."""
    for stream in (sys.stdout, sys.stderr):
        with guarded(stream):
            stream.flush()


@contextmanager
def guarded(stream: IO[str]) -> Iterator[None]:
    """Let a run go on when nobody reads its output any more; end it if the disk is full."""
    try:
        yield
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        if stream is not sys.stderr:
            note(f"error: the output cannot be written: {error.strerror}")
            sys.exit(_UNWRITABLE)


def progress(items: list[T], size: int = 1) -> Iterable[T]:
    """Return the items; on a terminal, show a bar while they are taken, if they are many.

    Each item stands for `size` files.
    """
    if len(items) * size < _LONG or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, "Working", console=Console(stderr=True), transient=True)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Yield a progress callback that shows the step of a long run, on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.text import Text

    status = Console(stderr=True).status("", spinner="line")

    def show(step: str) -> None:
        status.update(Text(visible(step)))
        status.start()

    try:
        yield show
    finally:
        status.stop()


def _write_coloured(text: str, stream: IO[str]) -> None:
    if not stream.isatty():
        _write(text, stream)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    with guarded(stream):
        for line in text.splitlines():
            verb = line.removeprefix("would ").partition(" ")[0]
            console.print(Text(line, _COLOURS.get(verb, "")))


def _write(text: str, stream: IO[str]) -> None:
    if text:
        with guarded(stream):
            stream.write(f"{text}\n")


def _discard(stream: IO[str]) -> None:
    """Send a stream to nothing from here on, so that its last flush does not fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
