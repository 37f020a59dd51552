"""The statuses that a campaign lacks: each label once, no SortOrder twice, one default."""

import csv
import io
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run, execute, plain_environment
from test_cli import call
from test_records import GRANULAR, TABLE

from generator.campaigns.record_id import full

CAMPAIGN = "70103000000cnFXAAY"
OTHER = full("70103000000cnFY", "Campaign")
SELECT = (
    "Query with: sf data query --query "  # noqa: S608
    '"SELECT CampaignId, Label, SortOrder, IsDefault FROM CampaignMemberStatus '
    f"WHERE CampaignId = '{CAMPAIGN}'\" --json\n"
)
SHIPPED = (ROOT / "generator/schemas/kaltura.yaml").read_text(encoding="utf-8")
TREE = ROOT / "node_modules/@salesforce/plugin-data/lib/api/data/tree"
Record = dict[str, Any]
Answer = Callable[..., Path]


def status(label: str, order: int, *, default: bool = False, campaign: str = CAMPAIGN) -> Record:
    """Return a record as `sf data query --json` prints it."""
    url = f"/services/data/v67.0/sobjects/CampaignMemberStatus/01Y0300000{order:05}"
    return {
        "attributes": {"type": "CampaignMemberStatus", "url": url},
        "CampaignId": campaign,
        "Label": label,
        "SortOrder": order,
        "IsDefault": default,
    }


NEW = [status("Sent", 1, default=True), status("Responded", 2)]


@pytest.fixture
def answer(tmp_path: Path) -> Answer:
    """Write what `sf data query --json` prints for these records."""

    def write(*records: Record, **more: object) -> Path:
        result = {"records": records, "totalSize": len(records), "done": True, **more}
        path = tmp_path / "present.json"
        path.write_text(json.dumps({"status": 0, "result": result, "warnings": []}, indent=2))
        return path

    return write


def missing(run: Run, present: Path | None = None, schema: Path | str = "kaltura") -> list[Record]:
    """Return the records that the command prints, without their attributes."""
    source = ["--present", present] if present else []
    result = run("statuses", "--campaign", CAMPAIGN, schema, *source)
    assert result.exit_code == 0, result.stderr
    return [
        {key: value for key, value in record.items() if key != "attributes"}
        for record in json.loads(result.stdout)["records"]
    ]


def imported(present: list[Record], records: list[Record]) -> list[Record]:
    """Return what a campaign has once records were added: a new default takes the place of one."""
    takes_over = any(record["IsDefault"] for record in records)
    kept = [{**r, "IsDefault": r["IsDefault"] and not takes_over} for r in present]
    return [*kept, *records]


def defaults(records: list[Record]) -> list[str]:
    return [record["Label"] for record in records if record["IsDefault"]]


