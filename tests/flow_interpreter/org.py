"""A small org in memory: its records, and the flows that run as they are saved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from flow_interpreter.flow import Flow
from flow_interpreter.interview import Interview
from flow_interpreter.nodes import (
    Node,
    OrgError,
    Record,
    UnknownError,
    children,
    known_field,
    same,
    tag,
    text,
)
from flow_interpreter.values import Filter, case_safe, is_blank

_PREFIXES = {
    "Campaign": "701",
    "CampaignMember": "00v",
    "CampaignMemberStatus": "01Y",
    "Task": "00T",
}
NEW_STATUSES = (
    {"Label": "Sent", "SortOrder": 1, "IsDefault": True, "HasResponded": False},
    {"Label": "Responded", "SortOrder": 2, "IsDefault": False, "HasResponded": True},
)
_STATUS, _MEMBER = "CampaignMemberStatus", "CampaignMember"


class Org:
    """Records with the rules that Salesforce has for campaigns, their statuses and their members.

    Taken for true: a new campaign has Sent (1, the default) and Responded (2); labels and
    SortOrders are unique in a campaign, labels whatever their capitals; a status that becomes the
    default ends the one before; a campaign always has one default and one that counts as
    responded; a default, or a status that a member has, cannot be deleted; a member's status that
    the campaign does not know becomes the default; a member's key is checked after the flows that
    run before saving.
    """

    def __init__(self, *flows: bytes) -> None:
        self.flows = [flow for content in flows if (flow := Flow(content)).is_active]
        self.queries: list[str] = []  # the elements that asked, once for each batch
        self.writes: list[str] = []
        self._tables: dict[str, dict[str, Record]] = defaultdict(dict)
        self._refused: dict[tuple[str, str], str] = {}
        self._due: list[tuple[Flow, Record]] = []
        self._numbers = count(1)

    # What people and other systems do: all or nothing.

    def insert(self, sobject: str, *records: Record) -> list[str]:
        news = [
            {known_field(sobject, name): value for name, value in record.items()}
            for record in records
        ]
        return self._save(sobject, [({}, new) for new in news])

    def update(self, sobject: str, key: str, **changes: Any) -> None:
        before = self._tables[sobject][key]
        after = before | {known_field(sobject, name): value for name, value in changes.items()}
        self._save(sobject, [(before, after)])

    def delete(self, sobject: str, keys: Iterable[str]) -> None:
        with self._all_or_nothing():
            gone = [self._tables[sobject].pop(key) for key in keys]
            if sobject == _STATUS:
                for status in gone:
                    self._refuse_deletion(status)
                self._check_campaigns(gone)

    def clone(self, key: str, **changes: Any) -> str:
        """Clone a campaign with its statuses, which come along before anything runs later."""
        copied = dict(self._tables["Campaign"][key])
        del copied["Id"]
        (new,) = self.insert("Campaign", copied | changes)
        self.give(new, *self.rows(_STATUS, CampaignId=key))
        return new

    def give(self, campaign: str, *statuses: Record) -> None:
        """Put statuses in the place of those that a campaign has."""
        with self._all_or_nothing():
            for key in [row["Id"] for row in self.rows(_STATUS, CampaignId=campaign)]:
                del self._tables[_STATUS][key]
            news = [{**row, "CampaignId": campaign, "Id": None} for row in statuses]
            self._save(_STATUS, [({}, new) for new in news])

    def rows(self, sobject: str, **where: Any) -> list[Record]:
        found = list(self._tables[sobject].values())
        for name, value in where.items():
            found = [row for row in found if row.get(name) == value]
        return [dict(row) for row in found]

    def refuse(self, operation: str, sobject: str, message: str) -> None:
        """From now on refuse what flows ask for: a query, insert or delete."""
        self._refused[operation, sobject] = message

    def settle(self) -> None:
        """Run what is due after the saves, all records of a flow at once."""
        while self._due:
            flow = self._due[0][0]
            records = [record for due, record in self._due if due is flow]
            self._due = [each for each in self._due if each[0] is not flow]
            self._run(flow, records)

    # Flows

    def _run(self, flow: Flow, records: Iterable[Record]) -> None:
        interviews = [Interview(flow, record) for record in records]
        waiting = [(each, node) for each in interviews if (node := each.advance()) is not None]
        while waiting:
            here = waiting[0][1]
            group = [each for each, node in waiting if node is here]
            waiting = [(each, node) for each, node in waiting if node is not here]
            for each, answer in zip(group, self._answers(here, group), strict=True):
                if (node := each.advance(answer)) is not None:
                    waiting.append((each, node))

    def _answers(self, node: Node, group: list[Interview]) -> list[list[Record] | OrgError]:
        ask = {
            "recordCreates": self._create,
            "recordDeletes": self._remove,
            "recordLookups": self._query,
        }[tag(node)]
        if tag(node) != "recordCreates":
            self.queries.append(text(node, "name"))
        if tag(node) != "recordLookups":
            self.writes.append(text(node, "name"))
        answers: list[list[Record] | OrgError] = []
        for interview in group:
            try:
                answers.append(ask(node, interview))
            except OrgError as error:
                answers.append(error)
        return answers

    def _create(self, node: Node, interview: Interview) -> list[Record]:
        sobject, rows = interview.rows(node)
        self._check_refused("insert", sobject)
        if not rows:
            raise UnknownError("to create none")
        self.insert(sobject, *rows)
        return []

    def _remove(self, node: Node, interview: Interview) -> list[Record]:
        sobject = text(node, "object")
        self._check_refused("delete", sobject)
        self.delete(sobject, [row["Id"] for row in self._found(node, interview)])
        return []

    def _query(self, node: Node, interview: Interview) -> list[Record]:
        sobject = text(node, "object")
        self._check_refused("query", sobject)
        names = [known_field(sobject, each.text or "") for each in children(node, "queriedFields")]
        order = known_field(sobject, text(node, "sortField"))
        found = sorted(self._found(node, interview), key=lambda row: row[order])
        return [{name: row[name] for name in names or row} for row in found]

    def _found(self, node: Node, interview: Interview) -> list[Record]:
        wanted = Filter(node, interview.resolve)
        return [row for row in self.rows(text(node, "object")) if wanted.fits(row)]

    def _check_refused(self, operation: str, sobject: str) -> None:
        if message := self._refused.get((operation, sobject)):
            raise OrgError(message)

    # Saving

    def _save(self, sobject: str, changes: list[tuple[Record, Record]]) -> list[str]:
        """Save records, each with what it was before: empty where it is new."""
        with self._all_or_nothing():
            for _, new in changes:
                new.update({name: None for name, value in new.items() if value == ""})
            self._before(sobject, changes)
            for before, new in changes:
                new["Id"] = before.get("Id") or self._new_id(sobject)
                self._check(sobject, new)
                self._tables[sobject][new["Id"]] = new
                if sobject == "Campaign" and not before:
                    self.give(new["Id"], *NEW_STATUSES)
            if sobject == _STATUS:
                self._check_campaigns(new for _, new in changes)
            self._after(sobject, changes)
        return [new["Id"] for _, new in changes]

    def _before(self, sobject: str, changes: list[tuple[Record, Record]]) -> None:
        for flow in self.flows:
            if flow.object == sobject and flow.is_before_save:
                self._run(flow, [new for old, new in changes if flow.starts(new, old or None)])

    def _after(self, sobject: str, changes: list[tuple[Record, Record]]) -> None:
        for flow in self.flows:
            if flow.object == sobject and not flow.is_before_save:
                self._due += [
                    (flow, dict(new)) for old, new in changes if flow.starts(new, old or None)
                ]

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        tables = {
            name: {k: dict(v) for k, v in rows.items()} for name, rows in self._tables.items()
        }
        due = list(self._due)
        try:
            yield
        except OrgError:
            self._tables.clear()
            self._tables.update(tables)
            self._due = due
            raise

    def _new_id(self, sobject: str) -> str:
        return case_safe(f"{_PREFIXES[sobject]}Kd0000{next(self._numbers):06}") or ""

    # Rules

    def _check(self, sobject: str, record: Record) -> None:
        if sobject == _STATUS:
            self._check_status(record)
        if sobject == _MEMBER:
            self._check_member(record)
        if sobject == "Task" and (is_blank(record["OwnerId"]) or len(record["Subject"]) > 255):
            raise OrgError("FIELD_INTEGRITY_EXCEPTION")

    def _check_status(self, status: Record) -> None:
        others = [
            row
            for row in self._tables[_STATUS].values()
            if row["CampaignId"] == status["CampaignId"] and row["Id"] != status["Id"]
        ]
        if is_blank(status["Label"]) or status["CampaignId"] not in self._tables["Campaign"]:
            raise OrgError("REQUIRED_FIELD_MISSING")
        if not 0 <= status["SortOrder"] <= 999_999_999:
            raise OrgError("NUMBER_OUTSIDE_VALID_RANGE: SortOrder")
        if any(row["SortOrder"] == status["SortOrder"] for row in others):
            raise OrgError("DUPLICATE_VALUE: SortOrder")
        if any(same(row["Label"], status["Label"]) for row in others):
            raise OrgError("DUPLICATE_VALUE: Label")
        if status["IsDefault"]:
            for row in others:
                row["IsDefault"] = False

    def _check_campaigns(self, statuses: Iterable[Record]) -> None:
        for campaign in {status["CampaignId"] for status in statuses}:
            rows = self.rows(_STATUS, CampaignId=campaign)
            if sum(row["IsDefault"] for row in rows) != 1:
                raise OrgError("FIELD_INTEGRITY_EXCEPTION: one default status")
            if not any(row["HasResponded"] for row in rows):
                raise OrgError("FIELD_INTEGRITY_EXCEPTION: a status that counts as responded")

    def _refuse_deletion(self, status: Record) -> None:
        members = self.rows(_MEMBER, CampaignId=status["CampaignId"])
        if status["IsDefault"]:
            raise OrgError("DELETE_FAILED: the default status")
        if any(same(member["Status"], status["Label"]) for member in members):
            raise OrgError("DELETE_FAILED: a status that members have")

    def _check_member(self, member: Record) -> None:
        for name in ("CampaignId", "LeadId", "ContactId"):
            member[name] = case_safe(member.get(name))
        key = str(member.get("external_id__c") or "")
        if not key:
            raise OrgError("REQUIRED_FIELD_MISSING: external_id__c")
        if len(key) > 200:
            raise OrgError("STRING_TOO_LONG: external_id__c")
        for other in self._tables[_MEMBER].values():
            if other["Id"] != member["Id"] and same(other["external_id__c"], key):
                raise OrgError("DUPLICATE_VALUE: external_id__c")
        member["Status"] = self._status(member)

    def _status(self, member: Record) -> str:
        """Return the status as the campaign has it; its default for one that it does not have."""
        status = member.get("Status") or ""
        if len(status) > 40:
            raise OrgError("STRING_TOO_LONG: Status")
        rows = self.rows(_STATUS, CampaignId=member["CampaignId"])
        (default,) = (str(row["Label"]) for row in rows if row["IsDefault"])
        return next((str(r["Label"]) for r in rows if same(r["Label"], status)), default)
