"""The risk of a change for the data and the rights in an org, by the rows of its type."""

from generator.types.registry import comparison_of
from generator.types.risk import Facts, Rating, Risk

_ORDER = " (order)"


def of_element(type_name: str, path: str, before: Facts, after: Facts) -> Rating:
    """Return the rating of one changed fact, by its path; unrated if no row of its type knows it.

    `before` and `after` are all facts of the component.
    """
    if path.endswith(_ORDER):
        return Rating(Risk.SAFE)
    return comparison_of(type_name).rating(path, _without_keys(path), before, after)


def of_component(type_name: str, full_name: str, *, exists_after: bool) -> Risk:
    """Return the risk of a component that is created or deleted.

    Nothing deletes what Salesforce ships: an org keeps it as the file had set it.
    """
    comparison = comparison_of(type_name)
    if exists_after:
        created = comparison.created
        return created if isinstance(created, Risk) else created(full_name)
    return Risk.SAFE if comparison.is_partial(full_name) else comparison.deleted


def _without_keys(path: str) -> str:
    result, depth = [], 0
    for sign in path:
        depth += (sign == "[") - (sign == "]" and depth > 0)
        if depth == 0 and sign != "]":
            result.append(sign)
    return "".join(result)
