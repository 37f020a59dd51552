"""Reading never waits and has a limit; a path of our own files stays in the project."""

import os
import socket
from pathlib import Path

import pytest

from generator.files import JsonError, is_inside, json_from, leads_outside, read


def test_a_named_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x")

    with pytest.raises(OSError, match="is a named pipe, not a regular file"):
        read(tmp_path / "x")


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the address of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("x")
        with pytest.raises(OSError, match="is a socket, not a regular file"):
            read(tmp_path / "x")


def test_a_device_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to("/dev/zero")

    with pytest.raises(OSError, match="is a device, not a regular file"):
        read(tmp_path / "x")
    with pytest.raises(IsADirectoryError):
        read(tmp_path)


def test_a_link_is_followed_only_where_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"text")
    (tmp_path / "link").symlink_to("x")

    assert read(tmp_path / "link") == b"text"
    with pytest.raises(OSError, match="symbolic link"):
        read(tmp_path / "link", follow=False)


@pytest.mark.parametrize("size", [0, 1, 2**20 - 1, 2**20])
def test_a_file_up_to_the_limit_is_read(tmp_path: Path, size: int) -> None:
    (tmp_path / "x").write_bytes(b"x" * size)

    assert read(tmp_path / "x", limit=2**20) == b"x" * size


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * (2**20 + 1))

    with pytest.raises(OSError, match="is larger than 1 MiB"):
        read(tmp_path / "x", limit=2**20)


def test_a_file_that_says_it_is_empty_is_read_to_its_end() -> None:
    assert read("/proc/self/status").startswith(b"Name:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "is not valid JSON: Expecting value"),
        (b"\xff", "is not UTF-8 text"),
        (b'"\xed\xa0\x80"', "is not UTF-8 text"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 5_000, "a number is too long"),
    ],
)
def test_what_is_not_json_is_explained(text: bytes, message: str) -> None:
    with pytest.raises(JsonError, match=message):
        json_from(text)


@pytest.mark.parametrize("path", ["a", "a/b", ".forceignore", "./a", "a b/c d", "a/..b/c..", "ä"])
def test_a_path_inside(path: str) -> None:
    assert is_inside(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "..",
        "../a",
        "a/..",
        "a/../b",
        "C:a",
        "a\\b",
        "a\0",
        "\ud800",
        "a/... /b",
        "a/ /b",
    ],
)
def test_a_path_that_is_none_of_the_projects(path: str) -> None:
    assert not is_inside(path)


def test_a_folder_that_leads_outside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for folder in ("root/a/b", "root-too"):
        (tmp_path / folder).mkdir(parents=True)
    (root / "out").symlink_to(tmp_path / "root-too")
    (root / "in").symlink_to("a")

    verdicts = {f: leads_outside(root, f) for f in ("", "a", "a/b/new", "in/b", "out", "out/new")}

    assert [folder for folder, outside in verdicts.items() if outside] == ["out", "out/new"]
