"""How an org speaks of what it does not give: what it lacks is created, what it withholds unknown.

The wordings are those of real orgs; the answers come from a script in the place of `sf`.
"""

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run
from org.script import ALIAS, ScriptedSf
from typer.testing import Result

from generator.org.absence import withheld

BOOTH = ("CustomField", "Visit__c.Booth__c")
VISIT = ("CustomObject", "Visit__c")
FOLDER = ("Report", "Events")
REPORT = ("Report", "Events/Visits")
LAYOUT = ("Layout", "Visit__c-It%27s v1%2E2 %28X%29 Layout")
FLOW = ("Flow", "Fill_Key")
READER = ("PermissionSet", "Reader")
ALL = (BOOTH, VISIT, FOLDER, REPORT, LAYOUT, FLOW, READER)
NO = "Entity of type '{}' named '{}' cannot be found"
NO_PERMISSION = "You do not have the proper permissions to access {}."
NOT_AVAILABLE = "Entity type '{}' is not available in this organization"
UNABLE = "Unable to retrieve file for {} of type {} due to an internal error"


@pytest.mark.parametrize(
    ("member", "remark"),
    [
        (BOOTH, NO.format(*BOOTH)),
        (BOOTH, NO.format("CustomField", "visit__C.BOOTH__c")),
        (FOLDER, NO.format("Report", "Events/")),
        (FOLDER, NO.format("ReportFolder", "Events")),
        (REPORT, NO.format(*REPORT)),
        (REPORT, NO.format("Report", "Events/")),  # the folder in which it would be
        (LAYOUT, NO.format(*LAYOUT)),
        (LAYOUT, NO.format("Layout", "Visit__c-It's v1.2 (X) Layout")),
        (VISIT, "Can't retrieve non-customizable CustomObject named: Visit__c"),
        (READER, "'Reader' of type PermissionSet was named in package.xml, but was not found"),
    ],
    ids=str,
)
def test_what_an_org_says_it_lacks_is_absent(member: tuple[str, str], remark: str) -> None:
    """Whatever else the org says of the type, or of everything."""
    every = [NO_PERMISSION.format(member[0]), "Something went wrong"]

    assert withheld([member], [remark, *every]) == {}
    assert withheld([member], [*every, remark]) == {}
    assert withheld([member], every) == {member: every[0]}


@pytest.mark.parametrize(
    ("remark", "about"),
    [
        (NO_PERMISSION.format("Flow"), [FLOW]),
        (NO_PERMISSION.format("Report"), [FOLDER, REPORT]),
        (NO_PERMISSION.format("Visit__c"), [BOOTH, VISIT]),
        (NOT_AVAILABLE.format("PermissionSet"), [READER]),
        (UNABLE.format("Visit__c.Booth__c", "CustomField"), [BOOTH]),
        (UNABLE.format("id 0Rb5e000000TzNaCAK", "Layout"), [LAYOUT]),
        (UNABLE.format("Visit__c-It's v1.2 (X) Layout", "Layout"), [LAYOUT]),
        ("Can't retrieve non-customizable CustomObject named: Visit", []),
        ("The server is being restarted", list(ALL)),
        (NO.format("CustomField", "Visit__c.Booth__c2"), []),
    ],
    ids=str,
)
def test_what_an_org_withholds_is_unknown_with_its_reason(
    remark: str, about: list[tuple[str, str]]
) -> None:
    others = [NO.format(kind, name) for kind, name in ALL if (kind, name) not in about]

    found = withheld(ALL, [*others, f"{remark}\n", remark])

    assert found == dict.fromkeys(about, remark)


@pytest.mark.parametrize("remark", [NO.format(*BOOTH), NO.format("CustomField", "Visit__c.B__c")])
def test_what_an_org_does_not_mention_is_absent(remark: str) -> None:
    """Also where it speaks of another component, which it lacks."""
    assert withheld(ALL, [remark]) == {}


def test_a_standard_object_that_nobody_customizes_is_not_absent() -> None:
    remark = "Can't retrieve non-customizable CustomObject named: Period"

    assert withheld([("CustomObject", "Period")], [remark]) == {("CustomObject", "Period"): remark}


def test_many_absent_components_take_linear_time() -> None:
    members = [("CustomField", f"Visit__c.A{number}__c") for number in range(20_000)]

    assert withheld(members, [NO.format(*member) for member in members]) == {}
    assert len(withheld(members, [UNABLE.format(name, kind) for kind, name in members])) == 20_000


SCHEMA = """\
name: small
label: Small
description: One object.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {label: Visit}
    internal_access: Private
    fields:
      Booth__c: {label: Booth, type: Text(20)}
      Minutes__c: {label: Minutes, type: "Number(5, 1)"}
permission_sets:
  Reader:
    label: Reader
    access: {Visit__c: read}
"""
Plan = Callable[..., Result]


