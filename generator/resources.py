"""Where the package's own files are: templates, shipped schemas and the XSD."""

from pathlib import Path

PACKAGE = Path(__file__).parent
SCHEMAS = PACKAGE / "schemas"
XSD = PACKAGE / "metadata" / "metadata.xsd"
PUBLISHED = PACKAGE / "metadata" / "published.json"
# A wheel carries the templates inside the package; in a checkout they lie beside it.
TEMPLATES = PACKAGE / "templates"
if not TEMPLATES.is_dir():
    TEMPLATES = PACKAGE.parent / "templates"


def files() -> list[Path]:
    """Return the files that decide what is generated: code, templates and the XSD."""
    return sorted([*PACKAGE.rglob("*.py"), *TEMPLATES.glob("*.j2"), XSD])
