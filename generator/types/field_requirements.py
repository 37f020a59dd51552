"""What a field asks of an org."""

from collections.abc import Iterator

from generator.metadata.elements import flat
from generator.metadata.registry import Component
from generator.types.requirement import Described, Kind, Requirement, VerifyContext
from generator.types.vendor_limits import longest


def asks(component: Component, context: VerifyContext) -> Iterator[Requirement]:
    """Yield that the org has the field, and that it holds what the schema's field holds.

    A standard field may belong to a feature that the org does not have. It is optional, since a
    few have other names in a describe; and its type is Salesforce's.
    """
    name, elements = component.full_name, flat(component.elements)
    if "__" not in name.partition(".")[2]:
        yield Requirement(Kind.FIELD, name, Described(), component.type.name, is_optional=True)
    if not name.endswith("__c"):
        return
    sizes = {key: str(elements.get(key)) for key in ("length", "precision", "scale")}
    elements |= {key: int(size) for key, size in sizes.items() if size.isdecimal()}
    own = [
        str(each["fullName"])
        for each in elements.get("valueSet.valueSetDefinition.value", ())
        if "fullName" in each and each.get("isActive") is not False
    ]
    question = Described(
        elements,
        (*own, *context.value_sets.get(str(elements.get("valueSet.valueSetName")), ())),
        None if name in context.unlimited else longest(context.vendor_limits, name),
        context.viewers.get(name.partition(".")[0], ()),
    )
    yield Requirement(Kind.FIELD, name, question, component.type.name)
