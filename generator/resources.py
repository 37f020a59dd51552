"""Where the package's own files are: templates, shipped schemas and the XSD."""

from pathlib import Path

PACKAGE = Path(__file__).parent
SCHEMAS = PACKAGE / "schemas"
XSD = PACKAGE / "metadata.xsd"
# A wheel carries the templates inside the package; in a checkout they lie beside it.
TEMPLATES = next(
    folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir()
)


def files() -> list[Path]:
    """Return the files that decide what is generated: code, templates and the XSD."""
    return sorted([*PACKAGE.glob("*.py"), *TEMPLATES.glob("*.j2"), XSD])