def refused(run: Run, *arguments: str | Path) -> str:
    result = run("statuses", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_a_new_campaign_gets_all(run: Run) -> None:
    records = missing(run)

    assert {record["Label"] for record in records} == {*TABLE, *GRANULAR}
    assert {record["CampaignId"] for record in records} == {CAMPAIGN}
    assert [record["SortOrder"] for record in records][:3] == [12, 22, 23]
    assert defaults(records) == ["Created"]
    assert all(set(r) == {*NEW[0], "HasResponded"} - {"attributes"} for r in records)


def test_what_salesforce_gives_a_campaign_needs_no_query(run: Run, answer: Answer) -> None:
    assert missing(run) == missing(run, answer(*NEW))


def test_the_tree_names_its_records(run: Run) -> None:
    result = run("statuses", "--campaign", CAMPAIGN[:15])

    records = json.loads(result.stdout)["records"]
    assert list(json.loads(result.stdout)) == ["records"]
    assert [record["attributes"] for record in records] == [
        {"type": "CampaignMemberStatus", "referenceId": f"Status{number}"}
        for number in range(1, 17)
    ]
    assert records[0]["CampaignId"] == CAMPAIGN, "an id of 15 characters becomes one of 18"
    assert result.stdout.endswith("}\n")
    assert result.stderr == ""


def test_the_table_says_the_same(run: Run) -> None:
    result = call("statuses", "--campaign", CAMPAIGN, "--format", "csv")

    lines = result.stdout.split("\n")
    assert lines[:2] == [
        "CampaignId,Label,SortOrder,IsDefault,HasResponded",
        f"{CAMPAIGN},Created,12,true,false",
    ]
    assert lines[-1] == ""
    assert "\r" not in result.stdout
    table = list(csv.DictReader(io.StringIO(result.stdout)))
    assert table == [
        {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in record.items()}
        for record in missing(run)
    ]


def test_labels_are_quoted_in_a_table(tmp_path: Path, run: Run) -> None:
    schema = tmp_path / "schema.yaml"
    schema.write_text(SHIPPED.replace("label: Created", "label: '\"Made\", Zoë'"), "utf-8")

    result = run("statuses", "--campaign", CAMPAIGN, schema, "--format", "csv")

    assert f'{CAMPAIGN},"""Made"", Zoë",12,true,false\n' in result.stdout


@pytest.mark.parametrize("seed", range(20))
def test_what_is_printed_completes_a_campaign(run: Run, answer: Answer, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    labels = [*TABLE, *GRANULAR, "Sent", "Responded", "VIP", "No show"]
    spellings: list[Callable[[str], str]] = [str, str.upper, str.lower]
    names = {label.casefold(): chance.choice(spellings)(label) for label in labels}
    some = chance.sample(sorted(names.values()), chance.randrange(1, len(names) + 1))
    orders = chance.sample(range(200), len(some))
    chosen = chance.choice(some)
    present = [
        status(label, order, default=label == chosen)
        for label, order in zip(some, orders, strict=True)
    ]

    records = missing(run, answer(*present))

    whole = imported(present, records)
    folded = [record["Label"].casefold() for record in whole]
    assert len(set(folded)) == len(folded)
    assert {label.casefold() for label in (*TABLE, *GRANULAR)} <= set(folded)
    assert len({record["SortOrder"] for record in whole}) == len(whole)
    assert len(defaults(whole)) == 1
    if chosen.casefold() not in {"sent", "responded"}:
        assert defaults(whole) == [chosen], "what a person chose stays"
    assert missing(run, answer(*whole)) == []


def test_a_campaign_that_has_all(run: Run, answer: Answer) -> None:
    present = answer(*imported(NEW, missing(run)))

    tree = run("statuses", "--campaign", CAMPAIGN, "--present", present)
    table = run("statuses", "--campaign", CAMPAIGN, "--present", present, "--format", "csv")

    assert (tree.exit_code, table.exit_code) == (0, 0)
    assert json.loads(tree.stdout) == {"records": []}
    assert table.stdout == "CampaignId,Label,SortOrder,IsDefault,HasResponded\n"
    assert tree.stderr == table.stderr == f"The campaign {CAMPAIGN} has all 16 statuses.\n"


def test_a_default_that_a_person_chose_stays_and_is_told(run: Run, answer: Answer) -> None:
    present = answer(status("Sent", 1), status("VIP", 2, default=True))

    result = run("statuses", "--campaign", CAMPAIGN, "--present", present)

    assert defaults(json.loads(result.stdout)["records"]) == []
    assert result.stderr == (
        f"The default of the campaign {CAMPAIGN} stays VIP; the schema's is Created.\n"
    )


def test_ours_that_is_there_is_not_made_the_default_anew(run: Run, answer: Answer) -> None:
    records = missing(run, answer(*NEW, status("CREATED", 3)))

    assert "Created" not in {record["Label"] for record in records}
    assert defaults(records) == []


def test_an_answer_without_statuses_is_refused(run: Run, answer: Answer) -> None:
    result = run("statuses", "--campaign", CAMPAIGN, "--present", answer())

    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"has no status of the campaign {CAMPAIGN}; check the id\n" in result.stderr


def test_a_campaign_without_a_default_gets_ours(run: Run, answer: Answer) -> None:
    assert defaults(missing(run, answer(status("Sent", 1)))) == ["Created"]


def test_the_answer_may_come_through_a_pipe(answer: Answer, run: Run) -> None:
    present = answer(*NEW, status("Created", 7))
    command = [sys.executable, "-m", "generator", "statuses", "--campaign", CAMPAIGN]

    with present.open("rb") as file:
        piped = subprocess.run(
            [*command, "--present", "-"],
            cwd=ROOT,
            env=plain_environment(),
            stdin=file,
            capture_output=True,
            text=True,
            check=True,
        )

    read = run("statuses", "--campaign", CAMPAIGN, "--present", present)
    assert piped.stdout == read.stdout


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_answer_may_be_saved_by_powershell(run: Run, answer: Answer, encoding: str) -> None:
    present = answer(*NEW)
    present.write_text(present.read_text(encoding="utf-8"), encoding=encoding)

    assert len(missing(run, present)) == 16


@pytest.mark.parametrize(
    ("campaign", "message"),
    [
        ("", "'' is not a Salesforce id, which has 15 or 18 letters and digits"),
        ("70103000000cnFXA", "'70103000000cnFXA' is not a Salesforce id"),
        ("70103000000cnF_AAY", "'70103000000cnF_AAY' is not a Salesforce id"),
        ("70103000000cnFX\n", "'70103000000cnFX\\n' is not a Salesforce id"),
        ("7010300000Ⅷ0cnFX", "is not a Salesforce id"),
        ("00Q0300000AczgfEAB", "is not the id of a Campaign, which begins with 701"),
        ("70103000000cnFXAAZ", "it ends in AAZ; expected AAY; a character or its case"),
        ("70103000000cnfxAAY", "it ends in AAY; expected AAA"),
        ("70103000000cnFXaay", "it ends in aay; expected AAY"),
    ],
)
def test_a_wrong_id(run: Run, campaign: str, message: str) -> None:
    stderr = refused(run, "--campaign", campaign)

    assert stderr.startswith("error: --campaign: ")
    assert message in stderr


def test_a_schema_without_statuses(run: Run, tmp_path: Path) -> None:
    schema = tmp_path / "bare.yaml"
    schema.write_text("name: bare\nlabel: B\ndescription: B\n", encoding="utf-8")

    stderr = refused(run, "--campaign", CAMPAIGN, schema)

    assert stderr == f"error: {schema}: has no campaign_member_statuses\n"


def test_a_schema_that_is_not_there(run: Run) -> None:
    assert "error: kalturra: " in refused(run, "--campaign", CAMPAIGN, "kalturra")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "",
            "is not JSON; expected the output of sf data query --json: Expecting value: line 1 ",
        ),
        (" ID  LABEL\n ─── ─────\n", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"result": ' + "1" * 5000 + "}", "is not JSON"),
        ("[]", "has no records in result.records; expected the output of sf data query --json"),
        ("{}", "has no records in result.records"),
        ('{"status": 0, "result": []}', "has no records in result.records"),
        ('{"status": 0, "result": {"records": [1]}}', "has no records in result.records"),
        (
            '{"name": "NoOrgError", "message": "No default environment found.", "status": 1}',
            "holds an error of sf: No default environment found.",
        ),
        ('{"status": [1]}', "holds an error of sf: no reason is given"),
        ('{"status": 0, "result": {"records": [], "done": false}}', "is incomplete: 0 of "),
        ('{"status": 0, "result": {"records": [], "totalSize": 1}}', "is incomplete: 0 of "),
    ],
)
def test_an_answer_that_is_none(run: Run, tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "present.json"
    path.write_text(content, encoding="utf-8")

    stderr = refused(run, "--campaign", CAMPAIGN, "--present", path)

    assert stderr.startswith(f"error: {path}: ")
    assert message in stderr
    assert stderr.endswith(SELECT)


def test_nothing_that_a_terminal_obeys_is_printed(
    run: Run, answer: Answer, tmp_path: Path
) -> None:
    signs = "\x9b2J\u202e\u2066"
    schema = tmp_path / "signs.yaml"
    schema.write_text(SHIPPED.replace("Blocked", json.dumps(f"Blocked{signs}")), encoding="utf-8")
    present = answer(status(f"Sent{signs}", 1, default=True))

    result = run("statuses", "--campaign", CAMPAIGN, schema, "--present", present)

    assert result.exit_code == 0, result.stderr
    assert not set(signs) & set(result.stdout + result.stderr) - {"2", "J"}
    assert f"Blocked{signs}" in [each["Label"] for each in json.loads(result.stdout)["records"]]
    assert "stays Sent\\x9b2J\\u202e\\u2066;" in result.stderr


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.json", "cannot be read: No such file or directory"),
        (".", "cannot be read: Is a directory"),
        ("/dev/zero", "is larger than 16 MiB"),
    ],
)
def test_a_file_that_cannot_be_read(run: Run, path: str, message: str) -> None:
    stderr = refused(run, "--campaign", CAMPAIGN, "--present", path)

    assert stderr == f"error: {path}: {message}\n{SELECT}"


