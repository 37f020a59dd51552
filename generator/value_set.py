"""Append values to a value-set file that an org or a person made, and touch nothing else in it.

Deploying a standard value set deactivates every value that the file lacks, so the file has to
hold what the org has and ours besides.
"""

import re
from dataclasses import dataclass

from lxml import etree

from generator.errors import Problem, ValueSetError

_NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
_END = b"</StandardValueSet>"
_BLOCK = re.compile(rb" *<standardValue>.*?</standardValue>\n", re.DOTALL)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class Merged:
    """A value-set file with our values in it, and what a person should know about it."""

    content: bytes
    warnings: tuple[str, ...]


def merge(name: str, base: bytes, ours: bytes) -> Merged:
    """Append the values of `ours` that `base` lacks, before its end tag; all other bytes stay.

    `ours` is a rendered value set. A value counts as there whatever its capitals, by its name or
    its label, as in an org. Raises ValueSetError, naming `name`, if `base` is no StandardValueSet.
    """
    present = _values(name, base)
    known = {text.casefold() for value in present for text in _names(value)}
    wanted = [_names(value)[0] for value in _values(name, ours)]
    warnings = tuple(_warnings(name, present, {label.casefold() for label in wanted}))
    blocks = [
        block
        for label, block in zip(wanted, _BLOCK.findall(ours), strict=True)
        if label.casefold() not in known
    ]
    if not blocks:
        return Merged(base, warnings)
    head, end, tail = base.rpartition(_END)
    if not end:
        raise ValueSetError(Problem(name, f"does not end with {_END.decode()}"))
    newline = b"\r\n" if b"\r\n" in base else b"\n"
    lead = b"" if head.endswith(b"\n") else newline
    added = b"".join(blocks).replace(b"\n", newline)
    return Merged(head + lead + added + end + tail, warnings)


def _values(name: str, content: bytes) -> list[etree._Element]:
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueSetError(Problem(name, f"not valid XML: {error.msg}", error.lineno)) from error
    if root.tag != f"{_NAMESPACE}StandardValueSet":
        raise ValueSetError(Problem(name, f"holds {root.tag}, not Salesforce's StandardValueSet"))
    return root.findall(f"{_NAMESPACE}standardValue")


def _names(value: etree._Element) -> tuple[str, str]:
    """Return the name of a value and the label that people see for it."""
    full_name = value.findtext(f"{_NAMESPACE}fullName", "").strip()
    return full_name, value.findtext(f"{_NAMESPACE}label", full_name).strip()


def _warnings(name: str, present: list[etree._Element], wanted: set[str]) -> list[str]:
    return [
        f"{name}: {_names(value)[0]} is inactive there; activate it, since Kaltura sends it"
        for value in present
        if _names(value)[0].casefold() in wanted
        and value.findtext(f"{_NAMESPACE}isActive") == "false"
    ]
