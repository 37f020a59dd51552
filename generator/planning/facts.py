"""The facts of a metadata file: its values, each by a path that does not depend on their order.

Two files that mean the same to an org have the same facts, however their elements are ordered,
indented or escaped.
"""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from generator.metadata.registry import MetadataType
from generator.types.comparison import Comparison
from generator.types.registry import comparison_of

Facts = dict[str, str]


def facts_of(root: etree._Element, metadata_type: MetadataType) -> Facts:
    """Return the facts of a parsed document: paths such as `fieldPermissions[Lead.A__c].editable`.

    The names of the elements are Salesforce's. A list whose order matters is one fact, or its
    entries have numbers from 1.
    """
    rows = comparison_of(metadata_type.name)
    # Spaces around a value matter, but an org removes them in the files of an object's parts.
    return {
        path: value.strip() if metadata_type.decomposed or not value.strip() else value
        for path, value in _facts(root, "", rows)
    }


def _facts(
    element: etree._Element, path: str, rows: Comparison, own: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Yield the facts below an element, without the children in `own`, which name the element."""
    by_name: dict[str, list[etree._Element]] = {}
    for child in element.iterchildren("{*}*"):
        by_name.setdefault(etree.QName(child).localname, []).append(child)
    for name, children in by_name.items():
        below = f"{path}.{name}" if path else name
        if name in rows.as_one:
            yield below, ", ".join(" ".join(_texts(child)) for child in children)
        elif name not in rows.ignored + own:
            keys = rows.identity.get(name, ())
            labels = _labels(children, keys)
            if name in rows.ordered:
                yield f"{below} (order)", ", ".join(_seen(labels, children))
            for label, child in zip(labels, children, strict=True):
                at = f"{below}[{label}]" if label else below
                if _is_untranslated(child):
                    continue
                if _is_leaf(child):
                    yield at, _text_of(child)
                elif all(
                    etree.QName(each).localname in keys for each in child.iterchildren("{*}*")
                ):
                    yield at, ""  # an entry that has its name alone
                else:
                    yield from _facts(child, at, rows, keys)


def _labels(children: list[etree._Element], keys: tuple[str, ...]) -> list[str]:
    """Label the elements of one name: by their keys, or by a number where keys are equal."""
    named = [
        _plain(", ".join(filter(None, (_text(child, key) for key in keys)))) for child in children
    ]
    counts = Counter(named)
    return [
        label
        if label and counts[label] == 1
        else f"{label} {number}".strip()
        if len(children) > 1
        else label
        for number, label in enumerate(named, start=1)
    ]


def _seen(labels: list[str], children: list[etree._Element]) -> list[str]:
    """Return the labels of values that people see in their order: the active ones."""
    pairs = zip(labels, children, strict=True)
    return [label for label, child in pairs if _text(child, "isActive") != "false"]


def _plain(label: str) -> str:
    """Escape what would end a label in a path."""
    return label.replace("[", "%5B").replace("]", "%5D")


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(f"{{*}}{name}") or "").strip()


def _texts(element: etree._Element) -> list[str]:
    """Return the texts of an element's leaves, in their order."""
    leaves = (each for each in element.iter("*") if _is_leaf(each))
    return [text for text in map(str.strip, map(_text_of, leaves)) if text]


def _is_leaf(element: etree._Element) -> bool:
    return not len(element) or element.find("*") is None


def _is_untranslated(element: etree._Element) -> bool:
    """Whether an element has a comment in the place of its text: to an org it has none."""
    return len(element) > 0 and element.find("*") is None and not _text_of(element).strip()


def _text_of(leaf: etree._Element) -> str:
    """Return the text of a leaf, also where a comment divides it."""
    return str(leaf.xpath("string()")) if len(leaf) else leaf.text or ""
