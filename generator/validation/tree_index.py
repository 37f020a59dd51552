"""The index of a tree: its objects, fields and relationships by name, for rules across files.

A tree has many fields, so of a field only some facts are kept; of any other file, its root.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from generator.diagnostics import Diagnostic
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.assertions import Texts
from generator.metadata.document import NAMESPACE, MetadataFile, line_of
from generator.metadata.registry import CUSTOM_OBJECT, MetadataType

_RELATIONSHIP_NAME = f"{NAMESPACE}relationshipName"


class FieldFacts(NamedTuple):
    """The facts of a field that rules need, by Salesforce's names."""

    path: str
    line: int
    object: str
    fullName: str  # noqa: N815
    type: str
    required: bool
    formula: bool
    externalId: bool  # noqa: N815
    referenceTo: str  # noqa: N815
    deleteConstraint: str  # noqa: N815
    relationshipName: str  # noqa: N815
    trackHistory: bool  # noqa: N815
    trackFeedHistory: bool  # noqa: N815
    securityClassification: str  # noqa: N815
    relationship_line: int

    @property
    def is_custom(self) -> bool:
        return self.fullName.endswith("__c")

    def at(self, code: str, message: str, line: int = 0) -> Diagnostic:
        return Diagnostic(self.path, message, line or self.line, column=1, rule=code)


def field_facts(file: MetadataFile, texts: Texts) -> FieldFacts:
    """Return the facts of a field; `texts` are the `texts_of` its root."""
    known = dict(texts)

    def of(name: str) -> str:
        return known.get(NAMESPACE + name) or ""

    has_relationship = _RELATIONSHIP_NAME in known
    relationship = file.root.find(_RELATIONSHIP_NAME) if has_relationship else None
    return FieldFacts(
        file.path,
        line_of(file.root),
        file.parent,
        (of("fullName") or file.name).strip(),
        of("type"),
        of("required") == "true",
        NAMESPACE + "formula" in known,
        of("externalId") == "true",
        of("referenceTo"),
        of("deleteConstraint"),
        of("relationshipName"),
        of("trackHistory") == "true",
        of("trackFeedHistory") == "true",
        of("securityClassification"),
        1 if relationship is None else line_of(relationship),
    )


@dataclass(frozen=True, slots=True)
class Context:
    """What rules need besides a tree: the folders that become packages, and the API version."""

    packaged: frozenset[str] = frozenset()
    api_version: ApiVersion = NEWEST


@dataclass(frozen=True)
class TreeIndex:
    """The components of a tree, by type and by name, without regard to capitals."""

    files: tuple[MetadataFile, ...]
    field_facts: tuple[FieldFacts, ...]
    context: Context

    def of(self, metadata_type: MetadataType) -> list[MetadataFile]:
        return self._by_type.get(metadata_type.name, [])

    @cached_property
    def objects(self) -> dict[str, MetadataFile]:
        """The object files, by the folded name of the object."""
        return {file.parent.casefold(): file for file in self.of(CUSTOM_OBJECT)}

    @cached_property
    def fields(self) -> dict[str, dict[str, FieldFacts]]:
        """The fields of each object, by folded names."""
        result: dict[str, dict[str, FieldFacts]] = defaultdict(dict)
        for facts in self.field_facts:
            result[facts.object.casefold()][facts.fullName.casefold()] = facts
        return dict(result)

    @cached_property
    def relationships(self) -> dict[str, dict[str, list[FieldFacts]]]:
        """The lookups to each object, by the folded names of object and relationship."""
        result: dict[str, dict[str, list[FieldFacts]]] = defaultdict(lambda: defaultdict(list))
        for facts in self.field_facts:
            if facts.referenceTo and facts.relationshipName:
                name = facts.relationshipName.casefold()
                result[facts.referenceTo.casefold()][name].append(facts)
        return dict(result)

    def fields_of(self, name: str) -> list[FieldFacts]:
        """Return the fields of an object that are in the tree."""
        return list(self.fields.get(name.casefold(), {}).values())

    def field(self, name: str) -> FieldFacts | None:
        """Return the field `Object.Field`, if it is in the tree."""
        parent, _, own = name.casefold().partition(".")
        return self.fields.get(parent, {}).get(own)

    def is_complete(self, name: str) -> bool:
        """Whether the tree has an object with all its fields: it has its file, and it is ours.

        An object of a package or of Salesforce has fields that are not in the tree.
        """
        return name.casefold() in self.objects and is_own(name)

    def lacks_field(self, parent: str, name: str) -> bool:
        """Whether an object is in the tree with all its fields, and a custom field is not one."""
        return (
            is_own(name)
            and "." not in name
            and self.is_complete(parent)
            and self.field(f"{parent}.{name}") is None
        )

    @cached_property
    def _by_type(self) -> dict[str, list[MetadataFile]]:
        result: dict[str, list[MetadataFile]] = defaultdict(list)
        for file in self.files:
            result[file.type.name].append(file)
        return result


def is_own(name: str) -> bool:
    """Whether a name is custom and of no package: `Thing__c`, not `Lead` or `ns__Thing__c`."""
    return name.endswith("__c") and name.count("__") == 1


def switch(file: MetadataFile, tag: str) -> bool:
    return file.text(tag) == "true"
