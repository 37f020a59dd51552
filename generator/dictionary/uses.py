"""Where each field is used: layouts, list views, flows, report types, reports, formulas."""

from generator.dictionary.entries import Use
from generator.dictionary.material import Material


class Uses:
    """The uses of all fields of some material."""

    def __init__(self, material: Material) -> None:
        del material

    def of(self, sobject: str, field: str) -> tuple[Use, ...]:
        """Return where a field is used, in the order of the kinds."""
        del sobject, field
        return ()
