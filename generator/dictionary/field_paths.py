"""The fields that paths name, as formulas, filters and layouts do: Amount__c, Parent__r.Name."""

from collections.abc import Callable, Iterator

from generator.dictionary import anchors
from generator.dictionary.entries import Part
from generator.dictionary.material import Material
from generator.formulas.tokens import Token, tokens
from generator.metadata.standard_names import ACTIVITIES, PART_OF_LOCATION
from generator.validation.formula_names import standard_relation

_OF_RECORD = frozenset({"$record", "$record__prior", "$source"})
# The global values that hold records, and how many steps lead to the object of one.
_RECORDS = {"$setup": 1, "$custommetadata": 2}


class FieldPaths:
    """Finds the fields and objects of some material by the names that files have for them."""

    def __init__(self, material: Material) -> None:
        self._fields = material.fields
        self._objects = material.object_names

    def object(self, name: str) -> str:
        """Return the anchor of an object; empty if the dictionary does not show it."""
        return self._objects.get(name.casefold(), "")

    def field(self, sobject: str, path: str) -> str:
        """Return the anchor of the field to which a path leads from a record of an object.

        Empty for a field of which there is no file.
        """
        *above, name = path.split(".")
        if above and above[0].startswith("$"):
            sobject, above = start_of(sobject, above)
        for step in above:
            sobject = self.target(sobject, step) if sobject else ""
        return self._own(sobject, name) if sobject else ""

    def full(self, name: str) -> str:
        """Return the anchor of a field that is named with its object, as in Account.Size__c."""
        sobject, _, field = name.partition(".")
        return self._own(sobject, field)

    def linker(self, sobject: str) -> Callable[[str], str]:
        """Return the function from a name to its anchor, as the settings of an object have it."""

        def link(text: str) -> str:
            if "__" not in text and "." not in text:
                return ""  # may be a word as well
            return self.field(sobject, text) or self.full(text) or self.object(text)

        return link

    def target(self, sobject: str, step: str) -> str:
        """Return the object to which a relation leads; empty if that is not known."""
        is_custom = step.casefold().endswith("__r")
        lookup = f"{step[:-1]}c" if is_custom else f"{step}Id"
        found = self._fields.get(sobject.casefold(), {}).get(lookup.casefold())
        target = found.elements.get("referenceTo") if found else None
        if found and found.elements.get("type") == "Hierarchy":
            return "User"
        return str(target) if target or is_custom else standard_relation(sobject, step)

    def known(self, sobject: str, name: str) -> tuple[str, str] | None:
        """Return the folded names of the object and the field that a name means, if it is here.

        A part of a location means the whole, a field of a person account that of the contact.
        """
        folded, key = sobject.casefold(), name.casefold()
        if part := PART_OF_LOCATION.fullmatch(key):
            key = f"{part[1]}__c"
        if folded == "account" and key.endswith("__pc"):
            folded, key = "contact", f"{key[:-2]}c"
        owners = (folded, "activity") if folded in ACTIVITIES else (folded,)
        return next(((each, key) for each in owners if key in self._fields.get(each, {})), None)

    def _own(self, sobject: str, name: str) -> str:
        found = self.known(sobject, name)
        if found is None:
            return ""
        owner, key = found
        return anchors.of_field(self._objects[owner], self._fields[owner][key].name)


def start_of(sobject: str, steps: list[str]) -> tuple[str, list[str]]:
    """Return the object at which the steps after a global value begin, and these steps."""
    root, *rest = steps
    folded = root.casefold()
    if folded in _OF_RECORD:
        return sobject, rest
    if folded == "$objecttype":
        return (rest[0] if rest else ""), []
    count = _RECORDS.get(folded)
    if count is None:
        return root[1:], rest
    return (rest[0] if len(rest) >= count else ""), rest[count:]


def names(formula: str) -> Iterator[Token]:
    """Yield the names of fields and of global values in a formula, as tokens; not functions."""
    last: Token | None = None
    for token in tokens(formula):
        if last is not None and token.text != "(":
            yield last
        last = token if token.kind == "name" else None


def linked(formula: str, sobject: str, paths: FieldPaths) -> tuple[Part, ...]:
    """Return a formula in parts: those that name fields lead to them."""
    parts: list[Part] = []
    end = 0
    for token in names(formula):
        anchor = paths.field(sobject, token.text)
        if anchor:
            parts += [Part(formula[end : token.offset]), Part(token.text, anchor)]
            end = token.offset + len(token.text)
    parts.append(Part(formula[end:]))
    return tuple(part for part in parts if part.text)
