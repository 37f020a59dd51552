"""What a dictionary is made of: the components of a schema, or of a tree of files, by name."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from generator.diagnostics import Diagnostic, Severity
from generator.dictionary.entries import Notice
from generator.importing.originals import Original
from generator.metadata.registry import CUSTOM_FIELD, CUSTOM_OBJECT, MetadataType
from generator.types import homes, own_files
from generator.types.schema import Schema
from generator.validation.engine import RULES

Name = tuple[str, str]  # the type of a component, and its folded full name


@dataclass(frozen=True)
class Material:
    """Components as their files have them, what `validate` says of each, and the schema.

    `notices` are by component; `unplaced` are those about none. `schema`
    is None for a tree of files. `not_shown` are files that cannot be shown.
    """

    title: str
    origin: str
    originals: tuple[Original, ...]
    description: str = ""
    notices: Mapping[Name, tuple[Notice, ...]] = field(default_factory=dict)
    unplaced: tuple[Notice, ...] = ()
    not_shown: tuple[Notice, ...] = ()
    schema: Schema | None = None
    is_validated: bool = True

    def of(self, metadata_type: MetadataType) -> list[Original]:
        """Return the components of a type, by full name."""
        return self.by_type.get(metadata_type.name, [])

    def of_parent(self, metadata_type: MetadataType, parent: str) -> list[Original]:
        """Return the components of a type that are parts of an object."""
        return self._by_parent.get((metadata_type.name, parent.casefold()), [])

    def notices_of(self, original: Original) -> tuple[Notice, ...]:
        return self.notices.get(name_of(original), ())

    @cached_property
    def by_type(self) -> dict[str, list[Original]]:
        found: dict[str, list[Original]] = defaultdict(list)
        for each in sorted(self.originals, key=lambda each: each.full_name.casefold()):
            found[each.type.name].append(each)
        return dict(found)

    @cached_property
    def object_names(self) -> dict[str, str]:
        """The objects of which there is a file or a part, such as a field, by folded name."""
        parts = (CUSTOM_OBJECT, *own_files.parts(CUSTOM_OBJECT.name).values())
        names = (each.parent for row in parts for each in self.of(row))
        return {name.casefold(): name for name in reversed(list(names))}

    @cached_property
    def fields(self) -> dict[str, dict[str, Original]]:
        """The fields of each object, by folded names."""
        found: dict[str, dict[str, Original]] = defaultdict(dict)
        for each in self.of(CUSTOM_FIELD):
            own = found[each.parent.casefold()]
            own[each.name.casefold()] = _joined(own.get(each.name.casefold()), each)
        return dict(found)

    @cached_property
    def object_files(self) -> dict[str, Original]:
        """The files of objects, by folded name."""
        found: dict[str, Original] = {}
        for each in self.of(CUSTOM_OBJECT):
            found[each.parent.casefold()] = _joined(found.get(each.parent.casefold()), each)
        return found

    def object_of(self, original: Original) -> str:
        """Return the object with which a component is shown; empty for one that stands alone."""
        name = homes.object_of(original.type.name, original.parent, original.name)
        return self.object_names.get(name.casefold(), "")

    @cached_property
    def _by_parent(self) -> dict[tuple[str, str], list[Original]]:
        found: dict[tuple[str, str], list[Original]] = defaultdict(list)
        for name, originals in self.by_type.items():
            for each in originals:
                found[name, each.parent.casefold()].append(each)
        return dict(found)


def _joined(known: Original | None, other: Original) -> Original:
    """Return a component of which two packages have a file each, as for a standard object."""
    return replace(known, elements=other.elements | known.elements) if known else other


def name_of(original: Original) -> Name:
    """Return the name by which notices are kept."""
    return original.type.name, original.full_name.casefold()


def placed(
    diagnostics: Iterable[Diagnostic], component: Callable[[Diagnostic], Name | None]
) -> tuple[dict[Name, tuple[Notice, ...]], tuple[Notice, ...]]:
    """Return the notices of diagnostics: those of components, and those that are about none."""
    found: dict[Name | None, list[Notice]] = defaultdict(list)
    for each in diagnostics:
        found[component(each)].append(notice(each))
    rest = found.pop(None, [])
    return {name: tuple(own) for name, own in found.items() if name}, tuple(rest)


def notice(diagnostic: Diagnostic) -> Notice:
    """Return a diagnostic as the dictionary shows it."""
    rule = RULES.get(diagnostic.rule)
    severity = rule.severity if rule else Severity.WARNING
    message = diagnostic.message.removeprefix(f"{diagnostic.rule} ")
    return Notice(diagnostic.rule, message, severity)


def of_file(diagnostic: Diagnostic) -> Notice:
    """Return a diagnostic about a file that is not shown, with the name of the file."""
    return Notice("", f"{diagnostic.file}: {diagnostic.message}", Severity.WARNING)
