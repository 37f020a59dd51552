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
    "ActivateContract": "Activate Contracts",
    "ActivateOrder": "Activate Orders",
    "ActivitiesAccess": "Access Activities",
    "AddDirectMessageMembers": "Add People to Direct Messages",
    "ApiEnabled": "API Enabled",
    "ApiUserOnly": "API Only User",
    "BulkApiHardDelete": "Bulk API Hard Delete",
    "ContentWorkspaces": "Access Libraries",
    "CreateCustomizeDashboards": "Create and Customize Dashboards",
    "CreateCustomizeReports": "Create and Customize Reports",
    "CustomMobileAppsAccess": "Access Custom Mobile Apps",
    "EditEvent": "Edit Events",
    "EditHtmlTemplates": "Edit HTML Templates",
    "EditKnowledge": "Manage Articles",
    "EditPublicTemplates": "Manage Public Templates",
    "EditTask": "Edit Tasks",
    "EmailMass": "Mass Email",
    "EmailSingle": "Send Email",
    "ExportReport": "Export Reports",
    "ImportPersonal": "Import Personal Contacts",
    "ManageDashbdsInPubFolders": "Manage Dashboards in Public Folders",
    "ManageKnowledge": "Manage Salesforce Knowledge",
    "ManageProfilesPermissionsets": "Manage Profiles and Permission Sets",
    "ManageReportsInPubFolders": "Manage Reports in Public Folders",
    "ManageSolutions": "Manage Published Solutions",
    "MassInlineEdit": "Mass Edits from Lists",
    "ModifyMetadata": "Modify Metadata Through Metadata API Functions",
    "NewReportBuilder": "Report Builder",
    "RunFlow": "Run Flows",
    "TransferAnyCase": "Transfer Cases",
    "TransferAnyEntity": "Transfer Record",
    "TransferAnyLead": "Transfer Leads",
    "UseWebLink": "Allow Access to Customized Actions",
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
