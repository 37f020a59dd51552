"""A plan that the cache of `generate` cuts short is the plan of a run without the cache."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run, tree
from small_schema import SCHEMA, WITHOUT_TWO
from test_cached_runs import (
    WARNS,
    nothing,
    with_another_manifest,
    with_values_in_a_package,
    without_further_directories,
)
from test_cases import CASES
from test_value_set import NAME, RETRIEVED

from generator.errors import GeneratorError
from generator.names import DEFAULT_SCHEMA
from generator.output import plan_html
from generator.output.plan_report import FORMATS
from generator.planning.plan import plan
from generator.planning.request import PlanRequest
from generator.schema.yaml_source import shipped

CACHE = ".kaltura-sfdx/cache.json"
LEAD = "standard_objects: {Lead: {fields: {Mine__c: {label: Mine, type: Email}}}}\n"
# By the name of a case, or of a shipped schema: its file or name; of the others, their text.
NAMED = {**{case.name: str(case / "schema.yaml") for case in CASES}, **{n: n for n in shipped()}}
WRITTEN = {
    "warns": WARNS,
    "renamed": SCHEMA.replace("Two, ", "Two, renamed_from: Old__c, "),
    "extends": f"extends: {DEFAULT_SCHEMA}\nname: mine\n{LEAD}",
}
FEW = ("overlay", "warns", "renamed")
REQUESTS: tuple[dict[str, Any], ...] = (
    {"accept_delete": ("all",), "exit_code": True},
    {"accept_delete": ("all", "Thing__c.Two__c")},
    {"api_version": "60.0"},
    {"against": str(ROOT / "docs")},
    {},
)
Change = Callable[[Path], None]


def schema_of(name: str, folder: Path) -> str:
    """Return what a call names: a file that is there or is written, or a shipped schema."""
    path = folder / f"{name}.yaml"
    if name in WRITTEN:
        path.write_text(WRITTEN[name], encoding="utf-8")
    return NAMED.get(name, str(path))


def planned(schema: str, project: Path) -> Iterator[object]:
    """Yield what each request comes to, and how each format prints the last."""
    for asked in REQUESTS:
        try:
            result = plan(PlanRequest(schema, project, **asked))
        except GeneratorError as error:
            yield type(error), error.diagnostics, error.actions
        else:
            yield result
    yield from (form(result) for form in (*FORMATS.values(), plan_html.page))


def edit(project: Path, path: str, old: bytes, new: bytes) -> None:
    (project / path).write_bytes(re.sub(old, new, (project / path).read_bytes()))


def some_file(project: Path) -> str:
    """Return the path of a file of metadata in a project."""
    return next(path for path in tree(project) if path.endswith("-meta.xml"))


def with_an_edited_file(project: Path) -> None:
    edit(project, some_file(project), b"<label>", b"<label>Not ")


def with_windows_line_ends(project: Path) -> None:
    edit(project, some_file(project), b"\n", b"\r\n")


def without_a_file(project: Path) -> None:
    (project / some_file(project)).unlink()


def without_records_and_manifests(project: Path) -> None:
    for path in tree(project):
        if path.startswith(("data/", "manifest/")):
            (project / path).unlink()


def without_the_ownership_file(project: Path) -> None:
    (project / "kaltura-sfdx.lock").unlink()


def with_an_older_api_version(project: Path) -> None:
    edit(project, "sfdx-project.json", rb'"\d\d\.0"', b'"61.0"')


def with_a_forceignore(project: Path) -> None:
    (project / ".forceignore").write_text("**/objects/**\n", encoding="utf-8")


def with_a_journal(project: Path) -> None:
    (project / ".kaltura-sfdx/journal.json").write_text("{}", encoding="utf-8")


CHANGES: list[Change] = [
    *(nothing, without_further_directories, with_values_in_a_package, with_another_manifest),
    *(with_an_edited_file, with_windows_line_ends, without_a_file, without_records_and_manifests),
    *(without_the_ownership_file, with_an_older_api_version, with_a_forceignore, with_a_journal),
]


def working_files(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / ".kaltura-sfdx").iterdir()}


def refuse_to_render(*_: object) -> None:
    pytest.fail("the cache was not used")


def check(schema: str, project: Path) -> None:
    """Check that the plans of a project are what they are without its cache."""
    before = working_files(project)
    cached = list(planned(schema, project))
    assert working_files(project) == before, "a plan does not write the cache"
    (project / CACHE).unlink(missing_ok=True)

    assert cached == list(planned(schema, project))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", FEW)
def test_a_cached_plan_is_the_plan_of_a_run_that_renders(
    name: str, change: Change, project: Path, run: Run
) -> None:
    schema = schema_of(name, project.parent)
    run("generate", schema, "--project-dir", project)
    change(project)

    check(schema, project)


@pytest.mark.parametrize("name", [*NAMED, *WRITTEN])
def test_a_plan_of_what_was_just_generated_renders_nothing(
    name: str, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = schema_of(name, project.parent)
    run("generate", schema, "--project-dir", project)
    full = "generator.planning.rendered_plan.rendered_plan"
    calls = [("plan", schema, "--project-dir", project, "--format", name) for name in FORMATS]

    with monkeypatch.context() as patch:
        patch.setattr(full, refuse_to_render)
        cached = [run(*call) for call in calls]
    (project / CACHE).unlink()
    rendered = [run(*call) for call in calls]

    printed = [
        [(each.exit_code, each.stdout, each.stderr) for each in runs]
        for runs in (cached, rendered)
    ]
    assert printed[0] == printed[1]


def generated(run: Run, folder: Path, text: str, name: str = "small", *options: str) -> str:
    """Generate from a text into the project of a folder; return the path of the schema."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    run("generate", path, "--project-dir", folder / "project", *options)
    return str(path)


