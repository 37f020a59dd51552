"""The tags of our templates, each of which prints the elements of a name, or nothing.

`{% optional label %}` prints one of text, `{% repeat members %}` as many of text as there are,
`{% nested lookupFilter %}` all that holds others. The name can stand below another, as in
`{% optional elements.valueSet.restricted %}`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby

from jinja2 import Environment, TemplateRuntimeError
from jinja2.ext import Extension
from markupsafe import Markup, escape

from generator.metadata.elements import Line, lines

_TAG = re.compile(r"{% (optional|repeat|nested) (?:([\w.]+)\.)?(\w+) %}(\s*)")
_ROW = re.compile(rf"(?:{_TAG.pattern})+")


class Elements(Extension):
    """Our tags. A row of them becomes one call, since Jinja takes long to compile many."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals.update(printed=_printed, tree=tree)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return _ROW.sub(lambda row: "".join(_calls(row[0])), source)


def tag_names(source: str) -> set[str]:
    """Return the names that stand in tags of a template."""
    return {name for _, _, name, _ in _TAG.findall(source)}


def tree(rows: list[Line]) -> Markup:
    """Return elements with all that is below them, given as `elements.lines` returns them."""
    return Markup("".join(map(_line, rows)))  # noqa: S704  (its parts are escaped)


def xml_value(value: object) -> object:
    """Return a value as it is printed: booleans as XML has them.

    None is an error, and so are elements where the template prints a text.
    """
    if isinstance(value, str):
        return value
    if value is None:
        raise TemplateRuntimeError("None has no form in XML; leave the element out")
    if isinstance(value, (dict, list, tuple)):
        raise TemplateRuntimeError(f"the template prints {value!r} as a text")
    return ("false", "true")[value] if isinstance(value, bool) else value


def _calls(row: str) -> Iterator[str]:
    """Yield a call for all tags below one element, on as many lines as they stood on.

    Without the white space around them: an element that holds nothing has no text either.
    """
    for above, tags in groupby(_TAG.findall(row), key=lambda tag: tag[1]):
        found = list(tags)
        names = " ".join(f"{kind} {name}" for kind, _, name, _ in found)
        kind = ", kind" if "nested " in names else ""
        breaks = "\n" * sum(space.count("\n") for *_, space in found)
        yield f"{{{{- printed('{names}', {above or 'elements'}{kind}){breaks} -}}}}"


def _printed(tags: str, elements: Mapping[str, object], kind: str = "") -> Markup:
    """Return what a row of tags prints; `kind` is the published type of the elements."""
    parts = (
        _tag(tag, name, elements[name], kind)
        for name, tag in _tags(tags).items()
        if name in elements
    )
    return Markup("".join(parts))  # noqa: S704  (its parts are escaped)


@cache
def _tags(text: str) -> dict[str, str]:
    """Return the tag of each name in a text such as `optional label repeat members`."""
    words = text.split()
    return dict(zip(words[1::2], words[::2], strict=True))


def _tag(tag: str, name: str, value: object, kind: str) -> str:
    if tag == "nested":
        return tree(lines({name: value}, kind))
    if tag == "optional":
        return f"<{name}>{escape(xml_value(value))}</{name}>"
    entries = value if isinstance(value, (list, tuple)) else (value,)
    return "".join(f"<{name}>{escape(xml_value(each))}</{name}>" for each in entries)


def _line(line: Line) -> str:
    opened, attributes, text, closed = line
    texts = "".join(f' {key}="{escape(value)}"' for key, value in attributes)
    start = f"<{opened}{texts}>" if opened else ""
    return f"{start}{escape(text)}" + (f"</{closed}>" if closed else "")
