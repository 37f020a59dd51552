"""The rules of formulas: one for each problem that a formula can have."""

from collections.abc import Mapping

from generator.diagnostics import Rule, error, warning
from generator.formulas.scope import Problem
from generator.validation.rules.sources import DEPLOYS, HELP

_ENGINE = "Salesforce's formula engine (salesforce/formula-engine)"
_PROBED = f"{_ENGINE}; answers of an org to each function in each place"
_ALL = "10,778 formulas of 55 public repositories"

RULE_OF: Mapping[Problem, Rule] = {
    Problem.SYNTAX: error(
        "KS801",
        "A formula follows the syntax of formulas.",
        "An org saves no formula that it cannot read.",
        "Correct the formula at this place.",
        _ENGINE,
        message="Syntax error. Missing ')'",
        evidence=f"{_ALL} keep it, none breaks it",
    ),
    Problem.FUNCTION: error(
        "KS802",
        "The functions of a formula exist.",
        "An org saves no formula with a function that it does not know.",
        "Write a function that formulas have.",
        _ENGINE,
        message="Unknown function FOO. Check spelling.",
        evidence=f"33,800 calls in {_ALL} keep it, none breaks it",
    ),
    Problem.PLACE: error(
        "KS803",
        "The functions of a formula may be used in its place.",
        "Some functions are for some places only: ISCHANGED for rules, IMAGE for formula fields.",
        "Do without the function here.",
        _PROBED,
        message="Function REGEX may not be used in this type of formula",
        evidence=f"33,800 calls in {_ALL} keep it, none breaks it",
    ),
    Problem.PARAMETERS: error(
        "KS804",
        "A function has as many parameters as it takes.",
        "An org saves no formula with a parameter too few or too many.",
        "Give the function the parameters that it takes, with commas between them.",
        _ENGINE,
        message="Incorrect number of parameters for function 'IF()'. Expected 3, received 2",
        evidence=f"33,800 calls in {_ALL} keep it, none breaks it",
    ),
    Problem.FIELD: error(
        "KS805",
        "The fields and relations of a formula exist.",
        "Judged where the tree has the object with all its fields, and by the global values.",
        "Correct the name, or add the field.",
        f"{_ENGINE}; {DEPLOYS}",
        message="Field Foo__c does not exist. Check spelling.",
        evidence="6,739 fields and 2,467 relations keep it, one breaks it",
    ),
    Problem.PICKLIST: error(
        "KS806",
        "A picklist stands only in functions for picklists.",
        "A picklist is no text: ISPICKVAL, CASE and TEXT take one, INCLUDES a multi-select one.",
        "Put the field into a function that takes it.",
        f"{HELP}; {DEPLOYS}",
        message="Field Stage__c is a picklist field. Picklist fields are only supported in "
        "certain functions.",
        evidence="4,300 uses of picklists and 250 of multi-select picklists keep it",
    ),
    Problem.LONG_TEXT: error(
        "KS807",
        "A formula field reads no long text.",
        "An org cannot compute with long or rich text in a formula field.",
        "Use a field of type Text or TextArea, or a flow.",
        DEPLOYS,
        message='You referenced an unsupported field type called "Long Text Area" using the '
        "following field: Notes__c",
        evidence="4,714 formula fields keep it, none breaks it",
    ),
    Problem.KIND: error(
        "KS808",
        "Functions and operators of a formula get values of the kinds that they take.",
        "A formula converts nothing by itself.",
        "Convert the value, or use another function or operator.",
        _ENGINE,
        message="Incorrect parameter type for function 'LEN()'. Expected Text, received Number",
        evidence=f"{_ALL} keep it, none breaks it",
    ),
    Problem.RESULT: error(
        "KS809",
        "The result of a formula is of the kind that its place needs.",
        "A validation rule needs true or false, a field a value of its type.",
        "Convert the result, or change the type of the field.",
        _ENGINE,
        message="Formula result is data type (Number), incompatible with expected data type "
        "(Text).",
        evidence=f"{_ALL} keep it, none breaks it",
    ),
    Problem.LENGTH: error(
        "KS810",
        "A formula has at most 3,900 characters.",
        "Blanks and comments count.",
        "Shorten the formula, or move a part of it to a formula field of its own.",
        _ENGINE,
        message="Formula is too long (3,916 characters). Maximum length is 3,900 characters",
        evidence="the longest of 10,778 formulas has 3,871",
    ),
    Problem.RING: error(
        "KS811",
        "No formula field leads back to itself.",
        "An org could not compute any of its fields.",
        "Write one of these formulas without the other field.",
        _ENGINE,
        message="Formula cannot use another formula field that directly or indirectly refers to "
        "itself.",
    ),
    Problem.DEFAULT: error(
        "KS812",
        "A default value names no field, and a text in it stands in quotes.",
        "When a default value is computed, there is no record yet.",
        "Write a text in quotes, or a value of its own.",
        DEPLOYS,
        message="Field NEW may not be used in this type of formula",
        evidence="7,520 default values keep it, none breaks it",
    ),
    Problem.OTHER_RECORD: error(
        "KS813",
        "ISCHANGED and PRIORVALUE are about a field of the record itself.",
        "An org remembers no former values of other records.",
        "Name a field of the record.",
        _ENGINE,
        message="The ISCHANGED function cannot reference the Account.Name field.",
        evidence="1,998 calls keep it, none breaks it",
    ),
    Problem.VALUE: error(
        "KS814",
        "DISTANCE counts in mi or km; GEOLOCATION takes a latitude and a longitude.",
        "An org saves no other unit and no place outside the globe.",
        "Correct the value.",
        _ENGINE,
        message="Incorrect parameter value for function 'DISTANCE()'. Expected 'mi'/'km', "
        "received m",
    ),
    Problem.MAY_LACK_FIELD: warning(
        "KS821",
        "A name in a formula is not one letter away from a field that is known, and a custom "
        "object has no standard fields but those of all custom objects.",
        "The deploy fails unless the org has a field of that name.",
        "Correct the name; leave it if the org has a field of that name.",
        DEPLOYS,
        message="Field Foo__c does not exist. Check spelling.",
        evidence="3,565 custom fields of standard objects are in their trees, 3 are not",
    ),
    Problem.PICKLIST_VALUE: warning(
        "KS822",
        "A picklist has the values that a formula compares it with.",
        "ISPICKVAL and CASE then never hold; an org may refuse INCLUDES.",
        "Correct the value, or add it to the picklist.",
        HELP,
        message="Incorrect parameter for function INCLUDES(). Text Literal must be a valid value "
        "for this multi-select picklist field.",
    ),
    Problem.MAY_LACK_PARAMETERS: warning(
        "KS823",
        "AND and OR have parameters, and TRUNC has two.",
        "Some places take fewer, others refuse the formula.",
        "Add the parameters.",
        _PROBED,
        message="Incorrect number of parameters for function 'TRUNC()'. Expected 2, received 1",
        evidence=f"{_ALL} keep it, none breaks it",
    ),
    Problem.BYTES: warning(
        "KS824",
        "A formula has at most 4,000 bytes.",
        "A letter outside ASCII takes two bytes or more; an org stores fields by their IDs.",
        "Shorten the formula.",
        _ENGINE,
        message="The size of your string is 4,050 bytes but may not exceed 4,000 bytes.",
    ),
    Problem.RELATIONS: warning(
        "KS825",
        "A path in a formula goes over at most 10 relations.",
        "An org refuses longer paths.",
        "Add a formula field on one of the objects on the way, and name that.",
        HELP,
        evidence="12,300 paths keep it; the longest goes over 6",
    ),
    Problem.NO_RECORD: warning(
        "KS826",
        "A formula asks what has changed only in a flow that a record starts.",
        "Elsewhere nothing has changed, and an org may refuse the function.",
        "Start the flow when a record is saved, or do without the function.",
        _PROBED,
        message="Function ISNEW may not be used in this type of formula",
        evidence="928 calls in flows keep it, none breaks it",
    ),
}
