"""Pages of records are joined in linear time, and pages without an end are refused."""

import time
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

import pytest
import urllib3

from generator.errors import OrgError
from generator.org import rest
from generator.org.access import Access
from generator.org.transport import ROOT, Session

SESSION = Session(
    Access("https://x.example.com", "token", "me@example.com"), urllib3.PoolManager(), 0
)
QUERY = rest.query("SELECT Id FROM Lead")


def page(number: int, size: int, total: int, following: str | None) -> dict[str, Any]:
    records = [{"Id": number * size + each} for each in range(size)]
    found = {"totalSize": total, "done": following is None, "records": records}
    return found if following is None else {**found, "nextRecordsUrl": f"{ROOT}{following}"}


def pages(size: int, last: int) -> Iterator[dict[str, Any]]:
    for number in range(last):
        yield page(number, size, size * last, f"query/{number}" if number + 1 < last else None)


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch) -> "Org":
    org = Org()
    monkeypatch.setattr(rest, "send", org.send)
    return org


class Org:
    """Gives one page after the other, the first in a batch."""

    def __init__(self) -> None:
        self.pages: Iterator[dict[str, Any]] = iter(())
        self.sent = 0

    def send(self, _session: Session, method: str, *_: object) -> tuple[int, object]:
        self.sent += 1
        found = next(self.pages)
        batch = {"results": [{"statusCode": 200, "result": found}]}
        return 200, batch if method == "POST" else found


def test_many_pages_are_joined_in_linear_time(org: Org) -> None:
    """With each page copied into the next, these take a minute."""
    org.pages = pages(4, 25_000)
    start = time.monotonic()

    answer = rest.fetch(SESSION, [QUERY])[QUERY]

    assert not isinstance(answer, rest.Refusal)
    assert [record["Id"] for record in answer["records"]] == list(range(100_000))
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    ("endless", "most"),
    [
        (lambda: (page(n, 2_000, 10**9, f"query/{n}") for n in count()), 52),
        (lambda: (page(n, 2_000, 10**9, "query/again") for n in count()), 2),
        (lambda: (page(n, 2_000, 10**9, f"query/{n % 3}") for n in count()), 4),
        (lambda: (page(n, 0, 10**9, f"query/{n}") for n in count()), 1),
    ],
    ids=["always another", "the same", "in turn", "empty"],
)
def test_pages_without_an_end_are_refused(endless: Any, most: int, org: Org) -> None:
    org.pages = islice(endless(), 1_000)

    with pytest.raises(OrgError, match="incomplete response"):
        rest.fetch(SESSION, [QUERY])

    assert org.sent <= most
