"""The keys that campaign members lack: for those that have none, and never one key twice."""

import csv
import io
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import ROOT, Run, execute, plain_environment

from generator.campaigns.record_id import full

HEADER = ("Id", "CampaignId", "LeadId", "ContactId", "external_id__c")
CAMPAIGN, LEAD = "70103000000cnFXAAY", "00Q0300000AczgfEAB"
KEY = f"{CAMPAIGN}_{LEAD}"
EXPORT = (
    'Export with: sf data export bulk --query "SELECT Id, CampaignId, LeadId, ContactId, '
    'external_id__c FROM CampaignMember WHERE LeadId != null OR ContactId != null" --output-file '
    "members.csv --result-format csv --wait 10\n"
)
Export = Callable[..., Path]


def member(number: int) -> str:
    return full(f"00v{number:012}", "CampaignMember")


def lead(number: int) -> str:
    return full(f"00Q{number:012}", "Lead")


def contact(number: int) -> str:
    return full(f"003{number:012}", "Contact")


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Write rows as a bulk export does: every value in quotes."""

    def write(*rows: Sequence[str], header: Sequence[str] = HEADER, end: str = "\n") -> Path:
        path = tmp_path / "members.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator=end)
            writer.writerows([header, *rows])
        return path

    return write


def keys(run: Run, path: Path) -> list[list[str]]:
    """Return the rows that the command prints, without their header."""
    result = run("backfill", path)
    assert result.exit_code == 0, result.stderr
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows[0] == ["Id", "external_id__c"]
    return rows[1:]


def refused(run: Run, path: str | Path, status: int = 2) -> str:
    result = run("backfill", path)
    assert (result.exit_code, result.stdout) == (status, "")
    return result.stderr


def test_a_key_is_the_campaign_and_the_lead_or_else_the_contact(run: Run, export: Export) -> None:
    path = export(
        (member(1), CAMPAIGN, LEAD, "", ""),
        (member(2), CAMPAIGN, "", contact(2), ""),
        (member(3), CAMPAIGN, lead(3), contact(3), " "),
        (member(4), CAMPAIGN, lead(4), "", "made by hand"),
    )

    result = run("backfill", path)

    assert result.exit_code == 0
    assert result.stdout == (
        "Id,external_id__c\n"
        f"{member(1)},70103000000cnFXAAY_00Q0300000AczgfEAB\n"
        f"{member(2)},{CAMPAIGN}_{contact(2)}\n"
        f"{member(3)},{CAMPAIGN}_{lead(3)}\n"
    )
    assert result.stderr == "3 members get a key, 1 has one\n"


def test_ids_of_15_characters_become_longer(run: Run, export: Export) -> None:
    path = export((member(1)[:15], CAMPAIGN[:15], LEAD[:15], "", ""))

    assert keys(run, path) == [[member(1), KEY]]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_other_line_ends_orders_and_columns(run: Run, export: Export, end: str, mark: str) -> None:
    header = ("EXTERNAL_ID__C", "Lead.Name", "contactid", "leadid", "campaignid", "ID")
    row = ("", 'Jane "JJ" Doe,\nof Zürich', "", LEAD, CAMPAIGN, member(1))
    path = export(row, header=header, end=end)
    path.write_bytes(mark.encode() + path.read_bytes() + end.encode())

    assert keys(run, path) == [[member(1), KEY]]


@pytest.mark.parametrize("seed", range(10))
def test_the_second_run_has_nothing_to_do(run: Run, export: Export, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    rows = []
    for number in range(200):
        campaign = full(f"701{chance.randrange(9):012}", "Campaign")
        who = chance.choice(
            [(lead(number), ""), ("", contact(number)), (lead(number), contact(7))]
        )
        key = chance.choice(["", "", f"{campaign}_{who[0] or who[1]}"])
        size = chance.choice([15, 18])
        rows.append([member(number)[:size], campaign[:size], *who, key])
    chance.shuffle(rows)

    given = dict(keys(run, export(*rows)))

    assert list(given) == [full(row[0], "CampaignMember") for row in rows if not row[4]]
    after = [[*row[:4], given.get(full(row[0], "CampaignMember"), row[4])] for row in rows]
    folded = [row[4].casefold() for row in after]
    assert all(folded)
    assert len(set(folded)) == len(folded)
    again = run("backfill", export(*after))
    assert again.exit_code == 0
    assert again.stdout == "Id,external_id__c\n"
    assert again.stderr == "0 members get a key, 200 have one\n"


def test_an_export_without_members(run: Run, export: Export) -> None:
    result = run("backfill", export())

    assert (result.exit_code, result.stdout) == (0, "Id,external_id__c\n")
    assert result.stderr == "0 members get a key, 0 have one\n"


def test_a_member_with_a_key_may_be_an_account(run: Run, export: Export) -> None:
    assert keys(run, export((member(1), CAMPAIGN, "", "", "mine"))) == []


def test_an_export_may_come_through_a_pipe(export: Export) -> None:
    path = export((member(1), CAMPAIGN, LEAD, "", ""), ("", CAMPAIGN, LEAD, "", ""))
    command = [sys.executable, "-m", "generator", "backfill", "-"]

    def piped(content: bytes) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            command,
            cwd=ROOT,
            env=plain_environment(),
            input=content,
            capture_output=True,
            check=False,
        )

    wrong = piped(path.read_bytes())
    right = piped(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))

    assert wrong.returncode == 2
    assert wrong.stderr.decode() == f"error: standard input:3: Id: is blank\n{EXPORT}"
    assert right.stdout.decode() == f"Id,external_id__c\n{member(1)},{KEY}\n"
    assert right.stderr.decode() == "1 member gets a key, 0 have one\n"


def test_clashes_are_told_with_both_members_and_nothing_is_given(run: Run, export: Export) -> None:
    path = export(
        (member(1), CAMPAIGN, LEAD, "", ""),
        (member(2), CAMPAIGN, LEAD, "", ""),
        (member(3), CAMPAIGN, lead(3), "", KEY.lower()),
        (member(4), CAMPAIGN, lead(4), "", f"{CAMPAIGN}_{lead(5)}"),
        (member(5), CAMPAIGN, lead(5), "", ""),
        (member(6), CAMPAIGN, lead(6), "", "ÄRGER"),
        (member(7), CAMPAIGN, lead(7), "", "ärger"),
        (member(8), CAMPAIGN, lead(8), "", ""),
    )

    stderr = refused(run, path, status=1)

    second = f"{member(1)} on line 2 gets too"
    third = f"{member(4)} on line 5 has too"
    fourth = f"{member(6)} on line 7 has too"
    assert stderr == "".join(
        f"error: {path}:{diagnostic}\n"
        for diagnostic in (
            f"3: {member(2)} gets the key {KEY}, which {second}",
            f"4: {member(3)} has the key {KEY.lower()}, which {second}",
            f"6: {member(5)} gets the key {CAMPAIGN}_{lead(5)}, which {third}",
            f"8: {member(7)} has the key ärger, which {fourth}",
        )
    )


def test_many_clashes_are_counted(run: Run, export: Export) -> None:
    path = export(*((member(number), CAMPAIGN, LEAD, "", "") for number in range(200)))

    stderr = refused(run, path, status=1)

    assert len(stderr.splitlines()) == 51
    assert stderr.endswith(f"error: {path}: and 149 more like these\n")


def test_wrong_rows_are_told_at_once(run: Run, export: Export) -> None:
    wide = (member(8), CAMPAIGN, LEAD, "", "", "more")
    path = export(
        ("00v", "", "", "", ""),
        (CAMPAIGN, member(1), contact(1), LEAD, ""),
        (member(3)[:15] + "ZZZ", CAMPAIGN, LEAD, "", ""),
        (member(4), CAMPAIGN, "", "", ""),
        (member(5), CAMPAIGN, LEAD, "", ""),
        (member(5), CAMPAIGN, lead(5), "", ""),
        ("two\nlines", CAMPAIGN, LEAD, "", "x"),
        wide,
        (member(9), CAMPAIGN, LEAD, "", ""),
    )

    stderr = refused(run, path)

    form = "is not a Salesforce id, which has 15 or 18 letters and digits"
    right = member(3)[15:]
    ending = f"ends in ZZZ; expected {right}; a character or its case was changed"
    account = "is neither a lead nor a contact, so no key can be made"
    without = "leave accounts out with WHERE LeadId != null OR ContactId != null"
    expected = (
        f"2: Id: '00v' {form}",
        "2: CampaignId: is blank",
        f"3: Id: '{CAMPAIGN}' is not the id of a CampaignMember, which begins with 00v",
        f"3: CampaignId: '{member(1)}' is not the id of a Campaign, which begins with 701",
        f"3: LeadId: '{contact(1)}' is not the id of a Lead, which begins with 00Q",
        f"3: ContactId: '{LEAD}' is not the id of a Contact, which begins with 003",
        f"4: Id: '{member(3)[:15]}ZZZ' is not a Salesforce id: it {ending}",
        f"5: {member(4)} {account}; {without}",
        f"7: {member(5)} is on line 6 already",
        f"8: Id: 'two\\nlines' {form}",
        "10: has 6 values; the header has 5",
        f"11: {member(9)} gets the key {KEY}, which {member(5)} on line 6 gets too",
    )
    assert stderr == "".join(f"error: {path}:{diagnostic}\n" for diagnostic in expected) + EXPORT


def test_many_wrong_rows_are_counted(run: Run, export: Export) -> None:
    path = export(*(("", "", "", "", "") for _ in range(1000)))

    stderr = refused(run, path)

    assert len(stderr.splitlines()) == 52
    assert f"error: {path}: and 1950 more like these\n" in stderr


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (HEADER[:4], "lacks the column external_id__c"),
        (("Id", "Status", "LeadId"), "lacks the columns CampaignId, ContactId, external_id__c"),
        ((*HEADER, "ID"), "has more than one column Id"),
        (("",), "lacks the columns Id, CampaignId, LeadId, ContactId, external_id__c"),
    ],
)
def test_a_header_that_lacks_something(
    run: Run, export: Export, header: tuple[str, ...], message: str
) -> None:
    stderr = refused(run, export(header=header))

    assert f":1: {message}" in stderr
    assert stderr.endswith(EXPORT)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize(
    ("separator", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")]
)
def test_another_separator_than_the_comma_is_named(
    separator: str, name: str, quote: str, run: Run, export: Export
) -> None:
    path = export()
    columns = [f"{quote}{column}{quote}" for column in (*HEADER, "Name, Title")]
    path.write_text(f"\ufeff{separator.join(columns)}\r\n", encoding="utf-8")

    stderr = refused(run, path)

    save = "save it as CSV with commas, or export it again with sf"
    assert stderr == (
        f"error: {path}:1: values are separated by {name}, not by commas; {save}\n{EXPORT}"
    )


@pytest.mark.parametrize("quote", ["", '"'])
def test_lines_that_end_with_cr_alone_are_named(quote: str, run: Run, export: Export) -> None:
    path = export()
    row = ",".join(f"{quote}{column}{quote}" for column in HEADER)
    path.write_bytes(f"{row}\r{row}\r".encode())

    stderr = refused(run, path)

    assert stderr.startswith(f"error: {path}:1: is not CSV: a line ends with CR alone; ")


def test_a_large_export_takes_no_more_memory(tmp_path: Path) -> None:
    """Each thousand rows once took half a megabyte."""
    path = tmp_path / "members.csv"
    tail = f",{CAMPAIGN[:15]},{LEAD[:15]},,"
    numbers = range(120_000)
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADER) + "\n")
        file.writelines(f"00v{n:012}{tail}{n}\n" for n in numbers)
    script = f"""
