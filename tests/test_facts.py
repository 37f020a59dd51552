"""What a file says whatever its order, what differs between two, and the risk of that."""

import pytest
from lxml import etree

from generator.metadata.registry import (
    BUSINESS_PROCESS,
    CUSTOM_FIELD,
    CUSTOM_METADATA,
    CUSTOM_OBJECT,
    CUSTOM_TAB,
    DASHBOARD,
    DASHBOARD_FOLDER,
    FIELD_SET,
    FLOW,
    GLOBAL_VALUE_SET,
    LAYOUT,
    LIST_VIEW,
    PERMISSION_SET,
    RECORD_TYPE,
    REPORT,
    REPORT_FOLDER,
    REPORT_TYPE,
    STANDARD_VALUE_SET,
    VALIDATION_RULE,
    MetadataType,
    all_types,
)
from generator.planning.compare import compare
from generator.planning.facts import facts_of
from generator.types.risk import Risk
from generator.workspace.diff import Action

NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
VALUES = (
    "<valueSet><valueSetDefinition><value><fullName>{}</fullName>{}"
    "</value></valueSetDefinition></valueSet>"
)
OFFERED = (
    "<picklistValues><picklist>Status__c</picklist><values><fullName>{}</fullName>"
    "<default>{}</default></values></picklistValues>"
)
VALUE = "valueSet.valueSetDefinition.value"
SECTION = (
    "<layoutSections><label>{}</label><layoutColumns><layoutItems><behavior>{}</behavior>"
    "<field>{}</field></layoutItems></layoutColumns></layoutSections>"
)
OWNER = SECTION.format("Owner", "Required", "OwnerId")
PAGE = SECTION.format("A", "Edit", "Phone") + OWNER
NOTES = "<relatedLists>{}<relatedList>RelatedNoteList</relatedList></relatedLists>"
FIELDS = "force-app/main/default/objects/Visit__c/fields"


def test_order_indentation_and_escapes_mean_nothing() -> None:
    one = f"<CustomField {NAMESPACE}><fullName>A__c</fullName><label>It's</label></CustomField>"
    other = (
        f"<CustomField {NAMESPACE}>\n<!-- note --><label>It&apos;s\n</label>"
        "<fullName>A__c</fullName></CustomField>"
    )

    facts = [facts_of(etree.fromstring(text), CUSTOM_FIELD) for text in (one, other)]

    assert facts[0] == facts[1] == {"fullName": "A__c", "label": "It's"}


def test_entries_are_told_apart_by_what_they_are_about() -> None:
    def entries(*names: str) -> etree._Element:
        each = "".join(
            f"<fieldPermissions><field>{name}</field><readable>true</readable></fieldPermissions>"
            for name in names
        )
        return etree.fromstring(f"<PermissionSet {NAMESPACE}>{each}</PermissionSet>")

    assert facts_of(entries("A", "B"), PERMISSION_SET) == facts_of(
        entries("B", "A"), PERMISSION_SET
    )
    assert facts_of(entries("A"), PERMISSION_SET) == {"fieldPermissions[A].readable": "true"}


def test_the_order_of_columns_means_something() -> None:
    def layout(*names: str) -> etree._Element:
        items = "".join(f"<layoutItems><field>{name}</field></layoutItems>" for name in names)
        return etree.fromstring(
            f"<Layout {NAMESPACE}><layoutSections><label>One</label>"
            f"<layoutColumns>{items}</layoutColumns></layoutSections></Layout>"
        )

    assert facts_of(layout("A", "B"), LAYOUT) == {
        "layoutSections (order)": "One",
        "layoutSections[One].layoutColumns.layoutItems": "A, B",
    }
    assert facts_of(layout("A", "B"), LAYOUT) != facts_of(layout("B", "A"), LAYOUT)


def test_where_a_flow_draws_its_elements_means_nothing() -> None:
    def flow(x: int) -> etree._Element:
        node = f"<recordUpdates><name>Set</name><locationX>{x}</locationX></recordUpdates>"
        return etree.fromstring(f"<Flow {NAMESPACE}>{node}<status>Active</status></Flow>")

    assert facts_of(flow(1), FLOW) == facts_of(flow(2), FLOW) == {"status": "Active"}


