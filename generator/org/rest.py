"""Resources of an org, fetched over REST, many in one request; each is complete or an OrgError.

Nothing here changes an org.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.parse import quote

from generator.org.transport import (
    ROOT,
    VERSION,
    Session,
    error_in,
    failed,
    incomplete,
    send,
)

_TOOLING = "tooling/"
_BATCHED = ("sobjects/", "query?")
_MOST_AT_ONCE = 25  # what an org takes in one batch
_MOST_RECORDS = 100_000  # of one query; what is fetched here has a few hundred
_COUNT = quote("COUNT()")
_ABOUT_ONE_RESOURCE = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_ABOUT_ALL = {"API_CURRENTLY_DISABLED", "API_DISABLED_FOR_ORG", "REQUEST_LIMIT_EXCEEDED"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """The code and the message with which an org refuses one resource."""

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


Answer = Mapping[str, Any] | Refusal


@dataclass(slots=True)
class _Pages:
    """The pages of one resource as they come: its last page, and the records of all of them."""

    page: Answer
    records: list[Any] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, session: Session, page: Answer) -> str:
        """Add a page; return the resource that has the next one, or nothing.

        Raises OrgError if the pages may never end: after a page without records, a page that came
        before, or more records than any query here can have.
        """
        self.page = page
        if isinstance(page, Refusal):
            return ""
        records = page.get("records")
        if isinstance(records, list):
            self.records.extend(records)
        following = _next_page(session, page)
        if following:
            if not records or following in self.seen or len(self.records) > _MOST_RECORDS:
                raise incomplete(session)
            self.seen.add(following)
        return following

    def answer(self) -> Answer:
        if isinstance(self.page, Refusal) or not self.seen:
            return self.page
        return {**self.page, "records": self.records}


def describe(sobject: str) -> str:
    """Return the resource that describes an object and its fields."""
    return f"sobjects/{quote(sobject)}/describe"


def query(soql: str) -> str:
    """Return the resource with the records of a query."""
    return f"query?q={quote(soql)}"


def tooling(soql: str) -> str:
    """Return the resource with the records of a query of the Tooling API.

    The Tooling API shows all objects and fields, whether the user may see them or not.
    """
    return _TOOLING + query(soql)


def fetch(session: Session, resources: Iterable[str]) -> dict[str, Answer]:
    """Return what an org gives for each resource, with the records of all its pages.

    A resource that the org refuses is a Refusal. Raises OrgError if the org refuses all resources,
    or if a response is incomplete.
    """
    pages: dict[str, _Pages] = {}
    waiting = {resource: resource for resource in resources}
    while waiting:
        following = {}
        for resource, page in zip(waiting, _read(session, waiting.values()), strict=True):
            found = pages.setdefault(resource, _Pages(page))
            if rest := found.add(session, page):
                following[resource] = rest
        waiting = following
    answers = {resource: found.answer() for resource, found in pages.items()}
    for resource, answer in answers.items():
        if not isinstance(answer, Refusal) and not _is_complete(resource, answer):
            raise incomplete(session)
    return answers


def _read(session: Session, resources: Collection[str]) -> list[Answer]:
    """Return each resource; a batch takes none of the Tooling API, and no further page."""
    batched = iter([each for each in resources if each.startswith(_BATCHED)])
    found: dict[str, Answer] = {}
    while group := list(islice(batched, _MOST_AT_ONCE)):
        found |= zip(group, _batch(session, group), strict=True)
    for resource in resources:
        if resource not in found:
            found[resource] = _answer(session, *send(session, "GET", resource))
    return [found[resource] for resource in resources]


def _batch(session: Session, resources: list[str]) -> Iterator[Answer]:
    requests = [{"method": "GET", "url": f"{VERSION}/{resource}"} for resource in resources]
    status, body = send(session, "POST", "composite/batch", {"batchRequests": requests})
    if status != HTTPStatus.OK:
        raise failed(session, status, body)
    results = body.get("results") if isinstance(body, dict) else None
    if not isinstance(results, list) or len(results) != len(resources):
        raise incomplete(session)
    for result in results:
        if not isinstance(result, dict):
            raise incomplete(session)
        yield _answer(session, result.get("statusCode"), result.get("result"))


def _answer(session: Session, status: object, body: object) -> Answer:
    if status == HTTPStatus.OK and isinstance(body, dict):
        return body
    code, message = error_in(session, body)
    if status in _ABOUT_ONE_RESOURCE and code and code not in _ABOUT_ALL:
        return Refusal(code, message)
    if status == HTTPStatus.OK or not isinstance(status, int):
        raise incomplete(session)
    raise failed(session, status, body)


def _next_page(session: Session, page: Mapping[str, Any]) -> str:
    """Return the resource that has the next page, or nothing."""
    if page.get("done") is not False:
        return ""
    found = page.get("nextRecordsUrl")
    if not isinstance(found, str) or not found.startswith(ROOT):
        raise incomplete(session)
    return found.removeprefix(ROOT)


def _is_complete(resource: str, answer: Mapping[str, Any]) -> bool:
    """Whether an answer has the form of its resource, and all the records that it counts."""
    is_query = "query?q=" in resource
    rows = answer.get("records" if is_query else "fields")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return False
    total = answer.get("totalSize")
    if not is_query:
        return True
    return isinstance(total, int) and (_COUNT in resource or len(rows) == total)
