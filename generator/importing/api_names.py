"""API names: derived from a label as Setup does it, and what a table's name says of its owner."""

import re

_MAX_LENGTH = 40
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_NAMESPACED = re.compile(r"([A-Za-z][A-Za-z0-9]*)__([A-Za-z0-9_]+?__[a-z]{1,5})", re.IGNORECASE)
_CUSTOM = re.compile(r"(.+?)__c", re.IGNORECASE)
IDENTIFIER = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")


def derived(label: str) -> str:
    """Return the name that Setup proposes for a label, without __c: Adjustment # is Adjustment.

    Every run of other characters is one underscore; a name that begins with a digit begins with X.
    Empty if the label has no letter or digit of the Latin alphabet.
    """
    name = _NOT_IN_NAMES.sub("_", label).strip("_")
    if name[:1].isdigit():
        name = f"X{name}"
    return name[:_MAX_LENGTH].strip("_")


def namespace(name: str) -> str:
    """Return the namespace in a name: that of the package to which it belongs, or empty."""
    match = _NAMESPACED.fullmatch(name)
    return match[1] if match else ""


def without_namespace(name: str) -> str:
    """Return a name without its namespace."""
    match = _NAMESPACED.fullmatch(name)
    return match[2] if match else name


def custom(name: str) -> str:
    """Return a name with __c, in small letters, as orgs write it."""
    match = _CUSTOM.fullmatch(name)
    return f"{match[1] if match else name}__c"


def is_custom(name: str) -> bool:
    """Whether a name is that of a custom field or object."""
    return _CUSTOM.fullmatch(name) is not None


def fault(name: str) -> str:
    """Return what is wrong with a name that ends with __c; empty if an org takes it."""
    inner = name.removesuffix("__c")
    if not IDENTIFIER.fullmatch(inner):
        return (
            f"{name!r} is not an API name; use letters, digits and single underscores, with a "
            "letter first and no underscore last"
        )
    if len(inner) > _MAX_LENGTH:
        return (
            f"{name!r} has {len(inner)} characters before __c; an org allows {_MAX_LENGTH}; "
            "shorten it"
        )
    return ""


def words(name: str) -> str:
    """Return a name as words, for a label: UserSession__c is User Session."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", custom(name)[:-3])
    return " ".join(spaced.replace("_", " ").split())


def plural(label: str) -> str:
    """Return the plural of an English label."""
    if re.search(r"[^aeiou]y$", label):
        return f"{label[:-1]}ies"
    return f"{label}es" if re.search(r"(?:s|x|z|ch|sh)$", label) else f"{label}s"
