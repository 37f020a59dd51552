"""What starts a flow, in words, and what runs first."""

from collections.abc import Iterator

from generator.dictionary.element_facts import sentence
from generator.dictionary.element_texts import entries, first_text, text
from generator.dictionary.flow_words import joined
from generator.metadata.elements import Elements
from generator.metadata.name_words import words

_SAVED = {
    "Create": "created",
    "Update": "updated",
    "CreateAndUpdate": "created or updated",
}
_MOMENTS = {"RecordAfterSave": "after the save", "RecordBeforeSave": "before the save"}
_KINDS = {
    "RecordAfterSave": "Record-triggered flow",
    "RecordBeforeSave": "Record-triggered flow",
    "RecordBeforeDelete": "Record-triggered flow",
    "Scheduled": "Schedule-triggered flow",
    "PlatformEvent": "Platform event-triggered flow",
}
_PROCESSES = {
    "AutoLaunchedFlow": ("Autolaunched flow", "Apex, another flow, an action or an API call"),
    "Flow": ("Screen flow", "A person, from a page, an action or a link"),
    "Workflow": ("Process on a record change", ""),
    "CustomEvent": ("Process on a platform event", ""),
    "InvocableProcess": ("Process that others start", "Another process"),
}
_OF_PROCESSES = {
    "onCreateOnly": "created",
    "onAllChanges": "created or updated",
}
_FREQUENCIES = {
    "Once": "once",
    "OnActivate": "when it is activated",
    "Hourly": "every hour",
    "Daily": "every day",
    "Weekdays": "every weekday",
    "Weekly": "every week",
    "Monthly": "every month",
    "Yearly": "every year",
}
# What `starts` and the outcomes say; all else of a start is a setting.
SAID = frozenset(
    {
        *("conditionLogic", "conditions", "connector", "filterFormula", "filterLogic", "filters"),
        *("doesRequireRecordChangedToMeetCriteria", "object", "recordTriggerType", "schedule"),
        *("scheduledPaths", "triggerType"),
    }
)


def kind(flow: Elements) -> str:
    """Return the kind of a flow, as Setup lists it."""
    trigger = text(_start(flow).get("triggerType"))
    process = text(flow.get("processType"))
    if trigger in _KINDS:
        return _KINDS[trigger]
    known = _PROCESSES.get(process)
    return known[0] if known else words(process) if process else "Flow"


def says_process(flow: Elements) -> bool:
    """Whether the kind of a flow tells the process type that its file names."""
    is_triggered = text(_start(flow).get("triggerType")) in _KINDS
    return not is_triggered or text(flow.get("processType")) == "AutoLaunchedFlow"


def starts(flow: Elements) -> str:
    """Return what starts a flow, and under which conditions."""
    start = _start(flow)
    event = _event(flow, start)
    sobject = text(start.get("object"))
    if sobject not in event:
        event += f", for {sobject}"
    if "schedule" in start and text(start.get("triggerType")) != "Scheduled":
        event += f", {_scheduled(start['schedule'])}"
    if said := joined(entries(start, "filters"), text(start.get("filterLogic"))):
        event += f", when {said}"
    if said := joined(entries(start, "conditions"), text(start.get("conditionLogic"))):
        event += f", when {said}"
    if formula := text(start.get("filterFormula")):
        event += f", when the formula {formula} is true"
    if start.get("doesRequireRecordChangedToMeetCriteria") is True:
        event += ", and did not meet this before"
    return event


def first(flow: Elements) -> Iterator[tuple[str, str]]:
    """Yield what leads to the first steps of a flow, and the names of these."""
    start = _start(flow)
    paths = entries(start, "scheduledPaths")
    if first_step := text(flow.get("startElementReference")):
        yield "", first_step
    if "connector" in start:
        yield ("Run immediately" if paths else ""), _target(start)
    for path in paths:
        yield _path(path), _target(path)


def _start(flow: Elements) -> Elements:
    start: Elements = flow.get("start") or {}
    return start


def _target(elements: Elements) -> str:
    return text((elements.get("connector") or {}).get("targetReference"))


def _event(flow: Elements, start: Elements) -> str:
    trigger = text(start.get("triggerType"))
    sobject = text(start.get("object"))
    change = text(start.get("recordTriggerType"))
    if trigger == "RecordBeforeDelete" or change == "Delete":
        return f"A record of {sobject} is deleted"
    if trigger in _MOMENTS:
        how = _SAVED.get(change, "saved")
        return f"A record of {sobject} is saved ({how}), {_MOMENTS[trigger]}"
    if trigger == "PlatformEvent":
        return f"A message of {sobject} is received"
    if trigger == "Scheduled":
        each = f", for each record of {sobject}" if sobject else ""
        return f"{_scheduled(start.get('schedule') or {})}{each}"
    if trigger not in {"", "None"}:
        return words(trigger)
    return _of_process(flow)


def _scheduled(schedule: Elements) -> str:
    often = text(schedule.get("frequency"))
    said = f"A schedule: {_FREQUENCIES.get(often, words(often).lower())}"
    if date := text(schedule.get("startDate")):
        said += f", from {date}"
    if time := text(schedule.get("startTime")):
        said += f" at {time.removesuffix('Z').removesuffix('.000')}"
    used = {"frequency", "startDate", "startTime"}
    rest = {name: each for name, each in schedule.items() if name not in used and each}
    more = (f", {words(name).lower()} {sentence(each)}" for name, each in rest.items())
    return "".join((said, *more))


def _of_process(flow: Elements) -> str:
    """Return what starts a process of the Process Builder, or a flow without a trigger."""
    process = text(flow.get("processType"))
    notes = {
        text(each.get("name")): first_text(each.get("value") or {}, "stringValue")
        for each in entries(flow, "processMetadataValues")
    }
    sobject = notes.get("ObjectType", "")
    if process == "Workflow" and sobject:
        how = _OF_PROCESSES.get(notes.get("TriggerType", ""), "saved")
        return f"A record of {sobject} is saved ({how}), after the save"
    if process == "CustomEvent" and sobject:
        return f"A message of {sobject} is received"
    known = _PROCESSES.get(process)
    return (known[1] if known else "") or "Something outside the flow"


def _path(path: Elements) -> str:
    """Return the label of a scheduled path, when it runs, and what else is said of it."""
    done = {"label", "name", "connector", "pathType", "processMetadataValues", "timeSource"}
    when = text(path.get("pathType"))
    if when == "AsyncAfterCommit":
        when = "Run asynchronously, after the save"
    elif offset := text(path.get("offsetNumber")):
        side = "before" if offset.startswith("-") else "after"
        moment = text(path.get("recordField")) or "the save"
        when = f"{offset.lstrip('-')} {text(path.get('offsetUnit')).lower()} {side} {moment}"
        done |= {"offsetNumber", "offsetUnit", "recordField"}
    rest = {name: each for name, each in path.items() if name not in done}
    said = (first_text(path, "label", "name"), when, sentence(rest))
    return ": ".join(filter(None, said)) or "Scheduled path"