def test_a_file_that_is_no_xml_differs() -> None:
    path = f"{FIELDS}/A__c.field-meta.xml"
    good = f"<CustomField {NAMESPACE}><fullName>A__c</fullName></CustomField>".encode()

    found = compare({path: b"<broken"}, {path: good}).changed

    assert [(each.full_name, each.action) for each in found] == [("Visit__c.A__c", Action.UPDATE)]
    assert found[0].risk is Risk.UNRATED


def test_two_sections_of_one_name_are_not_one() -> None:
    def layout(*names: str) -> etree._Element:
        sections = "".join(
            f"<layoutSections><label>Same</label><layoutColumns><layoutItems><field>{name}</field>"
            "</layoutItems></layoutColumns></layoutSections>"
            for name in names
        )
        return etree.fromstring(f"<Layout {NAMESPACE}>{sections}</Layout>")

    assert facts_of(layout("A", "B"), LAYOUT) != facts_of(layout("C", "B"), LAYOUT)


def test_a_value_that_an_org_has_made_inactive_is_no_change() -> None:
    def field(*values: str) -> bytes:
        inside = "".join(f"<value><default>false</default>{each}</value>" for each in values)
        return f"""<CustomField {NAMESPACE}><valueSet><valueSetDefinition>{inside}
            </valueSetDefinition></valueSet></CustomField>""".encode()

    long, short = ("<fullName>Long</fullName>", "<fullName>Short</fullName>")
    retired = f"{short}<isActive>false</isActive>"
    path = f"{FIELDS}/Kind__c.field-meta.xml"

    kept = compare({path: field(retired, long)}, {path: field(long)})
    back = compare({path: field(retired, long)}, {path: field(short, long)})

    assert kept.changed == ()
    (change,) = back.changed
    facts = {fact.path: fact.after for fact in change.facts}
    assert facts == {f"{VALUE}[Short].isActive": None, f"{VALUE} (order)": "Short, Long"}
    assert change.risk is Risk.WIDENS


