"""Permission sets: the entries that follow from the access to each object."""

from collections.abc import Iterator

from generator.metadata.api_version import ApiVersion
from generator.metadata.registry import PERMISSION_SET, Component
from generator.schema.model.access import FOLLOWS, Intent, PermissionSet
from generator.schema.model.fields import CustomField
from generator.schema.model.schema import Schema
from generator.workspace.project import Project

Rights = tuple[str, ...]

_VIEW_ALL_FIELDS_SINCE = ApiVersion(63)  # in no retrieved file of 61 or older, in all of 65
_RIGHTS: dict[Intent, Rights] = {
    "read": ("allowRead",),
    "write": ("allowCreate", "allowEdit", "allowRead"),
}
# Fewer rights than usual, where fewer do: to manage the members and statuses of a campaign, nobody
# needs to create campaigns (campaigns_members_detail in Salesforce help).
_SMALLER: dict[tuple[str, Intent], Rights] = {("Campaign", "write"): ("allowEdit", "allowRead")}
_ALL_RIGHTS = (
    *("allowCreate", "allowDelete", "allowEdit", "allowRead"),
    *("modifyAllRecords", "viewAllRecords"),
)


def permission_sets(schema: Schema, project: Project) -> Iterator[Component]:
    for name, permission_set in schema.permission_sets.items():
        path = PERMISSION_SET.path(project.package_directory, name)
        place = ("permission_sets", name)
        elements = _elements(permission_set, schema, project.api_version)
        yield Component(PERMISSION_SET, name, path, elements, place)


def _elements(
    permission_set: PermissionSet, schema: Schema, api_version: ApiVersion
) -> dict[str, object]:
    access = sorted(permission_set.access.items())
    fields = sorted(
        (f"{name}.{own}", intent == "write" and not _is_calculated(field))
        for name, intent in access
        for own, field in schema.fields.get(name, {}).items()
        if not _is_always_granted(field)
    )
    tabs = [name for name, custom in sorted(schema.custom_objects.items()) if custom.tab]
    description = {"description": permission_set.description}
    return (description if permission_set.description else {}) | {
        "fieldPermissions": [{"editable": editable, "field": name} for name, editable in fields],
        "label": permission_set.label,
        "objectPermissions": [
            {
                **{right: right in _rights(name, intent) for right in _ALL_RIGHTS},
                "object": name,
                "viewAllFields": api_version >= _VIEW_ALL_FIELDS_SINCE,
            }
            for name, intent in access
            if name not in FOLLOWS
        ],
        "tabSettings": [name for name in tabs if name in permission_set.access],
    }


def _rights(name: str, intent: Intent) -> Rights:
    return _SMALLER.get((name, intent), _RIGHTS[intent])


def _is_always_granted(field: CustomField) -> bool:
    """Whether everybody with access to the object has the field; an org then refuses an entry."""
    return field.required or field.type.row.name == "MasterDetail"


def _is_calculated(field: CustomField) -> bool:
    return field.type.formula or field.type.row.name == "AutoNumber"
