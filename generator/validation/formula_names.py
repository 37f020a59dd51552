"""What the names in formulas stand for: fields of the tree by their paths, and global values."""

from generator.formulas.kinds import Kind, kind_of_type
from generator.formulas.scope import Problem, Reference
from generator.metadata.near_names import NearNames
from generator.metadata.registry import CUSTOM_FIELD
from generator.metadata.standard_names import (
    ACTIVITIES,
    PART_OF_LOCATION,
    field_meant,
    standard_objects,
)
from generator.validation.field_facts import FieldFacts
from generator.validation.tree_index import TreeIndex, is_own

_LOOKUPS = frozenset({"Lookup", "MasterDetail", "MetadataRelationship", "Hierarchy"})
_OUTER_LOOKUPS = frozenset({"ExternalLookup", "IndirectLookup"})
# Objects that are ours as a whole: custom, of no package, with a file in the tree.
# The kinds of fields that each object has, where there is no doubt.
_OF_ALL = {
    **dict.fromkeys(("id", "createdbyid", "lastmodifiedbyid", "ownerid"), Kind.TEXT),
    **dict.fromkeys(("createddate", "lastmodifieddate", "systemmodstamp"), Kind.DATETIME),
    "isdeleted": Kind.BOOLEAN,
}
# What custom objects can have besides their own fields.
_STANDARD = frozenset(
    {
        *("id", "name", "ownerid", "createdbyid", "createddate", "lastmodifiedbyid"),
        *("lastmodifieddate", "systemmodstamp", "isdeleted", "recordtypeid", "currencyisocode"),
        *("lastactivitydate", "lastvieweddate", "lastreferenceddate", "userrecordaccessid"),
        *("connectionreceivedid", "connectionsentid", "islocked", "mayedit", "division"),
        *("developername", "masterlabel", "label", "namespaceprefix", "qualifiedapiname"),
        *("language", "isprotected", "setupownerid", "replayid", "eventuuid", "parentid"),
        *("externalid", "displayurl", "activitydate"),
    }
)
_PEOPLE = frozenset({"createdby", "lastmodifiedby"})
_SHORTEST = 4
_RELATIONS = frozenset({"owner", "createdby", "lastmodifiedby", "recordtype"})
_OWNERS = frozenset({"user", "queue", "group"})
_SELF = frozenset({"account", "asset", "campaign", "case"})  # whose Parent is one of them