def test_a_plan_beside_another_schema(project: Path, run: Run) -> None:
    schema = generated(run, project.parent, SCHEMA)
    generated(run, project.parent, WARNS, "warns")
    check(schema, project)

    generated(run, project.parent, SCHEMA)
    check(schema, project)


@pytest.mark.parametrize("options", [(), ("--prune",)])
def test_a_plan_after_the_schema_lost_a_field(
    options: tuple[str, ...], project: Path, run: Run
) -> None:
    schema = generated(run, project.parent, SCHEMA)
    generated(run, project.parent, WITHOUT_TWO)
    check(schema, project)

    generated(run, project.parent, WITHOUT_TWO, "small", *options)
    check(schema, project)


def test_a_plan_of_a_value_set_that_was_merged_with_that_of_an_org(
    project: Path, run: Run, tmp_path: Path
) -> None:
    retrieved = tmp_path / NAME
    retrieved.write_text(RETRIEVED, encoding="utf-8")
    run("generate", "--project-dir", project, "--merge-values", retrieved)
    run("generate", "--project-dir", project)

    check(DEFAULT_SCHEMA, project)
    result = run("plan", "--project-dir", project)
    assert "~ StandardValueSet CampaignMemberStatus" in result.stdout


@pytest.mark.parametrize(
    "data",
    [
        *({"label": 1}, {"label": None}, {"merged": None}, {"merged": [1]}, {"merged": "a"}),
        *({"renamed": []}, {"renamed": {"a": 1}}, {"renamed": None}, {"warnings": [[]]}),
        {"warnings": [["a", "b", "c", "d", 1, "e"]]},
    ],
    ids=str,
)
def test_a_cache_of_another_form_is_not_used(
    data: dict[str, object], project: Path, run: Run
) -> None:
    schema = generated(run, project.parent, WARNS)
    path = project / CACHE
    path.write_text(json.dumps(json.loads(path.read_bytes()) | data), encoding="utf-8")

    check(schema, project)
