"""Write the manifests of the deletes that a person accepted by name: all that a plan writes."""

from pathlib import Path

from generator.metadata.registry import Document
from generator.metadata.render import environment, render
from generator.planning import destructive
from generator.planning.request import PlanRequest, PlanResult
from generator.workspace import run_lock
from generator.workspace.apply import apply
from generator.workspace.diff import Change, Changes, content, linked


def write(request: PlanRequest, result: PlanResult) -> None:
    """Write the manifests of the accepted deletes, of which there is at least one.

    Raises OwnershipError if other manifests are there, WriteError if the system refuses or another
    run is at work for longer than the request's timeout.
    """
    manifests, root = tuple(render(result.deletes.manifests, environment())), result.root
    with run_lock.held(root, timeout=request.timeout, step=request.step):
        changes = Changes(linked(root, (_to_write(each, root) for each in manifests)), 0)
        changes.refuse_conflicts("Move these files away, or remove them, and plan again.")
        apply(changes, root, (destructive.FOLDER,))


def _to_write(document: Document, root: Path) -> Change:
    before = content(root, document.path)
    is_other = before not in (None, document.content)
    conflict = "exists already, from another plan or of your own" if is_other else ""
    return Change(document.path, before, document.content, conflict)
