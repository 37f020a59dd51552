"""The records of a schema, as files for `sf data import tree`.

The statuses of a campaign are records, not metadata: a deploy does not create them. A campaign
that is cloned from the template campaign (Clone with Related) gets all its statuses.
"""

import json
from collections.abc import Iterator

from generator.metadata.registry import Document
from generator.types.schema import Schema
from generator.types.standard_value_set import CampaignMemberStatuses

_REFERENCE = "TemplateCampaign"


def documents(schema: Schema) -> Iterator[Document]:
    """Yield the import plan and its record files, in `data/`; nothing without statuses."""
    statuses = schema.campaign_member_statuses
    if statuses is None:
        return
    records = {"Campaign": _campaign(statuses), "CampaignMemberStatus": _statuses(statuses)}
    files = {sobject: f"{schema.name}-{sobject}.json" for sobject in records}
    plan = [{"sobject": sobject, "files": [file]} for sobject, file in files.items()]
    yield _document(f"{schema.name}-plan.json", plan)
    for sobject, file in files.items():
        yield _document(file, {"records": records[sobject]})


def _campaign(statuses: CampaignMemberStatuses) -> list[dict[str, object]]:
    attributes = {"type": "Campaign", "referenceId": _REFERENCE}
    return [
        {"attributes": attributes, "Name": statuses.template_campaign, "IsActive": False},
    ]


def _statuses(statuses: CampaignMemberStatuses) -> list[dict[str, object]]:
    return [
        {
            "attributes": {"type": "CampaignMemberStatus", "referenceId": f"Status{number}"},
            "CampaignId": f"@{_REFERENCE}",
            "Label": status.label,
            "SortOrder": status.sort_order,
            "IsDefault": status.default,
            "HasResponded": status.responded,
        }
        for number, status in enumerate(statuses.values, start=1)
    ]


def _document(file: str, data: object) -> Document:
    text = json.dumps(data, indent=2, ensure_ascii=False)
    return Document(f"data/{file}", f"{text}\n".encode(), ("campaign_member_statuses",))
