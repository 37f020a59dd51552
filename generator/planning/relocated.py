"""Where an org has reports and dashboards that are not in the folders of a plan.

Their names are unique in an org, so one that somebody moved there is still the same.
"""

import re
from collections.abc import Iterable
from contextlib import suppress

from generator.errors import OrgError
from generator.metadata.document import any_type_of, place_of
from generator.org.access import access
from generator.org.rest import Answer, Refusal, fetch, query
from generator.org.sf_cli import Org
from generator.org.transport import open_session
from generator.types.registry import comparison_of

_NAME = re.compile(r"\w+", re.ASCII)
_FOLDERS = query("SELECT Id, DeveloperName FROM Folder")
# By type: the object with its components, and the field with the folder of each.
_OBJECTS = {"Dashboard": ("Dashboard", "FolderId"), "Report": ("Report", "OwnerId")}


def relocated(org: Org, absent: Iterable[str]) -> dict[str, str]:
    """Return paths in other folders, by the paths of components that an org lacks there.

    An org that does not tell has none: the plan then creates them, which moves them as well.
    """
    names = _movable(absent)
    asked = {kind: _in_folders(kind, found.values()) for kind, found in names.items() if found}
    if not asked:
        return {}
    with suppress(OrgError):
        known = access(org)
        with open_session(known, org.timeout) as session:
            answers = fetch(session, [_FOLDERS, *asked.values()])
        folders = _column(answers[_FOLDERS], "Id", "DeveloperName")
        found = {}
        for kind, resource in asked.items():
            field = _OBJECTS[kind][1]
            owners = _column(answers[resource], "DeveloperName", field)
            for path, name in names[kind].items():
                folder = folders.get(owners.get(name.casefold(), "").casefold())
                if folder:
                    head, _, file = path.rpartition("/")
                    found[path] = f"{head.rpartition('/')[0]}/{folder}/{file}"
        return {path: place for path, place in found.items() if path != place}
    return {}


def _movable(paths: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the names of components that may move, by their types and paths."""
    names: dict[str, dict[str, str]] = {kind: {} for kind in _OBJECTS}
    for path in paths:
        metadata_type = any_type_of(path)
        if metadata_type is not None and comparison_of(metadata_type.name).moves:
            name = place_of(path, metadata_type)[1]
            if _NAME.fullmatch(name):
                names[metadata_type.name][path] = name
    return names


def _in_folders(kind: str, names: Iterable[str]) -> str:
    sobject, field = _OBJECTS[kind]
    listed = ", ".join(f"'{name}'" for name in names)
    return query(f"SELECT DeveloperName, {field} FROM {sobject} WHERE DeveloperName IN ({listed})")  # noqa: S608  (only read, and names alone)


def _column(answer: Answer, key: str, value: str) -> dict[str, str]:
    """Return a field of records by another, folded: capitals do not count."""
    records = [] if isinstance(answer, Refusal) else answer["records"]
    return {str(each.get(key)).casefold(): str(each.get(value)) for each in records}
