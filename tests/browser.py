"""Pages in a real browser: one Chromium for all tests of a worker, and a fresh context a test.

A page of ours asks for nothing and has nothing to complain about: the fixture refuses every
request but that of the page itself, and its test fails on any, and on any message of the console.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

# As systems call it; the last is that of macOS.
CHROMIUMS = (
    *("chromium", "chromium-browser", "google-chrome", "chrome"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NO_CHROMIUM = (
    "These tests open pages in Chromium, and there is none on PATH. Install it: on Debian"
    " `apt-get install chromium`, on other systems Chromium or Google Chrome."
)
AXE = ROOT / "node_modules/axe-core/axe.min.js"
NO_AXE = "node_modules/axe-core is missing. Install it: `npm ci --ignore-scripts`."
CONTEXT: dict[str, Any] = {
    "viewport": {"width": 1440, "height": 900},
    "reduced_motion": "reduce",  # a smooth scroll takes its time
}

Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One Chromium for all tests of a worker."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (other tests need none)

    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: "Browser", tmp_path: Path) -> Iterator[Open]:
    """Open a page (its text) as a file in a new context; `options` are those of playwright's.

    A `fragment` is that of its address. At the end, a request or a message is a failure.
    """
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def open_text(text: str, fragment: str = "", **options: Any) -> "Page":
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        address = file.as_uri()

        def refuse(route: "Route") -> None:
            if route.request.url.partition("#")[0] == address:
                route.continue_()
            else:
                faults.append(f"request: {route.request.url}")
                route.abort()

        context = chromium.new_context(**CONTEXT | options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.route("**/*", refuse)
        page = context.new_page()
        page.on("console", lambda each: faults.append(f"{each.type}: {each.text}"))
        page.on("pageerror", lambda each: faults.append(f"error: {each}"))
        page.goto(address + fragment)
        return page

    yield open_text
    for each in contexts:
        each.close()
    assert faults == []


def axe_violations(page: "Page", *rules: str) -> list[str]:
    """Return what axe-core says against a page: the rule, the element, and what is wrong.

    Every rule is asked, or those that are named.
    """
    if not AXE.is_file():
        pytest.fail(NO_AXE, pytrace=False)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    broken = page.evaluate("options => axe.run(options).then(each => each.violations)", options)
    return [
        f"{rule['id']}: {node['html']}: {node['failureSummary']}"
        for rule in broken
        for node in rule["nodes"]
    ]


def scrolls_sideways(page: "Page") -> bool:
    """Return whether a page is wider than its window."""
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return bool(page.evaluate(width))
