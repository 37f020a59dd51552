"""Rules of objects, permission sets, screens and value sets by themselves.

Their tests are assertions of the XSD.
"""

from generator.diagnostics import error, warning

_GUIDE = "Salesforce's Metadata API guide"
_HELP = "Salesforce Help"
_DEPLOYS = "messages of deploys"
_RETRIEVED = "no retrieved file breaks it"

RULES = (
    error(
        "KS301",
        "enableSharing, enableBulkApi and enableStreamingApi are all true or all false.",
        "The three stand for one setting, which an org cannot have by halves.",
        "Give the three the same value.",
        _GUIDE,
        at="enableSharing",
    ),
    error(
        "KS302",
        "label and pluralLabel of an object have at most 40 characters.",
        "The org refuses longer ones.",
        "Shorten the label; say more in description.",
        _RETRIEVED,
        at="label",
    ),
    error(
        "KS303",
        "description of an object has at most 1,000 characters.",
        "The org refuses a longer one.",
        "Shorten the description.",
        _GUIDE,
        message="Value too long for field: Description maximum length is:1000",
        at="description",
    ),
    error(
        "KS304",
        "A name field of type AutoNumber has a displayFormat with the place of its number.",
        "The org numbers records by it, and has nowhere to put the number otherwise.",
        "Write a format such as A-{0000}.",
        _GUIDE,
        at="nameField",
    ),
    error(
        "KS401",
        "label of a permission set has at most 80 characters.",
        "The org refuses a longer one.",
        "Shorten the label; say more in description.",
        _RETRIEVED,
        at="label",
    ),
    error(
        "KS402",
        "description of a permission set has at most 255 characters.",
        "The org refuses a longer one, and the whole permission set with it.",
        "Shorten the description.",
        _DEPLOYS,
        message="Value too long for field: Description maximum length is:255",
        at="description",
    ),
    error(
        "KS404",
        "objectPermissions name neither CampaignMember nor CampaignMemberStatus.",
        "These have no permissions of their own: who may work with campaigns, leads and contacts "
        "may work with members.",
        "Remove the entry; permit Campaign, Lead and Contact instead.",
        _RETRIEVED,
        at="objectPermissions",
    ),
    error(
        "KS405",
        "Who may create, edit, delete or view all records of an object may read them.",
        "The org refuses these permissions without Read.",
        "Set allowRead to true, or the others to false.",
        _DEPLOYS,
        message="Permission Create X depends on permission(s): Read X",
        at="objectPermissions",
    ),
    error(
        "KS406",
        "Who may delete records of a custom object may edit them.",
        "The org refuses Delete without Edit.",
        "Set allowEdit to true, or allowDelete to false.",
        _DEPLOYS,
        message="Permission Delete depends on permission(s): Edit",
        at="objectPermissions",
    ),
    error(
        "KS407",
        "Who may modify all records of an object may read, edit, delete and view all of them.",
        "Modify All holds the other permissions; the org refuses it without them.",
        "Set the others to true, or modifyAllRecords to false.",
        _DEPLOYS,
        at="objectPermissions",
    ),
    error(
        "KS408",
        "A field that may be edited may be read.",
        "The org cannot permit a user to edit what is hidden from them.",
        "Set readable to true, or editable to false.",
        _RETRIEVED,
        at="fieldPermissions",
    ),
    warning(
        "KS501",
        "label of a list view has at most 40 characters.",
        "Orgs are reported to refuse longer ones.",
        "Shorten the label.",
        "forcedotcom/sf-skills",
        at="label",
    ),
    error(
        "KS502",
        "description of a report type has at most 255 characters.",
        "The org refuses a longer one.",
        "Shorten the description.",
        _RETRIEVED,
        at="description",
    ),
    error(
        "KS503",
        "A report type has sections.",
        "Its reports have no columns to choose from otherwise.",
        "Add a section with the columns of the report type.",
        _RETRIEVED,
    ),
    error(
        "KS504",
        "description of a validation rule has at most 255 characters.",
        "The org refuses a longer one.",
        "Shorten the description.",
        _DEPLOYS,
        message="Validation rule description cannot be longer than 255 characters long",
        at="description",
    ),
    error(
        "KS505",
        "errorMessage of a validation rule has at most 255 characters.",
        "The org refuses a longer one.",
        "Shorten the message.",
        _GUIDE,
        at="errorMessage",
    ),
    warning(
        "KS506",
        "A compact layout has at least one field and at most ten.",
        "Setup lets nobody choose more than ten; an org may refuse them, or never show them.",
        "Keep the fields that tell one record from another, the most telling first.",
        _HELP,
        at="fields",
    ),
    warning(
        "KS507",
        "The tab of a custom object has no label.",
        "It bears the plural label of its object; no retrieve writes another one.",
        "Remove the label; change pluralLabel of the object.",
        _RETRIEVED,
        at="label",
    ),
    error(
        "KS601",
        "A standard value set has values.",
        "The file replaces the values of the org, and the org refuses to be left with none.",
        "Retrieve the value set, and add to what it has.",
        _DEPLOYS,
        message="Required field is missing: standardValue",
    ),
    error(
        "KS602",
        "At most one value of a global value set is the default.",
        "A new record can start with one value only.",
        "Set default to false for all values but one.",
        _GUIDE,
        at="customValue",
    ),
)
