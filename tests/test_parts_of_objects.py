"""A part of an object breaks the same rules in the object's file as in a file of its own."""

from collections import defaultdict
from pathlib import Path

import pytest
from lxml import etree
from test_rules import BAD_TREES, codes, context, texts

from generator.metadata.document import NAMESPACE
from generator.validation.checked import Text
from generator.validation.engine import of_texts

_FOLDERS = ("businessProcesses", "compactLayouts", "fields", "fieldSets", "listViews")
FOLDERS = (*_FOLDERS, "recordTypes", "validationRules")
# About the files of parts, or about an object without a file.
OF_FILES = {"KS107", "KS108", "KS120", "KS246", "KS311"}


def folder_of(text: Text) -> str:
    """Return the folder of a part, which is the name of its element in an object's file."""
    parts = Path(text.path).parts
    return parts[-2] if len(parts) > 2 and parts[-2] in FOLDERS else ""


def is_moved(tree: Path) -> bool:
    return tree.parent.name not in OF_FILES and any(folder_of(each) for each in texts(tree))


def with_parts_inside(tree: list[Text]) -> list[Text]:
    """Return a tree in which the parts of each object stand in its file."""
    roots: dict[str, etree._Element] = defaultdict(
        lambda: etree.fromstring(f'<CustomObject xmlns="{NAMESPACE[1:-1]}"/>')
    )
    for text in tree:
        if text.path.endswith(".object-meta.xml"):
            roots[Path(text.path).parent.as_posix()] = etree.fromstring(text.content)
    rest = [each for each in tree if not each.path.endswith(".object-meta.xml")]
    for text in [each for each in rest if folder_of(each)]:
        part = etree.fromstring(text.content)
        part.tag = NAMESPACE + folder_of(text)
        root = roots[Path(text.path).parent.parent.as_posix()]
        root[:] = sorted([*root, part], key=lambda element: str(element.tag))
    objects = [
        Text(f"{path}/{Path(path).name}.object-meta.xml", etree.tostring(root, pretty_print=True))
        for path, root in roots.items()
    ]
    return [*objects, *(each for each in rest if not folder_of(each))]


@pytest.mark.parametrize(
    "tree",
    [tree for tree in BAD_TREES if is_moved(tree)],
    ids=lambda tree: f"{tree.parent.name}-{tree.name}",
)
def test_a_part_breaks_its_rule_in_the_file_of_its_object(tree: Path) -> None:
    found = of_texts(with_parts_inside(texts(tree)), context(tree.parent.name))

    assert tree.parent.name in codes(found)
