"""Rules of what records, permission set groups, custom permissions and apps name."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, children, text
from generator.metadata.registry import (
    CUSTOM_APPLICATION,
    CUSTOM_METADATA,
    CUSTOM_PERMISSION,
    CUSTOM_TAB,
    MUTING_PERMISSION_SET,
    PERMISSION_SET,
    PERMISSION_SET_GROUP,
    MetadataType,
)
from generator.validation.rules.missing import Named, in_folders, missing
from generator.validation.rules.names import no_field
from generator.validation.rules.sources import DEPLOYS, GUIDE
from generator.validation.tree_index import TreeIndex, is_own, is_template

RULES = (
    error(
        "KS336",
        "The fields of a custom metadata record are fields of its type.",
        "The org refuses the record.",
        "Correct the name, remove the value, or add the field.",
        GUIDE,
    ),
    warning(
        "KS435",
        "The permission sets and the muting permission set of a permission set group are in the "
        "tree; the custom permissions that a custom permission needs too.",
        "The deploy fails unless the org has them already.",
        "Correct the name, or deploy to an org that has the component.",
        f"{DEPLOYS}; forcedotcom/cli issues 1803 and 2156",
        message="Cannot create permission set group components since the following permission set "
        "names are invalid: X",
    ),
    warning(
        "KS546",
        "The tabs of an app are in the tree.",
        "The deploy fails unless the org has them already.",
        "Correct the name, give the object a tab, or deploy to an org that has the tab.",
        "appero-com/MyTriggers pull request 12",
    ),
)


class _Names(NamedTuple):
    """Elements that name components: in which files, at which path, of which type these are."""

    code: str
    file_type: MetadataType
    path: str
    type: MetadataType
    word: str


_SETS, _MUTING, _NEEDED, _TABS = (
    f"{NAMESPACE}permissionSets",
    f"{NAMESPACE}mutingPermissionSets",
    f"{NAMESPACE}requiredPermission/{NAMESPACE}customPermission",
    f"{NAMESPACE}tabs",
)
_NAMES = (
    _Names("KS435", PERMISSION_SET_GROUP, _SETS, PERMISSION_SET, "permission set"),
    _Names(
        *("KS435", PERMISSION_SET_GROUP, _MUTING),
        *(MUTING_PERMISSION_SET, "muting permission set"),
    ),
    _Names("KS435", CUSTOM_PERMISSION, _NEEDED, CUSTOM_PERMISSION, "custom permission"),
    _Names("KS546", CUSTOM_APPLICATION, _TABS, CUSTOM_TAB, "tab"),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    yield from _records(index)
    if not index.context.depends:  # a package may have what the tree lacks
        for each in _NAMES:
            yield from _lacking(each, index)


def _records(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(CUSTOM_METADATA):
        parent = f"{file.name.partition('.')[0]}__mdt"
        for entry in children(file.root, "values"):
            name = text(entry, "field")
            if index.lacks_field(parent, name):
                yield file.at("KS336", no_field(index, parent, name), entry)


def _lacking(names: _Names, index: TreeIndex) -> Iterator[Diagnostic]:
    present = index.full_names(names.type)
    named = (
        Named((element.text or "").strip(), file, element)
        for file in in_folders(index, names.file_type)
        for element in file.root.iterfind(names.path)
    )
    ours = (each for each in named if _is_ours(each.name))

    def is_whole(name: str) -> bool:
        return index.is_complete(name) if is_own(name) else bool(present)

    yield from missing(names.code, names.word, ours, present, is_whole)


def _is_ours(name: str) -> bool:
    """Whether a component is neither of Salesforce nor of a package."""
    is_of_others = "__" in name or name.startswith("standard-") or is_template(name)
    return is_own(name) or not is_of_others
