"""What permission sets and layouts name is looked for among all files of a tree."""

import shutil
from pathlib import Path

import pytest
from test_rules import FOLDER, codes, texts

from generator.validation.engine import of_paths, of_texts

CLASS = "force-app/main/default/classes/{}.cls"
ACTION = "force-app/main/default/quickActions/{}.quickAction-meta.xml"


def messages(tree: Path, code: str, *others: str) -> list[str]:
    """Return what a rule says of a tree that has other files besides."""
    for name in others:
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return [each.message for each in of_paths([tree])[0] if each.rule == code]


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        ((), ["the tree has no Apex class Gate; it lacks 1 more"]),
        (("Other",), ["the tree has no Apex class Gate", "the tree has no Apex class Door"]),
        (("Doors",), ["the tree has no Apex class Gate", "the tree has no Apex class Door; did "]),
        (("gate",), ["the tree has no Apex class Door"]),
        (("Gate", "Door"), []),
    ],
)
def test_classes_are_looked_for(tmp_path: Path, classes: tuple[str, ...], said: list[str]) -> None:
    shutil.copytree(FOLDER / "KS431/bad-class", tmp_path, dirs_exist_ok=True)

    found = messages(tmp_path, "KS431", *(CLASS.format(name) for name in classes))

    assert [message.partition("you")[0] for message in found] == said


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("Account.New", ["the tree has no quick action KS545__c.Open"]),
        (
            "KS545__c.Opne",
            ["the tree has no quick action KS545__c.Open; did you mean KS545__c.Opne?"],
        ),
        ("KS545__c.Open", []),
    ],
)
def test_actions_are_looked_for(tmp_path: Path, action: str, said: list[str]) -> None:
    shutil.copytree(FOLDER / "KS545/bad", tmp_path, dirs_exist_ok=True)

    assert messages(tmp_path, "KS545", ACTION.format(action)) == said


def test_documents_that_are_not_on_a_disk_are_not_looked_for() -> None:
    assert "KS431" not in codes(of_texts(texts(FOLDER / "KS431/bad-class")))


def test_nothing_is_looked_for_beside_a_file_that_is_named_alone() -> None:
    bad = FOLDER / "KS431/bad-class"

    found = codes(of_paths(bad.rglob("*.xml"))[0])

    assert "KS431" not in found
    assert "KS431" in codes(of_paths([bad])[0])
