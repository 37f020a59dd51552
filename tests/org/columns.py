"""The columns of an org's objects, and what fits in one: standard ones, and deployed fields."""

import math
import re
from typing import Any, NamedTuple

from lxml import etree

from generator.metadata.registry import CUSTOM_FIELD, GLOBAL_VALUE_SET, STANDARD_VALUE_SET
from generator.metadata.user_permissions import user_permissions
from org.metadata import NS, Metadata, values_of

Record = dict[str, Any]


class Value(NamedTuple):
    """A value of a picklist, as a describe shows it."""

    value: str
    label: str
    active: bool
    default: bool


class Column(NamedTuple):
    """A field of an object, as a describe shows it."""

    name: str
    type: str
    length: int = 0
    required: bool = False
    unique: bool = False
    external_id: bool = False
    case_sensitive: bool = False
    reference: str = ""
    precision: int = 18
    scale: int = 0
    values: tuple[Value, ...] = ()

    @property
    def is_number(self) -> bool:
        return self.type in {"int", "double", "currency", "percent"}

    def same(self, one: object, other: object) -> bool:
        """Whether two values are one if the field is unique; an empty one is like no other."""
        if one in (None, "") or other in (None, ""):
            return False
        if self.case_sensitive or self.is_number:
            return one == other
        return str(one).lower() == str(other).lower()


