"""What permission sets hold besides access to objects: lists of names, given or muted."""

from typing import Annotated, ClassVar

from generator.metadata.elements import Elements
from generator.schema.text_types import ApiName, Line
from generator.types.comparison import Comparison
from generator.types.permission_keys import (
    TABS,
    EachOnce,
    Names,
    RecordTypeName,
    TabName,
    UserPermission,
    Visibility,
    granted,
)
from generator.types.risk import Risk
from generator.types.table import Context, Table


class PermissionLists(Table):
    """The lists of a permission set, with the keys of its pages in Setup."""

    comparison: ClassVar = Comparison(
        identity={"externalDataSourceAccesses": ("externalDataSource",)},
        otherwise=Risk.ACCESS,
        created=Risk.ACCESS,
        deleted=Risk.ACCESS,
    )

    user_permissions: Annotated[
        tuple[UserPermission, ...], EachOnce, granted("userPermissions", "name", "enabled")
    ] = ()
    """App and system permissions by API name, as in ApiEnabled for API Enabled."""
    record_types: Annotated[
        tuple[RecordTypeName, ...],
        EachOnce,
        granted("recordTypeVisibilities", "recordType", "visible"),
    ] = ()
    """The record types that people can choose, each with its object, as in Visit__c.Phone."""
    apps: Annotated[
        tuple[ApiName, ...],
        EachOnce,
        granted("applicationVisibilities", "application", "visible"),
    ] = ()
    """The apps that people can open, by API name, as in standard__Sales."""
    tabs: Annotated[dict[TabName, Visibility], TABS] = {}
    """Each tab that is visible, available or none; a tab of this schema is visible without it."""
    apex_classes: Annotated[Names, granted("classAccesses", "apexClass", "enabled")] = ()
    """The Apex classes that people can run, by name."""
    visualforce_pages: Annotated[Names, granted("pageAccesses", "apexPage", "enabled")] = ()
    """The Visualforce pages that people can open, by name."""
    flows: Annotated[Names, granted("flowAccesses", "flow", "enabled")] = ()
    """The flows that people can run, by API name."""
    custom_permissions: Annotated[Names, granted("customPermissions", "name", "enabled")] = ()
    """The custom permissions that people have, by API name."""
    custom_metadata_types: Annotated[
        Names, granted("customMetadataTypeAccesses", "name", "enabled")
    ] = ()
    """The custom metadata types whose records people can read, as in Region__mdt."""
    custom_settings: Annotated[Names, granted("customSettingAccesses", "name", "enabled")] = ()
    """The custom settings that people can read, as in Limits__c."""
    external_credential_principals: Annotated[
        tuple[Line, ...],
        EachOnce,
        granted("externalCredentialPrincipalAccesses", "externalCredentialPrincipal", "enabled"),
    ] = ()
    """The principals of external credentials that callouts use, as in Erp-Reader."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements, context
        return {"hasActivationRequired": False}
