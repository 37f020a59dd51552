"""The values of options and arguments, read as Typer does, and without pydantic where that can be.

Typer asks pydantic for each option what its value means, also for one that is not given. To import
pydantic takes nearly as long as all else that a run from the cache does.
"""

from contextlib import suppress
from enum import Enum
from typing import Any


class Value:
    """Reads the value of a parameter: Typer asks a parameter for it by `get_runtime_param`."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return what a value means; raise BadParameter if it means nothing, as Typer does."""
        annotation = param.type_descriptor.annotation
        parser = param.type_descriptor.parameter_info.parser
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if parser is not None:
            return list(map(parser, value)) if isinstance(value, list | tuple) else parser(value)
        if type(value) is annotation:
            return value
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            with suppress(ValueError):  # Typer says what is allowed
                return annotation(value)
        return type(param).get_runtime_param(param).coerce(value, param=param, ctx=ctx)


class WithValues:
    """A command or a group whose parameters are read by `Value`.

    A later Typer may describe a parameter in another way; it then reads the values itself.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]  # a mixin
        for each in found:
            if hasattr(each, "type_descriptor"):
                each.get_runtime_param = Value
        return found
