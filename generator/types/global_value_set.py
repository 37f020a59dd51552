"""Global value sets: the values that several picklists share."""

from typing import Annotated, ClassVar

from pydantic import Field, StrictBool

from generator.metadata.elements import Elements
from generator.schema.text_types import Label, ShortDescription
from generator.types.comparison import Comparison
from generator.types.keys import element
from generator.types.picklist_value import Value, values_at
from generator.types.risk import Risk
from generator.types.table import Context, Table


class GlobalValueSet(Table):
    """A global value set, with the keys of its page in Setup."""

    type_name: ClassVar = "GlobalValueSet"
    comparison: ClassVar = Comparison(ordered=("customValue",), deleted=Risk.DELETES)

    label: Annotated[Label, element("masterLabel", Risk.SAFE)]
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    sort_values: Annotated[StrictBool, element("sorted", Risk.SAFE)] = False
    values: Annotated[tuple[Value, ...], Field(min_length=1), values_at("customValue")]

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"sorted": False}
