"""The command lines that apply a plan, in their order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from generator.generation.generate import GenerateResult
from generator.metadata.registry import MANIFEST, MANIFESTS, REPORTS, REPORTS_MANIFEST
from generator.names import PROGRAM
from generator.planning.differences import Deletes, Difference
from generator.workspace.diff import Action
from generator.workspace.project import current_folder


@dataclass(frozen=True, slots=True)
class Call:
    """How `plan` was called: the options that `generate` needs as well, and the org.

    `schema` is the argument SCHEMA, `name` the name inside the schema.
    """

    schema: str
    name: str
    project_dir: Path | None = None
    api_version: str | None = None
    target: str = ""


def commands(
    call: Call, generated: GenerateResult, changed: Iterable[Difference], deletes: Deletes
) -> tuple[str, ...]:
    """Return what to run: `generate` if it would change files, then the deploys.

    Each deploy names a manifest, so that it takes nothing else in the project along.
    """
    new = [each.path for each in changed if each.action is not Action.DELETE]
    root = generated.project.root
    deploys = [
        f"sf project deploy start --manifest {quote(manifest)}"
        for manifest in _manifests(call.name, generated, new)
    ]
    steps = [*filter(None, [deletes.before]), *deploys, *filter(None, [deletes.after])]
    target = f" --target-org {quote(call.target)}" if call.target else ""
    is_elsewhere = steps and root.resolve() != current_folder().resolve()
    return (
        *([_generate(call)] if new and generated.changes.changes else []),
        *([f"cd {quote(str(root))}"] if is_elsewhere else []),
        *(f"{each}{target}" for each in steps),
    )


def _manifests(schema: str, generated: GenerateResult, new: list[str]) -> Iterator[str]:
    """Yield the manifest of each folder with something new; reports come last.

    A manifest has its usual path, or one with the name of the schema.
    """
    folders = {MANIFEST: generated.project.package_directory, REPORTS_MANIFEST: REPORTS}
    for usual, folder in folders.items():
        if any(path.startswith(f"{folder}/") for path in new):
            paths = (usual, MANIFESTS[usual].format(schema=schema))
            yield from (path for path in generated.paths if path in paths)


def _generate(call: Call) -> str:
    """Return the call that writes what a plan shows."""
    options = {"--project-dir": call.project_dir, "--api-version": call.api_version}
    named = (
        f" {name} {quote(str(value))}" for name, value in options.items() if value is not None
    )
    return f"{PROGRAM} generate {quote(call.schema)}{''.join(named)}"
