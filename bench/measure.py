"""Measure: run whole processes in turns, take the median, and compare."""

import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sf import QUIET

ROOT = Path(__file__).parent.parent
RUNS = 5


@dataclass(frozen=True)
class Row:
    """A figure: what was measured against what, what is asked of it at most, and what is the goal.

    `unit` is that of the figure and its targets; a ratio has none. What was not measured is NaN.
    """

    what: str
    against: str
    figure: float
    asked: float
    goal: float
    unit: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        is_met = (
            "goal" if self.figure <= self.goal else "yes" if self.figure <= self.asked else "no"
        )
        figure = f"{self.figure:,.0f}{self.unit}" if self.unit else f"{self.figure:.2f}"
        if math.isnan(self.figure):
            figure = "not measured"
        asked, goal = (f"{each:,}{self.unit}" for each in (self.asked, self.goal))
        return self.what, self.against, figure, asked, goal, is_met


def in_turns(
    *commands: Callable[[], float],
    after: Callable[[], object] = lambda: None,
    runs: int = RUNS,
) -> list[float]:
    """Return the median of each command's seconds, after one run of each that does not count."""
    times: list[list[float]] = [[] for _ in commands]
    for round_ in range(runs + 1):
        for command, seconds in zip(commands, times, strict=True):
            os.sync()
            measured = command()
            after()
            if round_:
                seconds.append(measured)
    return [statistics.median(seconds) for seconds in times]


def generate(schema_name: str | Path, project: Path, *options: str) -> float:
    return timed(*generator(schema_name, project), *options, cwd=ROOT)


def generator(schema_name: str | Path, project: Path) -> tuple[str | Path, ...]:
    return (*program("generate"), schema_name, "--project-dir", project)


def program(command: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "generator", command)


def loop(kind: str, project: Path, files: Path) -> float:
    command = [sys.executable, str(ROOT / "bench/bare.py"), kind, str(project), str(files)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def timed(
    *command: str | Path, cwd: Path, variables: Mapping[str, str] | None = None, status: int = 0
) -> float:
    """Return the seconds that a command takes, which has to end with a status."""
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=cwd,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment() | dict(variables or {}),
    )
    seconds = time.perf_counter() - started
    if done.returncode != status:
        sys.exit(f"{' '.join(map(str, command))} failed: {done.returncode}")
    return seconds


def _environment() -> dict[str, str]:
    """Return the variables of a run as on a person's machine, for this project's program.

    Python keeps what it compiled, and `sf` its log.
    """
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    environment = {k: v for k, v in kept.items() if k != "PYTHONDONTWRITEBYTECODE"}
    quiet = {name: QUIET[name] for name in QUIET if name not in {"CI", "SF_DISABLE_LOG_FILE"}}
    return {**environment, **quiet, "PYTHONPATH": str(ROOT)}


def peak_memory(*command: str | Path) -> float:
    """Return the peak resident memory of a run in MB (10^6 bytes), as the kernel counts it."""
    measured = (sys.executable, ROOT / "bench/peak.py", *command)
    done = subprocess.run(
        measured, cwd=ROOT, env=_environment(), check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1e6


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def without_cache(project: Path) -> Path:
    (project / ".kaltura-sfdx/cache.json").unlink(missing_ok=True)
    return project
