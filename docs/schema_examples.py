"""The examples of docs/schema.md: parts of the schema files that the tests generate from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from generator.schema import yaml_source
from generator.schema.lines import Lines
from generator.types.field_notation import data_type
from generator.types.schema import Schema

METADATA, COMPONENTS = "metadata", "components"
FIELD, FORMULA = "CustomField", "Formula"
_ROOT = Path(__file__).parent.parent
_FILES = ("tests/cases/*/*.yaml", "generator/schemas/*.yaml")
_LONGEST = 25  # lines of an example, if there is a shorter one
_RARE = {
    METADATA,
    COMPONENTS,
    "action_overrides_without_form_factors",
    "deprecated",
    "licensing",
    "source",
}


class Example(NamedTuple):
    """A place in a schema file, and the keys of its data.

    `only` are those that are shown; all if it is empty.
    """

    file: Path
    lines: Lines
    place: tuple[int | str, ...]
    keys: frozenset[str]
    only: frozenset[str] = frozenset()

    @property
    def own(self) -> list[str]:
        """The lines of the place."""
        text = self.file.read_text(encoding="utf-8").splitlines()
        first = self._number(self.place)
        numbers = sorted(self._number((*self.place, key)) for key in self.only)
        if not self.place:
            return [line for number in numbers for line in _block(text, number)]
        if not numbers or numbers[0] == first:
            return _block(text, first)
        return [text[first], *(line for number in numbers for line in _block(text, number))]

    @property
    def text(self) -> list[str]:
        """The lines of the place, below those of the keys that lead to it."""
        text = self.file.read_text(encoding="utf-8").splitlines()
        numbers = [self._number(self.place[:end]) for end in range(1, len(self.place))]
        above = dict.fromkeys(number for number in numbers if number != self._number(self.place))
        return [*(text[number] for number in above), *self.own]

    @property
    def shown(self) -> str:
        """The example, and a link to its file."""
        return _fenced(self.text, self.file)

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """How well the example explains: short, without rare keys, with many others."""
        text = self.text
        return len(text) <= _LONGEST, not self.keys & _RARE, len(self.keys), -len(text)

    def _number(self, place: tuple[int | str, ...]) -> int:
        return self.lines(place).line - 1


def _block(text: list[str], first: int) -> list[str]:
    """Return a line, and those below it that stand further in."""
    own = [text[first]]
    for line in text[first + 1 :]:
        if line.strip() and _indent(line) <= _indent(text[first]):
            break
        own.append(line)
    return own


def best_examples(definitions: dict[str, Any]) -> dict[str, list[Example]]:
    """Return the examples of each definition, of `metadata` and of `components`, the best first.

    Each key is in one of them, unless it is rare, or has a definition and examples of its own.
    """
    found = _all_examples(definitions)
    apart = {
        name: {key for key, own in definition["properties"].items() if definitions_in(own)}
        for name, definition in definitions.items()
    }
    best = {name: [max(each, key=lambda one: one.rank)] for name, each in found.items()}
    best[Schema.__name__] = []  # not a whole file
    fields = [each for name, own in best.items() if name.startswith(f"{FIELD} ") for each in own]
    return {
        name: own + _further(found[name], fields if name == FIELD else own, apart.get(name, set()))
        for name, own in best.items()
    }


def _further(examples: list[Example], chosen: list[Example], apart: set[str]) -> list[Example]:
    """Return the examples with keys that those which are chosen lack, with these keys only."""
    left = {key for each in examples for key in each.keys} - _RARE - apart
    left -= {key for each in chosen for key in each.keys}
    found = []
    while left:
        best = max(examples, key=lambda each: (len(each.keys & left), each.rank))
        found.append(best._replace(only=best.keys & left))
        left -= best.keys
    return found


def _all_examples(definitions: dict[str, Any]) -> dict[str, list[Example]]:
    found: dict[str, dict[tuple[Path, tuple[int | str, ...]], Example]] = {}
    for file in (file for pattern in _FILES for file in sorted(_ROOT.glob(pattern))):
        content = yaml_source.Source(file.name, file.read_text(encoding="utf-8")).content()
        if isinstance(content.data, dict) and "extends" in content.data:
            continue  # its values have other forms
        start = {"$ref": Schema.__name__}
        for name, place, keys in _places(content.data, start, (), definitions):
            own = found.setdefault(name, {})
            others = own[file, place].keys if (file, place) in own else frozenset[str]()
            own[file, place] = Example(file, content.lines, place, others.union(keys))
    return {name: list(each.values()) for name, each in found.items()}


def whole(case: str) -> str:
    """Return the whole schema of a case, and a link to its file."""
    file = _ROOT / f"tests/cases/{case}/schema.yaml"
    return _fenced(file.read_text(encoding="utf-8").splitlines(), file)


def definition_of(part: Any) -> str:
    """Return the name of the definition to which a part of the JSON Schema refers."""
    return str(part["$ref"]).rpartition("/")[2]


def definitions_in(part: Any) -> list[str]:
    """Return the definitions that a part names: its own, those by name, and those in a list."""
    if not isinstance(part, dict):
        return []
    inner = [*part.get("anyOf", ()), part.get("items"), part.get("additionalProperties")]
    own = [definition_of(part)] if "$ref" in part else []
    return own + [name for each in inner for name in definitions_in(each)]


def _fenced(lines: list[str], file: Path) -> str:
    """Return lines of a schema file, and a link to it."""
    path = file.relative_to(_ROOT).as_posix()
    text = "\n".join(lines).rstrip()
    return f"```yaml\n{text}\n```\n\nFrom [{path}](../{path})."


def _places(
    data: Any, part: Any, place: tuple[int | str, ...], definitions: dict[str, Any]
) -> Iterator[tuple[str, tuple[int | str, ...], Any]]:
    """Yield where data has which definition, and its keys. An entry stands for its whole list."""
    for choice in part.get("anyOf", [part]):
        if "$ref" in choice and _fits(
            data, properties := definitions[definition_of(choice)]["properties"]
        ):
            whole = place[:-1] if place and isinstance(place[-1], int) else place
            yield from ((name, whole, data) for name in _names(definition_of(choice), data))
            for key, value in data.items():
                if key in {METADATA, COMPONENTS}:
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
    if definition != FIELD:
        return [definition]
    kind = data_type(data["type"])
    own = f"{FORMULA} {kind.row.name}" if kind.formula else kind.row.name
    return [definition, f"{FIELD} {own}"]


def _fits(data: Any, properties: dict[str, Any]) -> bool:
    return isinstance(data, dict) and all(
        key in properties and properties[key].get("const", value) == value
        for key, value in data.items()
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
