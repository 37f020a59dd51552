"""A schema whose package has a namespace: in its project, and in an org with the package."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from conftest import Run
from org import Org
from org import rest as answers
from org.script import ALIAS, ScriptedSf
from test_cases import CASES

from generator.org import sf_cli
from generator.planning import baseline, packaged
from generator.planning.packaged import is_installed, prefixed

CASE = next(case for case in CASES if case.name == "namespaces")
PROJECT = "sfdx-project.json"


@pytest.fixture
def generated(project: Path, run: Run) -> Path:
    assert run("generate", CASE / "schema.yaml", "--project-dir", project).exit_code == 0
    return project


def give(project: Path, namespace: str) -> None:
    config = json.loads((project / PROJECT).read_text(encoding="utf-8"))
    text = json.dumps({**config, "namespace": namespace}, indent=2)
    (project / PROJECT).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("namespace", "given"), [("other", "other"), ("", "none")])
def test_the_project_has_to_say_the_same_namespace(
    generated: Path, run: Run, namespace: str, given: str
) -> None:
    give(generated, namespace)

    result = run("generate", CASE / "schema.yaml", "--project-dir", generated)

    assert result.exit_code == 2
    assert f"schema.yaml:4: namespace: is acme, and {PROJECT} has {given}; " in result.stderr


def test_a_project_with_a_namespace_asks_for_it_in_the_schema(
    generated: Path, run: Run, tmp_path: Path
) -> None:
    schema = tmp_path / "schema.yaml"
    text = (CASE / "schema.yaml").read_text(encoding="utf-8")
    schema.write_text(text.replace("namespace: acme\n", ""), encoding="utf-8")

    first, again = (run("generate", schema, "--project-dir", generated) for _ in range(2))

    assert first.exit_code == 0
    assert f"namespace: is missing, and {PROJECT} has acme; " in first.stderr
    assert again.stderr == first.stderr
    give(generated, "")
    assert "namespace" not in run("generate", schema, "--project-dir", generated).stderr


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("objects/Visit__c/Visit__c.object", "objects/acme__Visit__c/acme__Visit__c.object"),
        ("objects/Lead/Lead.object", "objects/Lead/Lead.object"),
        ("objects/Lead/fields/A__c.field", "objects/Lead/fields/acme__A__c.field"),
        (
            "objects/Visit__c/listViews/All.listView",
            "objects/acme__Visit__c/listViews/acme__All.listView",
        ),
        (
            "objects/npsp__Plan__c/fields/A__c.field",
            "objects/npsp__Plan__c/fields/acme__A__c.field",
        ),
        (
            "layouts/Visit__c-Visit Layout.layout",
            "layouts/acme__Visit__c-acme__Visit Layout.layout",
        ),
        ("layouts/Lead-My Lead.layout", "layouts/Lead-acme__My Lead.layout"),
        ("permissionsets/Reader.permissionset", "permissionsets/acme__Reader.permissionset"),
        ("tabs/Visit__c.tab", "tabs/acme__Visit__c.tab"),
        ("flows/Plan.flow", "flows/acme__Plan.flow"),
        ("reports/Mine/All.report", "reports/acme__Mine/acme__All.report"),
        ("customMetadata/Set.One.md", "customMetadata/acme__Set.acme__One.md"),
    ],
)
def test_where_a_component_of_the_package_lies(path: str, there: str) -> None:
    start, end = "force-app/main/default/", "-meta.xml"

    assert prefixed(f"{start}{path}{end}", "acme") == f"{start}{there}{end}"


def test_an_org_with_the_package_is_compared_by_its_names(
    generated: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = re.compile(rb"(?<!\w)((?:Pledge|Campaign_Plan|Fund|Gift|Sum|Owner_Team|Level)__[cr])\b")

    def retrieve(
        _org: object, paths: Iterable[str], _version: object
    ) -> tuple[dict[str, bytes], dict[str, str]]:
        there = {
            prefixed(path.relative_to(generated).as_posix(), "acme"): path
            for path in generated.rglob("*-meta.xml")
        }
        assert set(paths) == set(there)
        return {at: own.sub(rb"acme__\1", path.read_bytes()) for at, path in there.items()}, {}

    monkeypatch.setattr(baseline, "resolved", lambda org, _root: org)
    monkeypatch.setattr(baseline, "retrieve", retrieve)
    monkeypatch.setattr(packaged, "is_installed", lambda _org, namespace: namespace == "acme")

    def plan() -> dict[str, object]:
        words = (CASE / "schema.yaml", "--project-dir", generated, "--target-org", "customer")
        result = run("plan", *words, "--format", "json")
        assert result.exit_code == 0, result.output
        found: dict[str, object] = json.loads(result.stdout)
        return found

    found = json.dumps(plan())
    assert '"changes": []' in found
    assert "customer has the package with the namespace acme" in found
    assert '"commands": []' in found


@pytest.mark.parametrize(
    ("publisher", "own", "expected"),
    [(True, None, True), (False, None, False), (True, "acme", False)],
    ids=["installed", "not there", "its own org"],
)
def test_an_org_tells_whether_the_package_is_installed(
    org: Org, sf: ScriptedSf, *, publisher: bool, own: str | None, expected: bool
) -> None:
    """In the org in which the package is made, names without the namespace are the package's."""
    del sf
    if publisher:
        org.data.tables["Publisher"] = {"1": {"Id": "1", "NamespacePrefix": "acme"}}
    for each in org.data.tables["Organization"].values():
        each["NamespacePrefix"] = own

    assert is_installed(sf_cli.Org(ALIAS, 30), "acme") is expected


def test_an_org_that_does_not_tell_has_no_package(org: Org, sf: ScriptedSf) -> None:
    del sf
    for resource in ("FROM Publisher", "FROM Organization"):
        org.rest.instead[resource] = answers.refusal(400, "INVALID_TYPE", "not supported")

    assert not is_installed(sf_cli.Org(ALIAS, 30), "acme")
