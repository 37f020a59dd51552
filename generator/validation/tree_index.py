"""The index of a tree: its objects, fields and relationships by name, for rules across files.

A tree has many fields, so of a field only some facts are kept; of any other file, its root.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.document import MetadataFile
from generator.metadata.registry import CUSTOM_FIELD, CUSTOM_OBJECT, MetadataType
from generator.validation.field_facts import FieldFacts
from generator.validation.translation_facts import TranslationFacts

_OBJECT_SUFFIXES = ("__c", "__mdt", "__e", "__b")


@dataclass(frozen=True, slots=True)
class Context:
    """What rules need besides a tree: folders of the project, and the API version.

    `directories` are the package directories; `packaged` are those that become packages. `unread`
    are the names of components that are only looked for, such as Apex classes, by type and folded
    name; None where nobody has looked, as for documents that are not on a disk yet. `single` are
    files that were named one by one: what stands beside them was not read. `depends` says that the
    project depends on packages: these hold what the tree lacks.
    """

    packaged: frozenset[str] = frozenset()
    api_version: ApiVersion = NEWEST
    directories: frozenset[str] = frozenset()
    unread: Mapping[str, Mapping[str, str]] | None = None
    single: frozenset[str] = frozenset()
    depends: bool = False

    def is_deployed(self, path: str) -> bool:
        """Whether a file is in a package directory of a project."""
        return any(path.startswith(f"{folder}/") for folder in self.directories)


@dataclass(frozen=True)
class TreeIndex:
    """The components of a tree, by type and by name, without regard to capitals.

    `unreadable` are components that are there, but whose files cannot be read, or are left out by
    .forceignore: their types, their objects or folders, and their names, folded.
    """

    files: tuple[MetadataFile, ...]
    field_facts: tuple[FieldFacts, ...]
    context: Context
    granted: frozenset[str] = frozenset()  # the fields that profiles grant, folded
    unreadable: frozenset[tuple[str, str, str]] = frozenset()
    translations: tuple[TranslationFacts, ...] = ()

    def of(self, metadata_type: MetadataType) -> list[MetadataFile]:
        return self._by_type.get(metadata_type.name, [])

    def full_names(self, metadata_type: MetadataType) -> dict[str, str]:
        """Return full names by folded names, those of unreadable components too."""
        places = [(file.name, file.parent) for file in self.of(metadata_type)]
        places += [(n, p) for kind, p, n in self.unreadable if kind == metadata_type.name]
        names = (metadata_type.full_name(name, parent) for name, parent in places)
        return {name.casefold(): name for name in names}

    def of_parent(self, metadata_type: MetadataType, parent: str) -> list[MetadataFile]:
        """Return the components of a type that belong to an object, or stand in a folder."""
        return list(
            self._by_parent.get(metadata_type.name, {}).get(parent.casefold(), {}).values()
        )

    def component(
        self, metadata_type: MetadataType, name: str, parent: str = ""
    ) -> MetadataFile | None:
        """Return a component of a type, by its name and its object or folder, if there is one."""
        by_parent = self._by_parent.get(metadata_type.name, {})
        return by_parent.get(parent.casefold(), {}).get(name.casefold())

    @cached_property
    def objects(self) -> dict[str, MetadataFile]:
        """The object files, by the folded name of the object; without empty ones.

        The CLI leaves an object out whose file is empty.
        """
        return {f.parent.casefold(): f for f in self.of(CUSTOM_OBJECT) if len(f.root)}

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

    @cached_property
    def object_names(self) -> dict[str, str]:
        """The objects of which the tree has the file or a field, by folded name."""
        names = [file.parent for file in self.of(CUSTOM_OBJECT)]
        names += [facts.object for facts in self.field_facts]
        return {name.casefold(): name for name in names}

    def fields_of(self, name: str) -> list[FieldFacts]:
        """Return the fields of an object that are in the tree."""
        return list(self.fields.get(name.casefold(), {}).values())

    def field(self, name: str) -> FieldFacts | None:
        """Return the field `Object.Field`, if it is in the tree."""
        parent, _, own = name.casefold().partition(".")
        return self.fields.get(parent, {}).get(own)

    def lacks(self, metadata_type: MetadataType, name: str, parent: str = "") -> bool:
        """Whether no file of the tree, nor of a package, is that of a component.

        False where files were named one by one: nobody has looked for others.
        """
        if self.context.single or (self.context.depends and not parent):
            return False
        place = metadata_type.name, parent.casefold(), name.casefold()
        return place not in self.unreadable and self.component(metadata_type, name, parent) is None

    def lacks_object(self, name: str) -> bool:
        """Whether an object is ours, and no file of the tree, nor of a package, is its file.

        False where files were named one by one: nobody has looked for others.
        """
        folded = name.casefold()
        is_there = (CUSTOM_OBJECT.name, folded, folded) in self.unreadable
        is_known = is_there or folded in self.objects
        may_be_elsewhere = self.context.depends or self.context.single
        return is_own(name) and not is_known and not may_be_elsewhere

    def is_complete(self, name: str) -> bool:
        """Whether the tree has an object with all its fields: it has its file, and it is ours.

        An object of a package or of Salesforce has fields that are not in the tree.
        """
        return is_own(name) and self.has_all_fields(name)

    def has_all_fields(self, name: str) -> bool:
        """Whether the tree has an object of ours, of any kind, with all its fields."""
        file = self.objects.get(name.casefold())
        return file is not None and is_own_object(name) and file.path not in self.context.single

    def has_unreadable_fields(self, name: str) -> bool:
        """Whether an object has fields of which nothing is known but that they are there."""
        folded = name.casefold()
        return any(
            (kind, parent) == (CUSTOM_FIELD.name, folded) for kind, parent, _ in self.unreadable
        )

    def lacks_field(self, parent: str, name: str) -> bool:
        """Whether an object is in the tree with all its fields, and a custom field is not one."""
        return (
            is_own(name)
            and "." not in name
            and self.has_all_fields(parent)
            and self.field(f"{parent}.{name}") is None
            and (CUSTOM_FIELD.name, parent.casefold(), name.casefold()) not in self.unreadable
        )

    @cached_property
    def _by_parent(self) -> dict[str, dict[str, dict[str, MetadataFile]]]:
        """The components by type, and by folded names of parent and component."""
        result: dict[str, dict[str, dict[str, MetadataFile]]] = {}
        for file in self.files:
            by_name = result.setdefault(file.type.name, {}).setdefault(file.parent.casefold(), {})
            by_name[(file.text("fullName") or file.name).casefold()] = file
        return result

    @cached_property
    def _by_type(self) -> dict[str, list[MetadataFile]]:
        result: dict[str, list[MetadataFile]] = defaultdict(list)
        for file in self.files:
            result[file.type.name].append(file)
        return result


def is_own(name: str) -> bool:
    """Whether a name is custom and of no package: `Thing__c`, not `Lead` or `ns__Thing__c`.

    Nor is `%%%NAMESPACE%%%Thing__c`, a name that a tool fills in before the deploy.
    """
    return name.endswith("__c") and _is_of_no_package(name)


def is_own_object(name: str) -> bool:
    """Whether a name is that of a custom object of any kind, and of no package."""
    return name.casefold().endswith(_OBJECT_SUFFIXES) and _is_of_no_package(name)


def namespace(name: str) -> str:
    """Return the namespace of a custom name, folded: `ns` of `ns__Thing__c`; empty for none."""
    return name.casefold().rpartition("__")[0].rpartition("__")[0]


def _is_of_no_package(name: str) -> bool:
    return name.count("__") == 1 and not is_template(name)


def is_template(name: str) -> bool:
    """Whether a tool fills in the name before the deploy, as CumulusCI does."""
    return name.startswith(("%%%", "___"))