@pytest.fixture
def plan(project: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Generate, and return `plan` against an org that has the tree but for some files.

    Its arguments are the files that the org does not give, its JSON besides them, and what it
    answers instead if the manifest asks for a permission set.
    """
    schema = tmp_path / "small.yaml"
    schema.write_text(SCHEMA, encoding="utf-8")
    assert run("generate", schema, "--project-dir", project).exit_code == 0
    script = ScriptedSf(tmp_path / "bin", "https://example.com")
    monkeypatch.setenv("PATH", str(script.folder), prepend=":")

    def call(*options: str, lacks: str = "", to_sets: object = None, **result: object) -> Result:
        answer = json.dumps({"status": 0, "result": result})
        no_sets = "grep -q '>PermissionSet<' manifest/package.xml && { cat <<'END'\n"
        script.becomes(
            (f"{no_sets}{json.dumps(to_sets)}\nEND\nexit; }}\n" if to_sets else "")
            + f"cp -R {shlex.quote(str(project / 'force-app'))} .\n"
            + "".join(f"find . -name '{name}' -delete\n" for name in lacks.split())
            + f"cat <<'END'\n{answer}\nEND\n"
        )
        words = ("--project-dir", project, "--target-org", ALIAS, *options)
        return run("plan", schema, *words)

    return call


def said(*problems: str) -> list[dict[str, str]]:
    return [{"fileName": "unpackaged/package.xml", "problem": each} for each in problems]


def test_what_is_withheld_stands_beside_a_plan_of_the_rest(plan: Plan) -> None:
    """Exit code as for changes, also where all that was given is as it should be."""
    denied = NO_PERMISSION.format("PermissionSet")
    hidden: dict[str, object] = {"lacks": "Reader*", "messages": said(denied)}
    more: dict[str, object] = {
        "lacks": "Reader* Booth__c*",
        "messages": said(denied, NO.format(*BOOTH)),
    }

    same, changed = plan(**hidden), plan(**more)

    assert (same.exit_code, plan("--exit-code", **hidden).exit_code) == (0, 2)
    assert f"? PermissionSet Reader  (unknown)\n    the org says: {denied}\n" in same.stdout
    assert f"\nPlan: 1 unknown, 3 unchanged, compared with {ALIAS}.\n" in same.stdout
    assert "To apply it" not in same.stdout
    assert "+ CustomField Visit__c.Booth__c\n" in changed.stdout
    assert f"? PermissionSet Reader  (unknown)\n    the org says: {denied}\n" in changed.stdout
    assert "sf project deploy start --manifest manifest/package.xml" in changed.stdout


@pytest.mark.parametrize("by_sf", [True, False], ids=["sf fails", "the org fails"])
def test_a_type_for_which_an_org_refuses_all_is_left_out(plan: Plan, *, by_sf: bool) -> None:
    refusal = NOT_AVAILABLE.format("PermissionSet")
    failed = {"success": False, "errorMessage": refusal}
    answer = {"status": 1, "name": "E", "message": refusal} if by_sf else {"result": failed}

    result = plan(to_sets={"status": 0, **answer}, lacks="Reader*")

    assert result.exit_code == 0, result.output
    assert "? PermissionSet Reader  (unknown)\n    the org says: " in result.stdout
    assert f"{refusal}\n" in result.stdout
    assert "1 unknown, 3 unchanged" in result.stdout


def test_what_is_withheld_in_json_and_markdown(plan: Plan) -> None:
    hidden: dict[str, object] = {"lacks": "Reader*", "messages": said("Denied: a|b, \x1b[2J")}
    path = "force-app/main/default/permissionsets/Reader.permissionset-meta.xml"

    result = json.loads(plan("--format", "json", **hidden).stdout)["result"]
    comment = plan("--format", "markdown", **hidden).stdout

    reason = "Denied: a|b, \x1b[2J"
    named = {"type": "PermissionSet", "fullName": "Reader", "path": path}
    assert result["unknown"] == [{**named, "reason": reason}]
    assert (result["changes"], result["unchanged"], result["hasChanges"]) == ([], 3, True)
    shown = "Denied: a\\|b, \\x1b[2J"
    assert f"| ? | PermissionSet Reader | the org says: {shown} | unknown |" in comment


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"lacks": "*.xml"}, "incomplete response: it is empty"),
        (
            {
                "lacks": "Booth__c*",
                "fileProperties": {"type": "CustomField", "fullName": "Visit__c.booth__c"},
            },
            "incomplete response: it lacks Visit__c.Booth__c",
        ),
        (
            {"success": False, "errorMessage": "INSUFFICIENT_ACCESS: no"},
            "the retrieve failed: INSUFFICIENT_ACCESS: no",
        ),
    ],
    ids=["empty", "lost on the way", "failed"],
)
def test_an_answer_that_did_not_arrive_is_no_plan(
    answer: dict[str, object], message: str, plan: Plan
) -> None:
    result = plan(**answer)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
