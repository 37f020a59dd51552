"""A schema that extends another: how the two are merged, and where each value comes from."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Run, calls, tree
from small_schema import ONE, SCHEMA, TWO
from test_cases import CASES

from generator.diagnostics import Diagnostic
from generator.errors import SchemaError
from generator.resources import SCHEMAS as SHIPPED
from generator.schema.lines import Content
from generator.schema.loader import checked, load
from generator.schema.overlay import merged
from generator.schema.yaml_source import Source, read, shipped
from generator.types.schema import Schema
from generator.workspace import journal, ownership, working_folder
from generator.workspace.journal import Journal

BASE = """\
name: base
label: Base
description: What the rules of the merge are tried on.
custom_objects:
  Visit__c:
    label: Visit
    plural_label: Visits
    record_name: {label: Name}
    page_layout:
      sections:
        - label: Who
          fields: [Email__c, Kind__c]
        - {label: "When", fields: [Day__c]}
    list_views:
      All:
        label: All
        columns: [Name, Email__c]
        filters:
          - {field: Name, operator: equals, value: a}
    fields:
      Email__c: {label: Email, type: Email, metadata: {maskChar: X}}
      Day__c: {label: Day, type: Date, description: The day.}
      Kind__c:
        label: Kind
        type: Picklist
        values: [Web, {value: shop, label: Shop, color: "#00FF00"}]
permission_sets:
  Reader: {label: Reader, access: {Visit__c: read, Lead: {object: write, also: [delete]}}}
components:
  ReportFolder:
    Docs: {name: Docs, folderShares: [{sharedTo: A}], sharedTo: {group: [one, two]}}
