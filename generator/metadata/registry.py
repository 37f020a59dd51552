"""The metadata types, one row each, named as Salesforce names them; components and documents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from generator.resources import FOLDERS

UNPACKAGED = "unpackaged"
REPORTS = "reports"
MANIFEST = "manifest/package.xml"
REPORTS_MANIFEST = f"manifest/{REPORTS}.xml"
# Each manifest, and its name in a project that has another one there.
MANIFESTS = {
    MANIFEST: "manifest/{schema}.xml",
    REPORTS_MANIFEST: f"manifest/{{schema}}-{REPORTS}.xml",
}


_OBJECTS = "objects/{parent}"
_TRANSLATED = "objectTranslations/{parent}"


class MetadataType(NamedTuple):
    """Where the files of a type lie in a package directory, and how a manifest names them.

    `directory` is the folder below `main/default`, with {parent} where each object or folder has
    one of its own. `suffix` ends each file's name, before `.xml`; the template has its name.

    - `decomposed`: parts of an object, which a retrieve writes on the client. All other files are
      written by the server; the two write empty elements differently.
    - `in_folders`: the files lie in folders that are components themselves, as reports do.
    - `own_root`: the package directory of a type that cannot be in the default one.
    - `listed_with`: the type under which a manifest lists it, if not its own: a folder of reports
      is listed with the reports.
    - `listed_by_parent`: a manifest lists it by its parent alone: the translation of a field by
      that of the object.
    """

    name: str
    directory: str
    suffix: str
    decomposed: bool = False
    in_folders: bool = False
    own_root: str = ""
    listed_with: str = ""
    listed_by_parent: bool = False

    @property
    def is_composed(self) -> bool:
        """Whether the CLI reads the files, and writes what it deploys out of several of them."""
        return self.decomposed or self.directory == _TRANSLATED

    @property
    def template(self) -> str:
        return f"{self.suffix}.xml.j2"

    @property
    def listed_as(self) -> str:
        """The name under which a manifest lists its components."""
        return self.listed_with or self.name

    @property
    def is_own_folder(self) -> bool:
        """Whether a component has a folder with its own name, as an object has."""
        return self.name in {"CustomObject", "CustomObjectTranslation"}

    def full_name(self, name: str, parent: str) -> str:
        """Return the name of a component, by its file and its folder."""
        if self.in_folders:
            return f"{parent}/{name}"
        is_part = self.is_composed and not self.is_own_folder
        return f"{parent}.{name}" if is_part else name

    def member(self, full_name: str) -> str:
        """Return the name that a manifest has for a component."""
        return full_name.partition(".")[0] if self.listed_by_parent else full_name

    def path(self, package_directory: str, name: str, parent: str = "") -> str:
        """Return the path of a component from the project's root."""
        root = self.own_root or package_directory
        folder = self.directory.format(parent=parent)
        return f"{root}/main/default/{folder}/{name}.{self.suffix}.xml"


def _child(name: str, folder: str, suffix: str) -> MetadataType:
    return MetadataType(name, f"{_OBJECTS}/{folder}", f"{suffix}-meta", decomposed=True)


def _reported(name: str, directory: str, suffix: str) -> MetadataType:
    return MetadataType(name, directory, suffix, in_folders=True, own_root=REPORTS)


def _folder(name: str, directory: str, suffix: str, listed_with: str) -> MetadataType:
    return MetadataType(name, directory, suffix, own_root=REPORTS, listed_with=listed_with)


