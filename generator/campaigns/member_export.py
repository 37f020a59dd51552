"""The bulk export of campaign members that `backfill` reads, and the command that makes it."""

EXTERNAL_ID = "external_id__c"
# The columns that hold ids, and the object of each.
IDS = {
    "Id": "CampaignMember",
    "CampaignId": "Campaign",
    "LeadId": "Lead",
    "ContactId": "Contact",
}
OPTIONAL = ("LeadId", "ContactId")
COLUMNS = (*IDS, EXTERNAL_ID)
WITH_KEY = "LeadId != null OR ContactId != null"  # no key can be made for an account
EXPORT = (
    f'sf data export bulk --query "SELECT {", ".join(COLUMNS)} '  # noqa: S608  (a person runs it)
    f'FROM CampaignMember WHERE {WITH_KEY}" --output-file members.csv --result-format csv '
    "--wait 10"
)
