"""Where the package's own files are: templates, shipped schemas and the published types."""

from pathlib import Path

PACKAGE = Path(__file__).parent
SCHEMAS = PACKAGE / "schemas"
JSON_SCHEMA = SCHEMAS / "schema.json"  # of the language, for editors
FOLDERS = PACKAGE / "metadata" / "folders.txt"
STANDARD_OBJECTS = PACKAGE / "metadata" / "standard_objects.txt"
USER_PERMISSIONS = PACKAGE / "metadata" / "user_permissions.txt"
PUBLISHED = PACKAGE / "metadata" / "published.json"
FUNCTIONS = PACKAGE / "formulas" / "functions.txt"
# A wheel carries the templates inside the package; in a checkout they lie beside it.
TEMPLATES = PACKAGE / "templates"
if not TEMPLATES.is_dir():
    TEMPLATES = PACKAGE.parent / "templates"


def files() -> list[Path]:
    """Return the files that decide what is generated: code, templates, schemas and data.

    The limits in the shipped schemas hold in other schemas too.
    """
    code, templates = PACKAGE.rglob("*.py"), TEMPLATES.glob("*.j2")
    data = FOLDERS.parent.glob("*.txt")
    return sorted([*code, *templates, *SCHEMAS.glob("*.yaml"), *data, PUBLISHED, FUNCTIONS])
