"""What every part of a schema is: frozen, and closed to keys that nothing reads."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
