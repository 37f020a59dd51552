"""Find the Salesforce DX project to write into, or make the files of a new one."""

import json
import os
import posixpath
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic
from generator.errors import ProjectError
from generator.files import JsonError, is_inside, read_json
from generator.metadata.api_version import NEWEST, OLDEST_WRITTEN, ApiVersion, api_version
from generator.metadata.registry import REPORTS, UNPACKAGED, all_types

if TYPE_CHECKING:
    from generator.types.schema import Schema

FILE = "sfdx-project.json"
SCRATCH_DEFINITION = "config/project-scratch-def.json"
_FEATURES = ("MarketingUser",)  # without it, a flow that is about campaigns cannot be deployed
_NEW_PROJECT = "Make one with: sf project generate --name my-project"
_FORCEIGNORE = """\
# What `sf` leaves alone when it deploys and retrieves.
package.xml
**/jsconfig.json
**/.eslintrc.json
**/__tests__/**
node_modules/
"""


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its root, its package directories, and the API version to write for.

    `package_directory` is the default one, `packaged` are those that become packages; `depends`
    says that one of these depends on other packages. `namespace` is that of the packages, `name`
    the one in sfdx-project.json, if it says one; `says_version` whether that file names the API
    version. A new project has no sfdx-project.json yet.
    """

    root: Path
    package_directory: str
    package_directories: tuple[str, ...]
    api_version: ApiVersion
    is_new: bool = False
    packaged: tuple[str, ...] = ()
    depends: bool = False
    namespace: str = ""
    name: str = ""
    says_version: bool = False


def find(
    directory: Path | None, api_version: str | None, oldest: ApiVersion = OLDEST_WRITTEN
) -> Project:
    """Return the project in `directory`, or the nearest one upward from the current folder.

    Where there is none, the folder becomes one, with `force-app` and the newest API version.
    Raises ProjectError if the folder, its sfdx-project.json or the version cannot be used, as one
    older than `oldest`.
    """
    chosen = None if api_version is None else chosen_version(api_version, oldest)
    root = root_of(directory)
    if not os.path.lexists(root / FILE):
        version = chosen or NEWEST
        return Project(root, "force-app", ("force-app", REPORTS, UNPACKAGED), version, is_new=True)
    config = _config(root / FILE)
    entries = _entries(config)
    return Project(
        root,
        _path(_default_entry(entries)),
        tuple(map(_path, entries)),
        chosen or _source_version(config, oldest),
        packaged=tuple(_path(entry) for entry in entries if "package" in entry),
        depends=any(entry.get("dependencies") for entry in entries),
        namespace=str(config.get("namespace") or ""),
        says_version="sourceApiVersion" in config,
        name=name if isinstance(name := config.get("name"), str) else "",
    )


def scaffold(project: Project, schema: "Schema") -> dict[str, bytes]:
    """Return the files of a new project, by path.

    They are written once. From then on they belong to the project, and no run changes them.
    """
    version = schema.package.version if schema.package else "1.0.0"
    package = {
        "definitionFile": SCRATCH_DEFINITION,
        "package": schema.package.name if schema.package else schema.label,
        "versionName": f"ver {version.rpartition('.')[0]}",
        "versionNumber": f"{version}.NEXT",
        "versionDescription": schema.label,
    }
    directories = [{"path": project.package_directory, "default": True, **package}]
    directories += [{"path": folder, "default": False} for folder in further(schema)]
    config = {
        "packageDirectories": directories,
        "name": schema.name,
        "namespace": schema.namespace or "",
        "sfdcLoginUrl": "https://login.salesforce.com",
        "sourceApiVersion": str(project.api_version),
    }
    scratch = {"orgName": schema.label, "edition": "Enterprise", "features": list(_FEATURES)}
    # The project file comes last: until it is there, the next run takes the folder for new.
    return {
        ".forceignore": _FORCEIGNORE.encode(),
        SCRATCH_DEFINITION: _json(scratch),
        FILE: _json(config),
    }


def kept(project: Project) -> dict[str, bytes]:
    """Return the file that keeps an empty package directory, by path.

    `sf` refuses a project whose package directory does not exist, and git keeps no empty folder.
    """
    try:
        is_empty = not any((project.root / project.package_directory).iterdir())
    except OSError as error:  # one that cannot be read is there
        is_empty = isinstance(error, FileNotFoundError)
    return {f"{project.package_directory}/.gitkeep": b""} if is_empty else {}


def _json(data: object) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def further(schema: "Schema") -> list[str]:
    """Return the package directories that a schema needs besides the default one.

    Others are left out: `sf` refuses a project if one of its folders does not exist.
    """
    named = {all_types()[name].own_root for name in schema.components}
    needed = (
        (REPORTS, schema.reports),
        (UNPACKAGED, schema.campaign_member_statuses or schema.lead_conversion),
    )
    return [folder for folder, content in needed if content is not None or folder in named]


def current_folder() -> Path:
    """Return the current folder. Raises ProjectError if it was deleted, or cannot be read."""
    try:
        return Path.cwd()
    except OSError as error:
        raise _unusable("the current folder", error) from error


def _unusable(folder: str, error: OSError) -> ProjectError:
    is_missing = isinstance(error, FileNotFoundError)
    message = "does not exist" if is_missing else f"cannot be used: {error.strerror}"
    return ProjectError(Diagnostic(folder, message), actions=(_NEW_PROJECT,))


def root_of(directory: Path | None) -> Path:
    """Return the folder of the project in `directory`, or nearest to the current folder.

    Without a project, it is the current folder. Raises ProjectError for no folder.
    """
    try:
        if directory is None:
            here = current_folder()
            upward = (folder for folder in (here, *here.parents) if os.path.lexists(folder / FILE))
            return next(upward, here)
        mode = directory.stat().st_mode
    except OSError as error:
        raise _unusable(str(directory), error) from error
    if not stat.S_ISDIR(mode):
        raise ProjectError(
            Diagnostic(str(directory), "is not a folder; name the folder of a project")
        )
    return directory


def _config(path: Path) -> dict[str, Any]:
    try:
        config = read_json(path)
    except JsonError as error:
        raise ProjectError(Diagnostic(FILE, str(error), error.line)) from error
    except OSError as error:
        raise ProjectError(Diagnostic(FILE, f"cannot be read: {error.strerror}")) from error
    if not isinstance(config, dict):
        raise ProjectError(Diagnostic(FILE, "is not a JSON object; take it from version control"))
    return config


def _entries(config: dict[str, Any]) -> list[dict[str, Any]]:
    entries = config.get("packageDirectories")
    if not isinstance(entries, list) or not all(_has_path(entry) for entry in entries):
        raise _directories_error("has to be a list of objects, each with a path")
    return entries


def _has_path(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("path"), str) and bool(entry["path"])


def _default_entry(entries: list[dict[str, Any]]) -> dict[str, Any]:
    defaults = [entry for entry in entries if entry.get("default") is True] or entries
    if len(defaults) != 1:
        raise _directories_error('needs exactly one entry with "default": true')
    return defaults[0]


def _path(entry: dict[str, Any]) -> str:
    path: str = posixpath.normpath(entry["path"].replace("\\", "/"))
    if not is_inside(path):
        raise _directories_error(f"{path!r} lies outside the project; name a folder inside it")
    return path


def _directories_error(message: str) -> ProjectError:
    return ProjectError(Diagnostic(FILE, message, key="packageDirectories"))


def _source_version(config: dict[str, Any], oldest: ApiVersion) -> ApiVersion:
    if "sourceApiVersion" not in config:
        return NEWEST
    try:
        return api_version(config["sourceApiVersion"], oldest)
    except ValueError as error:
        raise ProjectError(Diagnostic(FILE, str(error), key="sourceApiVersion")) from error


def chosen_version(text: str, oldest: ApiVersion) -> ApiVersion:
    """Return the API version of an option. Raises ProjectError if it is none, or too old."""
    try:
        return api_version(text, oldest)
    except ValueError as error:
        raise ProjectError(Diagnostic("--api-version", str(error))) from error
