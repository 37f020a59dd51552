"""What the flows of a schema need: fields, and statuses."""

from collections.abc import Iterator, Mapping

from generator.schema.text_types import Place
from generator.types.custom_field import CustomField
from generator.types.field_rules import is_type
from generator.types.flow import Flow, KeyFlow, StatusFlow

_KEY_LENGTH = 18 + 1 + 18  # two record IDs and an underscore


def diagnostics(
    flows: Mapping[str, Flow],
    fields: Mapping[str, Mapping[str, CustomField]],
    *,
    has_statuses: bool,
) -> Iterator[tuple[Place, str]]:
    """Yield what flows need and do not have; `fields` are those that the schema gives objects."""
    done: set[str] = set()
    for name, flow in flows.items():
        place = ("flows", name)
        if flow.does in done:
            yield (*place, "does"), "another flow does the same; remove one of the two"
        done.add(flow.does)
        if isinstance(flow, StatusFlow):
            field = fields.get("Campaign", {}).get(flow.when)
            if field is None or not is_type(field, "Checkbox"):
                message = (
                    f"{flow.when} is not a checkbox that this schema adds to Campaign; add it to "
                    "standard_objects.Campaign.fields"
                )
                yield (*place, "when"), message
            if not has_statuses:
                yield (*place, "does"), "the schema has no campaign_member_statuses; add them"
        if isinstance(flow, KeyFlow):
            field = fields.get("CampaignMember", {}).get(flow.field)
            if field is None or not is_type(field, "Text") or _length(field) < _KEY_LENGTH:
                message = (
                    f"{flow.field} is not a field of CampaignMember in this schema of type Text "
                    f"with a length of {_KEY_LENGTH} or more; add it, or make it longer"
                )
                yield (*place, "field"), message


def _length(field: CustomField) -> int:
    length = field.type.elements.get("length")
    return length if isinstance(length, int) else 0