@pytest.mark.parametrize(
    ("kind", "before", "after", "risk"),
    [
        (CUSTOM_FIELD, "", "<formula>1</formula>", Risk.REFUSED),
        (CUSTOM_FIELD, "<formula>1</formula>", "", Risk.REFUSED),
        (CUSTOM_FIELD, "<formula>1</formula>", "<formula>2</formula>", Risk.SAFE),
        (CUSTOM_FIELD, "", "<lookupFilter><active>true</active></lookupFilter>", Risk.NARROWS),
        (CUSTOM_FIELD, "<type>Text</type>", "<type>LongTextArea</type>", Risk.WIDENS),
        (CUSTOM_FIELD, "<type>LongTextArea</type>", "<type>Text</type>", Risk.NARROWS),
        (CUSTOM_FIELD, "<type>Currency</type>", "<type>Number</type>", Risk.RETYPES),
        (CUSTOM_FIELD, "<type>Text</type>", "<type>EncryptedText</type>", Risk.REFUSED),
        (CUSTOM_FIELD, "<type>Text</type>", "<type>Lookup</type>", Risk.REFUSED),
        (CUSTOM_FIELD, "<type>Lookup</type>", "<type>MasterDetail</type>", Risk.RETYPES),
        (CUSTOM_FIELD, "<externalId>true</externalId>", "", Risk.BREAKS),
        (
            CUSTOM_FIELD,
            "<relationshipName>A</relationshipName>",
            "<relationshipName>B</relationshipName>",
            Risk.BREAKS,
        ),
        (CUSTOM_FIELD, "<unique>true</unique>", "", Risk.UNRATED),
        (CUSTOM_FIELD, "<escapeMarkup>true</escapeMarkup>", "", Risk.UNRATED),
        (
            CUSTOM_FIELD,
            VALUES.format("x", ""),
            "<valueSet><valueSetName>Regions</valueSetName></valueSet>",
            Risk.REFUSED,
        ),
        (
            CUSTOM_FIELD,
            "<valueSet><valueSetName>Regions</valueSetName></valueSet>",
            VALUES.format("x", ""),
            Risk.REFUSED,
        ),
        (
            CUSTOM_FIELD,
            "<valueSet><valueSetName>Regions</valueSetName></valueSet>",
            "<valueSet><valueSetName>Places</valueSetName></valueSet>",
            Risk.REFUSED,
        ),
        (
            CUSTOM_FIELD,
            "<length>20</length><type>Text</type>",
            "<type>Picklist</type><valueSet><valueSetName>Regions</valueSetName></valueSet>",
            Risk.RETYPES,
        ),
        (CUSTOM_OBJECT, "<enableActivities>true</enableActivities>", "", Risk.UNRATED),
        (
            FLOW,
            "",
            "<recordDeletes><name>All</name><object>Lead</object></recordDeletes>",
            Risk.UNRATED,
        ),
        (FLOW, "<label>A</label>", "<label>B</label>", Risk.SAFE),
        (LAYOUT, "", "<showHighlightsPanel>true</showHighlightsPanel>", Risk.UNRATED),
        (LAYOUT, PAGE, PAGE.replace("Phone", "Fax"), Risk.REPLACES),
        (LAYOUT, PAGE, PAGE.replace("Edit", "Required"), Risk.NARROWS),
        (LAYOUT, PAGE, PAGE.replace("Required", "Edit"), Risk.SAFE),
        (LAYOUT, PAGE, PAGE + SECTION.format("B", "Edit", "Fax"), Risk.SAFE),
        (LAYOUT, PAGE + SECTION.format("B", "Edit", "Fax"), PAGE, Risk.REPLACES),
        (LAYOUT, PAGE, SECTION.format("B", "Edit", "Phone") + OWNER, Risk.SAFE),
        (LAYOUT, NOTES.format(""), "", Risk.REPLACES),
        (LAYOUT, "", NOTES.format(""), Risk.SAFE),
        (LAYOUT, NOTES.format("<fields>NAME</fields>"), NOTES.format(""), Risk.REPLACES),
        (LIST_VIEW, "", "<sharedTo><group>All</group></sharedTo>", Risk.ACCESS),
        (LIST_VIEW, "", "<queue>Leads</queue>", Risk.SAFE),
        (
            VALIDATION_RULE,
            "<active>false</active>",
            "<active>true</active>",
            Risk.NARROWS,
        ),
        (
            GLOBAL_VALUE_SET,
            "<customValue><fullName>x</fullName></customValue>",
            "<customValue><fullName>x</fullName><isActive>false</isActive></customValue>",
            Risk.NARROWS,
        ),
        (CUSTOM_OBJECT, "<deploymentStatus>Deployed</deploymentStatus>", "", Risk.ACCESS),
        (
            PERMISSION_SET,
            "<userPermissions><enabled>true</enabled><name>ModifyAllData</name></userPermissions>",
            "",
            Risk.ACCESS,
        ),
        (PERMISSION_SET, "<license>A</license>", "<license>B</license>", Risk.ACCESS),
        (PERMISSION_SET, "<label>A</label>", "<label>B</label>", Risk.SAFE),
        (RECORD_TYPE, "<active>true</active>", "<active>false</active>", Risk.NARROWS),
        (RECORD_TYPE, OFFERED.format("Open", "false"), "", Risk.NARROWS),
        (RECORD_TYPE, "", OFFERED.format("Open", "false"), Risk.WIDENS),
        (
            RECORD_TYPE,
            OFFERED.format("Open", "false"),
            OFFERED.format("Open", "true"),
            Risk.SAFE,
        ),
        (LIST_VIEW, "", "<sharedTo><group>A</group></sharedTo>", Risk.ACCESS),
        (LIST_VIEW, "", "<booleanFilter>1</booleanFilter>", Risk.SAFE),
        *(
            (
                CUSTOM_FIELD,
                VALUES.format(name, ""),
                VALUES.format(name, "<isActive>false</isActive>"),
                Risk.NARROWS,
            )
            for name in ("x", "x]y", "a].b", "[", "a, b")
        ),
        (
            CUSTOM_FIELD,
            VALUES.format("x", "<description>old</description>"),
            VALUES.format("x", ""),
            Risk.SAFE,
        ),
        (
            STANDARD_VALUE_SET,
            "<standardValue><fullName>x</fullName></standardValue>",
            "<standardValue><fullName>x</fullName><isActive>false</isActive></standardValue>",
            Risk.NARROWS,
        ),
    ],
)
def test_the_risk_of_a_change(kind: MetadataType, before: str, after: str, risk: Risk) -> None:
    path = kind.path("force-app", "A__c", "B__c")
    old, new = (
        f"<{kind.name} {NAMESPACE}><sorted>false</sorted>{each}</{kind.name}>".encode()
        for each in (before, after)
    )

    (change,) = compare({path: old}, {path: new}).changed

    assert change.risk is risk


