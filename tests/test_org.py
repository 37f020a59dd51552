"""The real Salesforce CLI against a stand-in org: what it sends is taken, kept and given back.

What that does not prove stands in `tests/org/__init__.py`. The rules of the project are applied
to what arrives, the WSDL too; a deploy that they refuse fails here as it would in an org.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Wsdl, tree
from org import TOKEN, Cli, Org
from org.soql import query
from sf import Installation, each_installation
from typer.testing import CliRunner

from generator.cli import app
from generator.planning.compare import compare

FIELDS = "force-app/main/default/objects/UserSessionEngagement__c/fields"
ENGAGEMENT = "UserSessionEngagement__c"
DEPLOY = ("project", "deploy", "start")
LEAD = {"LastName": "Doe", "Company": "Doe"}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("generated")
    result = CliRunner().invoke(app, ["generate", "--project-dir", str(project)])
    assert result.exit_code == 0, result.output
    return project


@pytest.fixture(scope="module")
def shared(generated: Path, wsdl: Wsdl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with Org(wsdl.refusals) as org:
        cli = Cli(org, generated, tmp_path_factory.mktemp("home"))
        cli(*DEPLOY, "--source-dir", "force-app", "--source-dir", "reports")
        yield cli


@pytest.fixture
def deployed(shared: Cli, generated: Path, tmp_path: Path) -> Iterator[Cli]:
    """Return a CLI in a project of its own, whose tree is in the org."""
    shutil.copytree(generated, tmp_path / "copy")
    with shared.org.undone() as org:
        yield Cli(org, tmp_path / "copy", tmp_path / "home")


@pytest.fixture
def empty(generated: Path, wsdl: Wsdl, tmp_path: Path) -> Iterator[Cli]:
    """Return a CLI in a project of its own, and nothing in the org."""
    shutil.copytree(generated, tmp_path / "copy")
    with Org(wsdl.refusals) as org:
        yield Cli(org, tmp_path / "copy", tmp_path / "home")


def states(result: dict[str, Any]) -> Counter[str]:
    return Counter(file["state"] for file in result["files"])


def sources(project: Path, *folders: str) -> dict[str, bytes]:
    return {k: v for folder in folders for k, v in tree(project / folder).items()}


@each_installation
def test_a_deploy_creates_everything_and_a_second_one_changes_nothing(
    installation: Installation, empty: Cli
) -> None:
    deploy = (*DEPLOY, "--source-dir", "force-app")
    count = len(sources(empty.project, "force-app"))

    reports = (*DEPLOY, "--source-dir", "reports")
    also = len(sources(empty.project, "reports"))

    results = replace(empty, installation=installation).all(
        (*deploy, "--dry-run"), deploy, deploy, reports
    )

    assert [states(each) for each in results] == [
        {"Created": count},
        {"Created": count},  # the dry run stored nothing
        {"Unchanged": count},
        {"Created": also},
    ]
    assert len(empty.org.metadata.stored) == count + also


def test_a_validation_checks_everything_and_keeps_nothing(empty: Cli) -> None:
    validate = ("project", "deploy", "validate", "--test-level", "RunLocalTests")

    result = empty(*validate, "--source-dir", "force-app")

    assert result["checkOnly"] is True
    assert states(result) == {"Created": len(sources(empty.project, "force-app"))}
    assert empty.org.metadata.stored == {}


def test_a_changed_field_alone_is_changed(deployed: Cli) -> None:
    path = deployed.project / FIELDS / "plays__c.field-meta.xml"
    path.write_bytes(path.read_bytes().replace(b"<label>Plays<", b"<label>Starts<"))

    result = deployed(*DEPLOY, "--source-dir", "force-app")

    assert states(result)["Changed"] == 1
    fields = {f["name"]: f for f in deployed.org.data.describe(ENGAGEMENT)["fields"]}
    assert fields["plays__c"]["type"] == "double"


def test_a_broken_field_fails_by_its_name_and_nothing_is_stored(empty: Cli) -> None:
    path = empty.project / FIELDS / "entry_id__c.field-meta.xml"
    path.write_bytes(path.read_bytes().replace(b">Text<", b">Txet<"))

    answer = empty(*DEPLOY, "--source-dir", "force-app", fails=True)

    failures = answer["result"]["details"]["componentFailures"]
    (failure,) = [f for f in failures if f["componentType"] == "CustomField"]
    assert failure["fullName"] == f"{ENGAGEMENT}.entry_id__c"
    assert "Txet" in failure["problem"]
    assert not failure["problem"].startswith("KS")  # it is the WSDL that speaks, not our rules
    assert empty.org.metadata.stored == {}


def test_a_rule_of_the_project_fails_a_deploy_too(deployed: Cli) -> None:
    """A permission set may not speak of a required field: no WSDL says that."""
    folder = deployed.project / "force-app/main/default/permissionsets"
    path = folder / "Kaltura_Integration.permissionset-meta.xml"
    path.write_bytes(
        path.read_bytes().replace(b"Campaign.Kaltura_Event__c", b"CampaignMember.external_id__c")
    )

    answer = deployed(*DEPLOY, "--source-dir", "force-app", fails=True)

    failures = answer["result"]["details"]["componentFailures"]
    assert {f["fullName"] for f in failures} == {"Kaltura_Integration"}


@each_installation
def test_a_retrieve_writes_the_bytes_that_were_deployed(
    installation: Installation, deployed: Cli
) -> None:
    """Every file is spoilt first, so each that is right was written from what the org sent.

    An org would add what `org.metadata.ADDED` lists, but our tree has it. To reports it adds what
    is no difference. Into a tree that lacks the files, `sf` also writes an empty object file for
    each standard object with a field.
    """
    project = deployed.project
    ours = tree(project)
    for path in [*(project / "force-app").rglob("*.xml"), *(project / "reports").rglob("*.xml")]:
        with path.open("ab") as file:
            file.write(b"<!-- spoilt -->")

    retrieve = ("project", "retrieve", "start", "--manifest")
    manifests = ("manifest/package.xml", "manifest/reports.xml")
    cli = replace(deployed, installation=installation)
    for result in cli.all(*((*retrieve, manifest) for manifest in manifests)):
        assert "Failed" not in states(result)

    found = tree(project)
    added = {path for path in ours if found[path] != ours[path]}
    assert added == {path for path in ours if path.startswith("reports/")}
    assert compare(found, ours).changed == ()


def test_a_retrieve_completes_what_a_file_left_out(deployed: Cli) -> None:
    path = deployed.project / FIELDS / "plays__c.field-meta.xml"
    ours = path.read_bytes()
    short = ours.replace(b"    <trackTrending>false</trackTrending>\n", b"")
    path.write_bytes(short.replace(b"    <unique>false</unique>\n", b""))

    missing = f"CustomField:{ENGAGEMENT}.no__c"
    names = ("--metadata", f"CustomField:{ENGAGEMENT}.plays__c", "--metadata", missing)
    sent, retrieved = deployed.all(
        (*DEPLOY, "--source-dir", FIELDS), ("project", "retrieve", "start", *names)
    )

    # `sf` packs the whole object here, but lists only the fields: only those count.
    messages = sent["details"]["componentSuccesses"]
    assert {message["componentType"] for message in messages} == {"CustomField"}
    assert states(sent)["Changed"] == 0
    assert path.read_bytes() == ours
    (failure,) = [file for file in retrieved["files"] if file["state"] == "Failed"]
    assert failure["fullName"] == f"{ENGAGEMENT}.no__c"


def test_a_deleted_field_is_gone(deployed: Cli) -> None:
    name = f"{ENGAGEMENT}.wow_clicked_count__c"
    package = '<Package xmlns="http://soap.sforce.com/2006/04/metadata">{}</Package>'
    types = f"<types><members>{name}</members><name>CustomField</name></types>"
    (deployed.project / "nothing.xml").write_text(
        package.format("<version>67.0</version>"), encoding="utf-8"
    )
    (deployed.project / "gone.xml").write_text(package.format(types), encoding="utf-8")
    changes = ("--manifest", "nothing.xml", "--post-destructive-changes", "gone.xml")

    result, described, retrieved = deployed.all(
        (*DEPLOY, *changes),
        ("sobject", "describe", "--sobject", ENGAGEMENT),
        ("project", "retrieve", "start", "--metadata", f"CustomField:{name}"),
    )

    messages = result["details"]["componentSuccesses"]
    assert [m["fullName"] for m in messages if m["deleted"]] == [name]
    assert name.partition(".")[2] not in {field["name"] for field in described["fields"]}
    assert states(retrieved) == {"Failed": 1}


def test_the_campaign_statuses_are_imported(deployed: Cli) -> None:
    text = "SELECT Label, Campaign.Name FROM CampaignMemberStatus WHERE IsDefault = true"
    imported, answer = deployed.all(
        ("data", "import", "tree", "--plan", "data/kaltura-plan.json"),
        ("data", "query", "--query", text),
    )

    # An org makes two statuses of its own, and the first of ours takes the default from them.
    assert len(deployed.org.data.tables["CampaignMemberStatus"]) == len(imported) - 1 + 2
    assert [record["Label"] for record in answer["records"]] == ["Created"]
    assert answer["records"][0]["Campaign"] == {"Name": "Kaltura event template"}


def test_an_upsert_by_external_id_makes_one_record(deployed: Cli) -> None:
    data = deployed.org.data
    campaign = data.create("Campaign", {"Name": "Event"})
    lead = data.create("Lead", LEAD)
    address = f"/services/data/v67.0/sobjects/CampaignMember/external_id__c/{campaign}_{lead}"
    first = {"CampaignId": campaign, "LeadId": lead, "Status": "Nobody's"}
    upsert = ("api", "request", "rest", address, "--method", "PATCH", "--target-org", TOKEN)

    created = deployed.run(*upsert, "--body", json.dumps(first))
    updated = deployed.run(*upsert, "--body", json.dumps({"Status": "Responded"}))

    assert json.loads(created.stdout)["created"] is True
    assert json.loads(updated.stdout)["created"] is False
    (record,) = data.tables["CampaignMember"].values()
    assert record["external_id__c"] == f"{campaign}_{lead}"
    assert record["Status"] == "Responded"


def test_an_engagement_is_taken_and_one_with_a_long_id_is_not(deployed: Cli) -> None:
    lead = deployed.org.data.create("Lead", LEAD)
    create = ("data", "create", "record", "--sobject", ENGAGEMENT, "--values")

    made, refused = deployed.all(
        (*create, f"Lead__c={lead} entry_id__c=1_abcdefghi plays__c=3"),
        (*create, "entry_id__c=1_abcdefghij"),
    )

    assert list(deployed.org.data.tables[ENGAGEMENT]) == [made["id"]]
    assert refused["name"] == "STRING_TOO_LONG"


def test_a_permission_set_is_assigned_and_flows_are_active(deployed: Cli) -> None:
    deployed.login("stand-in")
    assign = ("org", "assign", "permset", "--name", "Kaltura_Integration")
    assigned = deployed.run(*assign, "--target-org", "stand-in")
    text = "SELECT DeveloperName, ActiveVersionId FROM FlowDefinition"
    flows = deployed("data", "query", "--use-tooling-api", "--query", text)["records"]

    assert assigned.returncode == 0, assigned.stdout
    names = query(deployed.org.data, "SELECT PermissionSet.Name FROM PermissionSetAssignment")
    assert [r["PermissionSet"]["Name"] for r in names["records"]] == ["Kaltura_Integration"]
    assert len(flows) == 2
    assert all(flow["ActiveVersionId"] for flow in flows)


def test_an_expired_session_is_told(deployed: Cli) -> None:
    deployed.org.faults.next(401, "/services/Soap/")

    answer = deployed(*DEPLOY, "--source-dir", "force-app", fails=True)

    assert "INVALID_SESSION_ID" in answer["name"] + answer["message"]
