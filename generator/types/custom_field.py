"""A custom field, and the rules that need more than one key of it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    GetJsonSchemaHandler,
    StrictBool,
    ValidationInfo,
    field_validator,
    model_validator,
)

from generator.metadata.elements import Elements, nested
from generator.metadata.registry import CUSTOM_FIELD, Component
from generator.schema.patterns import JsonSchema
from generator.schema.text_types import (
    ApiName,
    Identifier,
    Line,
    LongLabel,
    NumberFormat,
    ObjectField,
    Place,
    Text,
    diagnostics_at,
    shown,
)
from generator.types import field_defaults, lookup_filter
from generator.types.comparison import Comparison
from generator.types.every_field import EveryField
from generator.types.field_json_schema import keys_by_type
from generator.types.field_keys import (
    CONTROLLED_BY,
    DEFAULT,
    DISPLAY_NOTATION,
    ENCRYPTION,
    MASK_CHARACTER,
    MASK_TYPE,
    SETTINGS,
    SHARING_SETTING,
    SORTED,
    UNIQUE,
    Switch,
    carried,
)
from generator.types.field_requirements import asks
from generator.types.field_rules import is_type, rules_of
from generator.types.field_types import KEYS_BY_TYPE
from generator.types.field_values import (
    Default,
    DisplayNotation,
    Encryption,
    Length,
    Lines,
    MaskType,
    OnDelete,
    RollUp,
    SharingSetting,
    Uniqueness,
    Values,
    said_by_type,
)
from generator.types.keys import element, listed, part
from generator.types.lookup_filter import LookupFilter, RollUpCondition
from generator.types.picklist_value import values_at
from generator.types.risk import (
    Risk,
    by_digits,
    by_external_id,
    by_formula,
    by_size,
    by_value_set,
    stricter_if_true,
)
from generator.types.table import Context, keys, write
from generator.types.target import Target


def _is_standard(full_name: str) -> bool:
    return "__" not in full_name.partition(".")[2]


class CustomField(EveryField):
    """A field, with the keys of Setup's field definition; the type decides which keys it has."""

    asks: ClassVar = asks
    comparison: ClassVar = Comparison(
        identity={"valueSettings": ("valueName",)},
        ordered=("value",),
        is_partial=_is_standard,
        risks={
            **dict.fromkeys(("lookupFilter", "valueSet"), Risk.NARROWS),
            "formulaTreatBlanksAs": Risk.SAFE,
        },
        together={
            **dict.fromkeys(("precision", "scale"), by_digits),
            "valueSet.valueSetName": by_value_set,
        },
        deleted=Risk.DELETES,
    )

    required: Annotated[StrictBool, element("required", stricter_if_true)] = False
    """Whether every record needs a value."""
    unique: Annotated[Uniqueness, UNIQUE] = False
    """Whether no two records may have the same value; for texts, whether capitals count."""
    external_id: Annotated[Switch, carried("externalId", by_external_id)] = False
    """Whether integrations find a record by this field."""
    default: Annotated[Default, DEFAULT] = None
    """The value of a new record: true, false, a number, or a formula in quotes."""
    encryption: Annotated[Encryption | None, ENCRYPTION] = None
    """How Shield Platform Encryption encrypts the values; never has no word of it in the file."""
    visible_lines: Annotated[Lines | None, element("visibleLines", Risk.SAFE)] = None
    """How many lines people see on the page of a record."""
    display_format: Annotated[NumberFormat | None, element("displayFormat", Risk.SAFE)] = None
    """How an auto number looks, as in USE-{00000000}."""
    values: Annotated[Values | None, values_at("valueSet.valueSetDefinition.value")] = None
    """The values of a picklist, in the order in which people see them."""
    value_set: Annotated[ApiName | None, element("valueSet.valueSetName", Risk.RETYPES)] = None
    """The API name of the global value set whose values a picklist has."""
    restricted: Annotated[
        StrictBool, element("valueSet.restricted", stricter_if_true, {True: True, False: None})
    ] = False
    """Whether integrations too can only write the values of the picklist."""
    sort_values: Annotated[StrictBool, SORTED] = False
    """Whether people see the values in alphabetical order."""
    controlled_by: Annotated[ApiName | None, CONTROLLED_BY] = None
    """The field that decides which values of a picklist, or fields of an object, are offered."""
    available_for: Annotated[dict[Line, tuple[Line, ...]] | None, SETTINGS] = None
    """For each value of the picklist, the values of the controlling field that offer it."""
    formula: Annotated[Text | None, element("formula", by_formula)] = None
    """The formula that computes the value."""
    blanks_as_zero: Annotated[
        StrictBool,
        element("formulaTreatBlanksAs", words={True: "BlankAsZero", False: None}),
    ] = False
    """Whether the formula takes blank numbers as zero, not as blank."""
    on_delete: Annotated[OnDelete | None, element("deleteConstraint", Risk.NARROWS)] = None
    """What happens when the record that a lookup leads to is deleted."""
    child_relationship_name: Annotated[
        Identifier | None, element("relationshipName", Risk.BREAKS)
    ] = None
    """The name by which the parent record knows the records of this object."""
    related_list_label: Annotated[LongLabel | None, element("relationshipLabel", Risk.SAFE)] = None
    """The title of the related list on the page of the parent record."""
    allow_reparenting: Annotated[StrictBool, element("reparentableMasterDetail")] = False
    """Whether a record can be moved to another master."""
    sharing_setting: Annotated[SharingSetting, SHARING_SETTING] = "Read/Write"
    """The access to the master that people need to create, edit or delete its details."""
    lookup_filter: Annotated[LookupFilter | None, part("lookupFilter", LookupFilter)] = None
    """Which records people can choose."""
    length: Annotated[Length | None, element("length", by_size)] = None
    """How long the external ID can be by which a lookup finds records of another system."""
    target_field: Annotated[ApiName | None, element("referenceTargetField", Risk.RETYPES)] = None
    """The external ID of the parent object by which an indirect lookup finds a record."""
    display_notation: Annotated[DisplayNotation, DISPLAY_NOTATION] = "Decimal"
    """How people see latitude and longitude."""
    mask_type: Annotated[MaskType, MASK_TYPE] = "Mask All Characters"
    """Which characters of an encrypted text people do not see."""
    mask_character: Annotated[Literal["*", "X"], MASK_CHARACTER] = "*"
    """What people see in the place of a masked character."""
    roll_up: Annotated[RollUp | None, element("summaryOperation", Risk.RETYPES)] = None
    """How the records below are summed up."""
    roll_up_field: Annotated[ObjectField | None, element("summarizedField", Risk.RETYPES)] = None
    """The field that is summed up, as in Line__c.Amount__c; not for count."""
    roll_up_through: Annotated[ObjectField | None, element("summaryForeignKey", Risk.RETYPES)] = (
        None
    )
    """The master-detail field that leads to this object, as in Line__c.Order__c."""
    roll_up_filters: Annotated[
        tuple[RollUpCondition, ...],
        listed("summaryFilterItems", RollUpCondition, "", Risk.NARROWS),
    ] = ()
    """The conditions that a record has to meet to be summed up; without them, all are."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        return field_defaults.defaults(elements, context)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchema:
        found = super().__get_pydantic_json_schema__(core, handler)
        handler.resolve_ref_schema(found)["allOf"] = keys_by_type(KEYS_BY_TYPE)
        return found

    @model_validator(mode="before")
    @classmethod
    def _flags_are_keys(cls, data: Any) -> Any:
        """Return the keys, with those that flags behind the type mean: Text(64) (External ID)."""
        said = said_by_type(data.get("type")) if isinstance(data, dict) else {}
        if not said:
            return data
        if found := [
            (
                (key,),
                f"is {shown(data[key])}, but the type says {shown(value)}; keep one",
            )
            for key, value in said.items()
            if data.get(key, value) != value
        ]:
            raise diagnostics_at(found)
        return {**data, **said}

    @field_validator(*KEYS_BY_TYPE)
    @classmethod
    def _fits_the_type(cls, value: Any, info: ValidationInfo) -> Any:
        kind = info.data.get("type")
        if kind and info.field_name not in kind.keys:
            own = ", ".join(sorted(kind.keys)) or "none"
            raise ValueError(f"is not a key of {kind} fields; their own keys: {own}")
        return value

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        found: list[tuple[Place, str]] = [
            ((rule.key,), rule.message)
            for rule in rules_of(self.type.row.name, formula=self.type.formula)
            if rule.broken(self) and not self._is_raw(rule.key)
        ]
        if self.lookup_filter:
            target = str(self.type.elements.get("referenceTo", "User"))
            found += lookup_filter.diagnostics(self.lookup_filter, target)
        if found:
            raise diagnostics_at(found)
        return self

    def _is_raw(self, key: str) -> bool:
        """Whether the elements of a key stand under `metadata`, in Salesforce's own words."""
        known = keys(CustomField).get(key)
        return known is not None and any(path in self.metadata for path in known.risks)


def components(
    place: tuple[str, str],
    fields: Mapping[str, CustomField],
    target: Target,
    *,
    carried: Collection[str],
) -> Iterator[Component]:
    """Yield the fields of an object, at its place in the schema; `carried` is what each has."""
    _, parent = place
    version, carried_by_all = target.api_version, frozenset(carried)
    masters = 0
    for name, field in fields.items():
        own = Context(name, parent, version, carried_by_all, order=masters)
        masters += is_type(field, "MasterDetail")
        yield Component(
            CUSTOM_FIELD,
            f"{parent}.{name}",
            CUSTOM_FIELD.path(target.package_directory, name, parent),
            nested(write(CustomField, field, own)),
            (*place, "fields", name),
        )
