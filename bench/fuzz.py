"""Mutated metadata files, and what `validate` makes of them: diagnostics, never an error.

`make bench` tries 20,000; the tests a part of the same.
"""

import random
from pathlib import Path

from generator.validation.checked import Text
from generator.validation.engine import of_texts

CASES = 20_000
_TREES = Path(__file__).parent.parent / "tests/rules"


def fuzz(cases: int) -> int:
    """Check that many mutated files, the same each time; return how many diagnostics."""
    chance = random.Random(2026)  # noqa: S311  (not a secret: the same cases every time)
    files = [
        Text(path.relative_to(_TREES).as_posix(), path.read_bytes())
        for path in sorted(_TREES.glob("*/bad/**/*.xml"))
    ]
    found = 0
    for _ in range(cases):
        text = chance.choice(files)
        found += len(of_texts([Text(text.path, _mutated(text.content, chance))]))
    return found


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """Return a file with a few bytes, or a few lines, changed, doubled, moved or gone."""
    parts = content.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        kind = chance.randrange(5)
        if kind == 0:
            parts[at] = parts[other]
        elif kind == 1:
            parts[at] = b""
        elif kind == 2:  # noqa: PLR2004  (one of the five kinds)
            parts[at] += parts[other]
        else:
            line = bytearray(parts[at] or b" ")
            line[chance.randrange(len(line))] = chance.randrange(256)
            parts[at] = bytes(line)
    return b"".join(parts)