@pytest.mark.parametrize(
    ("kind", "created", "deleted"),
    [
        (CUSTOM_FIELD, Risk.SAFE, Risk.DELETES),
        (FLOW, Risk.UNRATED, Risk.UNRATED),
        (all_types()["Workflow"], Risk.UNRATED, Risk.UNRATED),
        (LAYOUT, Risk.SAFE, Risk.UNRATED),
        (PERMISSION_SET, Risk.ACCESS, Risk.ACCESS),
        (VALIDATION_RULE, Risk.NARROWS, Risk.WIDENS),
        (RECORD_TYPE, Risk.SAFE, Risk.BREAKS),
        (BUSINESS_PROCESS, Risk.SAFE, Risk.NARROWS),
        (FIELD_SET, Risk.SAFE, Risk.BREAKS),
        (CUSTOM_METADATA, Risk.UNRATED, Risk.BREAKS),
        (CUSTOM_TAB, Risk.SAFE, Risk.BREAKS),
        (REPORT_TYPE, Risk.SAFE, Risk.BREAKS),
    ],
)
def test_the_risk_of_a_whole_component(kind: MetadataType, created: Risk, deleted: Risk) -> None:
    path = kind.path("force-app", "A__c", "B__c")
    content = f"<{kind.name} {NAMESPACE}><label>A</label></{kind.name}>".encode()

    (creation,) = compare({}, {path: content}).changed
    (deletion,) = compare({path: content}, {}).changed

    assert (creation.risk, deletion.risk) == (created, deleted)


def test_a_new_layout_replaces_that_of_a_standard_object_unless_the_org_has_none() -> None:
    content = f"<Layout {NAMESPACE}><label>A</label></Layout>".encode()
    new = {
        name: compare({}, {LAYOUT.path("force-app", f"{name}-A Layout"): content})
        for name in ("Visit__c", "Account", "npsp__Fund__c")
    }

    risks = {name: each.changed[0].risk for name, each in new.items()}
    assert risks == {
        "Visit__c": Risk.SAFE,
        "Account": Risk.REPLACES,
        "npsp__Fund__c": Risk.REPLACES,
    }
    assert {each.of_org().changed[0].risk for each in new.values()} == {Risk.SAFE}


def test_what_a_file_of_a_standard_object_leaves_out_is_kept_by_the_org() -> None:
    """So it is no change; of a custom object, whose file says all, it is one."""
    settings = "<enableFeeds>{}</enableFeeds>"
    override = "<actionOverrides><actionName>{}</actionName><type>{}</type></actionOverrides>"
    files = {
        "org": override.format("Edit", "Default") + settings.format("true"),
        "ours": override.format("View", "Default"),
    }

    def changes(name: str, ours: str) -> list[str]:
        path = CUSTOM_OBJECT.path("force-app", name, name)
        old, new = (
            f"<CustomObject {NAMESPACE}>{each}</CustomObject>".encode()
            for each in (files["org"], ours)
        )
        return [
            fact.path
            for found in compare({path: old}, {path: new}).changed
            for fact in found.facts
        ]

    assert changes("Account", settings.format("true")) == []
    assert changes("Account", settings.format("false")) == ["enableFeeds"]
    assert {path.partition("]")[0] for path in changes("Account", files["ours"])} == {
        "actionOverrides[View"
    }
    assert "enableFeeds" in changes("Visit__c", files["ours"])


def test_components_of_types_that_are_not_checked_are_compared() -> None:
    path = "force-app/main/default/groups/A.group-meta.xml"
    old, new = (f"<Group {NAMESPACE}><name>{name}</name></Group>".encode() for name in "AB")

    (change,) = compare({path: old}, {path: new}).changed

    assert (change.type_name, change.full_name) == ("Group", "A")
    assert change.risk is Risk.UNRATED


def test_an_absent_flag_is_false() -> None:
    path = f"{FIELDS}/A__c.field-meta.xml"
    before, after = (
        f"<CustomField {NAMESPACE}><label>A</label>{each}</CustomField>".encode()
        for each in ("", "<required>false</required><unique>false</unique>")
    )

    assert compare({path: before}, {path: after}).changed == ()
    assert compare({path: after}, {path: before}).changed == ()


