"""The documents are true: help texts, commands, links, dependencies, versions."""

import json
import os
import re
import runpy
import shlex
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from conftest import ROOT, Run, Wsdl, execute
from org import Cli, Org
from org.ready import SCHEMA as SHIPPED
from sf import Installation, each_installation, unknown_options
from test_plan_git import commit
from test_value_set import RETRIEVED
from test_verify_types import SCHEMA as OWN

from generator import __version__
from generator.metadata.registry import PACKAGE, RENDERED, all_types
from generator.readiness.requirements import NoProject
from generator.types.registry import asks_of, components
from generator.types.requirement import Kind, VerifyContext
from generator.validation.engine import RULES

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# What the lines of `sf` before ours leave behind.
ANSWERS = {
    "fields.csv": 'Field Label,API Name,Data Type\nScore,Score__c,"Number(4, 0)"\n',
    "members.csv": "Id,CampaignId,LeadId,ContactId,external_id__c\n",
    "present.json": json.dumps(
        {
            "status": 0,
            "result": {
                "records": [
                    {
                        "CampaignId": "701000000000001AAA",
                        "Label": "Sent",
                        "SortOrder": 1,
                        "IsDefault": True,
                    }
                ],
                "totalSize": 1,
                "done": True,
            },
        }
    ),
}


def commands(program: str) -> list[str]:
    """Return the lines of all shell blocks that call a program, without their comments."""
    blocks = [
        block
        for document in DOCUMENTS
        for block in re.findall(
            r"```sh\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL
        )
    ]
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return sorted({line for line in lines if line.startswith(f"{program} ")})


@pytest.mark.parametrize("name", ["commands", "json_schema", "rules", "schema"])
def test_what_is_made_from_the_code_is_current(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "")  # the script sets it
    made = runpy.run_path(os.fspath(ROOT / f"docs/{name}.py"))

    assert made["TARGET"].read_text(encoding="utf-8") == made["page"](), "run make docs"


_TYPES = re.compile(r"(<!-- types -->\n)(.*?)(<!-- end of types -->)", re.DOTALL)


def table_of_types() -> str:
    """Return a row for each type of the registry, from a schema that has them all."""
    shipped = Counter(each.type.name for each in components(SHIPPED, NoProject()))
    places: dict[str, dict[str, None]] = defaultdict(dict)
    kinds: dict[str, set[Kind]] = defaultdict(set)
    for each in [*components(SHIPPED, NoProject()), *components(OWN, NoProject())]:
        if each.place[0] != "components":
            keys = [key for key in each.place if key.islower() and not key.endswith("__c")]
            places[each.type.name][f"`{'.'.join(keys)}`"] = None
        asked = asks_of(each.type.name)(each, VerifyContext(statuses=("Sent",)))
        kinds[each.type.name] |= {row.kind for row in asked}
    rows = [
        (
            *(", ".join(places[name]), name, str(shipped[name])),
            ", ".join(kind for kind in Kind if kind in kinds[name]) or "nothing",
        )
        for name in sorted(row.name for row in RENDERED if row is not PACKAGE)
    ]
    head = ("Key", "Metadata type", "Shipped", "Lines of `verify`")
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ("---",) * len(head), *rows))


def test_the_types_are_those_of_the_registry(accept: bool) -> None:
    page = ROOT / "docs/verify.md"
    text = page.read_text(encoding="utf-8")

    current, count = _TYPES.subn(lambda match: match[1] + table_of_types() + match[3], text)

    if accept:
        page.write_text(current, encoding="utf-8")
    assert count == 1
    assert page.read_text(encoding="utf-8") == current