class Names:
    """Resolves the names of formulas by the fields of a tree."""

    def __init__(self, index: TreeIndex) -> None:
        self._index = index
        self._near_fields: dict[str, NearNames] = {}

    def field(self, object_name: str, path: str) -> Reference:
        """Return what a path stands for that begins at a record of an object."""
        steps = path.split(".")
        if "" in steps:
            return _missing(path, "a name is missing before or after a dot")
        owner, last, problem = self._follow(object_name, steps, path)
        return problem or self._last(owner, last, path)

    def facts(self, object_name: str, path: str) -> FieldFacts | None:
        """Return the field that a path leads to, if it is in the tree."""
        owner, last, problem = self._follow(object_name, path.split("."), path)
        return None if problem else self._facts(owner, last)

    def _follow(
        self, owner: str, steps: list[str], path: str
    ) -> tuple[str, str, Reference | None]:
        """Return the object that a path ends in, empty if not known, and the last name of it.

        Or what is wrong with a relation on the way.
        """
        for step in steps[:-1]:
            if not owner:
                break
            owner, problem = self._next(owner, step, path)
            if problem:
                return "", steps[-1], problem
        return owner, steps[-1], None

    def _next(self, owner: str, step: str, path: str) -> tuple[str, Reference | None]:
        """Return the object that a relation of an object leads to, or what is wrong with it."""
        folded = step.casefold()
        if folded.endswith("__r"):
            return self._custom_relation(owner, step, path)
        if folded.endswith("__c"):
            return "", self._field_for_relation(owner, step, path)
        relation, colon, target = step.partition(":")
        if relation.casefold() == "owner" and colon and target.casefold() not in _OWNERS:
            message = f"{target} is an invalid object type for the {relation} field. "
            advice = "write Owner:User or Owner:Queue"
            return "", Reference(Kind.UNKNOWN, Problem.FIELD, f"{message}Check spelling.", advice)
        return standard_relation(owner, step), None

    def _field_for_relation(self, owner: str, step: str, path: str) -> Reference | None:
        """Return what is wrong with a path that names a lookup, not its relation."""
        facts = self._facts(owner, step)
        if facts is None or facts.type not in _LOOKUPS or not self._is_whole(owner):
            return None
        return _missing(path, f"write {path.replace(step, f'{step[:-1]}r', 1)}")

    def _custom_relation(self, owner: str, step: str, path: str) -> tuple[str, Reference | None]:
        facts = self._facts(owner, f"{step[:-1]}c")
        if facts is not None and facts.type in _LOOKUPS:
            return facts.referenceTo or ("User" if facts.type == "Hierarchy" else ""), None
        if facts is not None and facts.type in _OUTER_LOOKUPS:
            return "", None
        lookup = f"{step[:-1]}c"
        if not (is_own(lookup) and self._is_whole(owner)) or self._is_unreadable(owner, lookup):
            return "", None
        near = self._near(owner, lookup)
        return "", _missing(path, _meant(f"{near[:-1]}r" if near else ""))

    def _last(self, owner: str, name: str, path: str) -> Reference:
        """Return what the last name of a path stands for."""
        facts = self._facts(owner, name) if owner else None
        folded = name.casefold()
        if facts is not None:
            return _known(facts, self._index)
        if not owner or folded.endswith(("__s", "__pc")):
            return self._part(owner, name)
        if folded.endswith("__c"):
            return self._missing_custom(owner, name, path)
        if self._is_whole(owner):
            return self._standard_of_own(owner, name, path)
        if meant := field_meant(owner, name):
            return _doubtful(f"{owner} has no field {name} that is known", meant)
        return Reference(_OF_ALL.get(folded, Kind.UNKNOWN))

    def _part(self, owner: str, name: str) -> Reference:
        """Return what a part of a compound field stands for."""
        part = PART_OF_LOCATION.fullmatch(name)
        facts = self._facts(owner, f"{part[1]}__c") if part else None
        is_location = facts is not None and facts.type == "Location"
        return Reference(Kind.NUMBER if is_location else Kind.UNKNOWN)

    def _missing_custom(self, owner: str, name: str, path: str) -> Reference:
        if not is_own(name) or self._is_unreadable(owner, name):
            return Reference()
        near = self._near(owner, name)
        if self._is_whole(owner):
            return _missing(path, _meant(near))
        return _doubtful(f"the tree has no field {name} of {owner}", near) if near else Reference()

    def _standard_of_own(self, owner: str, name: str, path: str) -> Reference:
        """Judge a name without __c of a custom object."""
        folded = name.casefold()
        if folded in _STANDARD:
            return Reference(_OF_ALL.get(folded, Kind.UNKNOWN))
        if folded.endswith("__r") or folded in _RELATIONS:
            return _missing(path, f"name a field of the other record, as in {path}.Name")
        custom = f"{name}__c"
        meant = custom if self._facts(owner, custom) else ""
        if len(name) >= _SHORTEST:
            meant = meant or self._near(owner, custom)
        meant = meant or self._near(owner, name) or field_meant(owner, name)
        if meant or not name.isalnum():
            return _missing(path, _meant(meant))
        found = _missing(path, f"{owner} has no field of this name that is known")
        return found._replace(problem=Problem.MAY_LACK_FIELD)

    def _facts(self, owner: str, name: str) -> FieldFacts | None:
        fields = self._index.fields
        folded, key = owner.casefold(), name.casefold()
        found = fields.get(folded, {}).get(key)
        if found is None and folded in ACTIVITIES:
            found = fields.get("activity", {}).get(key)
        if found is None and folded == "account" and key.endswith("__pc"):
            found = fields.get("contact", {}).get(f"{key[:-2]}c")
        return found

    def _fields(self, owner: str) -> list[FieldFacts]:
        names = (owner, "Activity") if owner.casefold() in ACTIVITIES else (owner,)
        return [facts for name in names for facts in self._index.fields_of(name)]

    def _near(self, owner: str, name: str) -> str:
        """Return the field of an object that a name is nearly; empty if there is none."""
        folded = owner.casefold()
        if folded not in self._near_fields:
            fields = (facts.fullName for facts in self._fields(owner))
            self._near_fields[folded] = NearNames(fields)
        return self._near_fields[folded].slip_of(name)

    def _is_unreadable(self, owner: str, name: str) -> bool:
        """Whether an object has a field of whose file nothing is known but that it is there."""
        place = CUSTOM_FIELD.name, owner.casefold(), name.casefold()
        return place in self._index.unreadable

    def _is_whole(self, owner: str) -> bool:
        return self._index.has_all_fields(owner)


def standard_relation(owner: str, relation: str) -> str:
    """Return the object to which a relation that is not custom leads; empty if not known."""
    name, colon, target = relation.partition(":")
    if colon or name.casefold() in _PEOPLE:
        return target or "User"
    if name.casefold() == "parent" and owner.casefold() in _SELF:
        return owner
    return name if name in standard_objects() else ""


def _known(facts: FieldFacts, index: TreeIndex) -> Reference:
    """Return what is known of a field: nothing of a standard one, whose type may be another."""
    if not facts.is_custom:
        return Reference(_OF_ALL.get(facts.fullName.casefold(), Kind.UNKNOWN))
    if facts.type == "Summary":
        return Reference(_kind_of_summary(facts, index))
    known = facts.value_set.values if facts.value_set and facts.value_set.restricted else None
    values = tuple(value.fullName for value in known or ())
    return Reference(kind_of_type(facts.type), values=values)


def _kind_of_summary(facts: FieldFacts, index: TreeIndex) -> Kind:
    """Return the kind of a roll-up: a number, or that of the field whose extreme it is."""
    if facts.summary is None or facts.summary.summaryOperation not in {"min", "max"}:
        return Kind.NUMBER
    summarized = index.field(facts.summary.summarizedField)
    if summarized is None or not summarized.is_custom:
        return Kind.UNKNOWN
    return kind_of_type(summarized.type)


def _missing(path: str, advice: str) -> Reference:
    message = f"Field {path} does not exist. Check spelling."
    return Reference(Kind.UNKNOWN, Problem.FIELD, message, advice)


def _doubtful(message: str, meant: str) -> Reference:
    return Reference(Kind.UNKNOWN, Problem.MAY_LACK_FIELD, message, _meant(meant))


def _meant(name: str) -> str:
    return f"did you mean {name}?" if name else ""
