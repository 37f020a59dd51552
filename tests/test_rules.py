"""Every rule fires on its smallest bad tree, alone, and is silent on the twin of it.

Found by listing tests/rules: a rule without trees, one that never fires, or one that fires on its
twin fails here.
"""

from collections import Counter
from pathlib import Path

import pytest
import reference
from conftest import ROOT
from test_canonical import CORPUS

from generator.diagnostics import Diagnostic, Severity
from generator.metadata.api_version import NEWEST, ApiVersion
from generator.metadata.assertions import texts_of
from generator.metadata.document import MAX_BYTES, NAMESPACE, MetadataFile, parse_file, type_of
from generator.validation import workers
from generator.validation.checked import Text
from generator.validation.engine import RULES, of_paths, of_texts
from generator.validation.rules.assertions import assertions
from generator.validation.search import Found
from generator.validation.tree_index import Context
from generator.validation.validate import ValidateRequest, validate

FOLDER = Path(__file__).parent / "rules"
CODES = sorted(path.name for path in FOLDER.iterdir())
# Made at run time, here and in test_validate: a file too large to keep, one that cannot be read,
# and what is said of folders and projects.
WITHOUT_TREES = {"KS103", "KS104", "KS112", "KS113", "KS114"}
# These fire on nearly every small tree, so only they may come along with another diagnostic.
ON_MOST_TREES = {"KS903", "KS904"}
# A rule may have further bad trees, as KS625 has bad-filter: each shows one way to break it.
BAD_TREES = sorted(FOLDER.glob("*/bad*"))
# The twin of the bad tree, and further ones that show what a rule leaves alone.
GOOD_TREES = sorted(FOLDER.glob("*/good*"))
ASSERTIONS = {code: name for name, found in assertions().items() for code, _ in found.tests}


def of_another_version(code: str) -> bool:
    return (FOLDER / code / "api-version").exists()


def context(code: str) -> Context:
    """Return what a rule's trees are checked with: they hold no classes, actions and the like.

    A file names another API version.
    """
    version = FOLDER / code / "api-version"
    number = int(version.read_text(encoding="utf-8")) if version.exists() else NEWEST.number
    directories = frozenset({"force-app", "other-app"})
    unread = Found().names()
    return Context(frozenset({"force-app"}), ApiVersion(number), directories, unread)