def test_the_readme_counts_what_the_shipped_schema_has() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    words = ("no", "a", "two", "three", "four", "five")
    (custom_object,) = SHIPPED.custom_objects.values()
    assert SHIPPED.campaign_member_statuses
    assert SHIPPED.reports
    statuses = len(SHIPPED.campaign_member_statuses.values)
    reports = f"{words[len(SHIPPED.reports.reports)]} reports and"
    types = words[len(SHIPPED.report_types)]

    for phrase in (
        f"an object with {len(custom_object.fields)} fields",
        f"the object with its {len(custom_object.fields)} fields",
        f"{words[len(SHIPPED.flows)]} flows; {types} report type |",
        f"{reports} {words[len(SHIPPED.reports.dashboards)]} dashboard |",
        f"a template campaign with all {statuses} member statuses",
        f"every campaign of a Kaltura event needs all {statuses}.",
    ):
        assert phrase in text
    schema = (ROOT / "docs/schema.md").read_text(encoding="utf-8")
    assert len(all_types()) // 100 * 100 == int(re.findall(r"more than (\d+) types", schema)[0])


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 200


def test_the_readme_names_every_permission_set() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    named = re.findall(r"^\| [^|]+ \| `(\w+)` \|", text, re.MULTILINE)
    assert sorted(named) == sorted(SHIPPED.permission_sets)


OURS = commands("kaltura-sfdx")
README = (ROOT / "README.md").read_text(encoding="utf-8")
(OVERLAY,) = re.findall(r"```yaml\n(extends: .*?)```", README, re.DOTALL)
EMPTY_ORG = {
    "import": (2, "my-sandbox: has no object Campaign"),
    "plan": (0, "43 to create"),
    "verify": (1, "Not ready: stand-in@example.com"),
}


@pytest.mark.parametrize("command", [each for each in OURS if "--target-org" not in each])
def test_our_commands_run(
    command: str, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    run("generate")
    if " init " not in command:
        (project / "my-schema.yaml").write_text(OVERLAY, encoding="utf-8")
    for name, text in ANSWERS.items():
        (project / name).write_text(text, encoding="utf-8")
    if "--update imported.yaml" in command:
        run("import", "force-app", "--output", "imported.yaml")
    if "import fields.xlsx" in command:
        run("export", "my-schema.yaml", "--format", "xlsx", "--output", "fields.xlsx")
    if "HEAD" in command:
        commit(project)
    retrieved = next(Path("unpackaged").rglob("CampaignMemberStatus.*"))
    if retrieved.name in command:
        retrieved.write_text(RETRIEVED, encoding="utf-8")

    result = run(*shlex.split(command.partition(" > ")[0])[1:])

    assert result.exit_code == 0, result.output


def test_our_commands_ask_an_org(project: Path, wsdl: Wsdl) -> None:
    asking = [shlex.split(each)[1:] for each in OURS if "--target-org" in each]
    (project / "my-schema.yaml").write_text(OVERLAY, encoding="utf-8")
    with Org(wsdl.refusals) as org:
        cli = Cli(org, project, project)
        cli.login("my-sandbox")
        for words in asking:
            call = (sys.executable, "-m", "generator", *words)
            environment = {**cli.environment(), "PYTHONPATH": str(ROOT)}
            result = execute(*call, cwd=project, environment=environment)
            status, said = EMPTY_ORG[words[0]]
            assert result.returncode == status, result.stderr
            assert said in result.stdout + result.stderr

    assert {words[0] for words in asking} == EMPTY_ORG.keys()


@pytest.mark.parametrize("command", commands("sf"))
@each_installation
def test_the_options_of_sf_exist(command: str, installation: Installation) -> None:
    """The commands need an org; that `sf` knows them and their options needs none."""
    assert unknown_options(command, installation) == []


def test_links_lead_somewhere() -> None:
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        headings = {
            re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        for target in re.findall(r"\]\(([^)]+)\)", text):
            if target.startswith("#"):
                assert target[1:] in headings
            elif not target.startswith("https://"):
                assert (document.parent / target.partition("#")[0]).exists(), target


def test_every_dependency_is_explained() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    table = set(re.findall(r"^\| ([a-z][a-z0-9-]*) \| ", readme, re.MULTILINE))
    assert table == {re.split(r"[>=]", dependency)[0] for dependency in PROJECT["dependencies"]}


def test_the_version_is_written_once_more_only_where_it_has_to_be() -> None:
    assert PROJECT["version"] == __version__


def test_the_files_that_a_rule_is_about_were_counted_for_every_rule() -> None:
    counted = json.loads((ROOT / "docs/rule_counts.json").read_bytes())
    assert counted.keys() == RULES.keys()
