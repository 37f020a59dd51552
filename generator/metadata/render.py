"""Render components with their templates. Reads templates only: nothing of a project."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
from lxml.etree import LxmlError

from generator.diagnostics import Diagnostic
from generator.errors import RenderError
from generator.metadata.canonical import parse, serialize
from generator.metadata.registry import Component, Document
from generator.metadata.xsd import violations
from generator.resources import TEMPLATES

# What a template can raise: errors of Jinja, of lxml, and of the Python that it runs.
_BREAKS = (
    *(TemplateError, LxmlError, ArithmeticError, LookupError, OSError, RecursionError),
    *(TypeError, ValueError),
)


class Optional(Extension):
    """`{% optional label %}`: prints the element of that name, or nothing if there is none."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return re.sub(
            r"{% optional (\w+) %}",
            r"{% if '\1' in elements %}<\1>{{ \1 }}</\1>{% endif %}",
            source,
        )


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
        parts |= {key.value for key in keys if isinstance(key, nodes.Const)}
        for parent in find_referenced_templates(tree):
            environment.get_template(str(parent))
            elements |= self.names[str(parent)].elements
            parts |= self.names[str(parent)].parts
        return Names(frozenset(elements), frozenset(parts))


def environment() -> Environment:
    """Return Jinja as all templates are rendered: escaping, strict, and with `optional`."""
    return Environment(
        loader=TemplateLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_xml_value,
        extensions=[Optional],
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
    name = component.template
    try:
        template = env.get_template(name)
        root = parse(template.render(component.elements, elements=component.elements))
    except TemplateSyntaxError as error:
        raise RenderError(Diagnostic(f"templates/{name}", str(error), error.lineno)) from error
    except _BREAKS as error:
        raise _error(component, str(error)) from error
    if found := violations(root):
        raise _error(component, *map(str, found))
    if isinstance(env.loader, TemplateLoader) and (
        unknown := env.loader.names[name].unknown(component.elements)
    ):
        hint = "add it to the template, or correct its name"
        raise _error(component, *(f"does not name the element {n}; {hint}" for n in unknown))
    return serialize(root, decomposed=component.type.decomposed)


def _error(component: Component, *messages: str) -> RenderError:
    file = f"templates/{component.template}"
    return RenderError(*(Diagnostic(file, m, key=component.full_name) for m in messages))


def _xml_value(value: object) -> object:
    """Return a value as it is printed: booleans as XML has them; None is an error."""
    if value is None:
        raise TemplateRuntimeError("None has no form in XML; leave the element out")
    return ("false", "true")[value] if isinstance(value, bool) else value