CHART = (
    "<dashboardGridLayout><dashboardGridComponents><dashboardComponent><componentType>Bar"
    "</componentType>{}</dashboardComponent></dashboardGridComponents></dashboardGridLayout>"
)
SORTS = (
    "dashboardGridLayout.dashboardGridComponents.dashboardComponent"
    ".groupingSortProperties.groupingSorts"
)
SORTED = "<groupingSortProperties><groupingSorts>{}</groupingSorts></groupingSortProperties>"
ORDER = "<groupingLevel>g1</groupingLevel><sortOrder>{}</sortOrder>"
SHARE = (
    "<folderShares><accessLevel>{}</accessLevel><sharedTo>{}</sharedTo>"
    "<sharedToType>{}</sharedToType></folderShares>"
)
VIEW = SHARE.format("View", "AllInternalUsers", "Organization")
CREATOR = SHARE.format("Manage", "a@example.com", "User")
PARAMETER = "<params><name>{}</name><value>{}</value></params>"


def changes(kind: MetadataType, before: str, after: str) -> dict[str, tuple[str | None, ...]]:
    """Return the values before and after of each fact that differs, by its path."""
    path = kind.path("force-app", "A", "B")
    old, new = (
        f"<{kind.name} {NAMESPACE}><name>A</name>{each}</{kind.name}>".encode()
        for each in (before, after)
    )
    found = compare({path: old}, {path: new}).changed
    return {fact.path: (fact.before, fact.after) for each in found for fact in each.facts}


@pytest.mark.parametrize(
    ("kind", "ours", "added"),
    [
        (REPORT, "", PARAMETER.format("co", 1)),
        (DASHBOARD, "", "<runningUser>a@example.com</runningUser>"),
        (DASHBOARD, CHART.format(""), CHART.format(SORTED.format(ORDER.format("a")))),
        (DASHBOARD, CHART.format(""), CHART.format("<groupingSortProperties/>")),
        (REPORT_FOLDER, VIEW, CREATOR + VIEW),
        (DASHBOARD_FOLDER, "", CREATOR),
    ],
)
def test_what_an_org_adds_is_no_change_unless_the_schema_says_it(
    kind: MetadataType, ours: str, added: str
) -> None:
    assert changes(kind, added, ours) == {}
    assert changes(kind, ours, added) != {}


@pytest.mark.parametrize(
    ("kind", "before", "after", "found"),
    [
        (
            REPORT,
            PARAMETER.format("co", 1) + PARAMETER.format("cn", 2),
            "",
            {"params[cn].value": ("2", None)},
        ),
        (
            DASHBOARD,
            "<runningUser>a@example.com</runningUser>",
            "<runningUser>b@example.com</runningUser>",
            {"runningUser": ("a@example.com", "b@example.com")},
        ),
        (
            DASHBOARD,
            CHART.format(SORTED.format(ORDER.format("a"))),
            CHART.format(SORTED.format("<groupingLevel>g1</groupingLevel>")),
            {f"{SORTS}.sortOrder": ("a", None)},
        ),
        (
            REPORT_FOLDER,
            VIEW + CREATOR + SHARE.format("Manage", "b@example.com", "User"),
            VIEW,
            {
                "folderShares[a@example.com, User].accessLevel": ("Manage", None),
                "folderShares[b@example.com, User].accessLevel": ("Manage", None),
            },
        ),
        (
            REPORT_FOLDER,
            CREATOR + VIEW,
            SHARE.format("EditAllContents", "AllInternalUsers", "Organization"),
            {
                "folderShares[AllInternalUsers, Organization].accessLevel": (
                    "View",
                    "EditAllContents",
                )
            },
        ),
        (
            REPORT_FOLDER,
            VIEW + SHARE.format("View", "Partners", "Group"),
            SHARE.format("View", "Partners", "Group") + VIEW,
            {},
        ),
    ],
)
def test_what_people_change_beside_what_an_org_adds_counts(
    kind: MetadataType, before: str, after: str, found: dict[str, tuple[str | None, ...]]
) -> None:
    """Of two users who manage a folder nobody knows which one the org added."""
    assert changes(kind, before, after) == found


def test_spaces_mean_something_where_an_org_keeps_them() -> None:
    def facts(name: str, kind: MetadataType, text: str) -> dict[str, str]:
        return facts_of(etree.fromstring(f"<{name} {NAMESPACE}><a>{text}</a></{name}>"), kind)

    assert facts("Flow", FLOW, " a ") == {"a": " a "}
    assert facts("Layout", LAYOUT, "\n  ") == {"a": ""}
    assert facts("CustomField", CUSTOM_FIELD, " a ") == {"a": "a"}
    assert facts("CustomField", CUSTOM_FIELD, "2<!-- x -->0") == {"a": "20"}
