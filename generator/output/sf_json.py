"""JSON in the shape that `sf --json` prints, for the results and errors of all commands."""

import json
import re
from collections.abc import Iterable, Mapping

from generator.diagnostics import Diagnostic
from generator.errors import GeneratorError

_UNSAFE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def success(result: Mapping[str, object], status: int, warnings: Iterable[str] = ()) -> str:
    """Return a result, the exit code of the run, and its warnings."""
    return dump({"status": status, "result": result, "warnings": list(warnings)})


def failure(error: GeneratorError, status: int) -> str:
    """Return an error with its diagnostics, and the exit code of the run."""
    return dump(
        {
            "status": status,
            "name": type(error).__name__,
            "message": str(error),
            "exitCode": status,
            "actions": list(error.actions),
            "data": [_diagnostic(diagnostic) for diagnostic in error.diagnostics],
            "warnings": [],
        }
    )


def dump(data: Mapping[str, object]) -> str:
    """Return JSON. What controls a terminal, or is half of a surrogate pair, is escaped."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    return _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _diagnostic(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "file": diagnostic.file,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "key": diagnostic.key,
        "rule": diagnostic.rule,
        "message": diagnostic.message,
    }
