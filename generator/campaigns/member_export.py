"""The bulk export of campaign members that `backfill` reads, and the command that makes it."""

# The columns that hold ids, and the object of each.
IDS = {
    "Id": "CampaignMember",
    "CampaignId": "Campaign",
    "LeadId": "Lead",
    "ContactId": "Contact",
}
OPTIONAL = ("LeadId", "ContactId")
WITH_KEY = "LeadId != null OR ContactId != null"  # no key can be made for an account


def columns(field: str) -> tuple[str, ...]:
    """Return the columns of an export; the last is the field of the key."""
    return (*IDS, field)


def export_command(field: str) -> str:
    """Return the command that exports the members, with the field of their key."""
    return (
        f'sf data export bulk --query "SELECT {", ".join(columns(field))} '  # noqa: S608  (a person runs it)
        f'FROM CampaignMember WHERE {WITH_KEY}" --output-file members.csv --result-format csv '
        "--wait 10"
    )
