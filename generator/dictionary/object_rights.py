"""Who may see each object and field: a table for each object of which somebody speaks."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from generator.dictionary.always_granted import rule
from generator.dictionary.dictionary import FieldAccess, Level, ObjectAccess
from generator.dictionary.entries import Field, SObject
from generator.dictionary.grants import ALL_FIELDS, Grants
from generator.metadata.standard_names import ACTIVITIES
from generator.types.object_access import FOLLOWS

_FOLLOWS = {name.casefold(): master for name, master in FOLLOWS.items()}
_ACTIVITY = "activity"  # whose fields tasks and events share
_NOTES = {
    name: f"Who may work with {master} may work with it: it has no rights of its own."
    for name, master in _FOLLOWS.items()
} | dict.fromkeys(ACTIVITIES, "It has no rights as other objects do, but user permissions.")


class _Granted:
    """What all grantees grant, by object and field without capitals, in one pass."""

    def __init__(self, granted: Mapping[str, Grants]) -> None:
        self.order = {grantee: place for place, grantee in enumerate(granted)}
        self.names: dict[str, str] = {}
        self.rights: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        self.levels: dict[str, dict[str, dict[str, Level]]] = defaultdict(dict)
        for grantee, grants in granted.items():
            for folded, rights in grants.rights.items():
                parent, dot, own = folded.partition(".")
                self.names[folded] = grants.names[folded]
                self.names.setdefault(parent, grants.names[folded].partition(".")[0])
                if dot:
                    self.rights[parent].setdefault(grantee, ())
                    self.levels[parent].setdefault(own, {})[grantee] = grants.level(folded)
                else:
                    self.rights[folded][grantee] = rights

    def rights_of(self, folded: str) -> dict[str, tuple[str, ...]]:
        """Return the rights for an object by grantee; of some, those for another object."""
        master = _FOLLOWS.get(folded, "").casefold()
        found = self.rights.get(folded, {}) | self.rights.get(master, {})
        return dict(sorted(found.items(), key=lambda each: self.order[each[0]]))


def object_rights(
    granted: Mapping[str, Grants], objects: Sequence[SObject]
) -> Iterator[ObjectAccess]:
    """Yield the access to each object of which a grantee speaks: first those that are shown."""
    found = _Granted(granted)
    by_name = {each.name.casefold(): each for each in objects}
    activity = by_name.get(_ACTIVITY)
    shared = {each.name.casefold(): each for each in activity.fields} if activity else {}
    for folded, each in by_name.items():
        if found.rights_of(folded):
            yield _of_object(each, found, shared)
    for folded in sorted(found.rights.keys() - by_name.keys()):
        name = found.names[folded]
        yield _of_object(SObject(name, name, ""), found, shared, is_shown=False)


def _of_object(
    sobject: SObject, found: _Granted, shared: Mapping[str, Field], *, is_shown: bool = True
) -> ObjectAccess:
    """Return the access to an object; `shared` are the fields of activities."""
    folded = sobject.name.casefold()
    rights = found.rights_of(folded)
    levels = found.levels.get(folded, {})
    everything = {name: Level.READ for name, own in rights.items() if ALL_FIELDS in own}
    known = {each.name.casefold(): each for each in sobject.fields}
    if folded in ACTIVITIES:
        known |= {name: shared[name] for name in sorted(levels.keys() & shared.keys())}
    fields = [_of_field(each, levels, everything) for each in known.values()]
    for own in sorted(levels.keys() - known.keys()):
        name = found.names[f"{folded}.{own}"].partition(".")[2]
        unknown = Field(sobject.name, name, name, "")
        fields.append(_of_field(unknown, levels, everything, is_shown=False))
    return ObjectAccess(sobject, rights, tuple(fields), _NOTES.get(folded, ""), is_shown)


def _of_field(
    field: Field,
    levels: Mapping[str, Mapping[str, Level]],
    everything: Mapping[str, Level],
    *,
    is_shown: bool = True,
) -> FieldAccess:
    """Return the access to a field; `everything` has those who may see all fields."""
    own = levels.get(field.name.casefold(), {})
    always = rule(field, has_entry=bool(own))
    if everything and not always:
        edited = {name: level for name, level in own.items() if level is Level.EDIT}
        own = {**own, **everything, **edited}
    return FieldAccess(field, own, always, is_shown)
