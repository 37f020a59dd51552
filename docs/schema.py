"""Write docs/schema.md from the JSON Schema of the language and the examples of the tests."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docs.schema_examples import (
    COMPONENTS,
    FIELD,
    FORMULA,
    METADATA,
    Example,
    best_examples,
    definition_of,
    definitions_in,
    whole,
)
from generator.schema import yaml_source
from generator.schema.json_schema import json_schema
from generator.types.field_types import FIELD_TYPES, FieldType, Number
from generator.types.schema import Schema

TARGET = Path(__file__).with_suffix(".md")
_DEEPEST = 5  # level of a heading
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
keys, and examples of them. Each example is a part of a file that the tests generate from; the link
below it leads to the whole file. The page is made from the code by `make docs`.

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
After an update of a shipped schema, `kaltura-sfdx plan my-schema.yaml` shows what that changes."""
_VENDOR = """What a vendor needs stays: see [Needed by vendor](#needed-by-vendor). A schema that
takes it away, narrows it, or does not keep a limit is refused with the vendor's reason. If it has
to be, write the path under `accepted_deviations`, and why."""
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


def page() -> str:
    """Return the page: a section for each definition of the JSON Schema."""
    definitions = json_schema(Schema, yaml_source.shipped())["$defs"]
    parts = _parts(definitions)
    titles = _titles(parts)
    shown = best_examples(definitions)
    contents = [f"{'  ' * (len(each.path) - 1)}- {_link(titles[each.name])}" for each in parts[1:]]
    sections = [_section(each, definitions[each.name], titles, shown) for each in parts]
    rest = [
        f"## {_REST_TITLE}",
        _REST,
        shown[METADATA][0].shown,
        _RAW,
        shown[COMPONENTS][0].shown,
    ]
    overlay = [f"## {_OVERLAY_TITLE}", _OVERLAY, whole("overlay"), _VENDOR, whole("vendor")]
    listed = "\n".join([f"- {_link(_OVERLAY_TITLE)}", *contents, f"- {_link(_REST_TITLE)}"])
    return "\n\n".join([_INTRODUCTION, listed, *overlay, *sections, *rest]) + "\n"


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
        for below in definitions_in(own):
            if below not in seen:
                yield from _below(below, (*path, key), definitions, seen)


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
    part: _Part,
    definition: dict[str, Any],
    titles: dict[str, str],
    examples: dict[str, list[Example]],
) -> str:
    required = definition.get("required", ())
    rows = [
        f"| {f'**`{key}`**' if key in required else f'`{key}`'} | {own['description']} | "
        f"{_value(own, titles, usual=part.name not in _KEEPS)} |"
        for key, own in definition["properties"].items()
    ]
    heading = "#" * min(max(len(part.path), 1) + 1, _DEEPEST)
    table = "\n".join(["| Key | What it is | What to write |", "| --- | --- | --- |", *rows])
    types = [_types(), _fields(examples)] if part.name == FIELD else []
    if part.name not in examples:
        raise LookupError(f"no schema in tests/cases has {part.path}; add an example")
    shown = [] if types else examples[part.name]
    said = (
        *(f"{heading} {titles[part.name]}", definition["description"], table, *types),
        *(each.shown for each in shown),
    )
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
        return [_link(titles[definition_of(part)])]
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


def _fields(examples: dict[str, list[Example]]) -> str:
    """Return an example of each type of field."""
    formulas = [f"{FORMULA} {row.name}" for row in FIELD_TYPES if row.formula]
    names = [*(row.name for row in FIELD_TYPES), *formulas]
    shown = [*(examples[f"{FIELD} {name}"][0] for name in names), *examples[FIELD][1:]]
    own = (
        [line for line in each._replace(only=frozenset()).own if line.strip()] for each in shown
    )
    lines = dict.fromkeys("\n".join(each) for each in own)
    return "\n".join([_EACH_TYPE, *lines, "```"])


def _notation(row: FieldType) -> str:
    numbers = [each for each in row.parameters if isinstance(each, Number)]
    names = [each.name if isinstance(each, Number) else each for each in row.parameters]
    inside = f"({', '.join(names)})" if names else ""
    ranges = [f"{each.name} {each.low} to {each.high}" for each in numbers]
    return ", ".join([f"`{row.setup}{inside}`", *ranges])


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
