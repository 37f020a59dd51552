"""Write docs/images/data-dictionary.png: the page of the shipped schema, in Chromium.

It is the picture in the README. Made by `make screenshot` where the page looks different; no test
compares it, since fonts differ from system to system.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from generator.dictionary.describe import DocsRequest, describe
from generator.names import DEFAULT_SCHEMA
from generator.output import dictionary_html

TARGET = Path(__file__).parent / "images/data-dictionary.png"
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SIZE = {"width": 1280, "height": 800}
_PLACE = "#CampaignMember"  # one field, of which there is much to say


def take(page: str, target: Path) -> None:
    """Write what a browser shows at a place of a page. Ends the process without a browser."""
    found = next((path for name in _CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("there is no Chromium on PATH; install it, as with: apt-get install chromium")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=found)
        tab = browser.new_page(viewport=_SIZE, color_scheme="light")
        tab.goto(file.as_uri() + _PLACE)
        target.parent.mkdir(exist_ok=True)
        tab.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    take(dictionary_html.page(describe(DocsRequest(DEFAULT_SCHEMA))), TARGET)