class Refused(Exception):  # noqa: N818  (named for what happened, as the answer says it)
    """A record or a query that the org does not take, with the code that it gives."""

    def __init__(self, code: str, message: str, *fields: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = fields


def _to(reference: str, name: str = "", *, required: bool = False) -> Column:
    return Column(name or f"{reference}Id", "reference", 18, required, reference=reference)


def _text(name: str, length: int, *, required: bool = False) -> Column:
    return Column(name, "string", length, required)


def _flags(*names: str) -> list[Column]:
    return [Column(name, "boolean") for name in names]


_NAMED = [_text("Name", 255, required=True), _text("NamespacePrefix", 15)]
# Only those that tests ask for; any other is refused as unknown. The prefix of ids comes first.
STANDARD: dict[str, tuple[str, list[Column]]] = {
    "ApexClass": ("01p", _NAMED),
    "ApexPage": ("066", _NAMED),
    "AppMenuItem": ("0DS", [*_NAMED, _text("ApplicationId", 18)]),
    "Campaign": ("701", [_text("Name", 80, required=True), *_flags("IsActive")]),
    "CampaignMember": (
        "00v",
        [
            *(_to("Campaign", required=True), _to("Lead"), _to("Contact")),
            Column("Status", "picklist", 40),
        ],
    ),
    "CampaignMemberStatus": (
        "01Y",
        [
            *(_to("Campaign", required=True), _text("Label", 765, required=True)),
            *(Column("SortOrder", "int", precision=9), *_flags("IsDefault", "HasResponded")),
        ],
    ),
    "Contact": ("003", [_text("LastName", 80, required=True), Column("Email", "email", 80)]),
    "Lead": (
        "00Q",
        [
            *(_text("LastName", 80, required=True), _text("Company", 255, required=True)),
            Column("Email", "email", 80),
        ],
    ),
    "Organization": (
        "00D",
        [
            *(_text("Name", 80), _text("InstanceName", 5), _text("NamespacePrefix", 15)),
            *(_text("OrganizationType", 40), *_flags("IsSandbox")),
            Column("TrialExpirationDate", "datetime"),
        ],
    ),
    "PermissionSetAssignment": (
        "0Pa",
        [
            *(_to("User", "AssigneeId", required=True), _to("PermissionSet")),
            _to("PermissionSetGroup"),
        ],
    ),
    "PermissionSetGroup": (
        "0PG",
        [_text("DeveloperName", 80, required=True), _text("NamespacePrefix", 15)],
    ),
    "PermissionSetGroupComponent": (
        "0PH",
        [_to("PermissionSetGroup", required=True), _to("PermissionSet", required=True)],
    ),
    "Publisher": ("", [_text("NamespacePrefix", 15)]),
    "User": (
        "005",
        [
            *(_text("Username", 80), _text("Name", 121)),
            *_flags("IsActive", "UserPermissionsMarketingUser"),
        ],
    ),
}
# What the records of a permission set's rights call them, and the elements of its file.
OBJECT_RIGHTS = {
    "PermissionsCreate": "allowCreate",
    "PermissionsDelete": "allowDelete",
    "PermissionsEdit": "allowEdit",
    "PermissionsRead": "allowRead",
    "PermissionsModifyAllRecords": "modifyAllRecords",
    "PermissionsViewAllRecords": "viewAllRecords",
}
FIELD_RIGHTS = {"PermissionsEdit": "editable", "PermissionsRead": "readable"}
# Those that are answered from what was deployed.
FROM_METADATA: dict[str, tuple[str, list[Column]]] = {
    "PermissionSet": (
        "0PS",
        [
            *(_text("Name", 80), _text("Label", 80), _text("NamespacePrefix", 15)),
            *_flags(*(f"Permissions{name}" for name in user_permissions())),
        ],
    ),
    "ObjectPermissions": (
        "110",
        [_to("PermissionSet", "ParentId"), _text("SobjectType", 80), *_flags(*OBJECT_RIGHTS)],
    ),
    "FieldPermissions": (
        "01k",
        [_to("PermissionSet", "ParentId"), _text("Field", 161), *_flags(*FIELD_RIGHTS)],
    ),
    "PermissionSetTabSetting": (
        "01r",
        [_to("PermissionSet", "ParentId"), _text("Name", 80), _text("Visibility", 40)],
    ),
    "SetupEntityAccess": (
        "0J0",
        [
            *(_to("PermissionSet", "ParentId"), _text("SetupEntityId", 18)),
            _text("SetupEntityType", 40),
        ],
    ),
    "Report": ("00O", [_text("DeveloperName", 80), _to("Folder", "OwnerId")]),
    "Dashboard": ("01Z", [_text("DeveloperName", 80), _to("Folder", "FolderId")]),
    "Folder": ("00l", [_text("DeveloperName", 80), _text("Type", 40)]),
    "FlowDefinition": (
        "300",
        [
            _text("DeveloperName", 80),
            *(_to("Flow", "ActiveVersionId"), _to("Flow", "LatestVersionId")),
        ],
    ),
    "Flow": (
        "301",
        [
            *(_to("FlowDefinition", "DefinitionId"), _text("MasterLabel", 255)),
            *(_text("Status", 40), Column("VersionNumber", "int")),
        ],
    ),
    "FlowDefinitionView": (
        "3dd",
        [
            *(_text("ApiName", 80), _text("DurableId", 18), _text("NamespacePrefix", 15)),
            _to("Flow", "ActiveVersionId"),
        ],
    ),
    "CustomObject": ("01I", [_text("DeveloperName", 80), _text("NamespacePrefix", 15)]),
    "CustomField": (
        "00N",
        [
            *(_text("DeveloperName", 80), _text("NamespacePrefix", 15)),
            _to("EntityDefinition"),
        ],
    ),
    "EntityDefinition": (
        "000",
        [*(_text("QualifiedApiName", 80), _text("DurableId", 18), _text("NamespacePrefix", 15))],
    ),
    "CustomApplication": ("02u", [_text("DeveloperName", 80), _text("NamespacePrefix", 15)]),
    "FieldSet": (
        "0IX",
        [_text("DeveloperName", 80), _text("NamespacePrefix", 15), _to("EntityDefinition")],
    ),
    "BusinessProcess": (
        "019",
        [
            *(_text("Name", 80), _text("NamespacePrefix", 15)),
            *(_text("TableEnumOrId", 40), *_flags("IsActive")),
        ],
    ),
    "GlobalValueSet": ("0Nt", [_text("DeveloperName", 80), _text("NamespacePrefix", 15)]),
    "CustomPermission": ("0CP", [_text("DeveloperName", 80), _text("NamespacePrefix", 15)]),
    "MutingPermissionSet": (
        "0QM",
        [_text("DeveloperName", 80), _text("NamespacePrefix", 15)],
    ),
    "RecordType": (
        "012",
        [
            *(_text("DeveloperName", 80), _text("NamespacePrefix", 15)),
            *(_text("SobjectType", 40), *_flags("IsActive")),
        ],
    ),
    "ValidationRule": (
        "03d",
        [
            *(_text("ValidationName", 80), _text("NamespacePrefix", 15), *_flags("Active")),
            _to("EntityDefinition"),
        ],
    ),
}
# The types that they are made of, where these have other names.
MADE_OF = {"FlowDefinition": "Flow", "FlowDefinitionView": "Flow"}
# Those that only the Tooling API speaks of.
TOOLING = (
    *("CustomField", "CustomObject", "Flow", "FlowDefinition"),
    *("CustomApplication", "FieldSet", "GlobalValueSet", "Publisher", "ValidationRule"),
)
# The standard picklists with their standard value sets.
VALUE_SETS = {("CampaignMember", "Status"): "CampaignMemberStatus"}
STAMPS = ("CreatedDate", "LastModifiedDate", "SystemModstamp")
# The types of custom fields: the type that a describe gives, and the length where none is set.
KINDS = {
    "Checkbox": ("boolean", 0),
    "Currency": ("currency", 0),
    "Date": ("date", 0),
    "DateTime": ("datetime", 0),
    "Email": ("email", 80),
    "LongTextArea": ("textarea", 32768),
    "Lookup": ("reference", 18),
    "Number": ("double", 0),
    "Percent": ("percent", 0),
    "Phone": ("phone", 40),
    "Picklist": ("picklist", 255),
    "Text": ("string", 255),
    "TextArea": ("textarea", 255),
    "Url": ("url", 255),
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def columns_of(metadata: Metadata, sobject: str, *, tooling: bool = False) -> dict[str, Column]:
    """Return the fields of an object by name. Raises Refused if there is no such object."""
    known = {**STANDARD, **FROM_METADATA}
    if sobject not in known and metadata.root("CustomObject", sobject) is not None:
        known[sobject] = ("a00", [_text("Name", 80)])
    if sobject in known and sobject.endswith("__mdt"):
        known[sobject] = ("m00", [_text("DeveloperName", 40), _text("NamespacePrefix", 15)])
    if sobject not in known or (sobject in TOOLING and not tooling):
        raise Refused("INVALID_TYPE", f"sObject type '{sobject}' is not supported.")
    ours = (Column("Id", "id", 18), *(Column(name, "datetime") for name in STAMPS))
    roots = metadata.roots("CustomField", sobject).items()
    fields = [_column(metadata, root) for name, root in roots if "__" in name]
    columns = {column.name: column for column in (*ours, *known[sobject][1], *fields)}
    for (parent, name), value_set in VALUE_SETS.items():
        root = metadata.root(STANDARD_VALUE_SET.name, value_set)
        if parent == sobject and root is not None:
            columns[name] = columns[name]._replace(values=_values(STANDARD_VALUE_SET.name, root))
    return columns


def _column(metadata: Metadata, root: etree._Element) -> Column:
    value_set = metadata.root(GLOBAL_VALUE_SET.name, root.findtext(f".//{NS}valueSetName", ""))
    kind, length = KINDS[root.findtext(f"{NS}type", "")]

    def flag(name: str) -> bool:
        return root.findtext(NS + name) == "true"

    return Column(
        root.findtext(f"{NS}fullName", ""),
        kind,
        int(root.findtext(f"{NS}length") or length),
        required=flag("required"),
        unique=flag("unique"),
        external_id=flag("externalId"),
        case_sensitive=flag("caseSensitive"),
        reference=root.findtext(f"{NS}referenceTo", ""),
        precision=int(root.findtext(f"{NS}precision", "18")),
        scale=int(root.findtext(f"{NS}scale", "0")),
        values=_values(CUSTOM_FIELD.name, root)
        if value_set is None
        else _values(GLOBAL_VALUE_SET.name, value_set),
    )


def _values(kind: str, root: etree._Element) -> tuple[Value, ...]:
    return tuple(
        Value(
            name := each.findtext(f"{NS}fullName", ""),
            each.findtext(f"{NS}label", name),
            active=each.findtext(f"{NS}isActive") != "false",
            default=each.findtext(f"{NS}default") == "true",
        )
        for each in values_of(kind, root)
    )


def described(column: Column) -> Record:
    return {
        "name": column.name,
        "type": column.type,
        "length": column.length,
        "nillable": not column.required,
        "unique": column.unique,
        "externalId": column.external_id,
        "caseSensitive": column.case_sensitive,
        "referenceTo": [column.reference] if column.reference else [],
        "precision": column.precision if column.is_number else 0,
        "scale": column.scale,
        "custom": column.name.endswith("__c"),
        "picklistValues": [
            {
                "value": each.value,
                "label": each.label,
                "active": each.active,
                "defaultValue": each.default,
            }
            for each in column.values
        ],
    }


def check(column: Column, value: object) -> None:
    """Refuse a value that does not fit its column; too many decimals are only rounded."""
    name = column.name
    if column.is_number:
        number = _number(value)
        if not math.isfinite(number):
            raise Refused("JSON_PARSER_ERROR", f"{name}: no number: {value!r}", name)
        if abs(number) >= 10 ** (column.precision - column.scale):
            message = f"{name}: value outside of valid range: {value}"
            raise Refused("NUMBER_OUTSIDE_VALID_RANGE", message, name)
    elif column.type == "boolean":
        if not isinstance(value, bool) and value not in {"true", "false"}:
            raise Refused("JSON_PARSER_ERROR", f"{name}: no boolean: {value!r}", name)
    elif not isinstance(value, str):
        raise Refused("JSON_PARSER_ERROR", f"{name}: no string: {value!r}", name)
    elif column.length and len(value) > column.length:
        message = f"{name}: data value too large: {value} (max length={column.length})"
        raise Refused("STRING_TOO_LONG", message, name)
    elif column.type == "email" and not _EMAIL.fullmatch(value):
        raise Refused("INVALID_EMAIL_ADDRESS", f"{name}: invalid email address: {value}", name)


def _number(value: object) -> float:
    try:
        return math.nan if isinstance(value, bool) else float(str(value))
    except ValueError:
        return math.nan
