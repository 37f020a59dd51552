"""The metadata API as SOAP: deploy, checkDeployStatus, retrieve, checkRetrieveStatus."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from org.metadata import NAMESPACE, Metadata, Outcome, members

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
NOW = "2026-01-01T00:00:00.000Z"


class FaultError(Exception):
    """What is answered with a SOAP fault: a code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Jobs:
    """What was deployed and retrieved, by the id under which its outcome is asked for.

    The work is done at once; the outcome waits until it is asked for.
    """

    metadata: Metadata
    done: dict[str, dict[str, Any]] = field(default_factory=dict)

    def answer(self, request: bytes) -> bytes:
        """Answer an envelope. Raises FaultError for a call that is not known."""
        call = etree.fromstring(request).find(f"{{{ENVELOPE}}}Body/*")
        if call is None:
            raise FaultError("INVALID_OPERATION", "no call in the body")
        name = etree.QName(call).localname
        if name == "deploy":
            result = self._deploy(call)
        elif name == "retrieve":
            result = self._retrieve(call)
        elif name in {"checkDeployStatus", "checkRetrieveStatus"}:
            result = self._status(call.findtext("{*}asyncProcessId", ""))
        else:
            raise FaultError("INVALID_OPERATION", f"{name} is not served by this stand-in")
        return envelope(f"{name}Response", {"result": result})

    def _deploy(self, call: etree._Element) -> dict[str, Any]:
        def option(name: str) -> bool:
            return call.findtext(f"{{*}}DeployOptions/{{*}}{name}") == "true"

        package = base64.b64decode(call.findtext("{*}ZipFile", ""))
        check_only, rollback = option("checkOnly"), option("rollbackOnError")
        outcomes = self.metadata.deploy(package, check_only=check_only, rollback=rollback)
        return self._started("0Af", _deployed(outcomes, check_only=check_only, rollback=rollback))

    def _retrieve(self, call: etree._Element) -> dict[str, Any]:
        package, found, problems = self.metadata.retrieve(members(call))
        properties = [{"fullName": name, "type": kind} for kind, name in found]
        messages = [{"fileName": "unpackaged/package.xml", "problem": each} for each in problems]
        status = {"done": True, "status": "Succeeded", "success": True, "messages": messages}
        zip_file = base64.b64encode(package).decode()
        return self._started("09S", {**status, "fileProperties": properties, "zipFile": zip_file})

    def _started(self, prefix: str, result: dict[str, Any]) -> dict[str, Any]:
        key = f"{prefix}FK{len(self.done) + 1:010}AAA"
        self.done[key] = {"id": key, **result}
        return {"done": False, "id": key, "state": "Queued"}

    def _status(self, key: str) -> dict[str, Any]:
        if key not in self.done:
            raise FaultError("INVALID_ID_FIELD", f"no job has the id {key}")
        return self.done[key]


def _deployed(outcomes: list[Outcome], *, check_only: bool, rollback: bool) -> dict[str, Any]:
    messages = [_message(outcome) for outcome in outcomes]
    good = [message for message in messages if message["success"]]
    bad = [message for message in messages if not message["success"]]
    partial = "SucceededPartial" if good and not rollback else "Failed"
    return {
        "checkOnly": check_only,
        "completedDate": NOW,
        "createdDate": NOW,
        "details": {"componentFailures": bad, "componentSuccesses": good},
        "done": True,
        "ignoreWarnings": False,
        "numberComponentErrors": len(bad),
        "numberComponentsDeployed": len(good),
        "numberComponentsTotal": len(messages),
        "numberTestErrors": 0,
        "numberTestsCompleted": 0,
        "numberTestsTotal": 0,
        "rollbackOnError": rollback,
        "runTestsEnabled": False,
        "startDate": NOW,
        "status": partial if bad else "Succeeded",
        "success": not bad,
    }


def _message(outcome: Outcome) -> dict[str, Any]:
    kind, name = outcome.key
    message = {
        "changed": outcome.state in {"changed", "created"},
        "componentType": kind,
        "created": outcome.state == "created",
        "createdDate": NOW,
        "deleted": outcome.state == "deleted",
        "fileName": outcome.file,
        "fullName": name,
        "success": outcome.state != "failed",
    }
    if outcome.state == "failed":
        place = {"lineNumber": outcome.line, "columnNumber": 1}
        return {**message, **place, "problem": outcome.diagnostic, "problemType": "Error"}
    if outcome.state == "missing":
        return {**message, "problem": outcome.diagnostic, "problemType": "Warning"}
    return message


def fault(code: str, message: str) -> bytes:
    return envelope("Fault", {"faultcode": f"sf:{code}", "faultstring": f"{code}: {message}"})


def envelope(name: str, content: Mapping[str, Any]) -> bytes:
    root = etree.fromstring(f'<soapenv:Envelope xmlns:soapenv="{ENVELOPE}" xmlns="{NAMESPACE}"/>')
    body = etree.SubElement(root, f"{{{ENVELOPE}}}Body")
    if name == "Fault":
        _add(body, f"{{{ENVELOPE}}}Fault", content, "")
    else:
        _add(body, f"{{{NAMESPACE}}}{name}", content, f"{{{NAMESPACE}}}")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add(parent: etree._Element, name: str, value: object, namespace: str) -> None:
    for each in value if isinstance(value, list) else [value]:
        element = etree.SubElement(parent, name)
        if isinstance(each, Mapping):
            for key, inner in each.items():
                _add(element, namespace + key, inner, namespace)
        else:
            element.text = str(each).lower() if isinstance(each, bool) else str(each)
