"""The statuses of campaign members."""

from operator import attrgetter

from generator.dictionary.dictionary import Status
from generator.dictionary.entries import Basis
from generator.dictionary.sources import Citations
from generator.types.schema import Schema


def statuses(schema: Schema | None, cited: Citations) -> tuple[Status, ...]:
    """Return the statuses that a schema describes, in their order.

    A tree of files has none: what its statuses mean and whether they count as responded are
    records of an org. Their labels stand in the standard value set.
    """
    given = schema.campaign_member_statuses if schema else None
    return tuple(
        Status(
            each.label,
            each.meaning,
            each.shown_by_vendor_as or "",
            each.default,
            each.responded,
            Basis[each.basis.upper()],
            cited.named(each.source),
        )
        for each in sorted(given.values if given else (), key=attrgetter("sort_order"))
    )
