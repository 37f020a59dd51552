"""A dictionary that has each kind of thing once or more, for tests of how it is printed."""

from generator.diagnostics import Severity
from generator.dictionary.dictionary import (
    Access,
    Dictionary,
    FieldAccess,
    Flow,
    Grantee,
    HealthCheck,
    Level,
    ObjectAccess,
    Status,
    Step,
)
from generator.dictionary.entries import (
    Basis,
    Fact,
    Field,
    Item,
    Notice,
    Part,
    Picklist,
    PicklistValue,
    Relationship,
    SObject,
    Source,
    Use,
)

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&amp;"
RIGHT_TO_LEFT = "מספר הצפיות"
LONG = "Long_" * 39 + "End__c"
GUIDE = Source("Guide to events", Basis.VENDOR, "https://example.com/guide")
NOTES = Source("Notes of a meeting", Basis.INFERENCE, "javascript:alert(1)")
UNSAID = Notice("KS203", "has no description; say what it is for", Severity.WARNING)
STAGES = Picklist(
    (
        PicklistValue("new", "New", is_default=True, color="#2E844A", description="Just made"),
        PicklistValue(
            "running",
            "Running",
            controlled_by=("Webinar", "Live"),
            facts=(Fact("Probability", (Part("40"),)),),
        ),
        PicklistValue("over", "Over", is_active=False),
    ),
    value_set=Part("Stages", "value-set.Stages"),
    is_restricted=True,
    controlling_field=Part("Kind", "Event__c.Kind__c"),
)
STAGE = Field(
    "Event__c",
    "Stage__c",
    "Stage",
    "Picklist",
    description="Where the event stands.\nIt is set by the flow.",
    help_text="Choose what is true now.",
    required="on every record",
    picklist=STAGES,
    facts=(Fact("Track history", (Part("Yes"),)),),
    uses=(
        Use("Page layout", "Event Layout", "Details"),
        Use("Page layout", "Event Layout (small)", "Details"),
        Use("Flow", "Count plays", "Decision: Is it over", "flow.Count_Plays"),
        Use("List view", "All events", "column"),
    ),
    sources=(GUIDE, NOTES),
    notices=(UNSAID,),
)
KEY = Field(
    "Event__c",
    "Key__c",
    "Key",
    "Text(36)",
    unique="case-insensitive",
    is_external_id=True,
    default='"none"',
    sensitivity="Confidential",
    compliance=("PII", "GDPR"),
)
RATE = Field(
    "Event__c",
    "Rate__c",
    RIGHT_TO_LEFT,
    "Formula (Percent)",
    formula=(
        Part("IF( ISBLANK( "),
        Part("Stage__c", "Event__c.Stage__c"),
        Part(" ), 0, 1 / 3 )"),
    ),
)
OWNER = Field(
    "Event__c",
    "Campaign__c",
    "Campaign",
    "Lookup(Campaign)",
    refers_to=(Part("Campaign", "Campaign"),),
    uses=tuple(Use("Report", f"Report {number}") for number in range(30)),
)
HARD = Field("Event__c", LONG, HOSTILE, "Text(255)", HOSTILE, HOSTILE, is_custom=False)
KIND = Field("Event__c", "Kind__c", "Kind", "Picklist")
FIELDS = (STAGE, KIND, KEY, RATE, OWNER, HARD)
SHOWS = Fact("Shows", (Part("Stage, Key"),))
EVENT = SObject(
    "Event__c",
    "Event",
    "Custom object",
    "Events",
    "An event that people watch.",
    (Fact("Sharing model", (Part("Read only"),)),),
    FIELDS,
    (
        Item("Record type", "Webinar", "Webinar", "One that is held once.", anchor="item.Webinar"),
        Item("List view", "All", "All events", facts=(SHOWS,), anchor="item.All"),
        Item("Validation rule", "Has_Key", "", "Has a key.", (), (UNSAID,), "item.Has Key"),
    ),
    (GUIDE,),
)
CAMPAIGN = SObject("Campaign", "Campaign", "Standard object")
LEVELS = {"Marketing": Level.EDIT, "Sales Team": Level.READ}
ACCESS = Access(
    (
        Grantee("Permission set", "Marketing", "Marketing people", "Who makes events."),
        Grantee("Profile", "Sales Team", "Sales Team", rights=(Fact("Tabs", (Part("Events"),)),)),
        Grantee("Permission set", "Nobody", HOSTILE, notices=(UNSAID,)),
    ),
    (
        ObjectAccess(
            EVENT,
            {"Marketing": ("Read", "Create", "Edit"), "Sales Team": ("Read",)},
            (
                FieldAccess(STAGE, {}, "All who may see the object: it is required"),
                FieldAccess(KEY, LEVELS),
                FieldAccess(RATE, {"Sales Team": Level.READ}),
                FieldAccess(HARD, LEVELS),
            ),
            note="With sharing of the parent",
        ),
    ),
)
FLOW = Flow(
    "Count_Plays",
    "Count plays",
    "Record-triggered flow",
    "Active",
    "When an event is created",
    "Adds one.",
    first=(("", Part("Is it over", "flow.Count_Plays.Is_Over")),),
    steps=(
        Step(
            "Is_Over",
            "Is it over",
            "Decision",
            "Asks the stage.",
            ("Over: Stage equals Over",),
            (
                ("Over", Part("Count", "flow.Count_Plays.Count")),
                ("Default outcome", Part("End")),
            ),
            "flow.Count_Plays.Is_Over",
        ),
        Step(
            "Count",
            "Count",
            "Assignment",
            follows=(("", Part("End")),),
            anchor="flow.Count_Plays.Count",
        ),
    ),
    facts=(Fact("Variable plays", (Part("Number"),)),),
    notices=(UNSAID,),
)
DICTIONARY = Dictionary(
    "Events & <plays>",
    "The schema events",
    "What is kept of events, and of who watched them.",
    (EVENT, CAMPAIGN),
    (Relationship("Event__c.Campaign__c", "Event__c", "Campaign", False, False),),
    ACCESS,
    ((Item("Global value set", "Stages", "Stages of events", anchor="value-set.Stages"), STAGES),),
    (
        Status("Came", "Watched it.", "Attended", True, True, Basis.VENDOR, (GUIDE,)),
        Status("Missed", "Did not come.", "", False, False, Basis.INFERENCE),
    ),
    (FLOW,),
    (
        Item("Custom tab", "Event__c", "Events", anchor="item.Event__c"),
        Item("Report", "Plays", notices=(UNSAID,), anchor="item.Plays"),
    ),
    (
        HealthCheck(
            "Descriptions",
            "Fields that say what they are for",
            2,
            5,
            (Part("Key", "Event__c.Key__c"), Part("Campaign", "Event__c.Campaign__c")),
        ),
        HealthCheck("On a layout", "Fields that a page layout shows", 5, 5),
        HealthCheck("Personal", "Fields that may hold what is personal", 0, 0),
    ),
    (GUIDE, NOTES),
    (Notice("KS100", "one file is not read", Severity.ERROR),),
    (Notice("", "a.txt: is no metadata", Severity.WARNING),),
)
