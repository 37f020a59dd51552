"""The result of `statuses` as records that `sf` imports: a tree in JSON, or a table in CSV."""

import csv
import io
from collections.abc import Callable

from generator.campaigns.statuses import SOBJECT, StatusesResult
from generator.output.sf_json import dump

_COLUMNS = ("CampaignId", "Label", "SortOrder", "IsDefault", "HasResponded")


def as_tree(result: StatusesResult) -> str:
    """Return a document for `sf data import tree --files`."""
    records = [
        {"attributes": {"type": SOBJECT, "referenceId": f"Status{number}"}, **record}
        for number, record in enumerate(result.records(), start=1)
    ]
    return dump({"records": records})


def as_csv(result: StatusesResult) -> str:
    """Return a table for `sf data import bulk`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for record in result.records():
        values = (record[column] for column in _COLUMNS)
        writer.writerow(str(v).lower() if isinstance(v, bool) else v for v in values)
    return text.getvalue().removesuffix("\n")


FORMATS: dict[str, Callable[[StatusesResult], str]] = {"tree": as_tree, "csv": as_csv}
