"""Rules of a field that points to another object. Each is an assertion."""

from generator.diagnostics import error
from generator.validation.rules.sources import DEPLOYS, RETRIEVED, SKILLS
from generator.validation.rules.xpath import CUSTOM, of_type, one_of, when

_ONLY_SET_NULL = ("User", "Group", "RecordType", "Profile", "Product2")

RULES = (
    error(
        "KS214",
        "A Lookup or MasterDetail field has referenceTo.",
        "It names the object that the field points to.",
        "Add <referenceTo> with the API name of an object.",
        RETRIEVED,
        of="CustomField",
        test=when(CUSTOM, of_type("Lookup", "MasterDetail"), then="m:referenceTo"),
        at="type",
        diagnosis="referenceTo is missing; {type} needs one",
    ),
    error(
        "KS215",
        "A MasterDetail field has a relationshipName.",
        "The master reaches its details by that name.",
        "Add <relationshipName>, one that no other child of the master has.",
        RETRIEVED,
        of="CustomField",
        test=when(CUSTOM, of_type("MasterDetail"), then="string-length(m:relationshipName) > 0"),
        at="type",
        diagnosis="relationshipName is {relationshipName}; {type} needs one",
    ),
    error(
        "KS216",
        "Only a Lookup has a deleteConstraint.",
        "A detail always goes with its master; other types have no parent.",
        "Remove <deleteConstraint>.",
        f"{DEPLOYS}, {SKILLS}",
        message="Can not specify 'deleteConstraint' for a CustomField of type X",
        of="CustomField",
        test=when(CUSTOM, "m:deleteConstraint", "m:type", then=of_type("Lookup")),
        at="deleteConstraint",
        diagnosis="deleteConstraint is {deleteConstraint}; {type} allows none",
    ),
    error(
        "KS217",
        "Only a MasterDetail field has relationshipOrder, reparentableMasterDetail or "
        "writeRequiresMasterRead.",
        "They are about a detail and its master.",
        "Remove these elements, or make the field a MasterDetail.",
        DEPLOYS,
        message="Can not specify 'relationshipOrder' for a CustomField of type Lookup",
        of="CustomField",
        test=when(
            CUSTOM,
            "m:relationshipOrder or m:reparentableMasterDetail or m:writeRequiresMasterRead",
            "m:type",
            then=of_type("MasterDetail"),
        ),
        at="type",
        diagnosis="type is {type}; only MasterDetail allows relationshipOrder, "
        "reparentableMasterDetail or writeRequiresMasterRead",
    ),
    error(
        "KS239",
        "A Lookup to User, Group, RecordType, Profile or Product2 has SetNull for deletes.",
        "Nothing may keep these parents from being deleted, or be deleted with them.",
        "Set <deleteConstraint> to SetNull, and <required> to false.",
        DEPLOYS,
        message="Cannot add a lookup relationship child with cascade or restrict options to User",
        of="CustomField",
        test=when(
            CUSTOM,
            one_of("deleteConstraint", "Restrict", "Cascade"),
            then="not(" + one_of("referenceTo", *_ONLY_SET_NULL) + ")",
        ),
        at="deleteConstraint",
        diagnosis="deleteConstraint is {deleteConstraint}; a Lookup to {referenceTo} allows "
        "SetNull",
    ),
)
