"""What a retrieve writes for an object besides what people say of it.

Measured on 5,265 retrieved objects: it follows from the kind of object.
"""

from generator.metadata.elements import Elements
from generator.types.action_overrides import standard
from generator.types.table import Context

SHARING = {
    "Private": "Private",
    "Public Read Only": "Read",
    "Public Read/Write": "ReadWrite",
    "Public Read/Write/Transfer": "ReadWriteTransfer",
    "Public Full Access": "FullAccess",
    "Controlled by Parent": "ControlledByParent",
    "Controlled by Campaign": "ControlledByCampaign",
    "Use": "ReadSelect",
}
_IS_DEPLOYED: Elements = {"deploymentStatus": "Deployed"}
_CUSTOM: Elements = {
    "allowInChatterGroups": False,
    "compactLayoutAssignment": "SYSTEM",
    **_IS_DEPLOYED,
    "enableActivities": False,
    "enableBulkApi": True,
    "enableFeeds": False,
    "enableHistory": False,
    "enableLicensing": False,
    "enableReports": False,  # a schema says what is allowed
    "enableSearch": False,
    "enableSharing": True,
    "enableStreamingApi": True,
    "nameField.type": "Text",
    "sharingModel": "ReadWrite",
    "visibility": "Public",
}
# By the suffix of the object's name, or `setting`.
_BY_KIND: dict[str, Elements] = {
    "b": _IS_DEPLOYED,
    "": {"enableFeeds": False},
    "c": _CUSTOM,
    "e": _IS_DEPLOYED | {"eventType": "HighVolume", "publishBehavior": "PublishAfterCommit"},
    "mdt": {"visibility": "Public"},
    "setting": {"enableFeeds": False, "visibility": "Public"},
}


def defaults(elements: Elements, context: Context) -> Elements:
    """Return what a retrieve writes for an object that has these elements."""
    kind = "setting" if "customSettingsType" in elements else context.kind
    usual = dict(_BY_KIND.get(kind, {}))
    if kind != "c":
        return usual
    usual["actionOverrides"] = standard(context)
    if context.is_detail:
        usual["sharingModel"] = "ControlledByParent"
    sharing = elements.get("sharingModel", usual["sharingModel"])
    by_parent = sharing == "ControlledByParent"
    usual["externalSharingModel"] = sharing if by_parent else "Private"
    if not any(path.startswith("searchLayouts.") for path in elements):
        usual["searchLayouts"] = {}
    if elements.get("enableHistory") is True:
        usual["nameField.trackHistory"] = False
        if context.has_record_types:
            usual["recordTypeTrackHistory"] = False
    if elements.get("enableFeeds") is True:
        usual["nameField.trackFeedHistory"] = False
        if context.has_record_types:
            usual["recordTypeTrackFeedHistory"] = False
    return usual
