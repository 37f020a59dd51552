"""The command `init`: a small schema to begin with, which extends another one."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator import resources
from generator.names import PROGRAM
from generator.schema import yaml_source
from generator.schema.loader import load
from generator.schema.yaml_text import scalar
from generator.types.schema import Schema
from generator.workspace.new_files import refuse_existing, write_new

if TYPE_CHECKING:
    from generator.types.custom_object import CustomObject

EDITOR_FILE = f"{PROGRAM}.schema.json"  # beside the schema, and committed with it
_TEMPLATE = """\
# yaml-language-server: $schema={json_schema}
#
# Only what differs from the schema that this one extends. A mapping changes the keys that it has.
# A list adds its entries; an entry of a known name changes that one. Null takes a key or an entry
# out. A list that shall be replaced as a whole is written as replace: [...].
#
#   {program} show {file}       print the whole schema, each value with its file and line
#   {program} plan {file}       show what would change
#   {program} generate {file}   write it
#
# By the first line, an editor completes and checks what you type; VS Code has an extension, YAML.
# Commit the file that it names. After an update of {program}, write that file again:
#
#   {program} show --json-schema > {json_schema}

extends: {extends}
name: {name}

# An example: a field of your own, where people see it. To use it, remove the signs before it.
#
"""


@dataclass(frozen=True, slots=True)
class InitRequest:
    """The file to write, and the schema that it extends: a shipped name, or the path of a file."""

    file: Path
    extends: str


@dataclass(frozen=True, slots=True)
class InitResult:
    """The files that were written."""

    files: tuple[Path, ...]


def init(request: InitRequest) -> InitResult:
    """Write a schema with comments, and the JSON Schema for editors if it is not there.

    Raises SchemaError if what it extends cannot be used, WriteError if the file is there or cannot
    be written.
    """
    base = load(yaml_source.read(request.extends), Schema)
    refuse_existing(request.file)
    editor = request.file.with_name(EDITOR_FILE)
    written = [request.file]
    if not editor.exists():
        write_new(editor, resources.JSON_SCHEMA.read_bytes())
        written.append(editor)
    write_new(request.file, _text(request, base).encode())
    return InitResult(tuple(written))


def _text(request: InitRequest, base: Schema) -> str:
    start = _TEMPLATE.format(
        json_schema=EDITOR_FILE,
        program=PROGRAM,
        file=request.file.name,
        extends=scalar(_extends(request)),
        name=f"my-{base.name.removeprefix('my-')}"[:40].rstrip("-"),
    )
    return start + "".join(f"# {line}\n" for line in _example(base))


def _extends(request: InitRequest) -> str:
    """Return what the file extends: a shipped name, or a path from the folder of the file."""
    if request.extends in yaml_source.shipped():
        return request.extends
    return Path(os.path.relpath(request.extends, request.file.parent)).as_posix()


def _example(base: Schema) -> Iterator[str]:
    """Yield lines that add a field to the first object of a schema."""
    field = "Region__c: {label: Region, type: Text(40)}"
    custom = next(iter(base.custom_objects.items()), None)
    if custom is None:
        yield from ("standard_objects:", f"  {next(iter(base.standard_objects), 'Lead')}:")
        yield from ("    fields:", f"      {field}")
        return
    name, parent = custom
    yield from ("custom_objects:", f"  {name}:", "    fields:", f"      {field}")
    yield from _on_screens(parent)


def _on_screens(parent: "CustomObject") -> Iterator[str]:
    if parent.page_layout:
        label = scalar(parent.page_layout.sections[0].label or "")
        yield from ("    page_layout:", "      sections:")
        yield f"        - {{label: {label}, fields: [Region__c]}}"
    for view in list(parent.list_views)[:1]:
        yield from ("    list_views:", f"      {view}: {{columns: [Region__c]}}")
