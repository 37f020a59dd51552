"""What scripts and terminals see: exit codes, streams, JSON, colours, completion."""

import json
import os
import pty
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run, execute, plain_environment, tree
from small_schema import SCHEMA

from generator.workspace import run_lock

COMMAND = (sys.executable, "-m", "generator")
UNWRITTEN = "error: the output cannot be written: No space left on device\n"


def call(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return execute(*COMMAND, *arguments, environment=environment)


def test_json_of_a_run(project: Path) -> None:
    done = json.loads(call("generate", "--project-dir", project, "--json").stdout)
    again = json.loads(call("generate", "--project-dir", project, "--json").stdout)

    assert done["status"] == 0
    assert done["warnings"] == []
    assert done["result"]["apiVersion"] == "68.0"
    assert done["result"]["deploy"] == "sf project deploy start --source-dir force-app"
    created = {change["path"] for change in done["result"]["changes"]}
    assert created == set(tree(project))
    assert again["result"]["changes"] == []
    assert again["result"]["unchanged"] == len(created) - 4, (
        "all but the ownership file and the scaffold"
    )


def test_json_of_differences(project: Path) -> None:
    result = call("generate", "--project-dir", project, "--json", "--check", "--diff")

    data = json.loads(result.stdout)
    assert (result.returncode, data["status"]) == (1, 1)
    assert all(change["action"] == "create" for change in data["result"]["changes"])
    assert all(change["diff"].startswith("--- /dev/null") for change in data["result"]["changes"])
    assert tree(project) == {}


def test_json_of_an_error(project: Path, tmp_path: Path) -> None:
    schema = tmp_path / "bad.yaml"
    schema.write_text("name: bad\nlabel: 1\ndescription: x\n", encoding="utf-8")

    result = call("generate", schema, "--project-dir", project, "--json")

    data = json.loads(result.stdout)
    assert (result.returncode, data["status"], data["exitCode"]) == (2, 2, 2)
    assert data["name"] == "SchemaError"
    assert data["message"].startswith(f"{schema}:2: label: is 1; write text")
    assert data["data"] == [
        {
            "file": str(schema),
            "line": 2,
            "column": None,
            "key": "label",
            "rule": "",
            "message": "is 1; write text, in quotes: '1'",
        }
    ]
    assert isinstance(data["actions"], list)
    assert result.stderr == ""


def test_json_of_a_conflict_says_what_to_do(project: Path) -> None:
    call("generate", "--project-dir", project)
    (project / "manifest/package.xml").write_bytes(b"edited")

    data = json.loads(call("generate", "--project-dir", project, "--json").stdout)

    assert data["name"] == "OwnershipError"
    assert any("--force" in action for action in data["actions"])


def test_json_of_a_wrong_option(project: Path) -> None:
    result = call("generate", "--project-dir", project, "--jason", "--json")

    assert result.returncode == 2
    assert json.loads(result.stdout)["name"] == "UsageError"
    assert "--jason" in json.loads(result.stdout)["message"]


def test_results_and_diagnostics_go_their_own_ways(project: Path) -> None:
    done = call("generate", "--project-dir", project)
    failed = call("generate", "missing.yaml", "--project-dir", project)
    unknown = call("generate", "--unknown")

    assert done.stdout.endswith("53 created, 0 unchanged\n")
    assert done.stderr == ""
    assert failed.stdout == ""
    assert failed.stderr.startswith("error: missing.yaml: ")
    assert (failed.returncode, unknown.returncode) == (2, 2)
    assert "--unknown" in unknown.stderr


def test_a_reader_that_stops_does_not_change_the_verdict(project: Path) -> None:
    command = f"{shlex.join(COMMAND)} generate --project-dir {project} --check"
    call("generate", "--project-dir", project)

    result = execute("bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}")

    assert result.stdout == "0\n"
    assert "Traceback" not in result.stderr


def test_an_output_that_cannot_be_written_is_an_error(project: Path) -> None:
    command = f"{shlex.join(COMMAND)} generate --project-dir {project} --diff"

    result = execute("bash", "-c", f"{command} >/dev/full")

    assert result.returncode == 2
    assert result.stderr.endswith(UNWRITTEN)


@pytest.mark.parametrize("option", ["--version", "--help", "generate --help", ""])
def test_help_and_version_need_a_reader_no_more_than_results_do(option: str) -> None:
    command = f"{shlex.join(COMMAND)} {option}"

    read = execute("bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}")
    full = execute("bash", "-c", f"{command} >/dev/full")

    assert (read.stdout, read.stderr) == ("0\n", "")
    assert (full.returncode, full.stderr) == (2, UNWRITTEN)


def test_an_error_that_nobody_reads_keeps_its_exit_code(project: Path) -> None:
    command = f"{shlex.join(COMMAND)} generate missing.yaml --project-dir {project}"

    for target in (">/dev/full", ">&-", "> >(true)"):
        result = execute("bash", "-c", f"{command} 2{target}")
        assert (result.returncode, result.stdout) == (2, ""), target


def test_a_result_is_printed_whoever_reads_the_warnings(project: Path) -> None:
    """A broken pipe behind the error output is no reason to print no plan."""
    call("generate", "--project-dir", project)
    lines = '{"packageDirectories": [{"path": "force-app", "default": true}]}'
    (project / "sfdx-project.json").write_text(lines, encoding="utf-8")
    program = f"{shlex.join(COMMAND)} plan --project-dir {project}"

    warned = execute("bash", "-c", program)
    unread = execute(
        "bash", "-c", f"set -o pipefail; {{ {program} 2>&3; }} 3> >(exec <&-; sleep 2)"
    )

    assert "warning: " in warned.stderr
    assert warned.stdout
    assert (unread.returncode, unread.stdout) == (warned.returncode, warned.stdout)


def test_output_is_utf_8_whatever_the_locale(project: Path) -> None:
    case = ROOT / "tests/cases/text/schema.yaml"

    result = call("generate", case, "--project-dir", project, "--diff", PYTHONIOENCODING="cp1252")

    assert result.returncode == 1
    assert "Übergrößen 🎉" in result.stdout


def test_the_current_folder_does_not_matter_to_the_output(
    project: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    run("generate", "--project-dir", project)
    monkeypatch.chdir(other)

    run("generate")

    assert tree(other) == tree(project)


@pytest.mark.parametrize("command", ["generate --check", "plan", "validate"])
def test_a_closed_output_changes_no_verdict(command: str, project: Path) -> None:
    call("generate", "--project-dir", project)
    program = shlex.join([*COMMAND, *command.split()])

    result = execute(
        *("sh", "-c", f"{program} >&-"), cwd=project, environment={"PYTHONPATH": str(ROOT)}
    )

    assert (result.returncode, result.stderr) == (0, "")


def on_a_terminal(*arguments: str | Path, **environment: str) -> str:
    """Return what a command prints where both its streams are a terminal."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env=plain_environment(**{"TERM": "xterm-256color", **environment}),
        stdin=subprocess.DEVNULL,
        stdout=child,
        stderr=child,
    )
    os.close(child)
    output = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:
            break
        if not part:
            break
        output += part
    os.close(parent)
    process.wait()
    return output.decode()


def test_a_terminal_gets_escapes_for_what_its_encoding_lacks(
    project: Path, tmp_path: Path
) -> None:
    schema = tmp_path / "arrow.yaml"
    schema.write_text(SCHEMA.replace("label: Thing\n", "label: A\u2192B\n"), encoding="utf-8")

    shown = on_a_terminal(
        *("generate", schema, "--project-dir", project, "--diff"), PYTHONIOENCODING="ascii"
    )

    assert "Traceback" not in shown
    assert "+    <label>A\\u2192B</label>" in shown


def test_a_terminal_gets_colour_unless_it_asks_for_none(project: Path) -> None:
    coloured = on_a_terminal("generate", "--project-dir", project, "--check")
    plain = on_a_terminal("generate", "--project-dir", project, "--check", NO_COLOR="1")
    dumb = on_a_terminal("generate", "--project-dir", project, "--check", TERM="dumb")

    assert "\x1b[" in coloured
    assert "\x1b[" not in plain
    assert "\x1b[" not in dumb
    assert "Working" not in coloured, "32 files need no progress bar"


def test_a_terminal_sees_progress_only_where_work_is_long(project: Path, tmp_path: Path) -> None:
    schema = tmp_path / "long.yaml"
    text = "name: long\nlabel: Long\ndescription: Long.\ncustom_objects:\n"
    for number in range(50):
        text += f"  O_{number}__c:\n    label: O\n    plural_label: O\n"
        text += "    record_name: {label: Name}\n    fields:\n"
        for field in range(50):
            text += f"      F_{field}__c: {{label: F, type: Email}}\n"
    schema.write_text(text, encoding="utf-8")

    shown = on_a_terminal("generate", schema, "--project-dir", project, "--check", "--json")
    piped = call("generate", schema, "--project-dir", project, "--check")

    assert "Working" in shown
    assert "Working" not in piped.stdout + piped.stderr


def test_after_a_run_a_terminal_shows_the_next_command(project: Path) -> None:
    shown = on_a_terminal("generate", "--project-dir", project)

    assert "sf project deploy start --source-dir force-app" in shown


def test_a_run_that_waits_for_another_says_for_which_and_gives_up(project: Path) -> None:
    with run_lock.held(project):
        result = call("generate", "--project-dir", project, "--timeout", "0")

    assert result.returncode == 2
    assert f"Waiting for process {os.getpid()}" in result.stderr
    assert "Wait until that run has ended" in result.stderr
    assert not (project / "force-app").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    script = call("--show-completion", shell)

    assert script.returncode == 0
    assert "_KALTURA_SFDX_COMPLETE" in script.stdout


def test_completion_knows_the_shipped_schemas() -> None:
    result = call(
        _KALTURA_SFDX_COMPLETE="complete_bash",
        COMP_WORDS="kaltura-sfdx generate ",
        COMP_CWORD="2",
    )

    assert result.stdout.split() == ["kaltura", "marketo", "mautic"]


def test_the_version() -> None:
    assert call("--version").stdout == "kaltura-sfdx 0.1.0\n"


def test_no_command_is_a_question() -> None:
    result = call()

    assert result.returncode == 0
    assert result.stdout.startswith("Usage: kaltura-sfdx [OPTIONS] COMMAND")


def test_no_plugin_of_pydantic_takes_part() -> None:
    script = (
        "from generator import __main__, cli; import pydantic.plugin._loader as loader;"
        "cli.run = lambda: print([*loader.get_plugins()], loader._plugins) or 0; __main__.main()"
    )

    assert execute(sys.executable, "-c", script).stdout == "[] None\n"
