"""Rules of a field: lengths, digits and lines. Each is an assertion."""

from generator.diagnostics import error
from generator.validation.rules.sources import DEPLOYS, GUIDE, RETRIEVED, SKILLS
from generator.validation.rules.xpath import CUSTOM, at_most, between, of_type, when

_REAL = "custom fields of 58 public repositories"
_SOBJECT = "salesforcecli/plugin-sobject"
_FIELD_GUIDE = f"{GUIDE}, CustomField"
_LONG_TEXT = of_type("LongTextArea", "Html")
_NUMBER = of_type("Number", "Currency", "Percent")

RULES = (
    error(
        "KS201",
        "A Text field has a length.",
        "The org knows no default length; only a formula does without.",
        "Add <length>, 1 to 255.",
        RETRIEVED,
        of="CustomField",
        test=when(CUSTOM, of_type("Text"), then="m:formula or m:length"),
        at="type",
        diagnosis="length is missing; a Text field needs 1 to 255",
    ),
    error(
        "KS202",
        "The length of a Text field is 1 to 255.",
        "Longer text needs another type.",
        "Lower <length> to 255, or make the field a LongTextArea.",
        _SOBJECT,
        of="CustomField",
        test=when("m:length", of_type("Text"), then=between("length", 1, 255)),
        at="length",
        diagnosis="length is {length}; Text allows 1 to 255",
    ),
    error(
        "KS203",
        "The length of a LongTextArea or Html field is 1 to 131072.",
        "An org stores no longer text in a field.",
        "Lower <length> to 131072.",
        f"{_SOBJECT}, {SKILLS}",
        of="CustomField",
        test=when("m:length", _LONG_TEXT, then=between("length", 1, 131072)),
        at="length",
        diagnosis="length is {length}; {type} allows 1 to 131,072",
    ),
    error(
        "KS204",
        "A LongTextArea or Html field has a length and visibleLines.",
        "The org has no default for either.",
        "Add <length>, and <visibleLines>: 3 is usual for LongTextArea, 25 for Html.",
        f"{_SOBJECT}, {SKILLS}",
        of="CustomField",
        test=when(CUSTOM, _LONG_TEXT, then="(m:length and m:visibleLines)"),
        at="type",
        diagnosis="length is {length}, visibleLines is {visibleLines}; {type} needs both",
    ),
    error(
        "KS205",
        "A Number, Currency or Percent field has a precision and a scale.",
        "The org needs to know all digits of a number and those after the point.",
        "Add <precision>, at most 18, and <scale>.",
        SKILLS,
        of="CustomField",
        test=when(CUSTOM, _NUMBER, then="(m:precision and m:scale)"),
        at="type",
        diagnosis="precision is {precision}, scale is {scale}; {type} needs both",
    ),
    error(
        "KS206",
        "precision is 1 to 18.",
        "It counts all digits, before and after the point; an org keeps 18.",
        "Lower <precision> to 18.",
        SKILLS,
        of="CustomField",
        test=when("m:precision", then=between("precision", 1, 18)),
        at="precision",
        diagnosis="precision is {precision}; 1 to 18 is allowed",
    ),
    error(
        "KS207",
        "scale is 0 to precision.",
        "The digits after the point are among those that precision counts.",
        "Lower <scale>, or raise <precision>.",
        SKILLS,
        of="CustomField",
        test=when(
            "m:precision",
            "m:scale",
            then="(number(m:scale) >= 0 and number(m:scale) <= number(m:precision))",
        ),
        at="scale",
        diagnosis="scale is {scale}; 0 to {precision}, the precision, is allowed",
    ),
    error(
        "KS208",
        "A number has at least one digit before the point: scale is not precision.",
        "precision less scale is what is left for the digits before the point.",
        "Lower <scale>, or raise <precision>.",
        "Salesforce Help 000386249",
        of="CustomField",
        test=when(
            "m:precision", "m:scale", _NUMBER, then="number(m:scale) != number(m:precision)"
        ),
        at="scale",
        diagnosis="scale is {scale}; less than {precision}, the precision, is allowed",
    ),
    error(
        "KS209",
        "Only fields of text, and lookups to external objects, have a length.",
        "The org sets the length of other types itself; that of a TextArea is 255.",
        "Remove <length>, or make the field Text or LongTextArea.",
        SKILLS,
        message="Can not specify 'length' for a CustomField of type TextArea",
        of="CustomField",
        test=when(
            "m:length",
            "m:type",
            then=of_type(
                "Text", "LongTextArea", "Html", "EncryptedText", "ExternalLookup", "IndirectLookup"
            ),
        ),
        at="length",
        diagnosis="length is {length}; {type} allows none",
    ),
    error(
        "KS210",
        "Only Number, Currency, Percent and Summary fields have a precision.",
        "Other types have no digits to count.",
        "Remove <precision>, or change <type>.",
        DEPLOYS,
        message="Can not specify 'precision' for a CustomField of type X",
        of="CustomField",
        test=when(
            "m:precision", "m:type", then=of_type("Number", "Currency", "Percent", "Summary")
        ),
        at="precision",
        diagnosis="precision is {precision}; {type} allows none",
    ),
    error(
        "KS231",
        "The label of a field has at most 40 characters.",
        "The org refuses a longer one.",
        "Shorten <label>.",
        "Salesforce Help 000381913",
        message="Value too long for field: X",
        of="CustomField",
        test=at_most(40, "label"),
        at="label",
        diagnosis="label has {label:length} characters; at most 40 are allowed",
    ),
    error(
        "KS232",
        "The description of a field has at most 1000 characters.",
        "The org refuses a longer one.",
        "Shorten <description>.",
        DEPLOYS,
        message="Value too long for field: Description maximum length is:1000",
        of="CustomField",
        test=at_most(1000, "description"),
        at="description",
        diagnosis="description has {description:length} characters; at most 1,000 are allowed",
    ),
    error(
        "KS233",
        "inlineHelpText has at most 510 characters.",
        "No org has been seen to keep a longer one.",
        "Shorten <inlineHelpText>.",
        _REAL,
        of="CustomField",
        test=at_most(510, "inlineHelpText"),
        at="inlineHelpText",
        diagnosis="inlineHelpText has {inlineHelpText:length} characters; at most 510 are allowed",
    ),
    error(
        "KS234",
        "relationshipName has at most 40 characters.",
        "No org has been seen to keep a longer one.",
        "Shorten <relationshipName>.",
        _REAL,
        of="CustomField",
        test=at_most(40, "relationshipName"),
        at="relationshipName",
        diagnosis="relationshipName has {relationshipName:length} characters; at most 40 "
        "are allowed",
    ),
    error(
        "KS238",
        "Only LongTextArea, Html and MultiselectPicklist fields have visibleLines.",
        "Fields of other types take one line, or a height of their own.",
        "Remove <visibleLines>, or change <type>.",
        _FIELD_GUIDE,
        of="CustomField",
        test=when(
            "m:visibleLines", "m:type", then=of_type("LongTextArea", "Html", "MultiselectPicklist")
        ),
        at="visibleLines",
        diagnosis="visibleLines is {visibleLines}; {type} allows none",
    ),
)