"""
FIELDS = "custom_objects.Visit__c.fields"
VALUES = f"{FIELDS}.Kind__c.values"
SECTIONS = "custom_objects.Visit__c.page_layout.sections"
ACCESS = "permission_sets.Reader.access"
VIEW = "custom_objects.Visit__c.list_views.All"


def over(text: str, base: str = BASE) -> Content:
    """Return the data of an overlay, merged over a base."""
    source = Source("over.yaml", f"extends: base.yaml\n{text}", Source("base.yaml", base))
    return merged(source, Schema)


def nested(path: str, value: str) -> str:
    """Return the YAML of a value at a path, on one line."""
    steps = path.split(".")
    return (
        f"{steps[0]}: "
        + "".join(f"{{{step}: " for step in steps[1:])
        + value
        + "}" * (len(steps) - 1)
    )


def at(data: object, path: str) -> object:
    for step in path.split("."):
        assert isinstance(data, dict), step
        data = data.get(step)
    return data


def without(data: Any, path: str) -> Any:
    """Return a copy of data without what is at a path."""
    first, _, rest = path.partition(".")
    if not rest:
        return {key: value for key, value in data.items() if key != first}
    return {**data, first: without(data.get(first, {}), rest)}


PARSED = yaml.safe_load(BASE)
WEB, SHOP = "Web", {"value": "shop", "label": "Shop", "color": "#00FF00"}
WHO = {"label": "Who", "fields": ["Email__c", "Kind__c"]}
WHEN = {"label": "When", "fields": ["Day__c"]}


@pytest.mark.parametrize(
    ("path", "value", "wanted"),
    [
        # A text that stands for one key of a model is that key.
        (
            f"{ACCESS}.Visit__c",
            "{fields: {Day__c: none}}",
            {"object": "read", "fields": {"Day__c": "none"}},
        ),
        (f"{ACCESS}.Visit__c", "write", "write"),
        (
            f"{ACCESS}.Lead",
            "{also: [view all records]}",
            {"object": "write", "also": ["delete", "view all records"]},
        ),
        # A mapping merges by key, and a text replaces another.
        ("label", "Other", "Other"),
        (
            f"{FIELDS}.Day__c",
            "{label: D}",
            {"label": "D", "type": "Date", "description": "The day."},
        ),
        (f"{FIELDS}.Day__c.required", "true", True),
        (f"{FIELDS}.New__c", "{label: New}", {"label": "New"}),
        # Null takes out.
        (f"{FIELDS}.Day__c.description", "null", None),
        (f"{FIELDS}.Day__c", "", None),
        (f"{FIELDS}.Email__c.metadata", "{maskChar: null}", {}),
        # Elements in Salesforce's own names have a null of their own.
        (f"{FIELDS}.Email__c.metadata", "{other: null}", {"maskChar": "X", "other": None}),
        # A list of texts gets what is new, at its end.
        (f"{VIEW}.columns", "[Day__c, Name]", ["Name", "Email__c", "Day__c"]),
        (f"{VIEW}.columns", "{Name: null}", ["Email__c"]),
        (f"{VIEW}.columns", "[Day__c, {Name: null}]", ["Email__c", "Day__c"]),
        (f"{VIEW}.columns", "{replace: [Day__c, Name]}", ["Day__c", "Name"]),
        (f"{VIEW}.columns", "{replace: []}", []),
        # A list of entries merges by their names.
        (
            SECTIONS,
            "[{label: Who, fields: [Day__c]}]",
            [{"label": "Who", "fields": ["Email__c", "Kind__c", "Day__c"]}, WHEN],
        ),
        (
            SECTIONS,
            "{Who: {fields: {Kind__c: null}}}",
            [{"label": "Who", "fields": ["Email__c"]}, WHEN],
        ),
        (
            SECTIONS,
            "[{label: More, fields: [A__c]}]",
            [WHO, WHEN, {"label": "More", "fields": ["A__c"]}],
        ),
        (SECTIONS, "{More: {fields: [A__c]}}", [WHO, WHEN, {"label": "More", "fields": ["A__c"]}]),
        (SECTIONS, "{Who: {label: People}}", [WHO | {"label": "People"}, WHEN]),
        (SECTIONS, "{Who: null}", [WHEN]),
        (
            SECTIONS,
            "[{Who: null}, {label: More, fields: [A__c]}]",
            [WHEN, {"label": "More", "fields": ["A__c"]}],
        ),
        (
            SECTIONS,
            "{replace: [{label: More, fields: [A__c]}]}",
            [{"label": "More", "fields": ["A__c"]}],
        ),
        # A text may stand for an entry with a name alone.
        (VALUES, "[mail, shop]", [WEB, SHOP, "mail"]),
        (VALUES, "[{value: Web, color: red}]", [{"value": "Web", "color": "red"}, SHOP]),
        (VALUES, "{Web: {color: red}}", [{"value": "Web", "color": "red"}, SHOP]),
        (VALUES, "{shop: {color: null}}", [WEB, {"value": "shop", "label": "Shop"}]),
        (VALUES, "{Web: null, mail: {}}", [SHOP, {"value": "mail"}]),
        # A list whose entries have no names is replaced.
        (
            f"{VIEW}.filters",
            "[{field: Name, operator: equals, value: b}]",
            [{"field": "Name", "operator": "equals", "value": "b"}],
        ),
        ("components.ReportFolder.Docs.folderShares", "[{sharedTo: C}]", [{"sharedTo": "C"}]),
        ("components.ReportFolder.Docs.sharedTo.group", "[three, {one: null}]", ["two", "three"]),
        # What the base has in another kind is replaced; the model says what is allowed there.
        (f"{VIEW}.columns", "Name", "Name"),
        (f"{FIELDS}.Day__c", "[a]", ["a"]),
        (f"{FIELDS}.Day__c.label", "{a: b}", {"a": "b"}),
    ],
)
def test_how_a_value_is_merged(path: str, value: str, wanted: object) -> None:
    content = over(nested(path, value))

    assert content.diagnostics == ()
    assert at(content.data, path) == wanted
    assert without(content.data, path) == without({"extends": "base.yaml", **PARSED}, path)


@pytest.mark.parametrize(
    ("path", "value", "key", "message"),
    [
        (
            "lable",
            "",
            "lable",
            "is empty, and base.yaml has nothing here to take out; write a value",
        ),
        (f"{FIELDS}.New__c", "null", f"{FIELDS}.New__c", "is empty, and base.yaml has nothing"),
        (f"{FIELDS}.DAY__c", "null", f"{FIELDS}.DAY__c", "is Day__c in base.yaml, line 22; write"),
        (f"{VIEW}.columns", "[name]", f"{VIEW}.columns.name", "is Name in base.yaml, line 17; wr"),
        (
            f"{VIEW}.columns",
            "{Day__c: null}",
            f"{VIEW}.columns.Day__c",
            "is empty, and base.yaml has",
        ),
        (
            f"{VIEW}.columns",
            "{Day__c: true}",
            f"{VIEW}.columns.Day__c",
            "is true; write null to t",
        ),
        (
            f"{VIEW}.columns",
            "[]",
            f"{VIEW}.columns",
            "adds nothing; to empty the list, write repla",
        ),
        (f"{VIEW}.columns", "[A__c, A__c]", f"{VIEW}.columns.A__c", "is written twice; keep one"),
        (
            f"{VIEW}.columns",
            "{replace: [A__c], Name: null}",
            f"{VIEW}.columns.Name",
            "stands besi",
        ),
        (f"{VIEW}.filters", "{Name: null}", f"{VIEW}.filters", "is a mapping, and the entries of"),
        (
            VALUES,
            "{Web: red}",
            f"{VALUES}.Web",
            "is 'red'; write keys and values, or null to take",
        ),
    ],
)
def test_what_cannot_be_merged(path: str, value: str, key: str, message: str) -> None:
    (found,) = over(nested(path, value)).diagnostics

    assert (found.file, found.line, found.key) == ("over.yaml", 2, key)
    assert found.message.startswith(message)


def test_a_name_that_the_base_has_twice() -> None:
    base = BASE.replace("columns: [Name, Email__c]", "columns: [Name, Name]")

    (found,) = over(nested(f"{VIEW}.columns", "[Day__c]"), base).diagnostics

    assert found.message == (
        "has 'Name' twice in base.yaml; write the list whole, as replace: [...]"
    )


OVER = """\
extends: base.yaml
label: Mine
custom_objects:
  Visit__c:
    page_layout:
      sections:
        Who:
          fields: [Day__c]
    fields:
      Day__c:
        label: The day
      Email__c: null