def texts(folder: Path) -> list[Text]:
    return [
        Text(path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*.xml"))
    ]


def codes(diagnostics: list[Diagnostic]) -> list[str]:
    return [diagnostic.rule for diagnostic in diagnostics]


def errors(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return [f for f in diagnostics if RULES[f.rule].severity is Severity.ERROR]


def test_every_rule_has_its_trees() -> None:
    assert len(RULES) >= 60
    assert set(CODES) | WITHOUT_TREES == set(RULES)
    assert all((FOLDER / code / twin).is_dir() for code in CODES for twin in ("bad", "good"))


def name_of(tree: Path) -> str:
    return f"{tree.parent.name}-{tree.name}"


@pytest.mark.parametrize("tree", BAD_TREES, ids=name_of)
def test_a_bad_tree_breaks_its_rule_once_and_no_other(tree: Path) -> None:
    code = tree.parent.name
    found = of_texts(texts(tree), context(code))

    assert [c for c in codes(found) if c == code or c not in ON_MOST_TREES] == [code]
    assert all(
        (diagnostic.line or 0) >= 1 and (diagnostic.column or 0) >= 1 for diagnostic in found
    )


@pytest.mark.parametrize("tree", GOOD_TREES, ids=name_of)
def test_the_good_twin_breaks_no_rule(tree: Path) -> None:
    code = tree.parent.name
    found = of_texts(texts(tree), context(code))

    assert code not in codes(found)
    assert errors(found) == []


def test_a_tree_with_one_instance_of_every_rule_shows_every_code_once() -> None:
    """Manifests are left out: each names a tree of its own, so one tree cannot hold them all."""
    together = [c for c in CODES if not c.startswith("KS7") and not of_another_version(c)]
    trees = [text for code in together for text in texts(FOLDER / code / "bad")]

    found = Counter(codes(of_texts(trees, context("KS101"))))

    once = {code: found[code] for code in together if code not in ON_MOST_TREES}
    assert once == dict.fromkeys(once, 1)
    assert set(found) <= set(together)


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "Large__c.field-meta.xml"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)

    found, _ = of_paths([path])

    assert codes(found) == ["KS103"]
    assert MAX_BYTES < 200 * 2**20


@pytest.mark.parametrize("name", sorted(ASSERTIONS))
def test_the_assertions_hold_the_same_in_both_engines(name: str) -> None:
    """XPath 1.0 in lxml, the XPath 2.0 of XSD 1.1 in xmlschema: one verdict on each tree."""
    for tree in ("bad", "good"):
        for text in texts(FOLDER / name / tree):
            metadata_type = type_of(text.path)
            assert metadata_type
            parsed = parse_file(text.path, metadata_type, text.content)
            assert isinstance(parsed, MetadataFile)
            found = assertions().get(metadata_type.name)
            broken = found.broken(parsed.root, texts_of(parsed.root)) if found else []
            assert broken == reference.broken_assertions(parsed.root)


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = of_paths([FOLDER])
    monkeypatch.setattr(workers, "_WORTH_WORKERS", 1)
    monkeypatch.setattr(workers, "CHUNK", 20)
    monkeypatch.setattr(workers, "cores", lambda: 3)

    assert of_paths([FOLDER]) == alone
    assert len(alone[0]) > 200


def test_each_rule_with_a_test_is_an_assertion_of_its_type() -> None:
    of_rules = {code: RULES[code].of for code in RULES if RULES[code].test}

    assert of_rules == ASSERTIONS
    assert all(RULES[code].diagnosis for code in ASSERTIONS)


@pytest.mark.parametrize("code", sorted(ASSERTIONS))
def test_the_message_of_an_assertion_says_what_is_there(code: str) -> None:
    for tree in FOLDER.glob(f"{code}/bad*"):
        (message,) = (f.message for f in of_texts(texts(tree), context(code)) if f.rule == code)

        assert "; " in message or " is the default" in message
        assert "{" not in message.replace("{0}", "").replace("{0000}", "")


def test_each_entry_that_is_wrong_has_its_diagnostic() -> None:
    names = ("Lead", "Contact", "Account")
    entries = "".join(
        f"<objectPermissions>\n<allowCreate>true</allowCreate><allowRead>{read}</allowRead>"
        f"<object>{name}</object></objectPermissions>\n"
        for name, read in zip(names, ("false", "true", "false"), strict=True)
    )
    content = (
        f'<PermissionSet xmlns="{NAMESPACE[1:-1]}">\n{entries}<label>A</label></PermissionSet>'
    )
    path = "force-app/main/default/permissionsets/A.permissionset-meta.xml"

    found = [f for f in of_texts([Text(path, content.encode())]) if f.rule == "KS405"]

    assert [(f.line, f.message.partition(";")[0]) for f in found] == [
        (2, "allowRead of Lead is false"),
        (6, "allowRead of Account is false"),
    ]


def test_a_long_text_is_cut_in_a_message() -> None:
    path = "force-app/main/default/objects/Lead/fields/X__c.field-meta.xml"
    content = (
        f'<CustomField xmlns="{NAMESPACE[1:-1]}"><fullName>X__c</fullName>'
        f"<displayFormat>{'x' * 500}</displayFormat><type>Text</type></CustomField>"
    )

    found = [f for f in of_texts([Text(path, content.encode())]) if f.rule == "KS225"]

    assert found[0].message == f"displayFormat is {'x' * 60}...; Text allows none"


def test_deployed_metadata_breaks_no_error() -> None:
    """Real files, which orgs took: an error on them is a false alarm."""
    if not CORPUS.is_dir():
        pytest.skip(f"no real metadata in {CORPUS}; set KALTURA_SFDX_CORPUS to a folder of it")
    repositories = [path for path in sorted(CORPUS.iterdir()) if path.is_dir()]

    found = {path.name: errors(of_paths([path])[0]) for path in repositories}

    assert len(found) >= 3
    assert all(not diagnostics for diagnostics in found.values()), found


def test_our_own_tree_has_no_diagnostic() -> None:
    folders = [ROOT / "force-app", ROOT / "reports", ROOT / "unpackaged"]
    folders.append(ROOT / "manifest/package.xml")

    found, files = of_paths(folders, Context(frozenset({str(ROOT / "force-app")})))

    assert files == 45
    assert found == []


def found_in(folder: Path) -> dict[str, tuple[Diagnostic, ...]]:
    """Return the diagnostics of each project in a folder of small ones from reports."""
    if not folder.is_dir():
        pytest.skip(f"no cases in {folder}; set KALTURA_SFDX_CORPUS to a folder beside them")
    projects = sorted(path for path in folder.iterdir() if path.is_dir())
    assert len(projects) >= 30
    return {path.name: validate(ValidateRequest((path,))).diagnostics for path in projects}


def test_what_orgs_took_or_gave_breaks_no_error() -> None:
    found = found_in(CORPUS.parent / "cases/accepted")

    assert {name: wrong for name, each in found.items() if (wrong := errors(list(each)))} == {}


def test_what_orgs_refused_has_a_diagnostic() -> None:
    found = found_in(CORPUS.parent / "cases/refused")

    assert [name for name, diagnostics in found.items() if not diagnostics] == []
