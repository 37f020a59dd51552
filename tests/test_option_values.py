"""The values of options mean what they mean to Typer, which asks pydantic for each."""

from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.main import get_command

from generator.cli import app
from generator.commands.values import Value, WithValues

PROGRAM: Any = get_command(app)
COMMANDS = {"": PROGRAM, **PROGRAM.commands}
PARAMETERS = [
    pytest.param(context, each, id=f"{name} {each.name}".strip())
    for name, command in COMMANDS.items()
    for context in [typer.Context(command, info_name=name)]
    for each in command.get_params(context)
]
TEXTS = [
    *("", " ", "all", "kaltura", "text", "JSON", "json", "html"),
    *("5", "0", "-1", "1e3", "true", "no", "\udcff"),
]


def read(way: Any, value: object, parameter: Any, context: Any) -> object:
    """Return what a value means and its type, or why it is refused."""
    try:
        found = way.coerce(value, param=parameter, ctx=context)
    except typer.BadParameter as error:
        return error.format_message()
    return list(found) if isinstance(found, list | tuple) else found, type(found)


@pytest.mark.parametrize(("context", "parameter"), PARAMETERS)
def test_a_value_means_what_it_means_to_typer(context: Any, parameter: Any) -> None:
    ours, theirs = parameter.get_runtime_param(), type(parameter).get_runtime_param(parameter)
    is_list = parameter.multiple or parameter.nargs == -1
    values = [TEXTS[:1], TEXTS[2:], []] if is_list else TEXTS
    found = [
        [read(way, value, parameter, context) for value in (parameter.default, *values)]
        for way in (ours, theirs)
    ]

    assert isinstance(ours, Value)
    assert found[0] == found[1]


def test_a_parameter_that_is_described_in_another_way_is_left_to_typer() -> None:
    class Later:
        def get_params(self, ctx: Any) -> list[Any]:
            del ctx
            return [SimpleNamespace(get_runtime_param="theirs")]

    class Command(WithValues, Later):
        pass

    assert [each.get_runtime_param for each in Command().get_params(None)] == ["theirs"]