def test_records_that_cannot_be_used_are_told_at_once(run: Run, answer: Answer) -> None:
    bare = {"attributes": {"type": "CampaignMemberStatus"}, "Id": "01Y030000000001"}
    path = answer(
        bare,
        {**NEW[0], "SortOrder": 1.5, "IsDefault": "true"},
        {**NEW[1], "SortOrder": True, "Label": 7},
        status("Sent", 1, campaign=OTHER),
        status("Sent", 1, campaign="nonsense"),
        status("Sent", 1, default=True),
        status("VIP", 2, default=True),
    )

    stderr = refused(run, "--campaign", CAMPAIGN, "--present", path)

    start = f"error: {path}: result.records"
    form = "is not a Salesforce id, which has 15 or 18 letters and digits"
    assert stderr == "".join(
        [
            f"{start}.0.CampaignId: is missing\n",
            f"{start}.0.Label: is missing\n",
            f"{start}.0.SortOrder: is missing\n",
            f"{start}.0.IsDefault: is missing\n",
            f"{start}.1.SortOrder: is 1.5; expected a whole number\n",
            f"{start}.1.IsDefault: is 'true'; expected true or false\n",
            f"{start}.2.Label: is 7; expected text\n",
            f"{start}.2.SortOrder: is True; expected a whole number\n",
            f"{start}.3.CampaignId: is {OTHER}; expected {CAMPAIGN}\n",
            f"{start}.4.CampaignId: 'nonsense' {form}\n",
            f"error: {path}: has more than one default status; a campaign has one\n",
            SELECT,
        ]
    )


