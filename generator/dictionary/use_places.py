"""Where the elements of each type name fields, as rows.

A row says what the place is called in Setup, the path of the elements that name a field, how they
name it, and the detail to show, in which `{label}` is the nearest `label` above the name.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from generator.dictionary import use_readings as read
from generator.dictionary.element_texts import text
from generator.dictionary.use_readings import Reading
from generator.importing.originals import Original
from generator.metadata.elements import Elements
from generator.types import homes


class Place(NamedTuple):
    """A kind of place where fields are used, with the elements that name them."""

    kind: str
    path: str
    reading: Reading
    detail: str = ""


def _criteria(kind: str, path: str, detail: str = "") -> tuple[Place, ...]:
    """Return the places of conditions: the field, and the one that it is compared with."""
    return (
        Place(kind, f"{path}.field", read.qualified, detail),
        Place(kind, f"{path}.valueField", read.qualified, detail),
    )


_FORMULA, _SUMMARY = "Formula field", "Roll-up summary field"
_FILTER, _DEFAULT, _DEPENDENT = "Lookup filter", "Default value", "Dependent picklist"
_CONTROLLING = "metadataRelationshipControllingField"
_SEARCH = {
    "customTabListAdditionalFields": "tab",
    "lookupDialogsAdditionalFields": "lookup dialog",
    "lookupFilterFields": "filters of the lookup dialog",
    "lookupPhoneDialogsAdditionalFields": "lookup dialog of phones",
    "searchFilterFields": "search filters",
    "searchResultsAdditionalFields": "search results",
}
_OF_REPORT = {
    "columns.field": "column",
    "groupingsDown.field": "grouping",
    "groupingsAcross.field": "grouping",
    "filter.criteriaItems.column": "filter",
    "crossFilters.criteriaItems.column": "filter",
    "crossFilters.primaryTableColumn": "filter",
    "timeFrameFilter.dateColumn": "date",
    "sortColumn": "order",
    "buckets.sourceColumnName": "bucket",
    "chart.groupingColumn": "chart",
    "chart.secondaryGroupingColumn": "chart",
    "chart.chartSummaries.column": "chart",
    "colorRanges.columnName": "colors",
}
_COMPUTED = {
    "aggregates.calculatedFormula": "{masterLabel}",
    "customDetailFormulas.calculatedFormula": "{label}",
}
_COMPONENTS = (
    "dashboardGridLayout.dashboardGridComponents.dashboardComponent",
    *(f"{side}Section.components" for side in ("left", "middle", "right")),
)
_OF_DASHBOARD = (
    *("chartSummary.column", "groupingColumn", "dashboardTableColumn.column"),
    *("dashboardFilterColumns.column", "flexComponentProperties.flexTableColumn.reportColumn"),
)
_MAPPING = "objectMapping.mappingFields"
_ENTRIES = {
    "AssignmentRules": ("Assignment rule", "assignmentRule.ruleEntry"),
    "AutoResponseRules": ("Auto-response rule", "autoResponseRule.ruleEntry"),
    "EscalationRules": ("Escalation rule", "escalationRule.ruleEntry"),
}
_PAGE, _LIST = "Page layout", "Related list"
_LIGHTNING, _APPROVAL = "Lightning page", "Approval process"
_ITEMS, _SECTION = "flexiPageRegions.itemInstances", "layoutSections.layoutColumns.layoutItems"
_VISIBLE = "visibilityRule.criteria.leftValue"
_ACTION, _WORKFLOW, _UPDATE = "Quick action", "Workflow rule", "Workflow field update"
_DUPLICATES = "Duplicate rule"
_OFFSET = "rules.workflowTimeTriggers.offsetFromField"
_MAPPED = "duplicateRuleMatchRules.objectMapping.mappingFields"


def _in_reports() -> Iterator[Place]:
    for above in ("", "block."):
        for path, detail in _OF_REPORT.items():
            yield Place("Report", above + path, read.report, detail)
        for path, detail in _COMPUTED.items():
            yield Place("Report", above + path, read.summary, detail)


# The places by type, in the order in which a field shows its uses.
PLACES: Mapping[str, tuple[Place, ...]] = {
    "Layout": (
        Place(_PAGE, f"{_SECTION}.field", read.own, "{label}"),
        Place(_LIST, "relatedLists.fields", read.related, "{relatedList}"),
        Place(_LIST, "relatedLists.sortField", read.related, "order of {relatedList}"),
        Place(_LIST, "relatedLists.relatedList", read.lookup_of_list, "its lookup"),
        Place(_PAGE, "miniLayout.fields", read.own, "mini page layout"),
        Place(_PAGE, "multilineLayoutFields", read.own, "multi-line layout"),
        Place(_PAGE, "relatedContent.relatedContentItems.layoutItem.field", read.own, "card"),
        Place(_PAGE, "relatedObjects", read.own, "related object"),
        Place(_PAGE, "summaryLayout.summaryLayoutItems.field", read.own, "highlights"),
    ),
    "FlexiPage": (
        Place(_LIGHTNING, f"{_ITEMS}.fieldInstance.fieldItem", read.of_record, "field"),
        Place(_LIGHTNING, f"{_ITEMS}.fieldInstance.{_VISIBLE}", read.of_record, "visibility"),
        Place(_LIGHTNING, f"{_ITEMS}.componentInstance.{_VISIBLE}", read.of_record, "visibility"),
    ),
    "CompactLayout": (Place("Compact layout", "fields", read.own),),
    "FieldSet": (
        Place("Field set", "displayedFields.field", read.own, "shown"),
        Place("Field set", "availableFields.field", read.own, "available"),
    ),
    "ListView": (
        Place("List view", "columns", read.column, "column"),
        Place("List view", "filters.field", read.column, "filter"),
    ),
    "CustomObject": tuple(
        Place("Search layout", f"searchLayouts.{name}", read.column, detail)
        for name, detail in _SEARCH.items()
    ),
    "QuickAction": (
        Place(
            _ACTION,
            "quickActionLayout.quickActionLayoutColumns.quickActionLayoutItems.field",
            read.own,
        ),
        Place(_ACTION, "fieldOverrides.field", read.own, "preset value"),
        Place(_ACTION, "fieldOverrides.formula", read.formula, "formula of {field}"),
        Place(_ACTION, "targetParentField", read.own, "parent"),
    ),
    "PathAssistant": (
        Place("Path", "fieldName", read.own, "steps"),
        Place("Path", "pathAssistantSteps.fieldNames", read.own, "key field"),
    ),
    "RecordType": (Place("Record type", "picklistValues.picklist", read.own, "picklist values"),),
    "BusinessProcess": (Place("Business process", "values.fullName", read.process, "values"),),
    "ValidationRule": (
        Place("Validation rule", "errorConditionFormula", read.formula, "formula"),
        Place("Validation rule", "errorDisplayField", read.own, "place of the message"),
    ),
    "CustomField": (
        Place(_FORMULA, "formula", read.formula),
        Place(_SUMMARY, "summarizedField", read.qualified, "summarized"),
        Place(_SUMMARY, "summaryForeignKey", read.qualified, "relationship"),
        *_criteria(_SUMMARY, "summaryFilterItems", "filter"),
        *_criteria(_FILTER, "lookupFilter.filterItems"),
        Place(_DEFAULT, "defaultValue", read.formula, "formula"),
        Place("Indirect lookup", "referenceTargetField", read.of_element("referenceTo"), "key"),
        Place(_DEPENDENT, "valueSet.controllingField", read.own, "controlling field"),
        Place(_DEPENDENT, "picklist.controllingField", read.own, "controlling field"),
        Place(_FILTER, _CONTROLLING, read.qualified, "controlling field"),
    ),
    "Workflow": (
        *_criteria(_WORKFLOW, "rules.criteriaItems", "{fullName}"),
        Place(_WORKFLOW, "rules.formula", read.formula, "{fullName}"),
        Place(_WORKFLOW, _OFFSET, read.qualified, "{fullName}"),
        Place(_UPDATE, "fieldUpdates.field", read.updated, "{fullName}: written"),
        Place(_UPDATE, "fieldUpdates.formula", read.formula, "{fullName}: formula"),
        Place("Workflow outbound message", "outboundMessages.fields", read.own, "{fullName}"),
        Place("Workflow task", "tasks.offsetFromField", read.qualified, "{fullName}"),
    ),
    "ApprovalProcess": (
        Place(_APPROVAL, "approvalPageFields.field", read.own, "approval page"),
        *_criteria(_APPROVAL, "entryCriteria.criteriaItems", "entry"),
        Place(_APPROVAL, "entryCriteria.formula", read.formula, "entry"),
        *_criteria(_APPROVAL, "approvalStep.entryCriteria.criteriaItems", "step {label}"),
        Place(_APPROVAL, "approvalStep.entryCriteria.formula", read.formula, "step {label}"),
    ),
    **{
        name: (
            *_criteria(kind, f"{path}.criteriaItems", "{fullName}"),
            Place(kind, f"{path}.formula", read.formula, "{fullName}"),
        )
        for name, (kind, path) in _ENTRIES.items()
    },
    "SharingRules": (
        *_criteria("Sharing rule", "sharingCriteriaRules.criteriaItems", "{label}"),
        *_criteria("Sharing rule", "sharingGuestRules.criteriaItems", "{label}"),
    ),
    "DuplicateRule": (
        Place(
            _DUPLICATES,
            "duplicateRuleFilter.duplicateRuleFilterItems.field",
            read.of_element("table"),
            "filter",
        ),
        Place(
            _DUPLICATES,
            f"{_MAPPED}.inputField",
            read.of_element("inputObject"),
            "match",
        ),
        Place(
            _DUPLICATES,
            f"{_MAPPED}.outputField",
            read.of_element("outputObject"),
            "match",
        ),
    ),
    "MatchingRules": (
        Place("Matching rule", "matchingRules.matchingRuleItems.fieldName", read.own, "{label}"),
    ),
    "LeadConvertSettings": (
        Place("Lead conversion", f"{_MAPPING}.inputField", read.of_element("inputObject"), "from"),
        Place("Lead conversion", f"{_MAPPING}.outputField", read.of_element("outputObject"), "to"),
    ),
    "Index": (Place("Index", "fields.name", read.own),),
    "WebLink": (Place("Button or link", "url", read.merged, "address"),),
    "Flow": (),  # says more of a field: `flow_uses`
    "ReportType": (Place("Report type", "sections.columns.field", read.table, "{masterLabel}"),),
    "Report": tuple(_in_reports()),
    "Dashboard": tuple(
        Place("Dashboard", f"{component}.{path}", read.column_of_report, "{header}")
        for component in _COMPONENTS
        for path in _OF_DASHBOARD
    ),
}
# What grants, translates or lists fields does not use them.
NO_USES = frozenset(
    {
        *("MutingPermissionSet", "PermissionSet", "PermissionSetGroup", "Profile"),
        *("CustomFieldTranslation", "CustomObjectTranslation", "GlobalValueSetTranslation"),
        *("StandardValueSetTranslation", "Translations"),
    }
)
# The names of these begin with the object, as `Lead.New_Visit`, or are its name.
_NAMED_BY_OBJECT = frozenset(
    {
        *("ApprovalProcess", "AssignmentRules", "AutoResponseRules", "DuplicateRule"),
        *("EscalationRules", "MatchingRules", "QuickAction", "SharingRules", "Workflow"),
    }
)
_OBJECT_ELEMENTS = {
    "FlexiPage": "sobjectType",
    "PathAssistant": "entityName",
    "QuickAction": "targetObject",
}


def sobject(original: Original) -> str:
    """Return the object that a component is about; empty if it is about none, or several."""
    kind, name, parent = original.type.name, unquote(original.name), original.parent
    if said := text(original.elements.get(_OBJECT_ELEMENTS.get(kind, ""))):
        return said
    if kind in _NAMED_BY_OBJECT:
        return name.partition(".")[0]
    return homes.object_of(kind, parent, name) or ("" if original.type.in_folders else parent)


def texts(elements: Elements, path: str) -> Iterator[tuple[tuple[Elements, ...], str]]:
    """Yield the texts at a path, each with the elements above it, from the top."""
    found: list[tuple[tuple[Elements, ...], Any]] = [((), elements)]
    for step in path.split("."):
        found = [
            ((*above, each), inner)
            for above, each in found
            if isinstance(each, dict) and step in each
            for inner in (each[step] if isinstance(each[step], list) else [each[step]])
        ]
    yield from ((above, text(each)) for above, each in found if text(each))
