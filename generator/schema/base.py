"""The base of all models: frozen, and without unknown keys; and the sources of facts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainValidator,
    ValidationInfo,
)
from pydantic_core import CoreSchema, core_schema

from generator.schema.text_types import Place, diagnostics_at, shown


class Model(BaseModel):
    """A mapping of the schema. As an entry of a list, it is named by its key `named_by`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    named_by: ClassVar[str] = ""

    @classmethod
    def overlay_diagnostics(
        cls, data: Mapping[str, Any], bases: Sequence[Mapping[str, Any]]
    ) -> Iterable[tuple[Place, str]]:
        """Yield what is wrong with data that extends other data: `bases`, the nearest first."""
        del data, bases
        return ()

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how data is checked; within another model, a model is made ready on first use.

        A schema uses few of the models, and to make one ready takes pydantic a millisecond.
        """
        if handler.field_name is None:
            return handler(source)
        name = f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"  # as pydantic names it
        return core_schema.with_info_plain_validator_function(cls._within, ref=name)

    @classmethod
    def _within(cls, data: Any, info: ValidationInfo) -> Self:
        return cls.model_validate(data, context=info.context)


def _source_names(given: object, info: ValidationInfo) -> tuple[str, ...]:
    """Return the names of one source or of several, which `sources` of the schema has to hold."""
    is_list = isinstance(given, list | tuple)
    names = given if isinstance(given, list | tuple) else (given,)
    known = (info.context or {}).get("sources")
    found: list[tuple[Place, str]] = [] if names else [((), "is empty; name at least one source")]
    for index, name in enumerate(names):
        place: Place = (index,) if is_list else ()
        if not isinstance(name, str):
            found.append((place, f"is {shown(name)}; write the name of a source"))
        elif known is not None and name not in known:
            found.append((place, f"{name!r} is not one of the sources; add it to sources"))
        elif name in names[:index]:
            found.append((place, f"{name!r} is written twice; keep one"))
    if found:
        raise diagnostics_at(found)
    return tuple(map(str, names))


_Given = str | Annotated[tuple[str, ...], Field(min_length=1)]
# Where a fact comes from: the name of a source, or a list of names.
Sources = Annotated[tuple[str, ...], PlainValidator(_source_names, json_schema_input_type=_Given)]
