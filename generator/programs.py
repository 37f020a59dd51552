"""Run another program: found on PATH alone, limited in time, and ended with this process."""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_IS_WINDOWS = os.name == "nt"
_SHELL = "/bin/sh"
# Beside the program, a shell reads from the pipe $1, which only this process holds open. However
# this process ends, also by SIGKILL, the system closes the pipe. The shell then kills its process
# group, and with it the program.
_GUARDED = '(exec 3<"/dev/fd/$1"; read -r _ <&3; kill -9 0) >/dev/null 2>&1 & shift; exec "$@"'
# With this variable, Windows does not search the current folder for a program that another program
# starts, as `sf.cmd` starts `node`.
_ONLY_PATH = {"NoDefaultCurrentDirectoryInExePath": "1"}


def find(name: str) -> str | None:
    """Return the path of a program in a folder of PATH; None if no folder of PATH has it.

    The current folder is never searched, since a checkout may hold a program of any name.
    `shutil.which` does search it: on Windows always, elsewhere for a relative folder in PATH.
    """
    suffixes = os.environ.get("PATHEXT", ".EXE;.CMD").split(";") if _IS_WINDOWS else [""]
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    candidates = (
        Path(folder, f"{name}{suffix}")
        for folder in folders
        if Path(folder).is_absolute()
        for suffix in suffixes
    )
    return next((str(each) for each in candidates if _is_program(each)), None)


def run(
    program: str,
    *arguments: str,
    timeout: float,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    text: bytes = b"",
) -> "subprocess.CompletedProcess[bytes]":
    """Run a program until it ends; return its exit code, and what it printed.

    `text` is its standard input. It runs in a session of its own, without a terminal. What it
    started and left running is ended as well. Raises TimeoutExpired after `timeout` seconds. A
    program that cannot be started raises OSError, or has the exit code that a shell gives for it.
    """
    watched, held = os.pipe()
    process = None
    try:
        process = subprocess.Popen(  # noqa: S603  (no text of others is read by the shell)
            [*_guard(watched), program, *arguments],
            cwd=cwd,
            env={**os.environ, **_ONLY_PATH, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=() if _IS_WINDOWS else (watched,),
            start_new_session=True,
        )
        output, errors = process.communicate(text, timeout=timeout)
        return subprocess.CompletedProcess(program, process.returncode, output, errors)
    finally:
        os.close(held)
        os.close(watched)
        if process is not None:
            _end(process)


def _is_program(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.is_file() and os.access(path, os.X_OK)
    return False


def _guard(watched: int) -> tuple[str, ...]:
    """Return the words to put before a command, so that it ends when this process ends."""
    if _IS_WINDOWS or not os.access(_SHELL, os.X_OK):
        return ()
    return _SHELL, "-c", _GUARDED, "sh", str(watched)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program with all that it started, and close its streams."""
    if _IS_WINDOWS:
        process.kill()
    else:
        # PermissionError is what macOS gives for a group whose processes have all ended.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.close()
