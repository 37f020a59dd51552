"""Render components with their templates. Reads templates only: nothing of a project."""

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
    TemplateSyntaxError,
    nodes,
)
from jinja2.meta import find_referenced_templates
from lxml.etree import LxmlError, XPath
from lxml.etree import _Element as Element

from generator.diagnostics import Diagnostic
from generator.errors import RenderError, UnprintedError
from generator.metadata.canonical import parse, serialize
from generator.metadata.elements import count, is_text, lines, read
from generator.metadata.patterns import Patterns
from generator.metadata.registry import Component, Document
from generator.metadata.template_tags import Elements, tag_names, tree, xml_value
from generator.metadata.xsd import violations
from generator.resources import TEMPLATES

_GENERIC = "metadata.xml.j2"  # for the types that have no template of their own
# What a template can raise: errors of Jinja, of lxml, and of the Python that it runs.
_BREAKS = (
    *(TemplateError, LxmlError, ArithmeticError, LookupError, OSError, RecursionError),
    *(TypeError, ValueError),
)


_NUMBER_BELOW = XPath("count(.//*)")


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
    """Loads templates, and says which names each has, with those of templates that it extends."""

    def __init__(self) -> None:
        super().__init__(TEMPLATES)
        self._trees: dict[str, nodes.Template] = {}

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002  (as Jinja calls it)
        source, file, _ = self.get_source(environment, name)
        self._trees[name] = tree = environment.parse(source, name, file)
        code = environment.compile(tree, name, file)
        return environment.template_class.from_code(environment, code, globals or {})

    def names(self, environment: Environment, name: str) -> Names:
        """Return the names in a template that was loaded."""
        tree = self._trees[name]
        elements = tag_names(self.get_source(environment, name)[0])
        parts: set[str] = set()
        for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem)):
            if isinstance(node, nodes.Name):
                elements.add(node.name)
            elif isinstance(node, nodes.Getattr):
                parts.add(node.attr)
            elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
                parts.add(str(node.arg.value))
        for parent in find_referenced_templates(tree):
            above = self.names(environment, str(parent))
            elements |= above.elements
            parts |= above.parts
        return Names(frozenset(elements), frozenset(parts))


def environment() -> Environment:
    """Return Jinja as all templates are rendered: escaping, strict, and with our tags."""
    return Environment(
        loader=TemplateLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=xml_value,
        extensions=[Elements],
        auto_reload=False,
        optimized=False,  # that takes longer than it saves
    )


def render(components: Iterable[Component], env: Environment) -> Iterator[Document]:
    """Yield a document for each component, in retrieve form, with the elements that its type has.

    Raises RenderError at the first component whose template breaks, does not name one of its
    elements, or prints what its type does not have. That is a fault of this program, not of a
    schema.
    """
    patterns = Patterns(lambda component: content(component, env))
    for component in components:
        yield Document(component.path, patterns.content(component), component.place)


def content(component: Component, env: Environment) -> bytes:
    """Return the bytes of one component; raises RenderError as `render` does."""
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
    return serialize(root, by_client=component.type.is_composed)


def _unprinted(component: Component, root: Element, env: Environment) -> list[str]:
    """Return what a component has and its template does not print."""
    elements = component.elements
    if component.variant and isinstance(env.loader, TemplateLoader):
        return env.loader.names(env, component.template).unknown(elements)
    if count(elements) == _NUMBER_BELOW(root):
        return []
    printed = Counter(_paths(read(root)))
    return list(Counter(_paths(elements)) - printed)


def _paths(elements: Mapping[str, object]) -> Iterator[str]:
    """Yield the path of each element, once for each time that it stands."""
    for name, value in elements.items():
        for each in value if isinstance(value, (list, tuple)) else (value,):
            yield name
            if isinstance(each, dict) and not is_text(each):
                yield from (f"{name}.{path}" for path in _paths(each))


@cache
def _is_own(template: str) -> bool:
    return (TEMPLATES / template).is_file()


def _text(component: Component, template: Template) -> str:
    elements, kind = component.elements, component.type.name
    if template.name == _GENERIC:
        return template.render(type=kind, body=tree(lines(elements, kind)))
    if component.variant:
        return template.render(elements, elements=elements)
    return template.render(elements=elements, kind=kind)


def _error(component: Component, template: str, *messages: str) -> RenderError:
    return RenderError(*_diagnostics(component, template, messages))


def _with_more(component: Component, root: Element, env: Environment) -> str:
    """Return what a template printed, with further elements, all in the published order."""
    elements, kind = read(root) | dict(component.more or {}), component.type.name
    kept = {name: value for name, value in elements.items() if value is not None}
    return env.get_template(_GENERIC).render(type=kind, body=tree(lines(kept, kind)))


def _diagnostics(component: Component, template: str, messages: Iterable[str]) -> list[Diagnostic]:
    file = f"templates/{template}"
    return [Diagnostic(file, each, key=component.full_name) for each in messages]
