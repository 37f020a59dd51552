"""Components in, documents out. Pure but for reading templates: nothing here touches a project."""

import re
from collections.abc import Iterable, Iterator

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
)
from jinja2.ext import Extension
from lxml.etree import LxmlError

from generator.diagnostics import Diagnostic
from generator.errors import RenderError
from generator.metadata.canonical import parse, serialize
from generator.metadata.registry import Component, Document
from generator.metadata.xsd import covers, violations
from generator.resources import TEMPLATES

# What a template can raise: Jinja's own errors, and those of the Python it runs.
_BREAKS = (
    *(TemplateError, LxmlError, ArithmeticError, LookupError, OSError, RecursionError),
    *(TypeError, ValueError),
)


class Optional(Extension):
    """`{% optional label %}`: the element of that name, or nothing where it has no value."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return re.sub(
            r"{% optional (\w+) %}",
            r"{% if '\1' in elements %}<\1>{{ \1 }}</\1>{% endif %}",
            source,
        )


def environment() -> Environment:
    """Return Jinja as all templates are rendered: escaping, strict, and with `optional`."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_xml_value,
        extensions=[Optional],
        auto_reload=False,
    )


def render(components: Iterable[Component], env: Environment) -> Iterator[Document]:
    """Yield a document for each component, in retrieve form and valid against our XSD.

    Raises RenderError at the first template that breaks: its output is not a user's to mend.
    """
    for component in components:
        yield Document(component.path, _content(component, env), component.place)


def _content(component: Component, env: Environment) -> bytes:
    name = component.template
    try:
        root = parse(
            env.get_template(name).render(component.elements, elements=component.elements)
        )
    except TemplateSyntaxError as error:
        raise RenderError(Diagnostic(f"templates/{name}", str(error), error.lineno)) from error
    except _BREAKS as error:
        raise RenderError(
            Diagnostic(f"templates/{name}", str(error), key=component.full_name)
        ) from error
    if covers(component.type.name) and (found := violations(root)):
        raise RenderError(
            *(Diagnostic(f"templates/{name}", str(v), key=component.full_name) for v in found)
        )
    return serialize(root, decomposed=component.type.decomposed)


def _xml_value(value: object) -> object:
    """Write booleans as XML does, and never print None."""
    if value is None:
        raise TemplateRuntimeError("None reached the output; leave the element out")
    return ("false", "true")[value] if isinstance(value, bool) else value
