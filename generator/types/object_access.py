"""Access to an object and its fields: the entry of a permission set, in the words of Setup."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import TypeAdapter

from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import Elements
from generator.schema.base import Model
from generator.schema.text_types import ApiName, Place
from generator.types.custom_field import CustomField
from generator.types.risk import Risk
from generator.types.short_forms import short_form
from generator.types.table import Context, Key, Values

Level = Literal["read", "write", "none"]
Right = Literal[
    "read",
    "create",
    "edit",
    "delete",
    "view all records",
    "modify all records",
    "view all fields",
]

# Objects whose permissions follow from those of another object (Salesforce help,
# campaigns_members_detail; none of 2,828 retrieved permission sets and profiles names them).
FOLLOWS = {"CampaignMember": "Campaign"}

ELEMENTS: Mapping[Right, str] = {
    "create": "allowCreate",
    "delete": "allowDelete",
    "edit": "allowEdit",
    "read": "allowRead",
    "modify all records": "modifyAllRecords",
    "view all fields": "viewAllFields",
    "view all records": "viewAllRecords",
}
VIEW_ALL_FIELDS_SINCE = ApiVersion(63)  # in no retrieved file of 61 or older, in all of 65
_RIGHTS: Mapping[Level, tuple[Right, ...]] = {
    "none": (),
    "read": ("read",),
    "write": ("read", "create", "edit"),
}
# Fewer rights than usual, where fewer do: to manage the members and statuses of a campaign, nobody
# needs to create campaigns (campaigns_members_detail in Salesforce help).
_SMALLER: Mapping[tuple[str, Level], tuple[Right, ...]] = {("Campaign", "write"): ("read", "edit")}
# What a right needs, as Setup ticks it by itself and a deploy does not.
_NEEDS: Mapping[Right, tuple[Right, ...]] = {
    "create": ("read",),
    "edit": ("read",),
    "delete": ("read", "edit"),
    "view all records": ("read",),
    "modify all records": ("read", "edit", "delete", "view all records"),
    "view all fields": ("read",),
}
_FIELD_LEVELS: Mapping[Level, Elements] = {
    "read": {"editable": False, "readable": True},
    "write": {"editable": True, "readable": True},
}


class ObjectAccess(Model):
    """The access to one object, with the keys of Object Settings in Setup."""

    short: ClassVar = "object"

    object: Level
    """What people can do with records: read, write (read, create and edit), or none."""
    also: tuple[Right, ...] = ()
    """Object permissions besides, as in delete, view all records or modify all records."""
    fields: dict[ApiName, Level] = {}
    """The access to single fields by API name, where it differs: read, write or none."""
    other_fields: Level | None = None
    """The access to the other fields of this schema; without it, what the object has."""

    @property
    def level(self) -> Level:
        """What people can do with records, all permissions counted."""
        return "write" if {"create", "edit"} & set(self.also) else self.object


Access = Annotated[ObjectAccess, short_form(Level | ObjectAccess, "object")]
_ADAPTER: TypeAdapter[ObjectAccess] = TypeAdapter(Access)


def with_fields(
    access: Mapping[str, ObjectAccess], fields: Mapping[str, Mapping[str, CustomField]]
) -> dict[str, ObjectAccess]:
    """Return access that names every field of a schema which it gives."""
    return {name: _with_fields(each, fields.get(name, {})) for name, each in access.items()}


def _with_fields(access: ObjectAccess, fields: Mapping[str, CustomField]) -> ObjectAccess:
    usual = access.other_fields or access.level
    given = {name: usual_level(usual, field) for name, field in fields.items()}
    given = {name: given[name] for name, field in fields.items() if not is_always_granted(field)}
    return access.model_copy(update={"fields": given | access.fields})


def usual_level(level: Level, field: CustomField) -> Level:
    """Return the access to a field where its object, or `other_fields`, has a level."""
    return "read" if level == "write" and _is_calculated(field) else level


def _read(elements: Elements, context: Context, _usual: Elements) -> dict[str, Any] | None:
    """Return what the entries for objects and fields say; None if an entry grants nothing.

    Orgs keep such entries, of fields that are gone.
    """
    del context
    objects, fields = elements.get("objectPermissions", ()), elements.get("fieldPermissions", ())
    levels = {entry["editable"]: level for level, entry in _FIELD_LEVELS.items()}
    found: dict[str, Any] = {each.get("object"): _words(each) for each in objects}
    for each in fields:
        parent, _, own = str(each.get("field")).partition(".")
        of_parent = found.setdefault(parent, {"object": "none"})
        of_parent.setdefault("fields", {})[own] = levels[each.get("editable") is True]
    if any(each.get("readable") is not True for each in fields):
        return None
    return {name: each | {"other_fields": "none"} for name, each in found.items()} or None


def _words(entry: Elements) -> dict[str, Any]:
    """Return the keys of an entry for an object: the highest level, and what is besides."""
    rights = [word for word in get_args(Right) if entry.get(ELEMENTS[word]) is True]
    given = {level: _usual(str(entry.get("object")), level) for level in _LEVELS}
    level = next(each for each in _LEVELS if set(given[each]) <= set(rights))
    also = [each for each in rights if each not in given[level]]
    return {"object": level} | ({"also": also} if also else {})


_LEVELS: tuple[Level, ...] = ("write", "read", "none")


def _write(given: Mapping[str, Any], context: Context, _values: Values) -> Elements:
    access = {name: _ADAPTER.validate_python(each) for name, each in sorted(given.items())}
    objects = [
        entry_of(name, rights, context.api_version)
        for name, each in access.items()
        if name not in FOLLOWS and (rights := _rights(name, each))
    ]
    fields = sorted(
        (f"{name}.{own}", level)
        for name, each in access.items()
        for own, level in each.fields.items()
        if level != "none"
    )
    entries = [_FIELD_LEVELS[level] | {"field": name} for name, level in fields]
    written = {"fieldPermissions": entries, "objectPermissions": objects}
    return {name: each for name, each in written.items() if each}


def entry_of(name: str, rights: Iterable[Right], api_version: ApiVersion) -> Elements:
    """Return the entry of an object with these rights, and without all others."""
    given = {ELEMENTS[right]: True for right in rights}
    is_new = api_version >= VIEW_ALL_FIELDS_SINCE
    names = [each for each in ELEMENTS.values() if each != "viewAllFields" or is_new]
    return {**dict.fromkeys(names, False), **given, "object": name}


def _rights(name: str, access: ObjectAccess) -> tuple[Right, ...]:
    return (*_usual(name, access.object), *access.also)


def _usual(name: str, level: Level) -> tuple[Right, ...]:
    return _SMALLER.get((name, level), _RIGHTS[level])


ACCESS = Key(
    _read,
    _write,
    {"fieldPermissions": Risk.ACCESS, "objectPermissions": Risk.ACCESS},
    {"fieldPermissions": "field", "objectPermissions": "object"},
)


def diagnostics(
    name: str, access: ObjectAccess, fields: Mapping[str, CustomField] | None
) -> Iterator[tuple[Place, str]]:
    """Yield what an org refuses of the access to an object; `fields` are those of the schema.

    They are None for an object whose other fields only the org knows.
    """
    yield from _right_diagnostics(name, access)
    if access.object == "none" and not access.also and not access.fields:
        yield ("object",), "is none, and no field is named; leave the object out"
    for own, level in access.fields.items():
        if message := _field_message(own, level, fields or {}, is_whole=fields is not None):
            yield ("fields", own), message


def _right_diagnostics(name: str, access: ObjectAccess) -> Iterator[tuple[Place, str]]:
    if access.also and name in FOLLOWS:
        yield (
            ("also",),
            f"is not for {name}, which has the permissions of {FOLLOWS[name]}; leave it out",
        )
        return
    rights = _rights(name, access)
    for index, right in enumerate(access.also):
        missing = [each for each in _NEEDS.get(right, ()) if each not in rights]
        if rights.count(right) > 1:
            yield ("also", index), f"{right} is given already; leave it out"
        elif missing:
            yield ("also", index), f"{right} needs {', '.join(missing)} as well; add it"


def _field_message(
    own: str, level: Level, fields: Mapping[str, CustomField], *, is_whole: bool
) -> str:
    field = fields.get(own)
    if field is None:
        is_ours = own.endswith("__c") and own.count("__") == 1
        return (
            "is not a field of this object; correct it, or add it" if is_whole and is_ours else ""
        )
    if is_always_granted(field):
        return "is required or a master; who has the object has the field; leave it out"
    if level == "write" and _is_calculated(field):
        return "is write, and nobody can write a field that is calculated; write read"
    return ""


def is_always_granted(field: CustomField) -> bool:
    """Whether everybody with access to the object has the field; an org then refuses an entry."""
    return field.required or field.type.row.name == "MasterDetail"


def _is_calculated(field: CustomField) -> bool:
    return field.type.formula or field.type.row.name in {"AutoNumber", "Summary"}
