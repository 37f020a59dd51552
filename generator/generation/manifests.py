"""Manifests: a package.xml for each deploy."""

from collections.abc import Iterator, Sequence

from generator.metadata.api_version import ApiVersion
from generator.metadata.registry import MANIFEST, REPORTS, REPORTS_MANIFEST, Component, package

# Path, package directory (empty for the default one), and the key of the schema.
_MANIFESTS = ((MANIFEST, "", ("name",)), (REPORTS_MANIFEST, REPORTS, ("reports",)))


def manifests(members: Sequence[Component], api_version: ApiVersion) -> Iterator[Component]:
    """Yield a package.xml for each deploy, as the CLI writes it.

    The first names what goes into the default package directory; reports are deployed after it. A
    standard value set is in neither: nobody should deploy one without seeing what it replaces.
    """
    for path, root, place in _MANIFESTS:
        own = [each for each in members if each.type.own_root == root]
        if own or not root:
            named = ((each.type.listed_as, each.type.member(each.full_name)) for each in own)
            yield package(path, named, api_version, place)
