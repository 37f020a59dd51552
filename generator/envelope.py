"""A result or an error in, the JSON that `sf --json` prints for it out, for all commands alike."""

import json
from collections.abc import Iterable, Mapping

from generator.errors import GeneratorError, Problem


def success(result: Mapping[str, object], status: int, warnings: Iterable[str] = ()) -> str:
    """Return a result with the exit code of the run, and what a person should know besides."""
    return dump({"status": status, "result": result, "warnings": list(warnings)})


def failure(error: GeneratorError, status: int) -> str:
    """Return an error with the exit code of the run, and each of its problems."""
    return dump(
        {
            "status": status,
            "name": type(error).__name__,
            "message": str(error),
            "exitCode": status,
            "actions": list(error.actions),
            "data": [_problem(problem) for problem in error.problems],
            "warnings": [],
        }
    )


def dump(data: Mapping[str, object]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "key": problem.key,
        "message": problem.message,
    }
