"""The keys that campaign members lack, from a bulk export; as a file for a bulk update.

An export may have a million rows, so it is read once, and only ids and keys are kept of it.
"""

from dataclasses import dataclass

from generator.campaigns.record_id import full
from generator.campaigns.sf_results import Diagnostics, rows
from generator.diagnostics import Diagnostic
from generator.errors import DataError

EXTERNAL_ID = "external_id__c"

# The columns that hold ids, and of which object.
_IDS = {
    "Id": "CampaignMember",
    "CampaignId": "Campaign",
    "LeadId": "Lead",
    "ContactId": "Contact",
}
_OPTIONAL = ("LeadId", "ContactId")
_COLUMNS = (*_IDS, EXTERNAL_ID)
WITH_KEY = "LeadId != null OR ContactId != null"  # not accounts, which no key is made of
EXPORT = (
    f'sf data export bulk --query "SELECT {", ".join(_COLUMNS)} '  # noqa: S608
    f'FROM CampaignMember WHERE {WITH_KEY}" --output-file members.csv --result-format csv '
    "--wait 10"
)


@dataclass(frozen=True, slots=True)
class Backfill:
    """The keys to give, by the ids of the members; how many members have one; and the clashes.

    A clash is a key that two members would have. Where there is one, no key should be given.
    """

    keys: dict[str, str]
    keyed: int
    clashes: tuple[Diagnostic, ...]

    def table(self) -> str:
        """Return the rows for a bulk update."""
        return "\n".join(
            [f"Id,{EXTERNAL_ID}", *(f"{member},{key}" for member, key in self.keys.items())]
        )

    def summary(self) -> str:
        """Return how many members get a key, and how many need none."""
        gets = "member gets" if len(self.keys) == 1 else "members get"
        has = "has" if self.keyed == 1 else "have"
        return f"{len(self.keys)} {gets} a key, {self.keyed} {has} one"


def backfill(path: str) -> Backfill:
    """Return the keys that the members of an export lack.

    Raises DataError with all that makes the export unfit for use.
    """
    diagnostics, clashes = Diagnostics(path), Diagnostics(path)
    members = _Members(diagnostics, clashes)
    for line, (*ids, key) in rows(path, _COLUMNS, diagnostics):
        members.add(line, ids, key.strip())
    if diagnostics:
        raise DataError(*diagnostics.all(), *clashes.all(), actions=(f"Export with: {EXPORT}",))
    return Backfill(members.keys, len(members.lines) - len(members.keys), clashes.all())


class _Members:
    """The members as they come: their lines, the keys they get, and who has which key."""

    def __init__(self, diagnostics: Diagnostics, clashes: Diagnostics) -> None:
        self._diagnostics, self._clashes = diagnostics, clashes
        self._holders: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.keys: dict[str, str] = {}

    def add(self, line: int, texts: list[str], key: str) -> None:
        ids = self._ids(line, texts)
        if ids is None:
            return
        member, campaign, lead, contact = ids
        if member in self.lines:
            message = f"{member} was on line {self.lines[member]} already"
            self._diagnostics.add(message, line)
            return
        self.lines[member] = line
        if not key:
            if not (lead or contact):
                message = (
                    f"{member} is neither a lead nor a contact, so no key can be made; leave "
                    f"accounts out with WHERE {WITH_KEY}"
                )
                self._diagnostics.add(message, line)
                return
            key = self.keys[member] = f"{campaign}_{lead or contact}"
        self._hold(line, member, key)

    def _ids(self, line: int, texts: list[str]) -> list[str] | None:
        """Return the ids of a row in their long form; nothing if one is wrong."""
        ids = []
        for (column, sobject), text in zip(_IDS.items(), texts, strict=True):
            if not text and column in _OPTIONAL:
                ids.append("")
                continue
            try:
                ids.append(full(text, sobject))
            except ValueError as error:
                self._diagnostics.add(str(error) if text else "is blank", line, column)
        return ids if len(ids) == len(_IDS) else None

    def _hold(self, line: int, member: str, key: str) -> None:
        """Note who has a key; the field is unique whatever the capitals."""
        holder = self._holders.setdefault(key.casefold(), member)
        if holder != member:
            verb, other = ("gets" if m in self.keys else "has" for m in (member, holder))
            where = f"{holder} on line {self.lines[holder]}"
            self._clashes.add(f"{member} {verb} the key {key}, which {where} {other} too", line)
