"""`plan --format html`: a page for the person who approves, which says all that the text says."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import Run, tree
from lxml import html
from test_plan import DELETE, RISKY, SCHEMA, WITHOUT_BOOTH, edit, run_last, schema

from generator.metadata.name_words import words
from generator.output import plan_entries, plan_html, plan_words
from generator.planning.differences import Deletes, Difference, Differences, Fact, Unknown
from generator.planning.plan import plan
from generator.planning.request import PlanRequest, PlanResult
from generator.types.risk import Risk
from generator.workspace.diff import Action

__all__ = ["schema"]  # a fixture

HOSTILE = "</style><script>alert(1)</script>\" onload='x' {{ 7 * 7 }} ]]> null"


@pytest.fixture
def result() -> PlanResult:
    """Return a plan of one change of each action."""
    changed = (
        Difference("CustomField", "Visit__c.New__c", "a", Action.CREATE, Risk.SAFE, (
            Fact("label", None, "New", Risk.SAFE),
        )),
        Difference("CustomField", "Visit__c.Old__c", "b", Action.DELETE, Risk.DELETES, (
            Fact("label", "Old", None, Risk.SAFE),
        )),
        Difference("CustomField", "Visit__c.Booth__c", "c", Action.UPDATE, Risk.WIDENS, (
            Fact("length", "20", "30", Risk.WIDENS),
        )),
    )  # fmt: skip
    return PlanResult(
        "Visits", "my-sandbox", Differences(changed, 7), (), Deletes(), {}, Path(), 0
    )


def updated(result: PlanResult, *facts: Fact, risk: Risk = Risk.SAFE) -> PlanResult:
    """Return a plan with one component, of which some values change."""
    each = Difference("CustomField", "A__c.B__c", "a", Action.UPDATE, risk, facts)
    return replace(result, differences=Differences((each,), 0))


def parsed(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def by_id(page: html.HtmlElement, name: str) -> html.HtmlElement:
    return page.get_element_by_id(name)


def headings(page: html.HtmlElement) -> list[str]:
    return [said(each) for each in page.iter("h2")]


def test_what_is_created_updated_and_deleted(result: PlanResult) -> None:
    page = parsed(plan_html.page(result))

    figures = [said(each) for each in page.xpath("//*[@class='figures']/li")]
    assert figures == ["1 to create", "1 to update", "1 to delete", "7 unchanged"]
    assert (
        said(page.xpath("//*[@class='lead']")[0]) == "What would change, compared with my-sandbox."
    )
    assert headings(page) == ["At risk", "To create", "To update", "Apply it"]
    rows = [
        [said(cell) for cell in row if cell.tag in {"th", "td"}]
        for row in page.xpath("//tbody/tr")
    ]
    assert rows == [["Label", "Old"], ["Label", "New"], ["Length widens", "20", "30"]]


def test_what_is_new_says_its_label_and_why_it_is_there(schema: Path, run: Run) -> None:
    edit(schema, ("type: Text(20)", "type: Text(20), description: Where they met."))

    page = parsed(run("plan", schema, "--against", schema.parent, "--format", "html").stdout)

    assert said(by_id(page, "CustomField.Visit__c.Booth__c")).startswith(
        "+ create Booth Visit__c.Booth__c Custom field Where they met."
    )


def test_the_worst_comes_first_and_each_change_once(schema: Path, project: Path, run: Run) -> None:
    edit(schema, *RISKY)

    page = parsed(run("plan", schema, "--project-dir", project, "--format", "html").stdout)

    changes = [(each.get("data-risk"), each.get("data-name")) for each in page.iter("article")]
    assert changes == [
        ("delete: data is lost", "Visit__c.Booth__c"),
        ("narrows: data may not fit", "Visit__c.Minutes__c"),
        ("access change", "Reader"),
        ("safe", "Visit__c"),
    ]
    assert [said(each) for each in page.xpath("//*[@id='risks']//h3")] == [
        "Delete: data is lost",
        "Narrows: data may not fit",
        "Access change",
    ]
    assert "3 of 4 changes may do harm" in said(by_id(page, "summary"))


def test_every_risk_has_a_meaning() -> None:
    assert {*plan_html.MEANINGS, Risk.SAFE, Risk.WIDENS} == set(Risk)


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("The stand of a visit", "The booth of a visit", ["stand"], ["booth"]),
        ("A, B, C", "A, C", ["B,"], []),
        ("IF(A__c, 1, 2)", "IF(B__c, 1, 2)", ["A__c"], ["B__c"]),
        ("20", "30", [], []),  # nothing is the same: no need to mark
        (None, "New words", [], []),
        ("Gone words", None, [], []),
        ("a " * 3000, "a " * 3000 + "b", [], []),  # too long to compare
    ],
)
def test_the_words_that_change_are_marked(
    before: str | None, after: str | None, gone: list[str], new: list[str], result: PlanResult
) -> None:
    fact = Fact("description", before, after, Risk.SAFE)

    page = parsed(plan_html.page(updated(result, fact)))

    assert [said(each) for each in page.iter("del")] == gone
    assert [said(each) for each in page.iter("ins")] == new
    cells = [cell.text_content().strip() for cell in page.xpath("//td")]
    assert cells == [(before or "not set").strip(), (after or "not set").strip()]


def test_white_space_and_nothing_are_told_apart(result: PlanResult) -> None:
    fact = Fact("description", "", " two\n\n lines ", Risk.SAFE)

    page = parsed(plan_html.page(updated(result, fact)))

    assert said(page.xpath("//td/*[@class='none']")[0]) == "empty"
    assert page.xpath("//td/*[@class='value']")[0].text_content() == " two\n\n lines "


@pytest.mark.parametrize(
    ("path", "part", "name"),
    [
        ("externalId", "", "External ID"),
        ("fieldPermissions[Lead.A__c].editable", "Field permissions/Lead.A__c", "Editable"),
        ("valueSet.valueSetDefinition.value[A%5B1%5D].default", "Value/A[1]", "Default"),
        ("valueSet.valueSetDefinition.value (order)", "", "Value (order)"),
        ("filter.criteriaItems[1].valueField", "Filter/Criteria items/1", "Value field"),
        ("", "", "The file"),  # it cannot be read
    ],
)
def test_elements_are_named_in_words(path: str, part: str, name: str, result: PlanResult) -> None:
    page = parsed(plan_html.page(updated(result, Fact(path, "1", "2", Risk.SAFE))))

    parts = [said(each).replace(" \u203a ", "/") for each in page.xpath("//tr[@class='part']")]
    assert parts == [part][: bool(part)]
    assert said(page.xpath("//tbody//th[@scope='row']")[0]) == name


def test_who_gains_and_who_loses(schema: Path, project: Path, run: Run) -> None:
    edit(schema, ("Visit__c: read", "Lead: read"))
    call = ("plan", schema, "--project-dir", project)

    page = parsed(run(*call, "--format", "html").stdout)

    found = json.loads(run(*call, "--format", "json").stdout)["result"]["access"]
    rows = [
        (
            said(row[0]).split()[-1],
            said(row[1]),
            [said(thing) for thing in row.iter("li")],
        )
        for row in page.xpath("//*[@class='rights']/tbody/tr")
    ]
    assert rows == [(each["change"], each["right"], each["of"]) for each in found]
    assert {verb for verb, _, _ in rows} == {"gains", "loses"}
    assert by_id(page, "PermissionSet.Reader") is not None
    assert page.xpath("//*[@id='access']//h3/a")[0].get("href") == "#PermissionSet.Reader"


def test_all_that_is_to_do_is_said_the_gravest_first(result: PlanResult) -> None:
    refused = Fact("formula", None, "1", Risk.REFUSED, "Cannot update a field to a Formula")
    changed = (
        Difference("CustomField", "A__c.B__c", "a", Action.UPDATE, Risk.REFUSED, (refused,)),
        Difference("CustomField", "A__c.Old__c", "b", Action.DELETE, Risk.DELETES),
        Difference("StandardValueSet", "LeadSource", "c", Action.CREATE, Risk.SAFE),
    )
    hidden = Unknown("Report", "Fair/Visits", "r", "You lack a permission.")
    worst = replace(
        result,
        differences=Differences(changed, 0, (hidden,)),
        deletes=Deletes(("A__c.Old__c",)),
        renamed={"A__c.Old__c": "A__c.New__c"},
        conflicts=("a.xml exists already",),
        warnings=("The project lacks a folder.",),
    )

    page = parsed(plan_html.page(worst))

    assert [said(each) for each in page.xpath("//*[@id='first']/h3")] == [
        "The org refuses this",
        "Conflict with generate",
        "Deletes",
        "Unknown",
        "By hand",
        "Warnings",
    ]
    first = [said(each) for each in page.xpath("//*[@id='first']//li")]
    assert sorted(first) == sorted(
        [*(each.text for each in plan_words.advice(worst)), *worst.warnings]
    )
    assert "cannot be applied" in said(by_id(page, "summary"))
    assert "You lack a permission." in said(by_id(page, "unknown"))
    notes = said(by_id(page, "CustomField.A__c.Old__c"))
    assert "renamed to A__c.New__c, which starts empty" in notes
    assert "not accepted" in notes
    assert "Cannot update a field to a Formula" in said(by_id(page, "CustomField.A__c.B__c"))
    assert not page.xpath("//*[@id='commands']")


def test_an_accepted_delete_and_the_commands(schema: Path, project: Path, run: Run) -> None:
    edit(schema, WITHOUT_BOOTH)
    call = ("plan", schema, "--project-dir", project, "--accept-delete", "Visit__c.Booth__c")

    page = parsed(run(*call, "--format", "html").stdout)

    commands = by_id(page, "commands").text_content().splitlines()
    assert commands == run_last(run(*call).stdout)
    assert commands[-1] == DELETE
    assert "not accepted" not in said(by_id(page, "CustomField.Visit__c.Booth__c"))
    assert "manifest/destructive/package.xml" in tree(project)


def test_nothing_of_a_plan_is_missing(project: Path, run: Run) -> None:
    """Each component of a first plan, and each of its values."""
    call = ("plan", "--project-dir", project)

    text = run(*call, "--format", "html").stdout

    found = json.loads(run(*call, "--format", "json").stdout)["result"]
    page = parsed(text)
    values = {each.text_content() for each in page.xpath("//*[@class='value']")}
    names = [(each.get("data-type"), each.get("data-name")) for each in page.iter("article")]
    changes = found["changes"]
    assert sorted(names) == sorted((words(each["type"]), each["fullName"]) for each in changes)
    assert {fact["after"] for each in changes for fact in each["elements"]} - {""} == values
    assert len(text.encode()) < 400_000


def test_the_values_of_a_huge_plan_are_left_out_and_that_is_said(
    result: PlanResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of what is new or deleted; what changes is always shown."""
    monkeypatch.setattr(plan_entries, "MOST_VALUES", 1)

    page = parsed(plan_html.page(result))

    assert "The 2 values of what is created or deleted" in said(by_id(page, "summary"))
    assert [said(each) for each in page.xpath("//*[@class='value']")] == ["20", "30"]


