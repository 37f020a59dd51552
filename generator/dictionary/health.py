"""Questions about the whole set-up: what has no description, what nobody may see."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from generator.dictionary import anchors
from generator.dictionary.dictionary import Access, Grantee, HealthCheck, Level
from generator.dictionary.entries import Field, Part, SObject
from generator.dictionary.grants import READ
from generator.dictionary.items import KINDS
from generator.dictionary.material import Material
from generator.dictionary.objects import KINDS as OBJECT_KINDS
from generator.dictionary.personal import is_personal
from generator.dictionary.rights import USER_PERMISSIONS, user_permission
from generator.metadata.registry import (
    CUSTOM_TAB,
    FLOW,
    LAYOUT,
    LIST_VIEW,
    PERMISSION_SET,
    VALIDATION_RULE,
)
from generator.validation.tree_index import is_own, is_own_object

_ALL_DATA = frozenset(map(user_permission, ("ModifyAllData", "ViewAllData")))
_ALL_FIELDS = frozenset({user_permission("ViewAllFieldsGlobal")})
_PARTS = f"{PERMISSION_SET.directory}/"
_WITH_USER_PERMISSIONS = ("Permission set", "Profile")
Answers = Iterable[tuple[Part, bool]]  # each thing that is asked about, and whether it is good


@dataclass(frozen=True, slots=True)
class _SetUp:
    """All that the questions are about; `objects` and `fields` are those of no package."""

    all_objects: Sequence[SObject]
    objects: tuple[SObject, ...]
    fields: tuple[Field, ...]
    access: Access
    material: Material


@dataclass(frozen=True, slots=True)
class _Question:
    """A question with its answers: the title says what is good, the meaning why it counts."""

    title: str
    meaning: str
    answers: Callable[[_SetUp], Answers]


def health(
    objects: Sequence[SObject], access: Access, material: Material
) -> tuple[HealthCheck, ...]:
    """Return the checks, each with what is to be looked at; those about nothing are left out.

    Fields and objects of Salesforce and of packages are not ours to describe.
    """
    own = tuple(each for each in objects if is_own_object(each.name))
    fields = tuple(f for each in objects for f in each.fields if is_own(f.name))
    found = _SetUp(objects, own, fields, access, material)
    checks = (_check(each, found) for each in _QUESTIONS)
    return tuple(each for each in checks if each.total)


def _check(question: _Question, found: _SetUp) -> HealthCheck:
    answers = list(question.answers(found))
    missing = tuple(part for part, is_good in answers if not is_good)
    good = len(answers) - len(missing)
    return HealthCheck(question.title, question.meaning, good, len(answers), missing)


def _part(thing: Field | SObject) -> Part:
    return Part(thing.anchor, thing.anchor)


def _of_fields(is_good: Callable[[Field], bool]) -> Callable[[_SetUp], Answers]:
    return lambda found: ((_part(each), is_good(each)) for each in found.fields)


def _described_objects(found: _SetUp) -> Answers:
    return ((_part(each), bool(each.description)) for each in found.objects)


def _described_grantees(found: _SetUp) -> Answers:
    grantees = found.access.grantees
    return ((Part(each.name, each.anchor), bool(each.description)) for each in grantees)


def _on_layouts(found: _SetUp) -> Answers:
    """Yield the fields of objects with a page layout here, and whether one of these has them."""
    layouts = (each.name.partition("-")[0] for each in found.material.of(LAYOUT))
    with_layouts = {name.casefold() for name in layouts}
    for each in found.fields:
        if each.sobject.casefold() in with_layouts:
            yield _part(each), any(use.kind == KINDS[LAYOUT.name] for use in each.uses)


def _visible_fields(found: _SetUp) -> Answers:
    """Return the custom fields of objects of which a grantee speaks, and whether one sees them."""
    sees_all = any(_has_one(each, _ALL_FIELDS) for each in found.access.grantees)
    seen: dict[str, tuple[Part, bool]] = {}  # tasks and events share fields
    for each in found.access.objects if _knows_access(found) and not sees_all else ():
        for one in each.fields:
            if one.is_shown and one.field.is_custom and not one.always:
                part = _part(one.field)
                before = seen.get(part.anchor, (part, False))[1]
                is_seen = any(level is not Level.NONE for level in one.levels.values())
                seen[part.anchor] = (part, before or is_seen)
    return seen.values()


def _readable_objects(found: _SetUp) -> Answers:
    """Yield the custom objects and whether somebody may read them, where access is known."""
    readable = {
        each.sobject.name
        for each in found.access.objects
        if any(READ in rights for rights in each.rights.values())
    }
    if found.access.objects and _knows_access(found):
        sees_all = any(_has_one(each, _ALL_DATA) for each in found.access.grantees)
        yield from ((_part(each), sees_all or each.name in readable) for each in _custom(found))


def _limited_grantees(found: _SetUp) -> Answers:
    for each in found.access.grantees:
        if each.kind in _WITH_USER_PERMISSIONS:
            yield Part(each.name, each.anchor), not _has_one(each, _ALL_DATA)


def _knows_access(found: _SetUp) -> bool:
    """Whether all permission sets are shown: the CLI can split one over files, which are not."""
    return not any(_PARTS in each.message for each in found.material.not_shown)


def _has_one(grantee: Grantee, permissions: AbstractSet[str]) -> bool:
    """Whether a grantee has one of these user permissions."""
    given = (fact for fact in grantee.rights if fact.label == USER_PERMISSIONS)
    names = {name for fact in given for part in fact.value for name in part.text.split(", ")}
    return not permissions.isdisjoint(names)


def _classified(found: _SetUp) -> Answers:
    for each in found.fields:
        if is_personal(each):
            yield _part(each), bool(each.sensitivity or each.compliance)


def _with_sources(found: _SetUp) -> Answers:
    if found.material.schema and found.material.schema.sources:
        yield from ((_part(each), bool(each.sources)) for each in found.fields)


def _with_tabs(found: _SetUp) -> Answers:
    tabs = {each.name.casefold() for each in found.material.of(CUSTOM_TAB)}
    return ((_part(each), each.name.casefold() in tabs) for each in _custom(found))


def _with_list_views(found: _SetUp) -> Answers:
    of_parent = found.material.of_parent
    return ((_part(each), bool(of_parent(LIST_VIEW, each.name))) for each in _custom(found))


def _custom(found: _SetUp) -> list[SObject]:
    return [each for each in found.objects if each.kind == OBJECT_KINDS["c"]]


def _described_rules(found: _SetUp) -> Answers:
    for each in found.objects:
        for item in each.items:
            if item.kind == KINDS[VALIDATION_RULE.name]:
                yield Part(f"{each.name}: {item.name}", each.anchor), bool(item.description)


def _of_flows(key: str, value: str = "") -> Callable[[_SetUp], Answers]:
    """Return the answers whether each flow has an element, with a value if one is given."""

    def answers(found: _SetUp) -> Answers:
        for each in found.material.of(FLOW):
            said = str(each.elements.get(key, ""))
            yield (
                Part(each.name, anchors.of_flow(each.name)),
                said == value if value else bool(said),
            )

    return answers


def _without_warnings(found: _SetUp) -> Answers:
    for each in found.all_objects if found.material.is_validated else ():
        yield _part(each), not each.notices
        yield from ((_part(field), not field.notices) for field in each.fields)


_QUESTIONS = (
    _Question(
        "Fields with a description",
        "Without a description, the next administrator does not know what a field is for.",
        _of_fields(lambda field: bool(field.description)),
    ),
    _Question(
        "Fields with a help text",
        "The help text tells people on the page what to enter.",
        _of_fields(lambda field: bool(field.help_text)),
    ),
    _Question(
        "Objects with a description",
        "Without a description, the next administrator does not know what an object is for.",
        _described_objects,
    ),
    _Question(
        "Permission sets, groups and profiles with a description",
        "Who assigns one needs to know for whom it is.",
        _described_grantees,
    ),
    _Question(
        "Validation rules with a description",
        "Without a description, nobody knows whether a rule is still needed.",
        _described_rules,
    ),
    _Question(
        "Flows with a description",
        "Without a description, people have to read the steps to know what a flow is for.",
        _of_flows("description"),
    ),
    _Question(
        "Flows that are active",
        "A flow that is not active never runs.",
        _of_flows("status", "Active"),
    ),
    _Question(
        "Fields on a page layout",
        "A field on no page layout of its object is seen in reports and over the API only. "
        "Counted are the objects of which a page layout is here.",
        _on_layouts,
    ),
    _Question(
        "Fields that somebody may see",
        "Nobody sees a field that no permission set or profile shows. Counted are the custom "
        "fields of objects of which one here speaks.",
        _visible_fields,
    ),
    _Question(
        "Custom objects that somebody may read",
        "Nobody reads the records of an object that no permission set or profile lets them read.",
        _readable_objects,
    ),
    _Question(
        "Permission sets and profiles without access to all data",
        "View All Data and Modify All Data stand above the access to each object.",
        _limited_grantees,
    ),
    _Question(
        "Personal fields that are classified",
        "A field that seems to hold data of persons, by its type, name or label, needs a data "
        "sensitivity level or a compliance category.",
        _classified,
    ),
    _Question(
        "Fields with a source",
        "A source says where a field comes from, and whose word that is.",
        _with_sources,
    ),
    _Question(
        "Custom objects with a tab",
        "Without a tab, people reach records only by way of others.",
        _with_tabs,
    ),
    _Question(
        "Custom objects with a list view",
        "People find records by list views.",
        _with_list_views,
    ),
    _Question(
        "Objects and fields without a warning",
        "What validate warns of stands at the object or field that it is about.",
        _without_warnings,
    ),
)
