"""Render components with their templates. Reads templates only: nothing of a project."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
    nodes,
)
from jinja2.ext import Extension
from jinja2.meta import find_referenced_templates
from lxml.etree import LxmlError, XPath
from lxml.etree import _Element as Element

from generator.diagnostics import Diagnostic
from generator.errors import RenderError, UnprintedError
from generator.metadata.canonical import parse, serialize
from generator.metadata.elements import count, has_attributes, read
from generator.metadata.elements import lines as lines_of
from generator.metadata.registry import Component, Document
from generator.metadata.xsd import violations
from generator.resources import TEMPLATES

_GENERIC = "metadata.xml.j2"  # for the types that have no template of their own
# What a template can raise: errors of Jinja, of lxml, and of the Python that it runs.
_BREAKS = (
    *(TemplateError, LxmlError, ArithmeticError, LookupError, OSError, RecursionError),
    *(TypeError, ValueError),
)


_TAG = re.compile(r"{% (optional|repeat|nested) (?:([\w.]+)\.)?(\w+) %}")
# Without the white space around them: an element that holds nothing has no text either.
_TAGS = {
    "optional": "{%- if 'NAME' in ABOVE %}<NAME>{{ ABOVE['NAME'] }}</NAME>{% endif -%}",
    "repeat": (
        "{%- if 'NAME' in ABOVE %}{% for a in ABOVE['NAME'] %}<NAME>{{ a }}</NAME>{% endfor %}"
        "{% endif -%}"
    ),
    "nested": "{%- if 'NAME' in ABOVE %}{{ tree(lines('NAME', ABOVE['NAME'])) }}{% endif -%}",
}


_NUMBER_BELOW = XPath("count(.//*)")


class Elements(Extension):
    """The tags of our templates, each of which prints the elements of a name, or nothing.

    `{% optional label %}` prints one of text, `{% repeat members %}` as many of text as there are,
    `{% nested lookupFilter %}` all that holds others.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return _TAG.sub(_expanded, source)


def _expanded(match: re.Match[str]) -> str:
    tag, above, name = match.groups()
    return _TAGS[tag].replace("ABOVE", above or "elements").replace("NAME", name)


@dataclass(frozen=True, slots=True)
class Names:
    """The names in a template: of elements (`entry`), and of parts of elements (`entry.field`)."""

    elements: frozenset[str]
    parts: frozenset[str]

    def unknown(self, elements: Mapping[str, object]) -> list[str]:
        """Return the elements, and parts of elements, that the template does not name."""
        result = [name for name in elements if name not in self.elements]
        for name, value in elements.items():
            if type(value) in {dict, list, tuple}:
                result += (f"{name}.{part}" for part in self._unknown_parts(value))
        return result

    def _unknown_parts(self, value: object) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (name for name in value if name not in self.parts)
        elif isinstance(value, (list, tuple)):
            yield from dict.fromkeys(name for each in value for name in self._unknown_parts(each))


class TemplateLoader(FileSystemLoader):
    """Loads templates, each with its names and those of the templates that it extends."""

    def __init__(self) -> None:
        super().__init__(TEMPLATES)
        self.names: dict[str, Names] = {}

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002  (as Jinja calls it)
        source, file, _ = self.get_source(environment, name)
        tree = environment.parse(source, name, file)
        self.names[name] = self._names(environment, tree)
        code = environment.compile(tree, name, file)
        return environment.template_class.from_code(environment, code, globals or {})

    def _names(self, environment: Environment, tree: nodes.Template) -> Names:
        elements = {node.name for node in tree.find_all(nodes.Name)}
        parts = {node.attr for node in tree.find_all(nodes.Getattr)}
        keys = (node.arg for node in tree.find_all(nodes.Getitem))
        found = {str(key.value) for key in keys if isinstance(key, nodes.Const)}
        elements, parts = elements | found, parts | found
        for parent in find_referenced_templates(tree):
            environment.get_template(str(parent))
            elements |= self.names[str(parent)].elements
            parts |= self.names[str(parent)].parts
        return Names(frozenset(elements), frozenset(parts))


def environment() -> Environment:
    """Return Jinja as all templates are rendered: escaping, strict, and with our tags."""
    return Environment(
        loader=TemplateLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_xml_value,
        extensions=[Elements],
        auto_reload=False,
    )


def render(components: Iterable[Component], env: Environment) -> Iterator[Document]:
    """Yield a document for each component, in retrieve form, with the elements that its type has.

    Raises RenderError at the first component whose template breaks, does not name one of its
    elements, or prints what its type does not have. That is a fault of this program, not of a
    schema.
    """
    for component in components:
        yield Document(component.path, _content(component, env), component.place)


def _content(component: Component, env: Environment) -> bytes:
    name = component.template if _is_own(component.template) else _GENERIC
    try:
        root = parse(_text(component, env.get_template(name)))
        unprinted = _unprinted(component, root, env)
        if component.more:
            root = parse(_with_more(component, root, env))
    except TemplateSyntaxError as error:
        raise RenderError(Diagnostic(f"templates/{name}", str(error), error.lineno)) from error
    except _BREAKS as error:
        raise _error(component, name, str(error)) from error
    if broken := violations(root):
        raise _error(component, name, *map(str, broken))
    if unprinted:
        messages = [f"does not print {each}; leave it out, or correct it" for each in unprinted]
        found = _diagnostics(component, name, messages)
        raise UnprintedError(*found, place=component.place, paths=tuple(unprinted))
    return serialize(root, decomposed=component.type.decomposed)


def _unprinted(component: Component, root: Element, env: Environment) -> list[str]:
    """Return what a component has and its template does not print."""
    elements = component.elements
    if component.variant and isinstance(env.loader, TemplateLoader):
        return env.loader.names[component.template].unknown(elements)
    if count(elements) == _NUMBER_BELOW(root):
        return []
    printed = Counter(_paths(read(root)))
    return list(Counter(_paths(elements)) - printed)


def _paths(elements: Mapping[str, object]) -> Iterator[str]:
    """Yield the path of each element, once for each time that it stands."""
    for name, value in elements.items():
        for each in value if isinstance(value, (list, tuple)) else (value,):
            yield name
            if isinstance(each, dict) and not has_attributes(each):
                yield from (f"{name}.{path}" for path in _paths(each))


@cache
def _is_own(template: str) -> bool:
    return (TEMPLATES / template).is_file()


def _text(component: Component, template: Template) -> str:
    elements, kind = component.elements, component.type.name
    if template.name == _GENERIC:
        return template.render(type=kind, lines=lines_of(elements, kind))
    if component.variant:
        return template.render(elements, elements=elements)
    return template.render(
        elements=elements, lines=lambda name, value: lines_of({name: value}, kind)
    )


def _error(component: Component, template: str, *messages: str) -> RenderError:
    return RenderError(*_diagnostics(component, template, messages))


def _with_more(component: Component, root: Element, env: Environment) -> str:
    """Return what a template printed, with further elements, all in the published order."""
    elements, kind = read(root) | dict(component.more or {}), component.type.name
    kept = {name: value for name, value in elements.items() if value is not None}
    return env.get_template(_GENERIC).render(type=kind, lines=lines_of(kept, kind))


def _diagnostics(component: Component, template: str, messages: Iterable[str]) -> list[Diagnostic]:
    file = f"templates/{template}"
    return [Diagnostic(file, each, key=component.full_name) for each in messages]


def _xml_value(value: object) -> object:
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
