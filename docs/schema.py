"""Write docs/schema.md from the JSON Schema of the language and the examples of the tests."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from generator.schema import yaml_source
from generator.schema.json_schema import json_schema
from generator.schema.lines import Lines
from generator.types.field_notation import data_type
from generator.types.field_types import FIELD_TYPES, FieldType, Number
from generator.types.schema import Schema

TARGET = Path(__file__).with_suffix(".md")
_ROOT = TARGET.parent.parent
_FILES = ("tests/cases/*/schema.yaml", "generator/schemas/*.yaml")
_LONGEST = 25  # lines of an example, if there is a shorter one
_DEEPEST = 5  # level of a heading
_METADATA, _COMPONENTS = "metadata", "components"
_FIELD, _FORMULA = "CustomField", "Formula"
_RARE = {_METADATA, "action_overrides_without_form_factors", "deprecated", "licensing", "source"}
_FORMULA_KEYS = ("blanks_as_zero", "formula")
_KINDS = {
    "string": ["text"],
    "boolean": ["`true`", "`false`"],
    "integer": ["number"],
    "number": ["number"],
    "null": [],
}

_INTRODUCTION = """# What a schema says

A schema is one YAML file in the words of Salesforce's Setup. This page has each part of it: its
keys, and an example. Each example is a part of a file that the tests generate from; the link below
an example leads to the whole file. The page is made from the code by `make docs`.

To begin, find what you want to add in the list below, copy the example, and change the names. An
editor that reads YAML with a JSON Schema (VS Code with its YAML extension) completes and explains
the keys while you type, and marks what is wrong: give it what `kaltura-sfdx show --json-schema`
prints.

Keys in **bold** have to be there. *By name* means several entries, each under its API name."""
_OVERLAY_TITLE = "To change a shipped schema"
_OVERLAY = """A schema that `extends` another says only what differs; `kaltura-sfdx init` writes
one to begin with. It may extend a shipped schema by its name, or a file beside it by its path,
which may extend another one in turn.

- A key with a text, a number, `true` or `false` replaces that of the other schema.
- Keys below a key are merged in the same way.
- A list adds its entries at the end. An entry with the name of one that is there changes that one;
  the name is its label, value, title or field. A mapping in the place of a list has entries by
  their names. Filters and action overrides have no names: such a list is replaced.
- `replace: [...]` replaces a whole list.
- `null` takes out a key or, in a list, an entry.

`kaltura-sfdx show my-schema.yaml` prints the result, each value with its file and line. In a
project, the files that the other schema made become files of this one at the next `generate`.
After an update of a shipped schema, `kaltura-sfdx plan my-schema.yaml` shows what that changes.

