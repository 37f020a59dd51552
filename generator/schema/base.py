"""The base of all models: frozen, and without unknown keys; and the names of sources."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _source(value: str, info: ValidationInfo) -> str:
    known = (info.context or {}).get("sources")
    if known is not None and value not in known:
        raise ValueError(f"{value!r} is not one of the sources; add it to sources")
    return value


SourceName = Annotated[str, AfterValidator(_source)]
