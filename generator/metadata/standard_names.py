"""Names of standard objects and fields, from `standard_objects.txt` and the rows below.

The data is of real files and so never whole: a name that is not in it may exist all the same. So
nothing here says that a name is wrong; `object_meant` and `field_meant` say of which known name it
is a slip.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from generator.metadata.near_names import slip_of
from generator.resources import STANDARD_OBJECTS

# Folded names of the objects that have the custom fields of Activity.
ACTIVITIES = frozenset({"task", "event"})
# The numbers of a geolocation field Place__c are Place__Latitude__s and Place__Longitude__s.
PART_OF_LOCATION = re.compile(r"(\w+)__(?:latitude|longitude)__s", re.IGNORECASE)
# Fields that any object may have. Retrieved files have few of them, since nobody can change them.
_OF_ALL = (
    *("Id", "Name", "Owner", "OwnerId", "RecordType", "RecordTypeId", "CurrencyIsoCode"),
    *("CreatedBy", "CreatedById", "CreatedDate", "LastModifiedBy", "LastModifiedById"),
    *("LastModifiedDate", "LastActivityDate", "LastViewedDate", "LastReferencedDate"),
    *("SystemModstamp", "IsDeleted", "UserRecordAccess", "UserRecordAccessId", "Division"),
    *("ConnectionReceivedId", "ConnectionSentId", "DeveloperName", "MasterLabel", "Language"),
    *("Label", "NamespacePrefix", "QualifiedApiName", "IsProtected", "SetupOwner", "SetupOwnerId"),
)
# The parts of a name and of an address: in metadata they are one field.
_NAME_PARTS = ("Salutation", "FirstName", "MiddleName", "LastName", "Suffix", "InformalName")
_PEOPLE = frozenset({"Account", "CampaignMember", "Contact", "Individual", "Lead", "User"})
_ADDRESS_PARTS = (
    *("Street", "City", "State", "StateCode", "PostalCode", "Country", "CountryCode"),
    *("Latitude", "Longitude", "GeocodeAccuracy"),
)
# Fields that the API has and no metadata file: orgs compute them.
_OF_API = {
    "Account": "IsPersonAccount PersonContactId PersonContact JigsawCompanyId PhotoUrl",
    "Activity": "AccountId WhoId WhatId Subject Status Priority Type Description ActivityDate "
    "DueDate IsClosed IsTask ReminderDateTime IsReminderSet Location ActivityDateTime",
    "Campaign": "HierarchyNumberSent CampaignMemberRecordType",
    "CampaignMember": "FirstRespondedDate HasResponded Type LeadOrContactId LeadOrContactOwnerId "
    "CompanyOrAccount AccountId",
    "Case": "CaseNumber ClosedDate IsClosed IsClosedOnCreate IsEscalated ContactEmail "
    "ContactFax ContactMobile ContactPhone CreatorName LastViewedDate",
    "Contact": "Account EmailBouncedDate EmailBouncedReason IsEmailBounced IsPersonAccount "
    "PhotoUrl MasterRecordId JigsawContactId LastCURequestDate",
    "Contract": "ActivatedBy ActivatedById ActivatedDate ContractNumber StatusCode",
    "Event": "AccountId GroupEventType IsArchived IsChild IsGroupEvent IsRecurrence "
    "RecurrenceActivityId ReminderDateTime Who What",
    "Lead": "ConvertedAccountId ConvertedContactId ConvertedDate ConvertedOpportunityId "
    "EmailBouncedDate EmailBouncedReason IsConverted IsPriorityRecord IsUnreadByOwner PhotoUrl",
    "Opportunity": "ExpectedRevenue Fiscal FiscalQuarter FiscalYear ForecastCategory "
    "HasOpenActivity HasOpportunityLineItem HasOverdueTask IsClosed IsSplit IsWon "
    "LastAmountChange LastCloseDateChange LastStageChangeDate PushCount",
    "Order": "ActivatedBy ActivatedById ActivatedDate OrderNumber StatusCode TotalAmount",
    "Task": "AccountId IsArchived IsClosed IsHighPriority RecurrenceActivityId ReminderDateTime "
    "WhoCount WhatCount Who What",
    "User": "AccountId CurrentStatus FullPhotoUrl LastLoginDate LastPasswordChangeDate Profile "
    "SmallPhotoUrl UserType UserRole",
}
# Objects that belong to another one, as AccountShare to Account.
_COMPANIONS = ("ChangeEvent", "Feed", "History", "Share", "Tag", "TeamMember", "ContactRole")


def object_meant(name: str) -> str:
    """Return the standard object of which a name is a slip; empty if it is none, or one itself."""
    return "" if not name.isalnum() or _is_known_object(name) else _object_meant(name)


def field_meant(object_name: str, name: str) -> str:
    """Return the standard field of which a name is a slip; empty if it is none, or one itself.

    Fields of a custom object, and of one that is not in the data, are those of all objects.
    """
    if not name.isalnum():  # custom, or a path such as Owner.Id
        return ""
    known = _folded_fields(object_name.casefold())
    return "" if name.casefold() in known else _field_meant(object_name, name)


def is_standard_field(object_name: str, name: str) -> bool:
    """Whether an object is known to have a standard field of a name."""
    return name.casefold() in _folded_fields(object_name.casefold())


def standard_objects() -> Collection[str]:
    """Return the names of the standard objects that are known."""
    return _rows().keys()


@cache
def standard_fields(object_name: str) -> Mapping[str, str]:
    """Return the fields of an object as metadata names them, each with its type.

    The type is empty where no file says it. An object that is not known has no fields.
    """
    fields = (each.partition(":") for each in _rows().get(object_name, "").split()[1:])
    return {field: kind for field, _, kind in fields}


@cache
def _rows() -> Mapping[str, str]:
    """Return the lines of the data by object; each is parsed when it is asked for."""
    lines = STANDARD_OBJECTS.read_text(encoding="utf-8").splitlines()
    rows = (line.partition(" ") for line in lines if not line.startswith("#"))
    return {name: rest for name, _, rest in rows}


@cache
def _objects() -> Mapping[str, str]:
    """Return the names of the objects by their folded names."""
    return {name.casefold(): name for name in (*standard_objects(), "Activity")}


def _is_known_object(name: str) -> bool:
    folded = name.casefold()
    companions = (each.casefold() for each in _COMPANIONS)
    return folded in _objects() or any(
        folded.endswith(each) and folded.removesuffix(each) in _objects() for each in companions
    )


@cache
def _object_meant(name: str) -> str:
    return slip_of(name, _objects_by_letter().get(name[:1].casefold(), ()))


@cache
def _objects_by_letter() -> Mapping[str, list[str]]:
    """Return the names of the objects by their first letters, since a slip has the right one."""
    result: dict[str, list[str]] = defaultdict(list)
    for folded, name in _objects().items():
        result[folded[0]].append(name)
    return result


@cache
def _field_meant(object_name: str, name: str) -> str:
    return slip_of(name, _folded_fields(object_name.casefold()).values())


@cache
def _folded_fields(object_name: str) -> Mapping[str, str]:
    """Return the fields of an object by their folded names, in every form that they have."""
    name = _objects().get(object_name, "")
    return {field.casefold(): field for field in (*_OF_ALL, *_forms_of(name))}


def _forms_of(name: str) -> Iterator[str]:
    yield from _OF_API.get(name, "").split()
    if name in _PEOPLE:
        yield from _NAME_PARTS
    for field in standard_fields(name):
        yield field
        if field.endswith("Address"):
            yield from (field.removesuffix("Address") + part for part in _ADDRESS_PARTS)
        elif field.endswith("Id") and field != "Id":
            yield field.removesuffix("Id")  # the relationship, by which formulas go on


def whole(name: str) -> str:
    """Return the field that a field is a part of: MailingAddress for MailingCity; or nothing."""
    folded = name.casefold()
    if folded in {each.casefold() for each in _NAME_PARTS}:
        return "Name"
    parts = (each for each in _ADDRESS_PARTS if folded.endswith(each.casefold()))
    return next((f"{name[: -len(each)]}Address" for each in parts), "")
