"""What the columns of tables of fields are headed with: the role of a column by its header."""

import re
from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What a column says of a field."""

    LABEL = "Label"
    NAME = "API Name"
    FIELD = "Field Name"  # the API name in some tables, the label in others
    TYPE = "Type"
    LENGTH = "Length"
    PRECISION = "Precision"
    DIGITS = "Digits"
    SCALE = "Decimal Places"
    LENGTH_OR_PRECISION = "Length/Precision"
    REQUIRED = "Required"
    NILLABLE = "Nillable"
    UNIQUE = "Unique"
    EXTERNAL_ID = "External ID"
    CASE_SENSITIVE = "Case Sensitive"
    DESCRIPTION = "Description"
    HELP_TEXT = "Help Text"
    NOTES = "Notes"
    DEFAULT = "Default Value"
    FORMULA = "Formula"
    VALUES = "Picklist Values"
    VALUES_OR_FORMULA = "Values / Formula"
    VALUE_SET = "Global Value Set"
    TARGET = "Related To"
    OBJECT = "Object"
    OBJECT_LABEL = "Object Label"
    ATTRIBUTES = "Field Attributes"
    CHILD_NAME = "Child Relationship Name"
    LIST_LABEL = "Related List Label"
    ON_DELETE = "On Delete"
    DISPLAY_FORMAT = "Display Format"
    VISIBLE_LINES = "Visible Lines"
    RESULT = "Formula Return Type"
    BLANKS = "Formula Treat Blanks As"
    RESTRICTED = "Restricted"
    CUSTOM = "Custom"
    FIRST_IS_DEFAULT = "First As Default"
    SHARING = "Write Requires Master Read"
    REPARENTING = "Reparentable Master Detail"


# Headers in small letters, letters only, by role.
_HEADERS = {
    Role.LABEL: "label fieldlabel masterlabel displaylabel displayname uilabel caption labelname",
    Role.NAME: "apiname fieldapiname fullname developername qualifiedapiname salesforceapiname "
    "apifieldname sfdcapiname fieldnameapi technicalname fieldapi apifield internalname "
    "systemname customfieldapiname salesforcefieldapiname apinamefield api",
    Role.FIELD: "fieldname field name customfield customfieldname salesforcefield "
    "salesforcefieldname fields property",
    Role.TYPE: "type datatype fieldtype salesforcetype fielddatatype salesforcedatatype "
    "salesforcefieldtype typeoffield customfieldtype",
    Role.LENGTH: "length fieldlength size maxlength maximumlength maxsize characters "
    "maxcharacters fieldsize textlength characterlimit bytelength",
    Role.PRECISION: "precision",
    Role.DIGITS: "digits integerdigits",
    Role.SCALE: "scale decimals decimalplaces decimal",
    Role.LENGTH_OR_PRECISION: "lengthprecision lengthorprecision",
    Role.REQUIRED: "required mandatory isrequired requiredfield m fieldrequired",
    Role.NILLABLE: "nillable isnillable nullable optional",
    Role.UNIQUE: "unique isunique",
    Role.EXTERNAL_ID: "externalid isexternalid externalidfield extid",
    Role.CASE_SENSITIVE: "casesensitive iscasesensitive",
    Role.DESCRIPTION: "description fielddescription desc purpose definition meaning",
    Role.NOTES: "notes note remarks remark comments comment specifications specification details "
    "detail specificationsoptions additionalinformation descriptionusage usage usagenotes",
    Role.HELP_TEXT: "helptext inlinehelptext fieldhelptext help tooltip",
    Role.DEFAULT: "default defaultvalue defaultvalueformula",
    Role.FORMULA: "formula formulatext calculatedformula",
    Role.VALUES: "picklistvalues values picklistvalue valueset options allowedvalues "
    "possiblevalues listvalues valuelist picklist validvalues picklistoptions",
    Role.VALUES_OR_FORMULA: "valuesformula formulavalues picklistvaluesformula",
    Role.VALUE_SET: "globalvalueset valuesetname globalpicklist",
    Role.TARGET: "referenceto relatedto lookupto relatedobject parentobject referencedobject "
    "references relationshipto lookupobject targetobject referencetoobject",
    Role.OBJECT: "object objectname objectapiname sobject salesforceobject sobjecttype "
    "objectapi customobject",
    Role.OBJECT_LABEL: "objectlabel",
    Role.ATTRIBUTES: "fieldattributes attributes attribute fieldproperties properties settings "
    "additionalattributes fieldsettings constraints",
    Role.CHILD_NAME: "relationshipname childrelationshipname childrelationship",
    Role.LIST_LABEL: "relatedlistlabel relationshiplabel",
    Role.ON_DELETE: "deleteconstraint whattodoifthelookuprecordisdeleted ondelete",
    Role.DISPLAY_FORMAT: "displayformat autonumberformat",
    Role.VISIBLE_LINES: "visiblelines",
    Role.RESULT: "secondarytype formulareturntype returntype",
    Role.BLANKS: "formulatreatblanksas treatblanksas",
    Role.RESTRICTED: "restricted restrictedpicklist isrestricted",
    Role.CUSTOM: "custom iscustom",
    Role.FIRST_IS_DEFAULT: "firstasdefault",
    Role.SHARING: "writerequiresmasterread",
    Role.REPARENTING: "reparentablemasterdetail",
}
_BY_HEADER = {header: role for role, names in _HEADERS.items() for header in names.split()}
# Columns that say nothing which a schema has: headers as above.
_IDLE_HEADERS = (
    "indexed actions controllingfield ro readonly source versionintroduced created modified "
    "createable updateable filterable sortable groupable startingnumber populateexistingrows "
    "number no id group example"
)
_IDLE = frozenset(_IDLE_HEADERS.split())
_IN_PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")  # as in Description (optional)
_SORT = re.compile(r"^sort(?=[a-z])|sorted(?:ascending|descending|none)?$|sortable$")


def folded(header: str) -> str:
    """Return a header in small letters, letters only, without the words for sorting in Setup."""
    plain = _IN_PARENTHESES.sub("", header) or header
    letters = "".join(filter(str.isalpha, plain.casefold()))
    return _SORT.sub("", letters) or letters


def shown(header: str) -> str:
    """Return a header without the words for sorting that Setup has in it."""
    return re.sub(r"^Sort(?=[A-Z])|Sorted (?:Ascending|Descending|None)$", "", header) or header


@cache
def role_of(header: str) -> Role | None:
    """Return the role that a header tells; None for any other header."""
    return _BY_HEADER.get(folded(header))


@cache
def is_header(header: str) -> bool:
    """Whether a text is a header that tables of fields have, with a role or without."""
    return role_of(header) is not None or folded(header) in _IDLE


def role_said(word: str) -> Role | None:
    """Return the role that a person names, as in `API Name` or `type`."""
    letters = folded(word)
    return next((role for role in Role if folded(role) == letters), None) or role_of(word)
