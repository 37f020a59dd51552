"""Objects and their fields, in Setup's words."""

from generator.dictionary.entries import SObject
from generator.dictionary.material import Material
from generator.dictionary.sources import Citations
from generator.dictionary.uses import Uses


def objects(material: Material, uses: Uses, cited: Citations) -> tuple[SObject, ...]:
    """Return the objects of which there is a file, or a field."""
    del material, uses, cited
    return ()