"""


@pytest.mark.parametrize(
    ("location", "file", "line"),
    [
        (("label",), "over.yaml", 2),
        (("name",), "base.yaml", 1),
        (("custom_objects", "Visit__c"), "over.yaml", 4),
        (("custom_objects", "Visit__c", "label"), "base.yaml", 6),
        (("custom_objects", "Visit__c", "fields", "Day__c", "label"), "over.yaml", 11),
        (("custom_objects", "Visit__c", "fields", "Day__c", "type"), "base.yaml", 22),
        (("custom_objects", "Visit__c", "fields", "Email__c"), "over.yaml", 12),
        (("custom_objects", "Visit__c", "fields", "Kind__c", "values", 1), "base.yaml", 26),
        (("custom_objects", "Visit__c", "list_views", "All", "columns", 1), "base.yaml", 17),
        (("custom_objects", "Visit__c", "page_layout", "sections", 0), "over.yaml", 7),
        (("custom_objects", "Visit__c", "page_layout", "sections", 1), "base.yaml", 13),
        (("custom_objects", "Visit__c", "page_layout", "sections", 1, "fields"), "base.yaml", 13),
        (
            ("custom_objects", "Visit__c", "page_layout", "sections", 0, "fields", 2),
            "over.yaml",
            8,
        ),
        (
            ("custom_objects", "Visit__c", "page_layout", "sections", 0, "fields", 1),
            "base.yaml",
            12,
        ),
    ],
)
def test_each_value_has_the_line_of_its_file(
    location: tuple[str | int, ...], file: str, line: int
) -> None:
    lines = merged(Source("over.yaml", OVER, Source("base.yaml", BASE)), Schema).lines

    assert lines(location) == (file, line)


def found_in(text: str, base: str = BASE) -> tuple[Diagnostic, ...]:
    source = Source("over.yaml", f"extends: base.yaml\n{text}", Source("base.yaml", base))
    with pytest.raises(SchemaError) as caught:
        load(source, Schema)
    return caught.value.diagnostics


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (nested(f"{FIELDS}.Day__c.label", "[a]"), ["over.yaml:2: {}.Day__c.label: is a list; wr"]),
        (nested(f"{FIELDS}.Day__c.type", "Text"), ["over.yaml:2: {}.Day__c.type: "]),
        (nested(f"{FIELDS}.Day__c", "{type: null}"), ["over.yaml:2: {}.Day__c.type: is missing;"]),
        (nested(f"{FIELDS}.Day__c", "{lable: x}"), ["over.yaml:2: {}.Day__c.lable: is not a key"]),
        (
            nested(f"{FIELDS}.Kind__c", "null"),
            ["base.yaml:12: custom_objects.Visit__c.page_layout.sections.0.fields.1: "],
        ),
    ],
)
def test_a_diagnostic_points_to_the_file_that_says_it(text: str, wanted: list[str]) -> None:
    found = found_in(text)

    assert len(found) == len(wanted)
    for each, start in zip(found, wanted, strict=True):
        assert str(each).startswith(start.format(FIELDS))


def test_all_faults_of_both_files_are_found_at_once() -> None:
    base = BASE.replace("plural_label: Visits\n", "plural_lable: Visits\n")

    found = found_in("label: [a]\ndescription:\n  - a\n", base)

    assert [(each.file, each.line) for each in found] == [
        ("over.yaml", 2),
        ("over.yaml", 3),
        ("base.yaml", 7),
    ]


def written(folder: Path, **files: str) -> Path:
    """Write schema files, by their names without the end; return the first."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(files))}.yaml"


