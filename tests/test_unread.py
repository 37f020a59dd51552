"""A file that cannot be read is one diagnostic: nothing that only follows from it is said."""

import os
import shutil
from pathlib import Path

import pytest
from small_schema import put
from test_rules import FOLDER, codes

from generator.metadata.document import MAX_BYTES
from generator.validation.engine import of_paths

_OBJECT = "objects/{0}/{0}.object-meta.xml"
_FIELD = "objects/{0}/fields/{1}.field-meta.xml"
# The good tree of a rule, and the file of it that cannot be read: without it, the rule is broken.
TREES = (
    ("KS311", _OBJECT.format("KS311__c")),
    ("KS414", _FIELD.format("KS414__c", "Note__c")),
    ("KS418", _OBJECT.format("KS418__c")),
    ("KS511", _FIELD.format("KS511__c", "Value__c")),
    ("KS517", _FIELD.format("KS517__c", "Value__c")),
    ("KS518", _FIELD.format("KS518__c", "Value__c")),
    ("KS519", _OBJECT.format("KS519__c")),
    ("KS626", _OBJECT.format("KS626__c")),
    ("KS331", _FIELD.format("KS331__c", "Parent__c")),
    ("KS904", "layouts/KS904__c-KS904 Layout.layout-meta.xml"),
)
CONTENTS = {
    b"<not xml": "KS101",
    b"<<<<<<< HEAD\n<a/>\n=======\n<b/>\n>>>>>>> main\n": "KS120",
    b"<Other xmlns='http://soap.sforce.com/2006/04/metadata'/>": "KS105",
}


@pytest.mark.parametrize(("rule", "path"), TREES)
@pytest.mark.parametrize("content", CONTENTS)
def test_only_the_file_itself_is_told(
    rule: str, path: str, content: bytes, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER / rule / "good", tmp_path, dirs_exist_ok=True)
    file = f"force-app/main/default/{path}"
    assert (tmp_path / file).is_file()
    before = codes(of_paths([tmp_path])[0])

    put(tmp_path, file, content)
    broken = codes(of_paths([tmp_path])[0])
    (tmp_path / file).unlink()
    gone = codes(of_paths([tmp_path])[0])

    assert rule in gone
    assert set(broken) - set(before) == {CONTENTS[content]}


def test_a_profile_may_be_large(tmp_path: Path) -> None:
    put(tmp_path, "profiles/Admin.profile-meta.xml", b"")
    os.truncate(tmp_path / "profiles/Admin.profile-meta.xml", MAX_BYTES + 1)

    assert of_paths([tmp_path]) == ([], 1)
