"""Where the package's own files are: templates, shipped schemas and the published types."""

import os
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
_DECIDE = (".py", ".j2", ".yaml", ".txt", PUBLISHED.name)


def files() -> list[str]:
    """Return the files that decide what is generated: code, templates, schemas and data.

    The limits in the shipped schemas hold in other schemas too.
    """
    return sorted(
        {
            os.path.join(folder, name)  # noqa: PTH118  (a run from the cache has no time for paths)
            for root in (PACKAGE, TEMPLATES)
            for folder, _, names in os.walk(root)
            for name in names
            if name.endswith(_DECIDE)
        }
    )