def test_no_changes_is_a_page_of_its_own(schema: Path, project: Path, run: Run) -> None:
    outcome = run("plan", schema, "--project-dir", project, "--format", "html", "--exit-code")

    page = parsed(outcome.stdout)
    assert outcome.exit_code == 0
    assert said(page.xpath("//*[starts-with(@class, 'verdict')]")[0]) == "No changes."
    assert "5 components are as the schema says" in said(page)
    assert not page.xpath("//form | //article | //*[@id='commands']")


def test_the_output_is_the_page_alone(project: Path, run: Run) -> None:
    """Warnings go to the error output; the status is that of the other formats."""
    directories = {"packageDirectories": [{"path": "force-app", "default": True}]}
    (project / "sfdx-project.json").write_text(json.dumps(directories), encoding="utf-8")
    call = ("plan", "--project-dir", project, "--format", "html", "--exit-code")

    first, second = run(*call), run(*call)

    assert (first.exit_code, first.stdout) == (2, second.stdout)
    assert first.stdout.startswith("<!doctype html>\n")
    assert first.stdout.endswith("</html>\n")
    assert "warning: " in first.stderr
    failed = run(*call, "--against", "nowhere")
    assert (failed.exit_code, failed.stdout) == (1, "")


def test_names_and_values_of_others_are_only_text(tmp_path: Path) -> None:
    schema = tmp_path / "hostile.yaml"
    quoted = json.dumps(HOSTILE)
    text = SCHEMA.replace("{label: Booth,", f"{{label: Booth, description: {quoted},")
    schema.write_text(text, encoding="utf-8")
    real = plan(PlanRequest(str(schema), tmp_path))
    each = Difference("Layout", f"A {HOSTILE}", "a", Action.UPDATE, Risk.UNRATED, (
        Fact(f"layout[{HOSTILE}].a", HOSTILE, f"{HOSTILE} more", Risk.UNRATED, HOSTILE),
    ))  # fmt: skip
    hidden = Unknown("Report", HOSTILE, "r", HOSTILE)
    made = replace(
        real,
        label=HOSTILE,
        baseline=HOSTILE,
        differences=Differences((*real.differences.changed, each), 0, (hidden,)),
        warnings=(HOSTILE,),
        commands=(HOSTILE,),
    )

    text = plan_html.page(made)

    page = parsed(text)
    assert text.count("<script>") == 1
    assert len(page.xpath("//script")) == len(page.xpath("//style")) == 1
    assert not page.xpath("//@style | //@onload | //@onclick | //@src")
    assert said(page).count("alert(1)") >= 9
    assert "49" not in said(by_id(page, "first"))
    (policy,) = page.xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_what_an_eye_does_not_see_is_written_out(result: PlanResult) -> None:
    """A mark of direction could turn a name around; a lone surrogate could not be written."""
    made = replace(result, baseline="a\u202eb\x1b\udc80\u0000", commands=("one", "two"))

    text = plan_html.page(made)

    assert r"a\u202eb\x1b\udc80\x00" in unescape(text)
    assert text.encode().decode().count("\u202e") == 0
    assert by_id(parsed(text), "commands").text_content() == "one\ntwo"


def test_ids_are_unique_and_links_lead_somewhere(project: Path, run: Run) -> None:
    page = parsed(run("plan", "--project-dir", project, "--format", "html").stdout)

    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {str(each) for each in page.xpath("//a/@href")}
    assert {each.removeprefix("#") for each in targets} <= set(ids)
    levels = [int(each.tag[1]) for each in page.iter(*(f"h{level}" for level in range(1, 7)))]
    assert all(after <= before + 1 for before, after in pairwise(levels))
