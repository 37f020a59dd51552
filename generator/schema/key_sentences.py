"""What each key of a model is, in one sentence: the string literal below it in the source."""

import ast
import inspect
from functools import cache
from pathlib import Path

from pydantic import BaseModel


@cache
def sentences(model: type[BaseModel]) -> dict[str, str]:
    """Return the sentence of each key of a model; none for a key that has none.

    A key that a model takes over from another, or writes again, has the sentence of the other.
    The sources are read here, and not by pydantic when a model is made: a run pays nothing for it.
    """
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        found |= _own(each) if issubclass(each, BaseModel) and each is not BaseModel else {}
    return {name: found[name] for name in model.model_fields if name in found}


def _own(model: type) -> dict[str, str]:
    (definition,) = (
        node
        for node in _module(inspect.getfile(model)).body
        if isinstance(node, ast.ClassDef) and node.name == model.__name__
    )
    found: dict[str, str] = {}
    for key, text in zip(definition.body, definition.body[1:], strict=False):
        match key, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(sentence))),
            ):
                found[name] = " ".join(sentence.split())
    return found


@cache
def _module(path: str) -> ast.Module:
    return ast.parse(Path(path).read_text(encoding="utf-8"))
