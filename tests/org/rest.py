"""The REST API: versions, the user, describes, queries and records, as JSON."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, unquote_plus, urlsplit

from org.columns import Record, Refused
from org.data import ORGANIZATION, USER, USERNAME, Data
from org.soql import metadata_of, names_of, query

VERSIONS = range(50, 69)
MOST_AT_ONCE = 25
BATCHED = r"v\d+\.0/(query|sobjects)\b"  # an org takes nothing of the Tooling API in a batch
MISSING = "The requested resource does not exist"


class Request(NamedTuple):
    """A call: its method, its address with the query, and its JSON."""

    method: str
    address: str
    body: Any = None


class Answer(NamedTuple):
    status: int
    body: object = None


@dataclass
class Rest:
    """Answers calls. Each route is a method, an address, and a function of the two's parts.

    `instead` has answers that a test puts in the place of ours, by a part of the address;
    `page` is how many records an answer holds at most; `spoilt` changes the answer to a batch.
    """

    data: Data
    instead: dict[str, Answer] = field(default_factory=dict)
    page: int = 2000
    spoilt: Callable[[list[Record]], object] | None = None
    _rest: dict[str, Record] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        for part, answer in self.instead.items():
            if part in unquote_plus(request.address):
                return answer
        path = urlsplit(request.address).path
        for method, pattern, handle in ROUTES:
            if method == request.method and (match := re.fullmatch(pattern, path)):
                try:
                    parts = [unquote(part or "") for part in match.groups()]
                    return handle(self, request, *parts)
                except Refused as refused:
                    return _refusal(refused)
        return refusal(404, "NOT_FOUND", MISSING)

    def pages(self, found: Record, address: str) -> Record:
        """Return the first page of what a query found, and keep the others for later calls."""
        records = found["records"]
        if len(records) <= self.page:
            return {**found, "done": True}
        version = address.partition("/query")[0].removesuffix("/tooling")
        following = f"{version}/query/01gFK{len(self._rest):010}AAA-{self.page}"
        self._rest[following] = {**found, "records": records[self.page :]}
        rest = {"done": False, "nextRecordsUrl": following}
        return {**found, "records": records[: self.page], **rest}

    def next_page(self, address: str) -> Record:
        if address not in self._rest:
            raise Refused("INVALID_QUERY_LOCATOR", f"invalid query locator: {address}")
        return self.pages(self._rest[address], address)


def refusal(status: int, code: str, message: str = "no") -> Answer:
    return Answer(status, [{"errorCode": code, "message": message}])


def _refusal(refused: Refused) -> Answer:
    status = HTTPStatus.NOT_FOUND if refused.code == "NOT_FOUND" else HTTPStatus.BAD_REQUEST
    return Answer(status, [{**_diagnostic(refused), "errorCode": refused.code}])


def _diagnostic(refused: Refused) -> Record:
    return {"message": refused.message, "fields": list(refused.fields)}


def _versions(_rest: Rest, _request: Request) -> Answer:
    return Answer(
        200,
        [
            {"label": f"v{n}", "url": f"/services/data/v{n}.0", "version": f"{n}.0"}
            for n in VERSIONS
        ],
    )


def _userinfo(_rest: Rest, _request: Request) -> Answer:
    name = {"preferred_username": USERNAME}
    return Answer(200, {"user_id": USER, "organization_id": ORGANIZATION, **name})


def _resources(_rest: Rest, request: Request) -> Answer:
    return Answer(200, {"sobjects": f"{request.address}/sobjects"})


def _query(rest: Rest, request: Request, tooling: str) -> Answer:
    arguments = parse_qs(urlsplit(request.address).query)
    text = arguments["q"][0]
    found = query(rest.data, text, tooling=bool(tooling))
    if arguments.get("columns") == ["true"]:
        return Answer(200, {"columnMetadata": metadata_of(names_of(text))})
    return Answer(200, rest.pages(found, request.address))


def _next_page(rest: Rest, request: Request) -> Answer:
    return Answer(200, rest.next_page(request.address))


def _describe(rest: Rest, _request: Request, sobject: str) -> Answer:
    try:
        return Answer(200, rest.data.describe(sobject))
    except Refused as refused:
        raise Refused("NOT_FOUND", MISSING) from refused


def _batch(rest: Rest, request: Request) -> Answer:
    """Answer many calls at once; one that is refused leaves the others as they are."""
    calls = request.body["batchRequests"]
    if not 0 < len(calls) <= MOST_AT_ONCE:
        raise Refused("LIMIT_EXCEEDED", f"{len(calls)} requests in a batch")
    for call in calls:
        if call["method"] != "GET" or not re.match(BATCHED, call["url"]):
            raise Refused("MALFORMED_REQUEST", f"not served in a batch: {call}")
    answers = [rest.answer(Request("GET", f"/services/data/{call['url']}")) for call in calls]
    results = [{"statusCode": each.status, "result": each.body} for each in answers]
    if rest.spoilt:
        return Answer(200, rest.spoilt(results))
    wrong = any(answer.status >= HTTPStatus.BAD_REQUEST for answer in answers)
    return Answer(200, {"hasErrors": wrong, "results": results})


def _create(rest: Rest, request: Request, sobject: str) -> Answer:
    key = rest.data.create(sobject, request.body)
    return Answer(201, {"id": key, "success": True, "errors": []})


def _get(rest: Rest, _request: Request, sobject: str, key: str) -> Answer:
    return Answer(200, {"attributes": {"type": sobject}, **rest.data.get(sobject, key)})


def _update(rest: Rest, request: Request, sobject: str, key: str) -> Answer:
    rest.data.update(sobject, key, request.body)
    return Answer(204)


def _delete(rest: Rest, _request: Request, sobject: str, key: str) -> Answer:
    rest.data.delete(sobject, key)
    return Answer(204)


def _upsert(rest: Rest, request: Request, sobject: str, name: str, value: str) -> Answer:
    key, created = rest.data.upsert(sobject, name, value, request.body)
    body = {"id": key, "success": True, "errors": [], "created": created}
    return Answer(201 if created else 200, body)


def _tree(rest: Rest, request: Request, sobject: str) -> Answer:
    """Create all records of a tree, or none."""
    before = deepcopy(rest.data.tables)
    good, bad = [], []
    for record in request.body["records"]:
        values = dict(record)
        reference = values.pop("attributes")["referenceId"]
        try:
            key = rest.data.create(sobject, values)
            good.append({"referenceId": reference, "id": key})
        except Refused as refused:
            error = {**_diagnostic(refused), "statusCode": refused.code}
            bad.append({"referenceId": reference, "errors": [error]})
    if bad:
        rest.data.tables = before
        return Answer(400, {"hasErrors": True, "results": bad})
    return Answer(201, {"hasErrors": False, "results": good})


_DATA = r"/services/data/v\d+\.0"
_RECORD = rf"{_DATA}/sobjects/(\w+)/(\w{{15}}(?:\w{{3}})?)"
ROUTES: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("GET", "/services/data/?", _versions),
    ("GET", "/services/oauth2/userinfo", _userinfo),
    ("GET", f"{_DATA}/?", _resources),
    ("GET", f"{_DATA}/(tooling/)?query/?", _query),
    ("GET", rf"{_DATA}/query/\w+-\d+", _next_page),
    ("GET", rf"{_DATA}/sobjects/(\w+)/describe", _describe),
    ("POST", rf"{_DATA}/sobjects/(\w+)/?", _create),
    ("GET", _RECORD, _get),
    ("PATCH", _RECORD, _update),
    ("DELETE", _RECORD, _delete),
    ("PATCH", rf"{_DATA}/sobjects/(\w+)/(\w+)/([^/]+)", _upsert),
    ("POST", rf"{_DATA}/composite/batch/?", _batch),
    ("POST", rf"{_DATA}/composite/tree/(\w+)/?", _tree),
)