def test_several_levels(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    written(tmp_path / "vendor", base=SCHEMA)
    path = written(
        tmp_path,
        top="extends: middle.yaml\nlabel: Top\n",
        middle="extends: vendor/base.yaml\nname: middle\ndescription: In between.\n",
    )

    schema, lines = checked(merged(read(str(path)), Schema), Schema)

    assert (schema.name, schema.label, schema.description) == ("middle", "Top", "In between.")
    assert schema.fields["Thing__c"].keys() == {"One__c", "Two__c"}
    assert lines(("name",)).file == str(tmp_path / "middle.yaml")
    assert lines(("custom_objects", "Thing__c")) == (str(tmp_path / "vendor/base.yaml"), 5)


@pytest.mark.parametrize(
    ("files", "where", "message"),
    [
        ({"a": "extends: a.yaml"}, "a.yaml:1", "a.yaml extends this schema in turn"),
        (
            {"a": "label: A\nextends: ./b.yaml", "b": "\n\nextends: a.yaml"},
            "b.yaml:3",
            "a.yaml extends this schema in turn; name another one",
        ),
        ({"a": "extends: none.yaml"}, "a.yaml:1", "'none.yaml' does not exist; write the path of"),
        ({"a": "extends: ."}, "a.yaml:1", "'.' is a folder; write the path of a file, from the f"),
        ({"a": 'extends: "a\\0"'}, "a.yaml:1", "'a\\x00' cannot be read: embedded null byte"),
        ({"a": "extends: [kaltura]"}, "a.yaml:1", "is a list; write the path of a file"),
        ({"a": "extends:"}, "a.yaml:1", "is empty; write the path of a file"),
        ({"a": "{extends: 5}"}, "a.yaml:1", "is 5; write the path of a file"),
        ({"a": '"ext\\x65nds": b.yaml'}, "a.yaml:1", "is not written plainly; write it as ext"),
        ({"a": "? extends # it\n: b.yaml"}, "a.yaml:1", "is not written plainly; write it as ex"),
        ({"a": "extends: b.yaml", "b": "- x"}, "b.yaml:1", "is a list; write keys and values"),
    ],
)
def test_what_cannot_be_extended(
    files: dict[str, str], where: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(SchemaError) as caught:
        load(read(str(written(tmp_path, **files))), Schema)

    (found,) = caught.value.diagnostics
    assert f"{Path(found.file).name}:{found.line}" == where
    assert found.message.startswith(message)


def test_a_file_may_have_the_name_of_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, kaltura="extends: kaltura\nlabel: Ours\n")

    lines = merged(read("kaltura.yaml"), Schema).lines

    assert lines(("label",)) == ("kaltura.yaml", 2)
    assert Path(lines(("name",)).file).is_absolute()


LITTLE = """\
extends: kaltura
custom_objects:
  UserSessionEngagement__c:
    label: Session Engagement
    page_layout: {sections: [{label: Who, fields: [Region__c]}]}
    list_views:
      All: {columns: [Region__c]}
      Highly_Engaged: null
    fields:
      Region__c: {label: Region, type: Text(40)}
"""
EDITS = (
    ("    label: User Session Engagement\n", "    label: Session Engagement\n"),
    ("email__c, user__c]\n", "email__c, user__c, Region__c]\n"),
    (
        "          - CreatedDate\n      Recent:",
        "          - CreatedDate\n          - Region__c\n      Recent:",
    ),
    (
        "\nstandard_objects:\n",
        "\n      Region__c: {label: Region, type: Text(40)}\n\nstandard_objects:\n",
    ),
)


def copy_with_edits() -> str:
    """Return the shipped schema with the edits that the little overlay makes."""
    text = read("kaltura").text
    for old, new in EDITS:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    before, start, rest = text.partition("      Highly_Engaged:\n")
    end = rest.index("    search_layout:")
    assert start
    return before + rest[end:]


def test_ten_lines_do_what_a_full_copy_with_the_same_edits_does(tmp_path: Path, run: Run) -> None:
    little, full = tmp_path / "little", tmp_path / "full"
    path = written(tmp_path, little=LITTLE, full=copy_with_edits())

    for project in (little, full):
        project.mkdir()
        result = run("generate", tmp_path / f"{project.name}.yaml", "--project-dir", project)
        assert result.exit_code == 0, result.output

    assert len(path.read_text(encoding="utf-8").splitlines()) == 10
    assert tree(little) == tree(full)


def test_a_cached_run_sees_that_the_base_has_changed(project: Path, run: Run) -> None:
    path = written(project.parent, over="extends: base.yaml\n", base=SCHEMA)
    run("generate", path, "--project-dir", project)
    assert run("generate", path, "--project-dir", project, "--check").exit_code == 0

    written(project.parent, base=SCHEMA.replace("label: One", "label: First"))

    checked = run("generate", path, "--project-dir", project, "--check")
    assert checked.exit_code == 1
    assert "One__c" in checked.stdout


def test_a_plan_shows_what_an_update_of_the_base_changes(project: Path, run: Run) -> None:
    path = written(
        project.parent,
        over=f"extends: base.yaml\n{nested('custom_objects.Thing__c.label', 'Case')}\n",
        base=SCHEMA,
    )
    run("generate", path, "--project-dir", project)
    written(
        project.parent,
        base=SCHEMA.replace("label: Thing\n", "label: Object\n").replace(
            "One, type: Email", "One, type: Url"
        ),
    )

    result = run("plan", path, "--project-dir", project)

    assert '"Email" -> "Url"' in result.stdout
    assert "Object" not in result.stdout


MINE = "extends: base.yaml\nname: mine\n"


def test_an_overlay_takes_over_what_its_base_made(project: Path, run: Run) -> None:
    base = written(project.parent, base=SCHEMA)
    run("generate", base, "--project-dir", project)
    changed = (
        f"{MINE}{nested('custom_objects.Thing__c.fields', '{One__c: {label: 1st}, Two__c: }')}"
    )
    path = written(project.parent, over=changed)

    planned = run("plan", path, "--project-dir", project)
    result = run("generate", path, "--project-dir", project)

    assert result.exit_code == 0, result.output
    assert "- CustomField Thing__c.Two__c" in planned.stdout
    assert '"One" -> "1st"' in planned.stdout
    assert "mine-package" not in result.stdout
    assert f"{TWO}: the schema no longer has it; --prune removes it" in result.stderr
    assert list(ownership.read(project).schemas) == ["mine"]
    assert {ONE, TWO, "manifest/package.xml"} <= ownership.read(project).of("mine").digests.keys()
    assert run("generate", path, "--project-dir", project, "--prune").exit_code == 0
    assert not (project / TWO).exists()


def test_an_edited_file_of_the_base_is_a_conflict_all_the_same(project: Path, run: Run) -> None:
    run("generate", written(project.parent, base=SCHEMA), "--project-dir", project)
    (project / ONE).write_text("edited", encoding="utf-8")

    result = run("generate", written(project.parent, over=MINE), "--project-dir", project)

    assert result.exit_code == 2
    assert f"{ONE}: was edited since it was generated" in result.stderr


def test_the_base_does_not_take_back_what_an_overlay_has(project: Path, run: Run) -> None:
    base = written(project.parent, base=SCHEMA, over=MINE)
    run("generate", project.parent / "over.yaml", "--project-dir", project)
    written(project.parent, base=SCHEMA.replace("label: One", "label: First"))

    result = run("generate", base, "--project-dir", project)

    assert result.exit_code == 2
    assert f"{ONE}: is a file of the schema mine; " in result.stderr


def test_an_overlay_goes_on_where_a_run_of_its_base_was_killed(project: Path, run: Run) -> None:
    base = written(project.parent, base=SCHEMA, over=f"{MINE}label: Mine\n")
    run("generate", base, "--project-dir", project)
    known = ownership.read(project)
    (project / ownership.FILE).unlink()
    working_folder.make(project)
    pending = {path: [digest] for path, digest in known.of("small").digests.items()}
    journal.write(project, Journal((), {"small": pending}))
    written(project.parent, base=SCHEMA.replace("label: One", "label: First"))

    result = run("generate", project.parent / "over.yaml", "--project-dir", project)

    assert result.exit_code == 0, result.output
    assert journal.read(project) is None


def test_a_plan_against_a_tree_of_the_base(project: Path, run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    run("generate", written(project.parent, base=SCHEMA), "--project-dir", other)
    removed = f"{MINE}{nested('custom_objects.Thing__c.fields', '{Two__c: null}')}"
    path = written(project.parent, over=removed)

    result = run("plan", path, "--project-dir", project, "--against", other)

    assert "- CustomField Thing__c.Two__c" in result.stdout


def test_a_long_chain_of_schemas(tmp_path: Path) -> None:
    texts = {f"n{i}": f"extends: n{i + 1}.yaml\n" for i in range(1, 2000)}

    with pytest.raises(
        SchemaError, match=r"n17\.yaml:1: extends: is level 17 of schemas that exte"
    ):
        read(str(written(tmp_path, **texts)))


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_schema_is_not_parsed_to_find_what_it_extends(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Source, "content")

    assert read(name).base is None


SCHEMAS = [*(case / "schema.yaml" for case in CASES), *SHIPPED.glob("*.yaml")]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_schema_over_itself_is_the_same_schema(path: Path) -> None:
    base = read(str(path))
    whole = merged(base, Schema).data

    content = merged(Source("over.yaml", yaml.safe_dump(whole), base), Schema)

    assert content.diagnostics == ()
    assert content.data == whole
    data, lines = content.data, content.lines
    assert isinstance(data, dict)
    assert "over.yaml" not in {lines((key,)).file for key in data}


def test_a_fault_in_a_formula_of_an_overlay_has_its_column(project: Path, run: Run) -> None:
    rule = "{error_condition: 'LEN(Nope__c) > 1', error_message: No.}"
    text = f"extends: base.yaml\n{nested('custom_objects.Thing__c.validation_rules.R', rule)}\n"
    path = written(project.parent, over=text, base=SCHEMA)

    result = run("generate", path, "--project-dir", project)

    column = text.splitlines()[1].index("Nope__c") + 1
    assert result.exit_code == 2
    assert f"over.yaml:2:{column}: custom_objects.Thing__c.validation_rules.R." in result.stderr


def test_a_change_of_a_large_base_is_less_work_than_to_read_it() -> None:
    fields = "".join(f"      F{i}__c: {{label: F, type: Email}}\n" for i in range(20_000))
    base = Source("base.yaml", SCHEMA.partition("      One__c")[0] + fields)
    alone = calls(base.content)
    over = Source("over.yaml", nested("custom_objects.Thing__c.fields.F7__c.label", "G"), base)

    assert calls(lambda: merged(over, Schema)) < alone / 2
    content = merged(over, Schema)
    assert at(content.data, "custom_objects.Thing__c.fields.F7__c.label") == "G"


def difference(base: Any, wanted: Any) -> Any:
    """Return the overlay that makes one mapping of another."""
    changed: dict[str, Any] = dict.fromkeys(base.keys() - wanted.keys())
    for key, value in wanted.items():
        old = base.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            changed[key] = difference(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            changed[key] = {"replace": value}
        elif old != value:
            changed[key] = value
    return changed


@pytest.mark.parametrize("wanted", SCHEMAS, ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize("base", SCHEMAS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_any_schema_can_be_made_of_any_other(base: Path, wanted: Path) -> None:
    old, new = (merged(read(str(path)), Schema).data for path in (base, wanted))
    text = yaml.safe_dump({**difference(old, new), "extends": "base.yaml"})

    content = merged(Source("over.yaml", text, read(str(base))), Schema)

    assert content.diagnostics == ()
    assert isinstance(content.data, dict)
    assert isinstance(new, dict)
    assert {**content.data, "extends": ""} == {**new, "extends": ""}
