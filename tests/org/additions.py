"""What an org adds to reports, dashboards and their folders after a deploy, as real files have it.

A report over a custom report type gets a parameter if it is a summary, a chart the order of its
groups, a dashboard the user as whom it runs, a folder a share with the user who deployed it.
"""

from collections.abc import Callable

from lxml import etree

CREATOR = "admin@example.com"


def add(name: str, root: etree._Element) -> None:
    """Add to a component of a type what an org adds."""
    if name in _ADDED:
        _ADDED[name](root)


def _to_report(root: etree._Element) -> None:
    is_custom = root.findtext("{*}reportType", "").endswith("__c")
    if is_custom and root.findtext("{*}format") == "Summary" and root.find("{*}params") is None:
        _append(root, "params", {"name": "co", "value": "1"})


def _to_dashboard(root: etree._Element) -> None:
    if root.find("{*}runningUser") is None:
        _append(root, "runningUser", CREATOR)
    for chart in root.iterfind(".//{*}dashboardComponent"):
        is_known = chart.findtext("{*}componentType", "").startswith(("Bar", "Column"))
        if is_known and chart.find("{*}groupingSortProperties") is None:
            sort = _append(chart, "groupingSortProperties", {})
            _append(sort, "groupingSorts", {"groupingLevel": "g1", "sortOrder": "a"})
            chart[:] = sorted(chart, key=lambda each: str(each.tag))


def _to_folder(root: etree._Element) -> None:
    levels = {each.findtext("{*}accessLevel") for each in root.iterfind("{*}folderShares")}
    if "Manage" not in levels:
        share = {"accessLevel": "Manage", "sharedTo": CREATOR, "sharedToType": "User"}
        root.insert(0, _append(root, "folderShares", share))


def _append(parent: etree._Element, name: str, value: str | dict[str, str]) -> etree._Element:
    namespace = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    if isinstance(value, str):
        element.text = value
    else:
        for key, text in value.items():
            _append(element, key, text)
    return element


_ADDED: dict[str, Callable[[etree._Element], None]] = {
    "Dashboard": _to_dashboard,
    "DashboardFolder": _to_folder,
    "Report": _to_report,
    "ReportFolder": _to_folder,
}
