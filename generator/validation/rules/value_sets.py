"""Rules of value sets, and of the values that picklists define."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import MetadataFile, children, text
from generator.metadata.registry import GLOBAL_VALUE_SET, STANDARD_VALUE_SET
from generator.validation.rules.sources import DEPLOYS, GUIDE
from generator.validation.tree_index import TreeIndex

_STATUS_LENGTH = 40
_SETS = ((STANDARD_VALUE_SET, "standardValue"), (GLOBAL_VALUE_SET, "customValue"))

RULES = (
    warning(
        "KS601",
        "A standard value set has values.",
        "A retrieve writes an empty set where the org lacks the feature; to deploy it is refused.",
        "Leave the file out of what you deploy, or give the set the values of the org.",
        DEPLOYS,
        message="Required field is missing: standardValue",
        of="StandardValueSet",
        test="m:standardValue",
        diagnosis="standardValue is missing; at least one is needed",
    ),
    error(
        "KS602",
        "At most one value of a global value set is the default.",
        "A new record can start with one value only.",
        "Set default to false for all values but one.",
        GUIDE,
        of="GlobalValueSet",
        test="count(m:customValue[string(m:default) = 'true']) <= 1",
        at="customValue",
        diagnosis="more than one value is the default; one is allowed",
    ),
    error(
        "KS611",
        "The values of a value set differ, those of a global one in more than capitals.",
        "The org refuses a value set that has a value twice.",
        "Remove one of the two values.",
        "messages of deploys",
        message="Duplicate value",
    ),
    error(
        "KS612",
        "A status of campaign members has at most 40 characters.",
        "The field CampaignMember.Status has 40 characters.",
        "Shorten the status, here and in the system that sends it.",
        "object reference, CampaignMember",
    ),
    error(
        "KS613",
        "A standard value set has at most one default.",
        "A new record can start with one value only.",
        "Set default to false on all values but one.",
        "Metadata API developer guide, StandardValueSet",
    ),
)


def check(index: TreeIndex) -> Iterator[Diagnostic]:
    for metadata_type, tag in _SETS:
        for file in index.of(metadata_type):
            yield from _value_set(file, tag)


def _value_set(file: MetadataFile, tag: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    defaults = 0
    for value in children(file.root, tag):
        name = text(value, "fullName")
        same = name if tag == "standardValue" else name.casefold()
        if same in seen:
            message = f"{name} is defined twice; one is allowed"
            yield file.at("KS611", message, value)
        seen.add(same)
        if file.name == "CampaignMemberStatus" and len(name) > _STATUS_LENGTH:
            yield file.at(
                "KS612", f"{name} has {len(name)} characters; at most 40 are allowed", value
            )
        defaults += text(value, "default") == "true"
        if defaults > 1 and tag == "standardValue" and text(value, "default") == "true":
            yield file.at("KS613", f"{name} is a second default; one is allowed", value)
