"""Rules of a field: what its type needs and allows. Each is an assertion."""

from generator.diagnostics import error, warning
from generator.validation.rules.sources import DEPLOYS, GUIDE, RETRIEVED, SKILLS
from generator.validation.rules.xpath import CUSTOM, has, is_true, of_type, one_of, when

_FIELD_GUIDE = f"{GUIDE}, CustomField"
_PICKLIST = of_type("Picklist", "MultiselectPicklist")

RULES = (
    error(
        "KS211",
        "A LongTextArea or Html field is not required; a MasterDetail field has no required.",
        "Long text cannot be required. A detail always has its master: not even false is taken.",
        "Remove <required>; require long text on the layout, or by a validation rule.",
        f"{DEPLOYS}, {SKILLS}",
        message="Can not specify 'required' for a CustomField of type LongTextArea",
        of="CustomField",
        test="("
        + when(CUSTOM, "m:required", then=f"not({of_type('MasterDetail')})")
        + ") and ("
        + when(CUSTOM, is_true("required"), then=f"not({of_type('LongTextArea', 'Html')})")
        + ")",
        at="required",
        diagnosis="required is {required}; {type} does not allow it",
    ),
    warning(
        "KS218",
        "A unique Text field has caseSensitive.",
        "Without it, the org decides whether ABC and abc are the same value.",
        "Add <caseSensitive>, true or false.",
        RETRIEVED,
        of="CustomField",
        test=when(CUSTOM, of_type("Text"), is_true("unique"), then="m:caseSensitive"),
        at="unique",
        diagnosis="caseSensitive is missing; a unique Text field needs true or false",
    ),
    error(
        "KS219",
        "Only Text, Number, Email and AutoNumber fields are external IDs.",
        "An org matches records by no other type.",
        "Set <externalId> to false or remove it, or change <type>.",
        "Salesforce Help 000385134",
        of="CustomField",
        test=when(
            CUSTOM,
            is_true("externalId"),
            "m:type",
            then=of_type("Text", "Number", "Email", "AutoNumber"),
        ),
        at="externalId",
        diagnosis="externalId is {externalId}; {type} allows only false",
    ),
    error(
        "KS220",
        "Only Text, Number, Email, AutoNumber, EncryptedText and MetadataRelationship fields are "
        "unique.",
        "An org has no index of unique values for other types.",
        "Remove <unique>, or change <type>.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(
            CUSTOM,
            is_true("unique"),
            "m:type",
            then=of_type(
                *("Text", "Number", "Email", "AutoNumber", "EncryptedText", "MetadataRelationship")
            ),
        ),
        at="unique",
        diagnosis="unique is {unique}; {type} does not allow it",
    ),
    error(
        "KS221",
        "A formula is not required, not unique and no external ID.",
        "Nobody enters its value, and no record can be found by it.",
        "Set <required>, <unique> and <externalId> to false.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(
            CUSTOM,
            has("formula"),
            then=f"not({is_true('required')} or {is_true('unique')} or {is_true('externalId')})",
        ),
        at="formula",
        diagnosis="required is {required}, unique is {unique}, externalId is {externalId}; "
        "a formula allows only false",
    ),
    error(
        "KS222",
        "A formula has no length and no defaultValue.",
        "Its value and its size come from the formula.",
        "Remove <length> and <defaultValue>.",
        RETRIEVED,
        of="CustomField",
        test=when(CUSTOM, has("formula"), then=f"not(m:length or {has('defaultValue')})"),
        at="formula",
        diagnosis="length is {length}, defaultValue is {defaultValue}; a formula allows neither",
    ),
    error(
        "KS223",
        "A formula is of type Text, Number, Currency, Percent, Date, DateTime, Time or Checkbox.",
        "A formula can result in no other type.",
        "Change <type> to that of the formula's result.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(
            CUSTOM,
            has("formula"),
            "m:type",
            then=of_type(
                *("Text", "Number", "Currency", "Percent", "Date", "DateTime", "Time", "Checkbox")
            ),
        ),
        at="type",
        diagnosis="type is {type}; a formula allows Text, Number, Currency, Percent, Date, "
        "DateTime, Time or Checkbox",
    ),
    error(
        "KS224",
        "The displayFormat of an AutoNumber field has {0} in it.",
        "The zeros in braces are where the org writes the number. Without any displayFormat it "
        "writes the number alone.",
        "Write <displayFormat> with a number in it, like A-{0000}.",
        SKILLS,
        of="CustomField",
        test=when(
            CUSTOM,
            of_type("AutoNumber"),
            "(string-length(m:displayFormat) > 0)",
            then="contains(m:displayFormat, '{0')",
        ),
        at="displayFormat",
        diagnosis="displayFormat is {displayFormat}; AutoNumber needs one with {{0}} in it",
    ),
    error(
        "KS225",
        "Only an AutoNumber field has a displayFormat.",
        "Other types do not number records.",
        "Remove <displayFormat>, or make the field an AutoNumber.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(CUSTOM, "m:displayFormat", then=of_type("AutoNumber")),
        at="displayFormat",
        diagnosis="displayFormat is {displayFormat}; {type} allows none",
    ),
    error(
        "KS226",
        "A Checkbox has a defaultValue.",
        "It is never empty; only a formula has no need of one.",
        "Add <defaultValue>, true or false.",
        RETRIEVED,
        of="CustomField",
        test=when(CUSTOM, of_type("Checkbox"), then=f"{has('formula')} or {has('defaultValue')}"),
        at="type",
        diagnosis="defaultValue is missing; a Checkbox needs true or false",
    ),
    error(
        "KS227",
        "A Picklist or MultiselectPicklist field has a valueSet.",
        "It holds the values, or names the set that does.",
        "Add <valueSet>, with <valueSetDefinition> or <valueSetName>.",
        RETRIEVED,
        of="CustomField",
        test=when(CUSTOM, _PICKLIST, then="m:valueSet or m:picklist"),  # picklist before API 38
        at="type",
        diagnosis="valueSet is missing; {type} needs one",
    ),
    error(
        "KS228",
        "Only a Picklist or MultiselectPicklist field has a valueSet.",
        "Other types do not choose from values.",
        "Remove <valueSet>, or change <type>.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(CUSTOM, "m:valueSet", "m:type", then=_PICKLIST),
        at="valueSet",
        diagnosis="valueSet is given; {type} allows none",
    ),
    error(
        "KS229",
        "A valueSet has values of its own or the name of a shared set, not both.",
        "The values of a picklist come from one place.",
        "Remove <valueSetDefinition> or <valueSetName>.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(
            CUSTOM,
            "m:valueSet/m:valueSetDefinition",
            then="not(m:valueSet/m:valueSetName)",
        ),
        at="valueSet",
        diagnosis="valueSetDefinition and valueSetName are given; only one of them is allowed",
    ),
    error(
        "KS230",
        "A Picklist has at most one default value.",
        "A new record can start with one value only.",
        "Set <default> to false on all values but one.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(
            CUSTOM,
            of_type("Picklist"),
            then="count(m:valueSet/m:valueSetDefinition/m:value[string(m:default) = 'true']) <= 1",
        ),
        at="valueSet",
        diagnosis="more than one value is the default; a Picklist allows one",
    ),
    error(
        "KS235",
        "A Summary field has summaryForeignKey and summaryOperation.",
        "They say which details are summed up, and how.",
        "Add <summaryForeignKey>, like Detail__c.Master__c, and <summaryOperation>.",
        RETRIEVED,
        of="CustomField",
        test=when(CUSTOM, of_type("Summary"), then="(m:summaryForeignKey and m:summaryOperation)"),
        at="type",
        diagnosis="summaryForeignKey is {summaryForeignKey}, summaryOperation is "
        "{summaryOperation}; a Summary needs both",
    ),
    error(
        "KS236",
        "A summary other than count has a summarizedField.",
        "A sum, minimum or maximum is of the values of a field.",
        "Add <summarizedField>, like Detail__c.Amount__c, or set <summaryOperation> to count.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(
            CUSTOM,
            "m:summaryOperation",
            then=f"{one_of('summaryOperation', 'count')} or m:summarizedField",
        ),
        at="summaryOperation",
        diagnosis="summarizedField is missing; summaryOperation {summaryOperation} needs one",
    ),
    error(
        "KS237",
        "An EncryptedText field has maskChar, maskType and length.",
        "The org needs to know how to hide the value, and how long it can be.",
        "Add <length>, <maskChar> and <maskType>.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(
            CUSTOM, of_type("EncryptedText"), then="(m:maskChar and m:maskType and m:length)"
        ),
        at="type",
        diagnosis="maskChar is {maskChar}, maskType is {maskType}, length is {length}; "
        "EncryptedText needs all three",
    ),
)
