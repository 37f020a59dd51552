"""Rules of objects, by themselves (assertions) and with their fields."""

import re
from collections.abc import Iterator
from functools import cache

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile
from generator.metadata.registry import CUSTOM_OBJECT
from generator.validation.field_facts import FieldFacts
from generator.validation.rules.sources import DEPLOYS, GUIDE, UNBROKEN
from generator.validation.rules.xpath import at_most, one_of, when
from generator.validation.tree_index import TreeIndex, is_own, is_template, namespace

_LIMITS = "Salesforce limits, default allocation"
_NAME = re.compile(r"(?:[A-Za-z](?:_?[A-Za-z0-9])*__)?[A-Za-z](?:_?[A-Za-z0-9])*__[a-z]+")
_NAME_LENGTH = 40
_MAX_EXTERNAL_IDS, _MAX_MASTERS, _MAX_LOOKUPS = 25, 2, 40
_ONE_SETTING = ("enableSharing", "enableBulkApi", "enableStreamingApi")
_NEEDED = ("deploymentStatus", "label", "nameField", "pluralLabel", "sharingModel")


def _one_is(value: str) -> str:
    return f"({' or '.join(one_of(name, value) for name in _ONE_SETTING)})"


RULES = (
    error(
        "KS301",
        "No two of enableSharing, enableBulkApi and enableStreamingApi differ.",
        "The three are one setting of the org; it refuses different values.",
        "Give the three the same value.",
        GUIDE,
        of="CustomObject",
        test=when(_one_is("true"), then=f"not({_one_is('false')})"),
        at="enableSharing",
        diagnosis="enableSharing is {enableSharing}, enableBulkApi is {enableBulkApi}, "
        "enableStreamingApi is {enableStreamingApi}; only equal values are allowed",
    ),
    error(
        "KS302",
        "label and pluralLabel of an object have at most 40 characters.",
        "The org refuses longer ones.",
        "Shorten the label; say more in description.",
        UNBROKEN,
        of="CustomObject",
        test=at_most(40, "label", "pluralLabel"),
        at="label",
        diagnosis="label has {label:length} characters, pluralLabel has "
        "{pluralLabel:length}; at most 40 are allowed",
    ),
    error(
        "KS303",
        "description of an object has at most 1,000 characters.",
        "The org refuses a longer one.",
        "Shorten the description.",
        GUIDE,
        message="Value too long for field: Description maximum length is:1000",
        of="CustomObject",
        test=at_most(1000, "description"),
        at="description",
        diagnosis="description has {description:length} characters; at most 1,000 are allowed",
    ),
    error(
        "KS304",
        "The displayFormat of a name field of type AutoNumber has the place of its number.",
        "The org numbers records by it. Without any displayFormat it writes the number alone.",
        "Write a format such as A-{0000}.",
        GUIDE,
        of="CustomObject",
        test=when(
            one_of("nameField/m:type", "AutoNumber"),
            "(string-length(m:nameField/m:displayFormat) > 0)",
            then="contains(m:nameField/m:displayFormat, '{0')",
        ),
        at="nameField",
        diagnosis="displayFormat of nameField does not have {{0}} in it; AutoNumber needs it",
    ),
    warning(
        "KS311",
        "The object of a field is in the tree, or Salesforce's, or a package's.",
        "The deploy fails unless the org has the object already.",
        "Add the object's file, or deploy to an org that has the object.",
        DEPLOYS,
        message="In field: field - no CustomObject named O found",
    ),
    error(
        "KS312",
        "The sharing model of a custom object with a master is ControlledByParent.",
        "The master decides who sees the detail.",
        "Set sharingModel to ControlledByParent.",
        "forcedotcom/sf-skills",
        message="Cannot set sharingModel to ReadWrite on a CustomObject with a MasterDetail "
        "relationship field",
    ),
    error(
        "KS313",
        "A field tracks history only if its object does.",
        "The org refuses the field.",
        "Set enableHistory on the object, or trackHistory of the field to false.",
        "Metadata API developer guide, CustomField",
        message="O does not have history tracking enabled",
    ),
    error(
        "KS314",
        "A field tracks its feed only if its object has feeds.",
        "The org refuses the field.",
        "Set enableFeeds on the object, or trackFeedHistory of the field to false.",
        "Metadata API developer guide, CustomField",
    ),
    warning(
        "KS315",
        "An object has at most 25 external ids.",
        "That is the limit unless Salesforce raised it for the org.",
        "Take externalId off fields that nothing looks up.",
        _LIMITS,
    ),
    error(
        "KS316",
        "An object has at most two masters.",
        "The org refuses a third.",
        "Make one of the masters a lookup.",
        _LIMITS,
    ),
    warning(
        "KS317",
        "An object has at most 40 lookups.",
        "That is the limit unless Salesforce raised it for the org.",
        "Remove lookups that nothing uses.",
        _LIMITS,
    ),
    error(
        "KS318",
        "The relationship name of a lookup is the only one of its name on the parent.",
        "Queries name children by it.",
        "Give one of the lookups another relationshipName.",
        DEPLOYS,
        message="There is already a Child Relationship named X on Lead.",
    ),
    error(
        "KS320",
        "A custom object has label, pluralLabel, nameField, deploymentStatus and sharingModel.",
        "The org cannot create the object without them.",
        "Add the element.",
        "forcedotcom/sf-skills",
    ),
    error(
        "KS321",
        "An API name has letters, digits and single underscores, begins with a letter, does not "
        "end with an underscore, and has at most 40 characters before its __c.",
        "The org refuses any other name.",
        "Rename the component, and the file with it.",
        "Salesforce help 000381913",
        message="can only contain alphanumeric characters, must begin with a letter, cannot end "
        "with an underscore",
    ),
    error(
        "KS322",
        "A lookup to its own object neither restricts nor cascades deletes.",
        "The org cannot order the deletes of records that point to each other.",
        "Set deleteConstraint to SetNull.",
        DEPLOYS,
        message="Cannot add a lookup relationship child with cascade or restrict options to O",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for file in index.of(CUSTOM_OBJECT):
        yield from _object(file, index)
    for name, fields in index.fields.items():
        yield from _fields(name, list(fields.values()), index)
    for by_name in index.relationships.values():
        for same in by_name.values():
            yield from _same_name(same)


def _same_name(lookups: list[FieldFacts]) -> Iterator[Diagnostic]:
    """Yield the lookups with the relationship name of another one, of the same package.

    A package's names have its prefix: ns__Pots__r is not Pots__r.
    """
    first: dict[str, FieldFacts] = {}
    for facts in filter(lambda facts: facts.is_custom, lookups):
        other = first.setdefault(namespace(facts.fullName), facts)
        if facts is not other and not _is_same(facts, other):  # in another package directory
            message = f"{other.object}.{other.fullName} has this name too, to the same parent"
            message = f"relationshipName is {facts.relationshipName}; {message}"
            message = f"{message} {facts.referenceTo}"
            yield facts.at("KS318", message, facts.line_of("relationshipName"))


def _object(file: MetadataFile, index: TreeIndex) -> Iterator[Diagnostic]:
    if not len(file.root):  # the CLI leaves the file out
        return
    if is_own(file.parent) and file.root.find(f"{NAMESPACE}customSettingsType") is None:
        for tag in _NEEDED:
            if file.root.find(NAMESPACE + tag) is None:
                yield file.at("KS320", f"{tag} is missing; a custom object needs it")
    if not _is_name(file.parent):
        yield file.at("KS321", f"{file.parent} is not an API name")
    is_custom = file.parent.endswith("__c")
    masters = [f for f in index.fields_of(file.parent) if is_custom and _is_master(f)]
    sharing = file.root.find(f"{NAMESPACE}sharingModel")
    if masters and sharing is not None and sharing.text != "ControlledByParent":
        allowed = f"with the master {masters[0].fullName}, only ControlledByParent is allowed"
        yield file.at("KS312", f"sharingModel is {sharing.text}; {allowed}", sharing)


def _fields(name: str, fields: list[FieldFacts], index: TreeIndex) -> Iterator[Diagnostic]:
    first = fields[0]
    file = index.objects.get(name) if is_own(first.object) else None
    without_history = file is not None and file.text("enableHistory") == "false"
    without_feeds = file is not None and file.text("enableFeeds") == "false"
    if index.lacks_object(first.object):
        yield first.at("KS311", f"the tree has no object {first.object}")
    for facts in fields:
        if facts.is_custom and not _is_name(facts.fullName):
            yield facts.at("KS321", f"{facts.fullName} is not an API name")
        if _restricts_itself(facts):
            message = f"deleteConstraint of {facts.fullName} is {facts.deleteConstraint}"
            yield facts.at("KS322", f"{message}; a lookup to its own object allows SetNull")
        if facts.trackHistory and without_history:
            message = f"trackHistory is true; enableHistory of {facts.object} is false"
            yield facts.at("KS313", message)
        if facts.trackFeedHistory and without_feeds:
            message = f"trackFeedHistory is true; enableFeeds of {facts.object} is false"
            yield facts.at("KS314", message)
    yield from _counts(fields)


def _counts(fields: list[FieldFacts]) -> Iterator[Diagnostic]:
    custom = [facts for facts in fields if facts.is_custom]
    for kind, most, code, counted in (
        ("external IDs", _MAX_EXTERNAL_IDS, "KS315", [f for f in custom if f.externalId]),
        ("masters", _MAX_MASTERS, "KS316", [f for f in custom if _is_master(f)]),
        ("lookups", _MAX_LOOKUPS, "KS317", [f for f in custom if f.type == "Lookup"]),
    ):
        if len(counted) > most:
            last = max(counted, key=lambda facts: facts.path)
            yield last.at(code, f"{last.object} has {len(counted)} {kind}; the limit is {most}")


def _is_same(facts: FieldFacts, other: FieldFacts) -> bool:
    names = (f"{f.object}.{f.fullName}".casefold() for f in (facts, other))
    return len(set(names)) == 1


def _restricts_itself(facts: FieldFacts) -> bool:
    restricts = facts.deleteConstraint in {"Restrict", "Cascade"} and facts.is_custom
    return restricts and facts.referenceTo.casefold() == facts.object.casefold()


def _is_master(facts: FieldFacts) -> bool:
    return facts.type == "MasterDetail" and facts.is_custom


@cache
def _is_name(name: str) -> bool:
    if "__" not in name or is_template(name):
        return True
    core = name.rpartition("__")[0].rpartition("__")[2]
    return len(core) <= _NAME_LENGTH and _NAME.fullmatch(name) is not None