CUSTOM_FIELD = _child("CustomField", "fields", "field")
CUSTOM_OBJECT = MetadataType("CustomObject", _OBJECTS, "object-meta", decomposed=True)
CUSTOM_OBJECT_TRANSLATION = MetadataType(
    "CustomObjectTranslation", _TRANSLATED, "objectTranslation-meta"
)
CUSTOM_FIELD_TRANSLATION = MetadataType(
    "CustomFieldTranslation",
    _TRANSLATED,
    "fieldTranslation-meta",
    listed_with=CUSTOM_OBJECT_TRANSLATION.name,
    listed_by_parent=True,
)
STANDARD_VALUE_SET = MetadataType(
    "StandardValueSet", "standardValueSets", "standardValueSet-meta", own_root=UNPACKAGED
)
PACKAGE = MetadataType("Package", "manifest", "package")
BUSINESS_PROCESS = _child("BusinessProcess", "businessProcesses", "businessProcess")
COMPACT_LAYOUT = _child("CompactLayout", "compactLayouts", "compactLayout")
CUSTOM_METADATA = MetadataType("CustomMetadata", "customMetadata", "md-meta")
CUSTOM_APPLICATION = MetadataType("CustomApplication", "applications", "app-meta")
CUSTOM_PERMISSION = MetadataType("CustomPermission", "customPermissions", "customPermission-meta")
CUSTOM_TAB = MetadataType("CustomTab", "tabs", "tab-meta")
DASHBOARD = _reported("Dashboard", "dashboards/{parent}", "dashboard-meta")
DASHBOARD_FOLDER = _folder("DashboardFolder", "dashboards", "dashboardFolder-meta", "Dashboard")
FIELD_SET = _child("FieldSet", "fieldSets", "fieldSet")
FLOW = MetadataType("Flow", "flows", "flow-meta")
GLOBAL_VALUE_SET = MetadataType("GlobalValueSet", "globalValueSets", "globalValueSet-meta")
GLOBAL_VALUE_SET_TRANSLATION = MetadataType(
    "GlobalValueSetTranslation", "globalValueSetTranslations", "globalValueSetTranslation-meta"
)
STANDARD_VALUE_SET_TRANSLATION = MetadataType(
    "StandardValueSetTranslation",
    "standardValueSetTranslations",
    "standardValueSetTranslation-meta",
)
INDEX = _child("Index", "indexes", "index")
LAYOUT = MetadataType("Layout", "layouts", "layout-meta")
LEAD_CONVERT_SETTINGS = MetadataType(
    "LeadConvertSettings", "LeadConvertSettings", "LeadConvertSetting-meta", own_root=UNPACKAGED
)
LIST_VIEW = _child("ListView", "listViews", "listView")
MUTING_PERMISSION_SET = MetadataType(
    "MutingPermissionSet", "mutingpermissionsets", "mutingpermissionset-meta"
)
PERMISSION_SET = MetadataType("PermissionSet", "permissionsets", "permissionset-meta")
PERMISSION_SET_GROUP = MetadataType(
    "PermissionSetGroup", "permissionsetgroups", "permissionsetgroup-meta"
)
RECORD_TYPE = _child("RecordType", "recordTypes", "recordType")
REPORT = _reported("Report", "reports/{parent}", "report-meta")
REPORT_FOLDER = _folder("ReportFolder", "reports", "reportFolder-meta", "Report")
REPORT_TYPE = MetadataType("ReportType", "reportTypes", "reportType-meta")
SHARING_REASON = _child("SharingReason", "sharingReasons", "sharingReason")
VALIDATION_RULE = _child("ValidationRule", "validationRules", "validationRule")
WEB_LINK = _child("WebLink", "webLinks", "webLink")

TRANSLATIONS = (
    *(CUSTOM_FIELD_TRANSLATION, CUSTOM_OBJECT_TRANSLATION),
    *(GLOBAL_VALUE_SET_TRANSLATION, STANDARD_VALUE_SET_TRANSLATION),
)
# The types that a schema renders to; below, those that are only checked.
RENDERED = (
    *(CUSTOM_FIELD, CUSTOM_OBJECT, STANDARD_VALUE_SET, PACKAGE, COMPACT_LAYOUT, CUSTOM_TAB),
    *(DASHBOARD, DASHBOARD_FOLDER, FLOW, GLOBAL_VALUE_SET, LAYOUT, LIST_VIEW, PERMISSION_SET),
    *(REPORT, REPORT_FOLDER, REPORT_TYPE, VALIDATION_RULE),
    *(BUSINESS_PROCESS, CUSTOM_METADATA, FIELD_SET, RECORD_TYPE),
    *(CUSTOM_APPLICATION, CUSTOM_PERMISSION, LEAD_CONVERT_SETTINGS, PERMISSION_SET_GROUP),
    MUTING_PERMISSION_SET,
    *TRANSLATIONS,
)
# The types whose files are checked one by one: rules across files read no more than facts of them.
CHECKED_ALONE = (
    *(INDEX, SHARING_REASON, WEB_LINK, *TRANSLATIONS),
    MetadataType("Translations", "translations", "translation-meta"),
)
CHECKED = tuple(dict.fromkeys((*RENDERED, *CHECKED_ALONE)))


@cache
def all_types() -> Mapping[str, MetadataType]:
    """Return every type of which a schema can have whole components, by name."""
    lines = FOLDERS.read_text(encoding="utf-8").splitlines()
    further = (line.split() for line in lines if not line.startswith("#"))
    rows = {name: MetadataType(name, folder, f"{suffix}-meta") for name, folder, suffix in further}
    return rows | {row.name: row for row in CHECKED if row is not PACKAGE}


class Component(NamedTuple):
    """One file to write: its type, its name in a manifest, its path, and its elements.

    `place` is the key of the schema that it comes from, as keys from the top. `variant` chooses
    the template of a type that has several. `more` are elements that stand over those that such a
    template prints; None takes one away.
    """

    type: MetadataType
    full_name: str
    path: str
    elements: Mapping[str, object]
    place: tuple[str, ...] = ()
    variant: str = ""
    more: Mapping[str, object] | None = None

    @property
    def template(self) -> str:
        return f"{self.variant}.{self.type.template}" if self.variant else self.type.template


def package(
    path: str,
    members: Iterable[tuple[str, str]],
    version: object,
    place: tuple[str, ...] = (),
) -> Component:
    """Return the manifest of members, pairs of a type and a full name, as the CLI writes it."""
    names = defaultdict(list)
    for kind, name in members:
        names[kind].append(name)
    types = [{"name": kind, "members": sorted(set(names[kind]))} for kind in sorted(names)]
    return Component(PACKAGE, path, path, {"types": types, "version": version}, place)


class Document(NamedTuple):
    """A file to write: its path from the project's root, its bytes, and its key of the schema."""

    path: str
    content: bytes
    place: tuple[str, ...] = ()
