"""Measure, print the table, and keep it in docs/benchmarks.md: `make bench`.

Every figure is the median of several runs of a whole process, Python's start included; what a row
compares is run in turns. The disk is drained before each run, so that none pays for another.
"""

import math
import os
import pickle
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from org import Cli, Org

from bench.fuzz import CASES, fuzz
from bench.measure import (
    ROOT,
    RUNS,
    Row,
    fresh,
    generate,
    generator,
    in_turns,
    loop,
    peak_memory,
    program,
    timed,
    without_cache,
)
from bench.synthetic import FIELDS, schema
from generator.metadata.document import NAMESPACE
from generator.metadata.published_xsd import text
from generator.metadata.registry import CHECKED

SF = ROOT / "node_modules/.bin/sf"
SMALL, LARGE, LARGEST = 40, 400, 1000  # objects, of 50 files each
KILOBYTES, LARGE_KILOBYTES = 400, 20_000
BROKEN, FINDINGS = 3_000, 40_000

NOTES = """\
How to read it:

- A run of `generate` leaves a cache in the project's working folder. If the schema, the
  ownership file, the generator and every file are unchanged, the next run reads and hashes the
  files instead of rendering them; `plan` as well, against the working tree. The rows without the
  cache show the first run after a clone.
- The bare loops are timed without Python's start, and with what they write or compare already in
  memory.
- The rows with an org use the stand-in org of the tests, which answers at once. They include no
  time of a network or of a real org, and vary by a third from run to run.
- `validate` does more than xmllint: it evaluates assertions, and all rules across files.

Why rows are missed:

- The shipped schema without the cache: Python with Typer and pydantic takes a third of the time;
  the rest goes mostly into making the classes of all models, and validators of those it uses.
- `plan --target-org` starts `sf` twice: to look up the org, since an alias may mean another org in
  another folder, and to retrieve.
- `generate --check` of 20,000 files, nothing cached: of its CPU time, rules take three tenths,
  reading and comparing 15 %, YAML, the models, rendering, imports and the components a tenth each.
  No part alone is more than a third; the bare loop takes as long as YAML.
- `generate` into an empty folder: its ratio, and with one run its growth, depend on the disk.
- `validate` against xmllint: a fifth of its time goes into Python and imports, a fifth into the
  rules across files; two processes share the rest. xmllint checks the structure alone.
- `validate` of broken files: each of them is parsed and explained; a sound field is neither, and
  so the ratio grows as sound ones are checked in less time.
- `import` against `validate`: for each field, `import` finds the words of the schema, asks the
  model, and writes the field again to compare it.
- Memory: half of the goal goes into Python and the libraries, the rest into the texts of the
  schema, the places of its keys, and the documents."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = list(measure(Path(folder)))
    text = table(rows)
    (ROOT / "docs/benchmarks.md").write_text(text, encoding="utf-8")
    print(text, f"fuzz: {fuzz(CASES):,} diagnostics in {CASES:,} mutated files", sep="\n")  # noqa: T201


def measure(folder: Path) -> Iterator[Row]:
    yield from shipped(folder)
    yield from org_rows(folder)
    yield from synthetic(folder)


def shipped(folder: Path) -> Iterator[Row]:
    project = folder / "shipped"
    project.mkdir()
    generate("kaltura", project)
    cache = Path(shutil.copy(project / ".kaltura-sfdx/cache.json", folder))
    convert = (SF, "project", "convert", "source", "--output-dir", folder / "converted")
    checked, cold, planned, rendered, theirs = in_turns(
        lambda: generate("kaltura", project, "--check"),
        lambda: generate("kaltura", without_cache(project), "--check"),
        lambda: timed(*program("plan"), "--project-dir", project, cwd=ROOT),
        lambda: timed(*program("plan"), "--project-dir", without_cache(project), cwd=ROOT),
        lambda: timed(*convert, cwd=project),
        after=lambda: shutil.copy(cache, project / ".kaltura-sfdx"),
    )
    what, against = "`generate --check`, shipped schema", "`sf project convert source`"
    yield Row(what, against, checked / theirs, 0.11, 0.1)
    yield Row(f"{what}, nothing cached (a fresh clone)", against, cold / theirs, 0.18, 0.15)
    what = "`plan`, shipped schema and tree"
    yield Row(what, against, planned / theirs, 0.18, 0.15)
    yield Row(f"{what}, nothing cached", against, rendered / theirs, 0.18, 0.15)
    folders = (project / "force-app", project / "unpackaged")
    found, theirs = in_turns(
        lambda: timed(*program("validate"), *folders, cwd=ROOT),
        lambda: timed(*convert, cwd=project),
    )
    yield Row("`validate`, shipped tree", against, found / theirs, 0.25, 0.25)
    yield from dictionary("kaltura", project, cache, "shipped schema", KILOBYTES)


def org_rows(folder: Path) -> Iterator[Row]:
    """Measure the commands that read an org, against the stand-in org of the tests."""
    project = folder / "shipped"
    folders = ("--source-dir", "force-app", "--source-dir", "reports")
    with Org(lambda _content: []) as org:
        cli = Cli(org, project, folder)
        cli("project", "deploy", "start", *folders)
        cli.run("project", "generate", "manifest", *folders, "--name", "all")
        cli.login("org")
        target = ("--target-org", "org")
        options = (*target, "--json")  # without lines and spinners for people, as we call it
        retrieve = (SF, "project", "retrieve", "start", "--manifest", "all.xml", *options)
        query = (SF, "data", "query", "--query", "SELECT Id FROM Organization", *options)
        variables = {"HOME": str(folder), "PATH": f"{SF.parent}:{os.environ['PATH']}"}
        planned, retrieved, verified, queried = in_turns(
            lambda: timed(*program("plan"), *target, cwd=project, variables=variables),
            lambda: timed(*retrieve, cwd=project, variables=variables),
            lambda: timed(*program("verify"), *target, cwd=project, variables=variables, status=1),
            lambda: timed(*query, cwd=project, variables=variables),
        )
    against = "`sf project retrieve start` of the same components"
    yield Row("`plan --target-org`, shipped schema", against, planned / retrieved, 1.3, 1.3)
    yield Row("`verify`, shipped schema", "one `sf data query`", verified / queried, 2, 2)


def synthetic(folder: Path) -> Iterator[Row]:
    small, large, largest = (project_of(folder, each) for each in (SMALL, LARGE, LARGEST))
    count = files(LARGE)
    made, bare = in_turns(
        lambda: generate(large.schema, fresh(large.project)),
        lambda: loop("write", fresh(folder / "bare"), large.files),
    )
    yield Row(
        f"`generate` into an empty folder, {count}", "a loop that writes", made / bare, 1.3, 1.1
    )
    # A cache serves only the working folder that it was made in, which is new since the last run.
    cache = Path(shutil.copy(large.project / ".kaltura-sfdx/cache.json", folder))
    checked, cold, read = in_turns(
        lambda: generate(large.schema, large.project, "--check"),
        lambda: generate(large.schema, without_cache(large.project), "--check"),
        lambda: loop("read", large.project, large.files),
        after=lambda: shutil.copy(cache, large.project / ".kaltura-sfdx"),
    )
    against = "a loop that reads and compares"
    yield Row(f"`generate --check`, {count}", against, checked / read, 3, 3)
    what = f"`generate --check`, {count}, nothing cached (a fresh clone)"
    yield Row(what, against, cold / read, 5, 3.5)
    fields = f"{FIELDS * LARGE:,} fields"
    yield from dictionary(large.schema, large.project, cache, fields, LARGE_KILOBYTES)
    yield from validated(folder, large, count)
    yield from explained(folder, large)
    yield from imported(large, count)
    yield from growth(small, large, largest)
    for each, asked, goal in ((large, 170, 120), (largest, 320, 200)):
        peak = peak_memory(*generator(each.schema, fresh(each.project)))
        yield Row(f"peak memory, {files(each.objects)}", "", peak, asked, goal, " MB")


def growth(small: "Synthetic", *larger: "Synthetic") -> Iterator[Row]:
    """Measure how the time of each command grows with the number of files: once for each size."""
    commands: dict[str, Callable[[Synthetic], float]] = {
        "`generate` into an empty folder": lambda of: generate(of.schema, fresh(of.project)),
        "`generate --check`, nothing cached": lambda of: generate(
            of.schema, without_cache(of.project), "--check"
        ),
        "`validate`": lambda of: timed(*program("validate"), of.project / "force-app", cwd=ROOT),
        "`import`": lambda of: timed(*program("import"), of.project / "force-app", cwd=ROOT),
        "`docs`": lambda of: timed(
            *program("docs"), of.schema, "--output", of.project / "page.html", "--force", cwd=ROOT
        ),
    }
    for what, command in commands.items():
        calls = [partial(command, each) for each in (small, *larger)]
        first, *others = in_turns(*calls, runs=1)
        for of, seconds in zip(larger, others, strict=True):
            times = of.objects // small.objects
            against = files(small.objects)
            yield Row(
                f"{what}, {files(of.objects)}",
                against,
                seconds / first,
                round(1.1 * times, 1),
                times,
            )


def files(objects: int) -> str:
    return f"{(1 + 49) * objects:,} files"


def dictionary(
    schema_name: str | Path, project: Path, cache: Path, what: str, most: int
) -> Iterator[Row]:
    """Measure a data dictionary: the time to make it, and the size of its page in kB."""
    page = project / "docs/data-dictionary.html"
    made, cold = in_turns(
        lambda: timed(*program("docs"), schema_name, "--output", page, cwd=ROOT),
        lambda: generate(schema_name, without_cache(project), "--check"),
        after=lambda: shutil.copy(cache, project / ".kaltura-sfdx"),
    )
    yield Row(f"`docs`, {what}", "`generate --check`, nothing cached", made / cold, 2, 1)
    size = page.stat().st_size / 1000
    yield Row(f"size of the page of `docs`, {what}", "", size, most, most, " kB")


def imported(large: "Synthetic", count: str) -> Iterator[Row]:
    tree = large.project / "force-app"
    call: tuple[str | Path, ...] = (*program("import"), tree)
    ours, theirs = in_turns(
        lambda: timed(*call, cwd=ROOT),
        lambda: timed(*program("validate"), tree, cwd=ROOT),
    )
    yield Row(f"`import`, {count}", "`validate` of the same files", ours / theirs, 3, 2)
    yield Row(f"peak memory, `import`, {count}", "", peak_memory(*call), 500, 500, " MB")


def validated(folder: Path, large: "Synthetic", count: str) -> Iterator[Row]:
    what = f"`validate`, {count}"
    if shutil.which("xmllint") is None:
        yield Row(what, "`xmllint` (libxml2-utils)", math.nan, 1, 0.7)
        return
    xsd = folder / "structure.xsd"
    xsd.write_text(text(row.name for row in CHECKED), encoding="utf-8")
    names = folder / "names"
    names.write_text("\n".join(pickle.loads(large.files.read_bytes())), encoding="utf-8")  # noqa: S301
    xmllint = ("xargs", "-a", names, "xmllint", "--noout", "--schema", xsd)
    ours, theirs = in_turns(
        lambda: timed(*program("validate"), large.project / "force-app", cwd=ROOT),
        lambda: timed(*xmllint, cwd=large.project),
    )
    yield Row(what, "`xmllint` with an XSD of the same types", ours / theirs, 1, 0.7)


def explained(folder: Path, large: "Synthetic") -> Iterator[Row]:
    """Measure what it costs to say what is wrong."""
    fields = list(large.project.glob("force-app/**/*.field-meta.xml"))[:BROKEN]
    for name, more in (("sound", b""), ("broken", b"    <colour>red</colour>\n")):
        for path in fields:
            copy = folder / name / path.relative_to(large.project)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(
                path.read_bytes().replace(b"</CustomField>", more + b"</CustomField>")
            )
    broken, sound = in_turns(
        lambda: timed(*program("validate"), folder / "broken", cwd=ROOT, status=1),
        lambda: timed(*program("validate"), folder / "sound", cwd=ROOT),
    )
    what = f"`validate`, {BROKEN:,} files with an unknown element each"
    yield Row(what, "the same files without it", broken / sound, 2, 1.5)
    many, tenth = (
        folder / f"{count}.permissionset-meta.xml" for count in (FINDINGS, FINDINGS // 10)
    )
    for path in (many, tenth):
        entries = "".join(
            f"<fieldPermissions>\n<editable>yes</editable>\n<field>Lead.F{number}</field>\n"
            "</fieldPermissions>\n"
            for number in range(int(path.name.partition(".")[0]))
        )
        path.write_text(f"<PermissionSet xmlns='{NAMESPACE[1:-1]}'>\n{entries}</PermissionSet>\n")
    found, found_tenth = in_turns(
        lambda: timed(*program("validate"), many, cwd=ROOT, status=1),
        lambda: timed(*program("validate"), tenth, cwd=ROOT, status=1),
    )
    what = f"`validate`, one file with {FINDINGS:,} errors"
    yield Row(what, "a tenth of them", found / found_tenth, 11, 10)


@dataclass(frozen=True)
class Synthetic:
    objects: int
    schema: Path
    project: Path
    files: Path


def project_of(folder: Path, objects: int) -> Synthetic:
    """Generate a project once, and keep its files for the bare loops."""
    made = Synthetic(
        objects,
        folder / f"{objects}.yaml",
        folder / f"project-{objects}",
        folder / f"{objects}.pickle",
    )
    made.schema.write_text(schema(objects), encoding="utf-8")
    generate(made.schema, fresh(made.project))
    sources = sorted(made.project.glob("force-app/**/*.xml"))
    files = {p.relative_to(made.project).as_posix(): p.read_bytes() for p in sources}
    made.files.write_bytes(pickle.dumps(files))
    return made


def table(rows: list[Row]) -> str:
    head = [("What", "Against", "Figure", "Asked", "Goal", "Met"), ("---",) * 6]
    machine = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()}, {RUNS} runs of each."
    )
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`. Ratios of medians, measured in one run; smaller is faster. A",
        "figure meets the goal (goal), only what is asked (yes), or neither (no).",
        "",
        *(f"| {' | '.join(row)} |" for row in (*head, *(row.cells for row in rows))),
        "",
        machine,
        "",
        NOTES,
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
