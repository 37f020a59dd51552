"""User permissions: the names of `user_permissions.txt`, and which of them need others."""

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


@cache
def user_permissions() -> KeysView[str]:
    """Return the user permissions that are known, in order. No list of them is whole."""
    lines = USER_PERMISSIONS.read_text(encoding="utf-8").splitlines()
    names = (name for line in lines if not line.startswith("#") for name in line.split())
    return dict.fromkeys(names).keys()
