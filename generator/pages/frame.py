"""The frame of a page of one file: its templates, style and script, and its security policy.

A page asks for nothing and runs nothing but its own script, which its policy names by its hash. It
has no attribute `style`, since a policy that allows it would allow any.
"""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator.names import PROGRAM
from generator.pages.anchors import identifier, reference, web_address
from generator.resources import TEMPLATES

_PAGES = TEMPLATES / "pages"
_FRAME_STYLE, _FRAME_SCRIPT = "frame.css", "frame.js"


def environment() -> Environment:
    """Return Jinja as pages are rendered: everything escaped, strict, without empty lines."""
    env = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters |= {"identifier": identifier, "reference": reference, "web_address": web_address}
    return env


def page(
    env: Environment,
    template: str,
    *,
    styles: Iterable[str] = (),
    scripts: Iterable[str] = (),
    **values: object,
) -> str:
    """Return a page: a template that extends `frame.html.j2`, with its values.

    `styles` and `scripts` are files beside the template; those of the frame come first.
    """
    style = _text(_FRAME_STYLE, *styles)
    script = _text(_FRAME_SCRIPT, *scripts)
    text = env.get_template(template).render(
        values,
        style=Markup(style),  # noqa: S704  (our own file)
        script=Markup(script),  # noqa: S704  (our own file)
        policy=policy(style, script),
        program=PROGRAM,
    )
    return f"{text}\n"  # as every text file ends


def policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy that allows one style and one script, and no request."""
    allowed = {"style-src": style, "script-src": script}
    rows = [f"{name} '{_hash(text)}'" for name, text in allowed.items() if text]
    return "; ".join(("default-src 'none'", *rows, "base-uri 'none'", "form-action 'none'"))


def _text(*names: str) -> str:
    return "".join((_PAGES / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
