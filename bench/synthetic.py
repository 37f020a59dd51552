"""A made-up schema of any size, with the types and texts of a vendor's table."""

from collections.abc import Iterator

FIELDS = 49
_TYPES = ("Text(100)", "Number(16, 2)", "Email", "Lookup(Lead)")
_OBJECT = """\
  Object_{number:03}__c:
    label: Object {number}
    plural_label: Objects {number}
    description: Made up, to show how the generator grows.
    record_name: {{label: Name}}
    fields:
"""
_FIELD = """\
      Field_{number:02}__c:
        label: Field {number}
        type: {type}
        description: The value number {number} that the vendor's table asks for.
        help_text: What a person sees beside field {number}.
"""


def schema(objects: int) -> str:
    """Return a schema that renders to 50 source files for each object."""
    return "".join(_parts(objects))


def _parts(objects: int) -> Iterator[str]:
    yield "name: synthetic\nlabel: Synthetic\ndescription: Made up.\ncustom_objects:\n"
    for number in range(objects):
        yield _OBJECT.format(number=number)
        for field in range(FIELDS):
            kind = _TYPES[field % len(_TYPES)]
            yield _FIELD.format(number=field, type=kind)
            if kind.startswith("Lookup"):
                yield f"        child_relationship_name: Object_{number}_Field_{field}\n"
