"""What the system refuses while a run writes, as a diagnostic that names the file."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.diagnostics import Diagnostic
from generator.errors import WriteError

_STAGED = re.compile(r"\.([^/\\]+)\.kaltura-sfdx$")  # so that a message names the target


@contextmanager
def explained(root: Path) -> Iterator[None]:
    """Raise an OSError of the block as WriteError; the file is named as seen from `root`."""
    try:
        yield
    except OSError as error:
        name = error.filename
        file = os.path.relpath(os.fsdecode(name), root) if name else str(root)
        shown = _STAGED.sub(r"\1", file)
        message = f"cannot be written: {error.strerror or error}"
        raise WriteError(Diagnostic(shown, message)) from error