import resource, sys
from generator.campaigns import backfill  # what it imports is no part of the measure
from generator.commands.backfill import command
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
command({str(path)!r})
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, file=sys.stderr)
"""

    result = execute(sys.executable, "-c", script)

    assert result.returncode == 0, result.stderr
    summary, used = result.stderr.splitlines()
    assert summary == "0 members get a key, 120000 have one"
    assert int(used) < 25, "megabytes"


def test_a_full_disk_is_told(run: Run, export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def executescript(self, _: str) -> None: ...
        def close(self) -> None: ...
        def executemany(self, *_: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite3, "connect", lambda _: Full())

    stderr = refused(run, export((member(1), CAMPAIGN, LEAD, "", "")))

    assert "error: the temporary folder: cannot hold the members" in stderr
    assert "disk is full" in stderr
    assert "TMPDIR" in stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"\xff\n", "2: is not UTF-8 text: byte 0xff; save the file as UTF-8"),
        (b"\n\xe4\n", "3: is not UTF-8 text: byte 0xe4"),
        (b"a\0b\n", "2: holds a NUL byte"),
        (b'"a"b\n', "2: is not CSV: "),
        (b'"a\nb\nc', "4: is not CSV: "),
        (
            b"a\rb\n",
            "2: is not CSV: a line ends with CR alone; lines have to end with LF or CR LF",
        ),
        (b'"%s"\n' % (b"a" * 200_000), "2: is not CSV: "),
        (b"a" * 2**21, "2: is longer than 1 MiB"),
    ],
)
def test_a_line_that_cannot_be_read(run: Run, export: Export, line: bytes, message: str) -> None:
    path = export()
    path.write_bytes(path.read_bytes() + line)

    stderr = refused(run, path)

    assert stderr.startswith(f"error: {path}:{message}")
    assert stderr.count("\n") == 2


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.csv", ": cannot be read: No such file or directory"),
        (".", ": cannot be read: Is a directory"),
        ("/dev/null", ":1: lacks the columns"),
        ("/dev/zero", ":1: is longer than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_read(run: Run, path: str, message: str) -> None:
    assert refused(run, path).startswith(f"error: {path}{message}")


def test_a_closed_input_is_told() -> None:
    result = execute("bash", "-c", f"{sys.executable} -m generator backfill - <&-")

    assert result.returncode == 2
    assert result.stderr.startswith("error: standard input: cannot be read: Bad file descriptor")


def test_utf_16_is_not_read(run: Run, export: Export) -> None:
    path = export()
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")

    assert "is not UTF-8 text" in refused(run, path)


def test_no_file_is_a_question(run: Run) -> None:
    assert run("backfill").exit_code == 2