What a vendor needs stays: see [Needed by vendor](#needed-by-vendor). A schema that takes it away,
narrows it, or does not keep a limit is refused with the vendor's reason. If it has to be, write
the path under `accepted_deviations`, and why."""
_TYPES = """The type decides which other keys a field can have, besides those of every field:

| Type | Keys of its own |
| --- | --- |"""
_EACH_TYPE = """A field of each type, each from one of the files of the tests:

```yaml
custom_objects:
  Visit__c:
    fields:"""
_REST_TITLE = "What has no key"
_REST = """Under any component, `metadata` takes elements in Salesforce's own names; `null` leaves
out an element that Salesforce writes by itself."""
_RAW = """At the top of the file, `components` takes whole components of more than 400 types: the
type, the API name, and the elements. Both are checked against the types that Salesforce
publishes."""


class _Part(NamedTuple):
    """A definition, the keys that lead to it, and the value that chooses it among others."""

    name: str
    path: tuple[str, ...]
    choice: str

    def title(self, length: int) -> str:
        """Return the title with so many keys."""
        words = [*self.path[-length:], *filter(None, [self.choice])]
        return ": ".join(words).replace("_", " ").capitalize() or "The top of the file"


class _Example(NamedTuple):
    """A place in a schema file, and the keys of its data."""

    file: Path
    lines: Lines
    place: tuple[int | str, ...]
    keys: frozenset[str]

    @property
    def own(self) -> list[str]:
        """The lines of the place."""
        text = self.file.read_text(encoding="utf-8").splitlines()
        first = self.lines(self.place).line - 1
        own = [text[first]]
        for line in text[first + 1 :]:
            if line.strip() and _indent(line) <= _indent(text[first]):
                break
            own.append(line)
        return own

    @property
    def text(self) -> list[str]:
        """The lines of the place, below those of the keys that lead to it."""
        text = self.file.read_text(encoding="utf-8").splitlines()
        numbers = [self.lines(self.place[:end]).line for end in range(1, len(self.place))]
        above = dict.fromkeys(
            number for number in numbers if number != self.lines(self.place).line
        )
        return [*(text[number - 1] for number in above), *self.own]

    @property
    def shown(self) -> str:
        """The example, and a link to its file."""
        return _fenced(self.text, self.file)

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """How well the example explains: short, without rare keys, with many others."""
        text = self.text
        return len(text) <= _LONGEST, not self.keys & _RARE, len(self.keys), -len(text)


def page() -> str:
    """Return the page: a section for each definition of the JSON Schema."""
    definitions = json_schema(Schema, yaml_source.shipped())["$defs"]
    parts = _parts(definitions)
    titles = _titles(parts)
    examples = _examples(definitions)
    contents = [f"{'  ' * (len(each.path) - 1)}- {_link(titles[each.name])}" for each in parts[1:]]
    sections = [_section(each, definitions[each.name], titles, examples) for each in parts]
    rest = [
        f"## {_REST_TITLE}",
        _REST,
        examples[_METADATA].shown,
        _RAW,
        examples[_COMPONENTS].shown,
    ]
    overlay = [f"## {_OVERLAY_TITLE}", _OVERLAY, _overlay()]
    listed = "\n".join([f"- {_link(_OVERLAY_TITLE)}", *contents, f"- {_link(_REST_TITLE)}"])
    return "\n\n".join([_INTRODUCTION, listed, *overlay, *sections, *rest]) + "\n"


def _overlay() -> str:
    """Return a schema that extends another."""
    file = _ROOT / "tests/cases/overlay/schema.yaml"
    return _fenced(file.read_text(encoding="utf-8").splitlines(), file)


def _fenced(lines: list[str], file: Path) -> str:
    """Return lines of a schema file, and a link to it."""
    path = file.relative_to(_ROOT).as_posix()
    text = "\n".join(lines).rstrip()
    return f"```yaml\n{text}\n```\n\nFrom [{path}](../{path})."


def _parts(definitions: dict[str, Any]) -> list[_Part]:
    """Return the definitions in the order of the keys that lead to them."""
    parts = list(_below(Schema.__name__, (), definitions, set()))
    count = Counter(part.path for part in parts)
    return [part if count[part.path] > 1 else part._replace(choice="") for part in parts]


def _below(
    name: str, path: tuple[str, ...], definitions: dict[str, Any], seen: set[str]
) -> Iterator[_Part]:
    """Yield a definition and those below it, each once, where it comes first."""
    seen.add(name)
    properties = definitions[name]["properties"]
    yield _Part(
        name, path, next((each["const"] for each in properties.values() if "const" in each), "")
    )
    for key, own in properties.items():
        for below in _named(own):
            if below not in seen:
                yield from _below(below, (*path, key), definitions, seen)


def _named(part: Any) -> list[str]:
    """Return the definitions that a part names: its own, those by name, and those in a list."""
    if not isinstance(part, dict):
        return []
    inner = [*part.get("anyOf", ()), part.get("items"), part.get("additionalProperties")]
    own = [_name(part)] if "$ref" in part else []
    return own + [name for each in inner for name in _named(each)]


def _name(part: Any) -> str:
    return str(part["$ref"]).rpartition("/")[2]


def _titles(parts: list[_Part]) -> dict[str, str]:
    """Return the title of each definition, with as few keys as make it the only one."""
    longest = max(len(part.path) for part in parts)
    counts = [Counter(part.title(length) for part in parts) for length in range(1, longest + 1)]
    found = {}
    for part in parts:
        titles = [part.title(length) for length in range(1, longest + 1)]
        free = [title for title, count in zip(titles, counts, strict=True) if count[title] == 1]
        found[part.name] = free[0]
    return found


def _link(title: str) -> str:
    return f"[{title}](#{title.lower().replace(':', '').replace(' ', '-')})"


_KEEPS = {"StandardObject"}  # what it does not say stays as an org has it


def _section(
    part: _Part, definition: dict[str, Any], titles: dict[str, str], examples: dict[str, _Example]
) -> str:
    required = definition.get("required", ())
    rows = [
        f"| {f'**`{key}`**' if key in required else f'`{key}`'} | {own['description']} | "
        f"{_value(own, titles, usual=part.name not in _KEEPS)} |"
        for key, own in definition["properties"].items()
    ]
    heading = "#" * min(max(len(part.path), 1) + 1, _DEEPEST)
    table = "\n".join(["| Key | What it is | What to write |", "| --- | --- | --- |", *rows])
    types = [_types(), _fields(examples)] if part.name == _FIELD else []
    if part.name not in examples and part.path:
        raise LookupError(f"no schema in tests/cases has {part.path}; add an example")
    example = [examples[part.name].shown] if part.path and not types else []
    said = (f"{heading} {titles[part.name]}", definition["description"], table, *types, *example)
    return "\n\n".join(said)


def _value(part: Any, titles: dict[str, str], *, usual: bool) -> str:
    """Return what to write at a key, and what is `usual` without it."""
    default = part.get("default") if usual else None
    shown = str(default).lower() if isinstance(default, bool) else default
    without = "" if default is None else f"; without the key: `{shown}`"
    return _either(_kinds(part, titles)) + without


def _kinds(part: Any, titles: dict[str, str]) -> list[str]:
    """Return the values and kinds of values that may stand somewhere."""
    if "anyOf" in part:
        kinds = [kind + _note(each) for each in part["anyOf"] for kind in _kinds(each, titles)]
        return list(dict.fromkeys(kinds))
    if "$ref" in part:
        return [_link(titles[_name(part)])]
    if "enum" in part or "const" in part:
        return [f"`{each}`" for each in part.get("enum") or [part["const"]]]
    if "items" in part:
        return [f"a list: {_either(_kinds(part['items'], titles))}"]
    if part.get("type") == "object":
        values = part["additionalProperties"]
        is_free = values is True
        return ["elements" if is_free else f"by name: {_either(_kinds(values, titles))}"]
    return _KINDS[part["type"]]


def _note(part: Any) -> str:
    return f" ({part['description']})" if "description" in part else ""


def _either(kinds: list[str]) -> str:
    *most, last = kinds
    return f"{', '.join(most)} or {last}" if most else last


def _types() -> str:
    """Return the table of the types of fields."""
    formulas = ", ".join(f"`Formula({row.setup})`" for row in FIELD_TYPES if row.formula)
    rows = [(_notation(row), sorted(row.keys)) for row in FIELD_TYPES]
    rows.append((formulas, list(_FORMULA_KEYS)))
    return "\n".join(
        [_TYPES, *(f"| {name} | {', '.join(f'`{key}`' for key in keys)} |" for name, keys in rows)]
    )


def _fields(examples: dict[str, _Example]) -> str:
    """Return an example of each type of field."""
    names = [*(row.name for row in FIELD_TYPES), _FORMULA]
    own = [examples[f"{_FIELD} {name}"].own for name in names]
    lines = dict.fromkeys("\n".join(line for line in each if line.strip()) for each in own)
    return "\n".join([_EACH_TYPE, *lines, "```"])


def _notation(row: FieldType) -> str:
    numbers = [each for each in row.parameters if isinstance(each, Number)]
    names = [each.name if isinstance(each, Number) else each for each in row.parameters]
    inside = f"({', '.join(names)})" if names else ""
    ranges = [f"{each.name} {each.low} to {each.high}" for each in numbers]
    return ", ".join([f"`{row.setup}{inside}`", *ranges])


def _examples(definitions: dict[str, Any]) -> dict[str, _Example]:
    """Return the best example of each definition, of `metadata` and of `components`."""
    found: dict[str, list[_Example]] = {}
    for file in (file for pattern in _FILES for file in sorted(_ROOT.glob(pattern))):
        content = yaml_source.Source(file.name, file.read_text(encoding="utf-8")).content()
        if isinstance(content.data, dict) and "extends" in content.data:
            continue  # its values have other forms
        start = {"$ref": Schema.__name__}
        for name, place, keys in _places(content.data, start, (), definitions):
            found.setdefault(name, []).append(
                _Example(file, content.lines, place, frozenset(keys))
            )
    return {name: max(each, key=lambda one: one.rank) for name, each in found.items()}


def _places(
    data: Any, part: Any, place: tuple[int | str, ...], definitions: dict[str, Any]
) -> Iterator[tuple[str, tuple[int | str, ...], Any]]:
    """Yield where data has which definition, and its keys. An entry stands for its whole list."""
    for choice in part.get("anyOf", [part]):
        if "$ref" in choice and _fits(
            data, properties := definitions[_name(choice)]["properties"]
        ):
            if place:
                whole = place[:-1] if isinstance(place[-1], int) else place
                yield from ((name, whole, data) for name in _names(_name(choice), data))
            for key, value in data.items():
                if key in {_METADATA, _COMPONENTS}:
                    yield key, (*place, key), data
                yield from _places(value, properties[key], (*place, key), definitions)
        elif isinstance(data, dict) and isinstance(choice.get("additionalProperties"), dict):
            for key, value in data.items():
                below = choice["additionalProperties"]
                yield from _places(value, below, (*place, key), definitions)
        elif isinstance(data, list) and "items" in choice:
            for index, value in enumerate(data):
                yield from _places(value, choice["items"], (*place, index), definitions)


def _names(definition: str, data: dict[str, Any]) -> list[str]:
    """Return what data is an example of: its definition, and the type of a field."""
    if definition != _FIELD:
        return [definition]
    kind = data_type(data["type"])
    return [definition, f"{_FIELD} {_FORMULA if kind.formula else kind.row.name}"]


def _fits(data: Any, properties: dict[str, Any]) -> bool:
    return isinstance(data, dict) and all(
        key in properties and properties[key].get("const", value) == value
        for key, value in data.items()
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
