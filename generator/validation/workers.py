"""Work on several cores, without a process that outlives the run."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Part = TypeVar("Part")
Result = TypeVar("Result")

_MOST = 61  # Windows cannot wait for more processes at once
CHUNK = 500  # files
_WORTH_WORKERS = 2_000  # files: fewer take no longer than processes need to start


def cores() -> int:
    """Return the number of cores that this process may use, at least 1."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        return int(os.process_cpu_count() or 1)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def are_worth(files: int) -> bool:
    """Whether so many files are worth the start of further processes."""
    return files >= _WORTH_WORKERS and cores() > 1


def chunks(names: list[str]) -> list[list[str]]:
    """Return names of files in parts, as one process takes them."""
    return [names[i : i + CHUNK] for i in range(0, len(names), CHUNK)]


def columns(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows as columns: to send them so takes less than half of the time."""
    return [*zip(*rows, strict=True)]


def rows_of(sent: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of columns."""
    return zip(*sent, strict=True)


def spread(
    work: Callable[[Part], Result],
    own: Part,
    parts: list[Part],
    progress: Callable[[list[Part]], Iterable[Part]],
) -> list[Result]:
    """Return the result of each part, `own` first.

    A process for each further core takes parts from the start; this one works on `own`, whose
    result need not be sent, and then takes parts from the end. Where the system gives no
    processes, or ends one, all work is done here. `work` has to be a function of a module.
    """
    begun = _begun(work, parts)
    if begun is None:
        return [work(own), *map(work, progress(parts))]
    pool, waiting = begun
    try:
        results = [work(own)]
        for part in progress(parts[::-1]):
            future = waiting.pop()
            results.append(work(part) if future.cancel() else _result(future, work, part))
        return [results[0], *results[:0:-1]]
    finally:
        pool.shutdown(cancel_futures=True)  # a run that was interrupted leaves the rest undone


def _begun(
    work: Callable[[Part], Result], parts: list[Part]
) -> "tuple[ProcessPoolExecutor, list[Future[Result]]] | None":
    """Return workers that have begun with parts; None where the system does not give them all."""
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # noqa: PLC0415  (slow to import)
    from multiprocessing import active_children  # noqa: PLC0415

    before = set(active_children())
    count = max(min(cores() - 1, len(parts), _MOST), 1)
    try:
        pool = ProcessPoolExecutor(count, initializer=_begin)
        return pool, [pool.submit(work, part) for part in parts]
    except (BrokenExecutor, ImportError, NotImplementedError, OSError):
        for worker in set(active_children()) - before:
            worker.kill()
        return None


def _result(future: "Future[Result]", work: Callable[[Part], Result], part: Part) -> Result:
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415  (slow to import, as above)

    try:
        return future.result()
    except BrokenExecutor:  # the system has ended a worker, as for want of memory
        return work(part)


def _begin() -> None:
    """Make a worker leave an interrupt (Ctrl-C) to the run, and end when the run has ended."""
    import signal  # noqa: PLC0415  (in workers only)
    import threading  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):  # the run has its own way to end at these
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker as soon as the run has ended, whatever ended it."""
    from multiprocessing import parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
