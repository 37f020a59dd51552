"""Append values to a value-set file of an org, and change nothing else in it.

Deploying a standard value set deactivates every value that the file lacks, so the file needs the
values of the org as well as those of the schema.
"""

import re
from dataclasses import dataclass

from lxml import etree

from generator.diagnostics import Diagnostic
from generator.errors import ValueSetError
from generator.metadata.document import parse_xml
from generator.metadata.xsd import violations

_NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
_END = re.compile(rb"</StandardValueSet\s*>")
_BLOCK = re.compile(rb" *<standardValue>.*?</standardValue>\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Merged:
    """A value-set file with the schema's values in it, and warnings about the org's values."""

    content: bytes
    warnings: tuple[Diagnostic, ...]


def merge(name: str, base: bytes, ours: bytes) -> Merged:
    """Append the values of `ours` that `base` lacks, before its end tag; all other bytes stay.

    `ours` is a rendered value set. `base` has a value if one has its name or label, whatever the
    capitals, as in an org. Raises ValueSetError, with the file `name`, if `base` is not a valid
    StandardValueSet in UTF-8.
    """
    existing = _values(name, base)
    known = {text.casefold() for value in existing for text in value[:2]}
    wanted = [value[0] for value in _values(name, ours)]
    warnings = tuple(_warnings(name, existing, {label.casefold() for label in wanted}))
    missing = {
        label: block
        for label, block in zip(wanted, _BLOCK.findall(ours), strict=True)
        if label.casefold() not in known
    }
    if not missing:
        return Merged(base, warnings)
    expected = [*(value[0] for value in existing), *missing]
    for end in reversed(list(_END.finditer(base))):  # the last one may be in a comment
        content = _spliced(base, end.start(), b"".join(missing.values()))
        if _labels(content) == expected:
            return Merged(content, warnings)
    raise ValueSetError(Diagnostic(name, "has no place where values could be appended"))


def _spliced(base: bytes, at: int, blocks: bytes) -> bytes:
    newline = b"\r\n" if b"\r\n" in base else b"\n"
    head, tail = base[:at], base[at:]
    lead = b"" if head.endswith(b"\n") else newline
    return head + lead + blocks.replace(b"\n", newline) + tail


def _labels(content: bytes) -> list[str]:
    try:
        return [value[0] for value in _values("", content)]
    except ValueSetError:
        return []


def _values(name: str, content: bytes) -> list[tuple[str, str, bool]]:
    """Return the name and the label of each value, and whether it is active."""
    try:
        root = parse_xml(content)
    except etree.XMLSyntaxError as error:
        raise ValueSetError(
            Diagnostic(name, f"is not valid XML: {error.msg}", error.lineno)
        ) from error
    if root.tag != f"{_NAMESPACE}StandardValueSet":
        raise ValueSetError(
            Diagnostic(name, f"holds {root.tag}, not Salesforce's StandardValueSet")
        )
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() != "UTF-8":
        raise ValueSetError(Diagnostic(name, "is not in UTF-8; save it as UTF-8"))
    if found := violations(root):
        raise ValueSetError(*(Diagnostic(name, str(violation)) for violation in found))
    return [_value(value) for value in root.findall(f"{_NAMESPACE}standardValue")]


def _value(value: etree._Element) -> tuple[str, str, bool]:
    full_name = value.findtext(f"{_NAMESPACE}fullName", "").strip()
    label = value.findtext(f"{_NAMESPACE}label", full_name).strip()
    return full_name, label, value.findtext(f"{_NAMESPACE}isActive") != "false"


def _warnings(
    name: str, existing: list[tuple[str, str, bool]], wanted: set[str]
) -> list[Diagnostic]:
    return [
        Diagnostic(name, f"{value} is inactive; activate it, since the vendor sends it")
        for value, _, is_active in existing
        if value.casefold() in wanted and not is_active
    ]
