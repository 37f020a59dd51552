"""The process: its signals, its memory, its exit. The program starts here under both its names."""

import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

_SIGNALS = ("SIGTERM", "SIGHUP")  # Windows lacks the second


def main() -> NoReturn:
    """Run the command line, and exit with its status; with 130 after an interrupt."""
    gc.disable()  # a run is short, and needs nearly all its objects until its end
    # No other package of the same Python changes how schemas are checked, nor takes time to find.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    try:
        sys.unraisablehook = _raise_again
        for name in _SIGNALS:
            _end_cleanly_at(name)
        status = _run()
    except KeyboardInterrupt:
        status = 128 + signal.SIGINT
    gc.freeze()  # so that the end of the process does not search for unused objects either
    sys.exit(status)


def _run() -> int:
    from generator import cli  # noqa: PLC0415  (may be interrupted)

    return cli.run()


def _end_cleanly_at(name: str) -> None:
    """Let a signal end the run as an interrupt does, with nothing left behind.

    A signal that is ignored, as under nohup, stays ignored.
    """
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) is signal.SIG_DFL:
        signal.signal(number, _exit)


def _raise_again(lost: "sys.UnraisableHookArgs") -> None:
    """Send a signal again that arrived where Python drops exceptions: in a callback, at a delete.

    Without this, about one kill in 150 was lost, and the run went on to its end.
    """
    if isinstance(lost.exc_value, KeyboardInterrupt):
        _send_soon(signal.SIGINT)
    elif isinstance(lost.exc_value, SystemExit) and isinstance(lost.exc_value.code, int):
        _send_soon(lost.exc_value.code - 128)
    else:
        sys.__unraisablehook__(lost)


def _send_soon(number: int) -> None:
    from threading import Timer  # noqa: PLC0415  (rarely needed)

    timer = Timer(0.01, os.kill, (os.getpid(), number))
    timer.daemon = True
    timer.start()


def _exit(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
