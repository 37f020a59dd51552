"""A plan in, the command lines that carry it out, in their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from generator.generation.generate import GenerateResult
from generator.metadata.registry import REPORTS
from generator.planning.compare import Difference
from generator.planning.destructive import Deletes
from generator.workspace.diff import Action


@dataclass(frozen=True, slots=True)
class Call:
    """How `plan` was called: where, and with what that `generate` needs as well."""

    cwd: Path
    schema: str
    project_dir: Path | None = None
    api_version: str | None = None
    target: str = ""


def commands(
    call: Call, local: GenerateResult, changed: Iterable[Difference], deletes: Deletes
) -> tuple[str, ...]:
    """Return what to run: `generate` if files are not as wanted (`local`), then the deploys.

    Each deploy names a manifest, so that nothing else in the project goes along.
    """
    new = [each.path for each in changed if each.action is not Action.DELETE]
    manifests = (path for path in local.paths if path.startswith("manifest/"))
    project = local.project
    folders = zip((project.package_directory, REPORTS), manifests, strict=False)
    deploys = [
        f"sf project deploy start --manifest {quote(manifest)}"
        for folder, manifest in folders
        if any(path.startswith(f"{folder}/") for path in new)
    ]
    steps = [*filter(None, [deletes.before]), *deploys, *filter(None, [deletes.after])]
    target = f" --target-org {quote(call.target)}" if call.target else ""
    is_elsewhere = steps and project.root.resolve() != call.cwd.resolve()
    return (
        *([_generate(call)] if new and local.changes.changes else []),
        *([f"cd {quote(str(project.root))}"] if is_elsewhere else []),
        *(f"{each}{target}" for each in steps),
    )


def _generate(call: Call) -> str:
    """Return the call that writes what a plan shows."""
    options = {"--project-dir": call.project_dir, "--api-version": call.api_version}
    named = (
        f" {name} {quote(str(value))}" for name, value in options.items() if value is not None
    )
    return f"kaltura-sfdx generate {quote(call.schema)}{''.join(named)}"