def test_many_wrong_records_are_counted(run: Run, answer: Answer) -> None:
    path = answer(*(status("Sent", n, campaign=OTHER) for n in range(1000)))

    stderr = refused(run, "--campaign", CAMPAIGN, "--present", path)

    assert len(stderr.splitlines()) == 52
    assert f"error: {path}: and 950 more like these\n" in stderr


def test_a_sort_order_that_leaves_no_room(run: Run, answer: Answer) -> None:
    path = answer(status("Sent", 999_999_950, default=True))

    stderr = refused(run, "--campaign", CAMPAIGN, "--present", path)

    assert stderr == (
        f"error: {path}: the last SortOrder would be 1000000030; at most 999999999 is allowed; "
        "lower the SortOrder of the campaign's statuses\n"
    )


def test_no_campaign_is_an_error() -> None:
    result = call("statuses")

    assert (result.returncode, result.stdout) == (2, "")
    assert "--campaign" in result.stderr


def test_the_real_plugin_reads_the_tree(run: Run, tmp_path: Path) -> None:
    """It has no schema for such files, so its own functions read ours, up to the request."""
    assert TREE.exists(), "the Salesforce CLI is not installed: run `make test`"
    path = tmp_path / "statuses.json"
    path.write_text(run("statuses", "--campaign", CAMPAIGN).stdout, encoding="utf-8")
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ parseDataFileContents }} from "{TREE}/importCommon.js";
        import {{ createSObjectTypeMap, validateNoRefs }} from "{TREE}/importFiles.js";
        const records = parseDataFileContents("{path}")(readFileSync("{path}", "utf8"));
        validateNoRefs({{ records, filePath: "{path}", sobject: records[0].attributes.type }});
        console.log(JSON.stringify([...createSObjectTypeMap(records)]));
    """

    result = execute("node", "--input-type=module", "--eval", script)

    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == [
        [f"Status{number}", "CampaignMemberStatus"] for number in range(1, 17)
    ]
