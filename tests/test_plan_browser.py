"""The page of a plan in a browser: its filters and copies, and how it looks without the script.

The fixture fails a test on any request and on any message of the console.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Open, axe_violations, scrolls_sideways
from conftest import Run
from test_plan import RISKY, edit, schema
from test_plan_html import HOSTILE, result

from generator.output import plan_html
from generator.planning.differences import Difference, Differences, Fact, Unknown
from generator.planning.request import PlanResult
from generator.types.risk import Risk
from generator.workspace.diff import Action

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["result", "schema"]  # fixtures

BOOTH = "#CustomField\\.Visit__c\\.Booth__c"
SHOWN = "article:not([hidden])"
LONG = "Name" * 50  # 200 characters without a place to break
RIGHT_TO_LEFT = "שלום עולם"


@pytest.fixture
def page(schema: Path, project: Path, run: Run) -> str:
    """Return the page of a plan with a delete, a narrower field, new rights, a new label."""
    edit(schema, *RISKY)
    return run("plan", schema, "--project-dir", project, "--format", "html").stdout


@pytest.fixture
def hostile(result: PlanResult) -> str:
    """Return a page with all parts, whose texts are long, hostile, and from right to left."""
    texts = (HOSTILE, LONG, RIGHT_TO_LEFT, "👩‍👩‍👧 null\n\tundefined")
    entries = [f"fieldPermissions[{each}].editable" for each in texts]
    changed = [
        Difference(type_name, each, each, action, risk, tuple(
            Fact(path, f"{each} old", f"{each} new", risk, each) for path in entries
        ), each)
        for each in texts
        for type_name in ("PermissionSet", "Layout")
        for action, risk in zip(Action, (Risk.SAFE, Risk.REFUSED, Risk.DELETES), strict=True)
        if type_name == "Layout" or action is Action.UPDATE
    ]  # fmt: skip
    changed += [
        Difference("PermissionSet", f"{each} 2", each, Action.CREATE, Risk.ACCESS, tuple(
            Fact(path, None, "true", Risk.ACCESS) for path in entries
        ))
        for each in texts
    ]  # fmt: skip
    unknown = tuple(Unknown("Report", each, each, each) for each in texts)
    # The names are those of one component: as in a plan, each type has a name once.
    once = {(each.type_name, each.full_name): each for each in changed}
    found = Differences(tuple(once.values()), 5, unknown)
    made = replace(
        result,
        label=LONG,
        baseline=LONG,
        differences=found,
        commands=texts,
        conflicts=texts,
        warnings=texts,
    )
    return plan_html.page(made)


def shown(page: "Page") -> list[str | None]:
    return [each.get_attribute("data-name") for each in page.locator(SHOWN).all()]


def test_changes_are_filtered_and_the_address_keeps_it(page: str, open_page: Open) -> None:
    opened = open_page(page)
    assert len(shown(opened)) == 4
    risk = opened.get_by_label("Risk", exact=True)
    assert [each.split(" (")[0] for each in risk.locator("option").all_inner_texts()] == [
        "Any",
        "Delete: data is lost",
        "Narrows: data may not fit",
        "Access change",
        "Safe",
    ]

    risk.select_option("narrows: data may not fit")

    assert shown(opened) == ["Visit__c.Minutes__c"]
    assert opened.get_by_text("1 of 4 changes are shown.").is_visible()
    assert not opened.get_by_role("heading", name="Delete: data is lost").is_visible()
    assert not opened.get_by_role("link", name="To update").is_visible()
    again = open_page(page, opened.evaluate("location.hash"))
    assert shown(again) == ["Visit__c.Minutes__c"]
    again.get_by_label("Risk", exact=True).select_option("")
    assert len(shown(again)) == 4
    assert opened.get_by_role("heading", name="Before you apply it").is_visible()


@pytest.mark.parametrize(
    ("label", "choice", "names"),
    [
        ("Change", "delete", ["Visit__c.Booth__c"]),
        ("Type", "Permission set", ["Reader"]),
        ("Name", "MINUTES", ["Visit__c.Minutes__c"]),
        ("Name", "nothing has this", []),
    ],
)
def test_each_filter_shows_what_it_says(
    label: str, choice: str, names: list[str], page: str, open_page: Open
) -> None:
    opened = open_page(page)
    control = opened.get_by_label(label, exact=True)

    if label == "Name":
        control.fill(choice)
    else:
        control.select_option(choice)

    assert shown(opened) == names


def test_an_address_with_a_choice_that_is_none_shows_all(page: str, open_page: Open) -> None:
    opened = open_page(page, "#?risk=nothing&action=update")

    assert opened.get_by_label("Risk", exact=True).input_value() == ""
    assert shown(opened) == ["Visit__c.Minutes__c", "Reader", "Visit__c"]


def test_a_permission_set_leads_to_its_change(page: str, open_page: Open) -> None:
    """Also where a filter hides the change: the link takes the filter away."""
    opened = open_page(page, "#?action=delete")
    assert shown(opened) == ["Visit__c.Booth__c"]

    opened.get_by_role("link", name="Reader").click()

    change = opened.locator("#PermissionSet\\.Reader")
    change.wait_for()
    opened.wait_for_function("document.activeElement.id === 'PermissionSet.Reader'")
    assert len(shown(opened)) == 4


def test_the_commands_are_copied(page: str, open_page: Open) -> None:
    opened = open_page(page, permissions=["clipboard-read", "clipboard-write"])

    opened.get_by_role("button", name="Copy the commands").click()

    opened.get_by_text("Copied.").wait_for(state="attached")
    copied = opened.evaluate("navigator.clipboard.readText()")
    assert copied == opened.locator("#commands").inner_text()
    assert copied.startswith("kaltura-sfdx generate ")


def test_without_its_script_all_can_be_read(page: str, open_page: Open) -> None:
    opened = open_page(page, java_script_enabled=False)

    assert len(shown(opened)) == 4
    assert not opened.get_by_role("search").is_visible()
    assert not opened.get_by_role("button", name="Copy the commands").is_visible()
    assert not opened.locator(BOOTH).get_by_text("Text", exact=True).is_visible()
    opened.locator(BOOTH).locator("summary").click()
    assert opened.locator(BOOTH).get_by_text("Text", exact=True).is_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing(
    scheme: str, width: int, hostile: str, result: PlanResult, open_page: Open
) -> None:
    nothing = replace(result, differences=Differences((), 3), warnings=("One.",))
    for text in (hostile, plan_html.page(result), plan_html.page(nothing)):
        opened = open_page(text, color_scheme=scheme, viewport={"width": width, "height": 900})
        opened.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
        assert axe_violations(opened) == []
        assert not scrolls_sideways(opened)


def test_a_hostile_text_is_only_a_text(hostile: str, open_page: Open) -> None:
    opened = open_page(hostile)

    assert opened.evaluate("document.scripts.length") == 1
    assert opened.get_by_text(HOSTILE).count() > 9


def test_a_print_shows_all_values(page: str, open_page: Open) -> None:
    opened = open_page(page)

    opened.emulate_media(media="print")

    assert opened.locator(BOOTH).get_by_text("Text", exact=True).is_visible()
    assert not opened.get_by_role("search").is_visible()
    assert opened.pdf()[:5] == b"%PDF-"
