"""The fields that the screens of an object name: each has to be one of the object's."""

from collections.abc import Collection, Iterable, Iterator

from generator.schema.text_types import Place

# The place of a name in the schema, the name, and the standard fields that are allowed there.
Named = tuple[Place, str, Collection[str]]

_FOR_LONG_TEXTS = {"columns", "field_sets", "search_layout", "search_layouts"}


def is_of_package(name: str) -> bool:
    """Whether a field belongs to a package, which may add fields to any object: npsp__Level__c."""
    return name.endswith("__c") and name.count("__") > 1


def no_field(name: str, known: Iterable[str], of: str = "object") -> str:
    """Return the message for a field that an object, or what else has fields, does not have."""
    from generator.metadata.near_names import slip_of  # noqa: PLC0415  (for what is wrong only)

    names = tuple(known)
    same = (each for each in names if each.casefold() == name.casefold())
    meant = next(same, "") or slip_of(name, names)
    fix = f"did you mean {meant}?" if meant else "add the field, or correct the name"
    return f"{name} is not a field of the {of}; {fix}"


def diagnostics(
    named: Iterable[Named], fields: Collection[str], long_texts: Collection[str]
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with names of fields, if the object has these fields.

    `long_texts` can be in the columns of a list view, in search layouts, in a field set, and
    nowhere else.
    """
    seen: set[Place] = set()
    for at, name, standard in named:
        if not (name in fields or name in standard or is_of_package(name)):
            yield at, no_field(name, (*fields, *standard))
        if name in long_texts and not _FOR_LONG_TEXTS & set(at):
            yield at, f"{name} is a long text, which an org does not allow here; leave it out"
        if at[-1] != "field" and (*at[:-1], name) in seen:
            yield at, f"{name} is written twice; keep one"
        seen.add((*at[:-1], name))
