"""An org in which the package of a schema is installed: its components have the namespace there.

They are read by those names, and compared without the namespace, as the schema has them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from generator.errors import OrgError
from generator.metadata.document import any_type_of, place_of
from generator.metadata.registry import CUSTOM_OBJECT
from generator.org import namespaces
from generator.org.access import access
from generator.org.rest import fetch
from generator.org.sf_cli import Org
from generator.org.transport import open_session
from generator.planning.baseline import Baseline, Found

_OF_ANOTHER = re.compile(r"^\w+?__\w+__[a-z]+$")

Read = Callable[[Iterable[str]], Found]


def of_org(base: Baseline, namespace: str, folders: Iterable[str]) -> Baseline:
    """Return an org as a baseline, with the names of the package if it is installed there.

    `folders` are those of the package in the project.
    """
    if base.org is None or not is_installed(base.org, namespace):
        return base
    return replace(base, read=reader(base.read, namespace, folders), installed=namespace)


def is_installed(org: Org, namespace: str) -> bool:
    """Whether a package with a namespace is installed in an org; not in one that does not tell."""
    asked = namespaces.resources(namespace)
    try:
        known = access(org)
        with open_session(known, org.timeout) as session:
            answers = fetch(session, asked)
    except OrgError:
        return False
    return namespaces.is_installed(answers, namespace)


def reader(read: Read, namespace: str, folders: Iterable[str]) -> Read:
    """Return a reader that reads what lies in `folders`, those of the package, with its names."""
    roots = tuple(f"{folder}/" for folder in folders)
    prefix = re.compile(rf"(?<!\w){re.escape(namespace)}__".encode(), re.IGNORECASE)

    def read_packaged(paths: Iterable[str]) -> Found:
        at = {
            prefixed(path, namespace) if path.startswith(roots) else path: path for path in paths
        }
        found = read(at)
        files = {at[path]: prefix.sub(b"", content) for path, content in found.files.items()}
        return Found(files, {at[path]: reason for path, reason in found.withheld.items()})

    return read_packaged


def prefixed(path: str, namespace: str) -> str:
    """Return the path of a component of a package in an org that has the package.

    The namespace is in its own name, and in those of its object and folder, unless these are
    standard ones, or of another package.
    """
    metadata_type = any_type_of(path)
    if metadata_type is None:
        return path
    parent, name = place_of(path, metadata_type)
    above = (
        namespaces.api_name(parent, namespace)
        if metadata_type.decomposed
        else f"{namespace}__{parent}"
    )
    folders, _, file = path.rpartition("/")
    if parent:
        folders = "/".join(above if each == parent else each for each in folders.split("/"))
    own = above if metadata_type is CUSTOM_OBJECT else _own(metadata_type.name, name, namespace)
    return f"{folders}/{own}{file[len(name) :]}"


def _own(type_name: str, name: str, namespace: str) -> str:
    if type_name == "CustomMetadata":
        parent, _, record = name.partition(".")
        return f"{_always(parent, namespace)}.{_always(record, namespace)}"
    if type_name == "Layout":
        parent, _, title = name.partition("-")
        return f"{namespaces.api_name(parent, namespace)}-{_always(title, namespace)}"
    return _always(name, namespace)


def _always(name: str, namespace: str) -> str:
    """Return a name with the namespace, unless it has one of another package."""
    return name if _OF_ANOTHER.search(name) else f"{namespace}__{name}"
