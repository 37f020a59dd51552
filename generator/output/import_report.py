"""What an import says besides the schema: guesses, what is left to fill in, what is left alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic
from generator.importing.import_schema import ImportResult

_MOST = 10  # files with the same message


def lines(result: ImportResult, *, every: bool) -> Iterator[str]:
    """Yield a line for each thing to know; without `every`, ten at most of the same kind."""
    imported = result.imported
    most = None if every else _MOST
    yield from _listed("guessed", imported.guessed, most)
    yield from _listed("left alone", imported.left_alone, most)
    yield from _listed("in another form", imported.different, most)
    yield from _listed("elsewhere", imported.elsewhere, most)
    if result.update:
        yield from _listed("kept", result.update.kept, most)
        yield from _listed("different", result.update.different, most)
    for place, sentence in result.open.items():
        yield f"fill in: {'.'.join(map(str, place))}: {sentence}"


def _listed(word: str, found: Iterable[Diagnostic], most: int | None) -> Iterator[str]:
    by_message: dict[str, list[Diagnostic]] = defaultdict(list)
    for each in found:
        by_message[each.message].append(each)
    for same in by_message.values():
        yield from (f"{word}: {each}" for each in same[:most])
        if most is not None and len(same) > most:
            yield f"{word}: and {len(same) - most} more of the same; --verbose lists them"
