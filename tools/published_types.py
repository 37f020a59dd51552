"""Write generator/metadata/published.json from Salesforce's published types: `make types`.

The npm package `@salesforce/types` is Salesforce's WSDL of the Metadata API as TypeScript. Each
release of it is added to what is known already, in the order of API versions:

    python -m tools.published_types                          the package in node_modules
    python -m tools.published_types --from FOLDER --api 69   a package of a new API version
    python -m tools.published_types --from metadata.wsdl     a WSDL, which says its own version
    python -m tools.published_types --newer                  whether npm has a newer package

A WSDL knows more than the package: whether a number is an int or a double. Neither shows what
belongs to a product that its org did not have. So what one release lacks stays known:

- `since` of an element is one more than the last version that had its type without it. That is
  the oldest version that can have it: an org that shows the element may be newer than that.
- What is gone from a later release is a product's, which says nothing of versions: no `since`.
- `seen`, of a type or enumeration, is the last version that had it, if the newest has it not.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.metadata.published import EXACT, Element, parse_elements, parse_values
from generator.resources import PUBLISHED
from tools.published_sources import Data, Enumeration, Type, from_declarations, from_wsdl

PACKAGE = Path(__file__).parent.parent / "node_modules/@salesforce/types"
NAME = "@salesforce/types"

_WSDL_VERSION = re.compile(r"Metadata API version (\d+)\.0")
_TEST = re.compile(r"F[Tt]est(?=[A-Z])")


def add(data: Data, source: Data, name: str, api: int) -> None:
    """Add a source of an API version to what is known; sources come oldest first.

    Raises ValueError for a source that is older than one that is known.
    """
    if api < data.api:
        raise ValueError(f"{name} is API {api}, older than the data, which is API {data.api}")
    before = data.api
    for type_name, found in source.types.items():
        _add_type(data, type_name, found, api)
    for type_name, known in data.types.items():
        if type_name not in source.types:
            known.since, known.seen = None, known.seen or before
    for kind, enumeration in source.enumerations.items():
        _add_enumeration(data, kind, enumeration, api)
    for kind, listed in data.enumerations.items():
        if kind not in source.enumerations:
            listed.seen = listed.seen or before
    data.sources[name] = api


def _add_type(data: Data, name: str, found: Type, api: int) -> None:
    known = data.types.get(name)
    if known is None:
        data.types[name] = replace(found, since=_next(data.api, api))
        return
    since = _next(known.seen or data.api, api)
    old = known.elements
    known.base, known.seen = found.base, None
    enumerations = data.enumerations.keys()
    new = {
        key: _joined(old[key], each, enumerations) if key in old else each._replace(since=since)
        for key, each in found.elements.items()
    }
    gone = {key: each._replace(since=None) for key, each in old.items() if key not in new}
    known.elements = _in_order(new, gone)


def _add_enumeration(data: Data, name: str, found: Enumeration, api: int) -> None:
    known = data.enumerations.get(name)
    if known is None:
        data.enumerations[name] = found
        return
    since = _next(known.seen or data.api, api)
    new = {value: known.values.get(value, since) for value in found.values}
    gone = dict.fromkeys(value for value in known.values if value not in new)
    known.values, known.seen = new | gone, None


def _next(last: int, api: int) -> int | None:
    """Return the oldest version that can have what an API version has and a last one has not."""
    return min(last + 1, api) if last else None


def _joined(known: Element, found: Element, enumerations: Collection[str]) -> Element:
    """Return an element as the newest source has it, with what an older one knows better.

    That is which number or date it is, and the values that a newer source does not show.
    """
    better = EXACT.get(known.kind) == found.kind
    better = better or (known.kind in enumerations and found.kind == "string")
    return found._replace(kind=known.kind if better else found.kind, since=known.since)


def _in_order(new: dict[str, Element], gone: dict[str, Element]) -> dict[str, Element]:
    """Return elements in their published order, which is nearly always that of their names."""
    if not gone:
        return new
    if list(new) == sorted(new):
        return dict(sorted((new | gone).items()))
    return new | gone


def reachable(data: Data) -> Data:
    """Return the data without what no file holds: results of calls, Salesforce's test types."""
    above = {name: kind.base for name, kind in data.types.items()}
    waiting = [name for name in above if _is_component(name, above) and not _TEST.match(name)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen and name in data.types:
            kind = data.types[name]
            waiting += [kind.base, *(found.kind for found in kind.elements.values())]
        seen.add(name)
    return Data(
        {name: kind for name, kind in sorted(data.types.items()) if name in seen},
        {name: kind for name, kind in sorted(data.enumerations.items()) if name in seen},
        data.sources,
    )


def _is_component(name: str, above: dict[str, str]) -> bool:
    return name == "Metadata" or (name in above and _is_component(above[name], above))


def load(text: str) -> Data:
    """Return the data that a text holds, as `dump` wrote it."""
    found = json.loads(text)
    types = {name: _loaded(row) for name, row in found["types"].items()}
    enumerations = {
        name: Enumeration(parse_values(row["values"]), row.get("seen"))
        for name, row in found["enumerations"].items()
    }
    return Data(types, enumerations, found["sources"])


def _loaded(row: dict[str, Any]) -> Type:
    elements = parse_elements(row["elements"])
    return Type(row.get("base", ""), elements, row.get("since"), row.get("seen"))


def dump(data: Data) -> str:
    """Return the text of the data: JSON with a line for each type and each enumeration."""
    types = {
        name: _row(kind.since, kind.seen, base=kind.base, elements=_elements(kind.elements))
        for name, kind in data.types.items()
    }
    enumerations = {
        name: _row(None, kind.seen, values=_values(kind.values))
        for name, kind in data.enumerations.items()
    }
    parts: dict[str, Mapping[str, object]] = {
        "sources": data.sources,
        "types": types,
        "enumerations": enumerations,
    }
    return _object(f'"{name}": {_lines(part)}' for name, part in parts.items()) + "\n"


def _row(since: int | None, seen: int | None, **texts: str) -> dict[str, object]:
    known: dict[str, object] = {"since": since, "seen": seen, **texts}
    return {name: value for name, value in known.items() if value or name == "elements"}


def _elements(elements: dict[str, Element]) -> str:
    return " ".join(
        f"{name}:{each.kind}{'*' * each.repeated}{'!' * each.required}{_at(each.since)}"
        for name, each in elements.items()
    )


def _values(values: dict[str, int | None]) -> str:
    return " ".join(f"{value}{_at(since)}" for value, since in values.items())


def _at(since: int | None) -> str:
    return f"@{since}" if since else ""


def _lines(part: Mapping[str, object]) -> str:
    return _object(f'"{name}": {json.dumps(row)}' for name, row in part.items())


def _object(rows: Iterable[str]) -> str:
    return "{\n" + ",\n".join(rows) + "\n}"


def updated(text: str, path: Path = PACKAGE, api: int | None = None) -> str:
    """Return the text of the data with the package in a folder, or a WSDL, added to it.

    Raises ValueError if the API version of a new package is not given, or if the data's form
    cannot hold a name.
    """
    data = load(text) if text else Data()
    name, source, own_api = _read(path)
    api = api or own_api or data.sources.get(name)
    if api is None:
        raise ValueError(f"{name} is new: say which API version it is, with --api")
    add(data, source, name, api)
    data = reachable(data)
    written = dump(data)
    if load(written) != data:
        raise ValueError(f"{name} has a name that the form of the data cannot hold")
    return written


def _read(path: Path) -> tuple[str, Data, int | None]:
    """Return a source's name, what it declares, and its API version where it says that itself."""
    if path.is_dir():
        version = _version(path)
        text = (path / "lib/metadata.d.ts").read_text(encoding="utf-8")
        return f"{NAME} {version}", from_declarations(text), None
    content = path.read_bytes()
    match = _WSDL_VERSION.search(content.decode())
    if match is None:
        raise ValueError(f"{path} does not say which version of the Metadata API it is")
    return f"WSDL {match[1]}.0", from_wsdl(content), int(match[1])


def _version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_bytes())["version"])


def newer() -> str:
    """Return a sentence if npm has a newer package than the one in use; else an empty text."""
    command = ["npm", "view", NAME, "version"]
    latest = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603  (no word of it is from outside)
    if latest == _version(PACKAGE):
        return ""
    return (
        f"npm has {NAME} {latest}; this project uses {_version(PACKAGE)}. "
        f"Change package.json, run `make lock types`, and look at the changes."
    )


def main() -> str | None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", dest="path", type=Path, default=PACKAGE)
    parser.add_argument("--api", type=int)
    parser.add_argument("--newer", action="store_true")
    options = parser.parse_args()
    if options.newer:
        return newer() or None
    text = PUBLISHED.read_text(encoding="utf-8") if PUBLISHED.exists() else ""
    try:
        text = updated(text, options.path, options.api)
    except ValueError as error:
        return str(error)
    PUBLISHED.write_text(text, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main())
