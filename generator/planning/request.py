"""The request and the result of `plan`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.metadata.registry import Component
from generator.planning.differences import Deletes, Differences

if TYPE_CHECKING:
    from generator.org.sf_cli import Org

WORKING_TREE = "the working tree"  # the name of a baseline


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """The schema, the project, and the baseline: an org, a folder or revision, or the tree.

    `timeout` is how many seconds to wait for git, and for another run in the project; an org has
    a timeout of its own. `progress` gets the components before they are rendered, `step` a line
    for each step of a long run.
    """

    schema: str
    project_dir: Path | None = None
    api_version: str | None = None
    against: str | None = None
    org: "Org | None" = None
    accept_delete: tuple[str, ...] = ()
    exit_code: bool = False
    timeout: float = 60.0
    progress: Callable[[list[Component]], Iterable[Component]] = iter
    step: Callable[[str], None] = lambda _step: None


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The differences from a baseline, and the commands that deploy them, in their order.

    `label` is that of the schema. `renamed` has the new name of each field that was renamed in the
    schema, by the old one. `conflicts` are files that keep `generate` from writing; there are no
    commands then, nor where an org would refuse the deploy.
    """

    label: str
    baseline: str
    differences: Differences
    commands: tuple[str, ...]
    deletes: Deletes
    renamed: Mapping[str, str]
    root: Path
    status: int
    conflicts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
