"""What files name and the tree lacks: one diagnostic for each name, or for a whole kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.metadata.document import MetadataFile
from generator.metadata.registry import MetadataType
from generator.validation.rules.names import meant
from generator.validation.tree_index import TreeIndex


class Named(NamedTuple):
    """The name of a component, and where it stands."""

    name: str
    file: MetadataFile
    element: etree._Element


def in_folders(index: TreeIndex, metadata_type: MetadataType) -> list[MetadataFile]:
    """Return the files of a type that were found in folders.

    Beside a file that was named alone, nobody has looked for what it names.
    """
    return [file for file in index.of(metadata_type) if file.path not in index.context.single]


def missing(
    code: str,
    kind: str,
    named: Iterable[Named],
    present: Mapping[str, str],
    is_whole: Callable[[str], bool],
) -> Iterator[Diagnostic]:
    """Yield what is named and not present, each name once; `present` are names by folded names.

    `kind` is the word for it, such as "Apex class". Where `is_whole` says of a name that the tree
    would have it, each has a diagnostic; the others share one, since whoever keeps no such
    components in the tree does not want to hear of each.
    """
    lacking: dict[str, Named] = {}
    for each in named:
        if each.name.casefold() not in present:
            lacking.setdefault(each.name.casefold(), each)
    for name, file, element in lacking.values():
        if is_whole(name):
            hint = meant(name, present.values())
            yield file.at(code, f"the tree has no {kind} {name}{hint}", element)
    rest = [each for each in lacking.values() if not is_whole(each.name)]
    if rest:
        more = f"; it lacks {len(rest) - 1} more" if rest[1:] else ""
        message = f"the tree has no {kind} {rest[0].name}{more}"
        yield rest[0].file.at(code, message, rest[0].element)
