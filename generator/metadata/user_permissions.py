"""User permissions: the names of `user_permissions.txt`, their labels, and what they need."""

from collections.abc import KeysView
from functools import cache

from generator.resources import USER_PERMISSIONS

# What a permission needs, where messages of deploys or all retrieved permission sets agree.
_OF_REPORTS = ("RunReports",)
REQUIRED = {
    **dict.fromkeys(
        (
            *("CreateCustomizeDashboards", "CreateCustomizeReports", "CreateReportInLightning"),
            *("EditMyDashboards", "EditMyReports", "ExportReport", "ScheduleReports"),
        ),
        _OF_REPORTS,
    ),
    "ManageDashbdsInPubFolders": (
        *("CreateDashboardFolders", "EditMyDashboards", "ViewPublicDashboards"),
    ),
    "ManageReportsInPubFolders": ("CreateReportFolders", "EditMyReports", "ViewPublicReports"),
    "ManageRoles": ("ViewRoles",),
    "ManageUsers": (
        *("AssignPermissionSets", "DelegatedTwoFactor", "FreezeUsers", "ManageInternalUsers"),
        *("ManageIpAddresses", "ManageLoginAccessPolicies", "ManagePasswordPolicies"),
        *("ManageProfilesPermissionsets", "ManageRoles", "ManageSharing"),
        *("MonitorLoginHistory", "ViewAllUsers"),
    ),
    "ModifyAllData": ("ViewAllData",),
    "ResetPasswords": ("ViewRoles", "ViewSetup"),
}
# Labels in Setup that say more than the words of the name (Salesforce Field Reference Guide,
# PermissionSet: the labels of its fields).
LABELS = {
    "ActivitiesAccess": "Access Activities",
    "ApiEnabled": "API Enabled",
    "ApiUserOnly": "API Only User",
    "BulkApiHardDelete": "Bulk API Hard Delete",
    "CreateCustomizeDashboards": "Create and Customize Dashboards",
    "CreateCustomizeReports": "Create and Customize Reports",
    "EditEvent": "Edit Events",
    "EditHtmlTemplates": "Edit HTML Templates",
    "EditTask": "Edit Tasks",
    "ExportReport": "Export Reports",
    "ManageDashbdsInPubFolders": "Manage Dashboards in Public Folders",
    "ManageProfilesPermissionsets": "Manage Profiles and Permission Sets",
    "ManageReportsInPubFolders": "Manage Reports in Public Folders",
    "MassInlineEdit": "Mass Edits from Lists",
    "ModifyMetadata": "Modify Metadata Through Metadata API Functions",
    "RunFlow": "Run Flows",
    "TransferAnyCase": "Transfer Cases",
    "TransferAnyEntity": "Transfer Record",
    "TransferAnyLead": "Transfer Leads",
    "ViewAllFieldsGlobal": "View All Fields (Global)",
    "ViewPublicDashboards": "View Dashboards in Public Folders",
    "ViewPublicReports": "View Reports in Public Folders",
    "ViewRoles": "View Roles and Role Hierarchy",
    "ViewSetup": "View Setup and Configuration",
}


@cache
def user_permissions() -> KeysView[str]:
    """Return the user permissions that are known, in order. No list of them is whole."""
    lines = USER_PERMISSIONS.read_text(encoding="utf-8").splitlines()
    names = (name for line in lines if not line.startswith("#") for name in line.split())
    return dict.fromkeys(names).keys()
