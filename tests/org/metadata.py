"""The metadata of an org: what was deployed, by type and full name, as it is given back."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from generator.diagnostics import Severity
from generator.metadata.canonical import parse, serialize
from generator.metadata.document import line_of
from generator.metadata.registry import (
    CUSTOM_FIELD,
    CUSTOM_FIELD_TRANSLATION,
    CUSTOM_OBJECT,
    CUSTOM_OBJECT_TRANSLATION,
    GLOBAL_VALUE_SET,
    RENDERED,
    STANDARD_VALUE_SET,
    MetadataType,
)
from generator.validation.checked import Text
from generator.validation.engine import RULES, of_texts
from org import additions

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
NS = f"{{{NAMESPACE}}}"
STANDARD_OBJECTS = frozenset(
    ("Account", "Campaign", "CampaignMember", "Contact", "Lead", "Opportunity", "User")
)
TYPES = {row.name: row for row in RENDERED}
# The parts of an object, by the element that holds one in an object's file.
PARTS = {
    row.directory.rpartition("/")[2]: row
    for row in RENDERED
    if row.decomposed and row is not CUSTOM_OBJECT
}
TAGS = {row.name: tag for tag, row in PARTS.items()}
# The types that have files of their own in a package, by folder and suffix.
FILES = {
    (row.directory.partition("/")[0], row.suffix.removesuffix("-meta")): row
    for row in RENDERED
    if row.name not in TAGS
}
FOLDERS = {
    row.directory: row for row in RENDERED if row.listed_with and row.listed_with != row.name
}
MANIFEST = "package.xml"
DESTRUCTIVE = ("destructiveChangesPre.xml", "destructiveChanges.xml", "destructiveChangesPost.xml")
# Elements that are newer than the WSDL, and so are not shown to it.
NEWER = ("displayLocationInDecimal", "readOnlyProxy", "agentAccesses")

# What an org adds where a file says nothing: the type, the types of fields, element and value.
_PLAIN = "Currency Date DateTime Email Lookup Number Percent Phone Picklist Text TextArea Time Url"
ADDED = (
    ("CustomField", "Text Number Email AutoNumber", "externalId", "false"),
    ("CustomField", _PLAIN, "required", "false"),
    ("CustomField", "Text Number Email", "unique", "false"),
    ("CustomField", "", "trackTrending", "false"),  # on custom objects
    ("CustomObject", "", "allowInChatterGroups", "false"),
    ("CustomObject", "", "compactLayoutAssignment", "SYSTEM"),
    ("CustomObject", "", "enableLicensing", "false"),
    ("CustomObject", "", "visibility", "Public"),
    ("PermissionSet", "", "hasActivationRequired", "false"),
)

# Where a type has its values: within what, and as which element.
VALUES = {
    CUSTOM_FIELD.name: ("{*}valueSet/{*}valueSetDefinition", f"{NS}value"),
    GLOBAL_VALUE_SET.name: (".", f"{NS}customValue"),
    STANDARD_VALUE_SET.name: (".", f"{NS}standardValue"),
}

Key = tuple[str, str]
Refusals = Callable[[bytes], list[str]]
Contents = Mapping[str, bytes]


class Sent(NamedTuple):
    """A component as it came: its file, its line there, and its XML as a file of its own."""

    file: str
    line: int
    root: etree._Element


class Outcome(NamedTuple):
    """What became of a component: created, changed, unchanged, deleted, missing or failed."""

    key: Key
    file: str
    state: str
    diagnostic: str = ""
    line: int = 1


@dataclass
class Metadata:
    """What is stored, how often each flow was saved, and which types are withheld, and why.

    A reason that is empty is silence.
    """

    refusals: Refusals
    stored: dict[Key, bytes] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)

    def deploy(
        self, package: bytes, *, check_only: bool = False, rollback: bool = True
    ) -> list[Outcome]:
        """Take a package; with `rollback`, all of it or nothing."""
        return self._take(unzipped(package), check_only=check_only, rollback=rollback)

    def put(self, found: dict[Key, bytes]) -> list[Outcome]:
        """Take components as a deploy takes them, without one: what is put is checked as well."""
        return self._take(_files(found), check_only=False, rollback=True)

    def _take(self, contents: Contents, *, check_only: bool, rollback: bool) -> list[Outcome]:
        listed = set(_listed(contents.get(MANIFEST)))
        sent = {key: each for key, each in _components(contents) if _is_meant(key, listed)}
        new = {key: _completed(key, each.root, self.content(key)) for key, each in sent.items()}
        bad = self._diagnostics(sent, {**self.stored, **new})
        outcomes = [self._outcome(key, each, new[key], bad) for key, each in sent.items()]
        outcomes += _not_as_listed(listed, sent)
        failed = any(outcome.state == "failed" for outcome in outcomes)
        stored = dict(self.stored)
        deleted = [(name, key) for name in DESTRUCTIVE for key in _listed(contents.get(name))]
        outcomes += [_delete(stored, key, name) for name, key in deleted]
        if check_only or (failed and rollback):
            return outcomes
        for outcome in outcomes:
            if outcome.state in {"created", "changed"}:
                _move(stored, outcome.key)
                stored[outcome.key] = new[outcome.key]
                if outcome.key[0] == "Flow":
                    name = outcome.key[1]
                    self.versions[name] = self.versions.get(name, 0) + 1
        self.stored = stored
        return outcomes

    def retrieve(self, wanted: Iterable[Key]) -> tuple[bytes, list[Key], list[str]]:
        """Return a package of what is wanted, what is in it, and a sentence on each other one.

        A sentence repeats a name as it came: that of a folder with a slash, one with escapes.
        """
        found: dict[Key, bytes] = {}
        problems = []
        for kind, asked in wanted:
            matching = dict(self._matching((kind, plain(asked))))
            given = {key: each for key, each in matching.items() if key[0] not in self.withheld}
            found.update(given)
            if kind in self.withheld:
                problems.append(self.withheld[kind])
            elif not matching and asked != "*":
                problems.append(f"Entity of type '{kind}' named '{asked}' cannot be found")
        return zipped(_files(found)), list(found), list(filter(None, problems))

    def root(self, kind: str, name: str) -> etree._Element | None:
        content = self.content((kind, name))
        return None if content is None else etree.fromstring(content)

    def roots(self, kind: str, within: str = "") -> dict[str, etree._Element]:
        """Return the components of a type by their names, or those that are part of one object."""
        return {
            name: etree.fromstring(content)
            for (a_kind, name), content in self.stored.items()
            if a_kind == kind and name.startswith(within and f"{within}.")
        }

    def content(self, key: Key) -> bytes | None:
        """Return a component as the org gives it back."""
        return self.stored.get(key, STANDARD_VALUES.get(key))

    def _matching(self, wanted: Key) -> Iterator[tuple[Key, bytes]]:
        """Yield what a line of a manifest speaks of; an object's parts come with the object."""
        kind, member = wanted
        for key, content in {**STANDARD_VALUES, **self.stored}.items():
            row = TYPES[key[0]]
            with_object = kind == "CustomObject" and key[1].startswith(f"{member}.")
            is_meant = member == key[1] or (member == "*" and row is not STANDARD_VALUE_SET)
            if with_object or (kind in (row.name, row.listed_as) and is_meant):
                yield key, content

    def _outcome(self, key: Key, sent: Sent, content: bytes, bad: dict[Key, str]) -> Outcome:
        if key in bad:
            return Outcome(key, sent.file, "failed", bad[key], sent.line)
        before = self.content(key)
        if before is None:
            return Outcome(key, sent.file, "created")
        return Outcome(key, sent.file, "unchanged" if before == content else "changed")

    def _diagnostics(self, sent: dict[Key, Sent], after: dict[Key, bytes]) -> dict[Key, str]:
        """Return what is wrong with each component that was sent, given all that will be there."""
        bad: dict[Key, str] = {}
        paths = {_path(key): key for key in after}
        for diagnostic in of_texts(Text(path, after[key]) for path, key in paths.items()):
            if RULES[diagnostic.rule].severity is Severity.ERROR:
                bad.setdefault(paths[diagnostic.file], f"{diagnostic.rule}: {diagnostic.message}")
        for key, each in sent.items():
            if refused := self.refusals(etree.tostring(_without_newer(each.root))):
                bad[key] = refused[0]
            for name in _objects_of(key, each.root):
                if name not in STANDARD_OBJECTS and ("CustomObject", name) not in after:
                    bad[key] = f"no CustomObject named {name} found"
        return {key: bad[key] for key in sent if key in bad}


def unzipped(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}


def zipped(contents: Contents) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(f"unpackaged/{name}", content)
    return target.getvalue()


def members(package: etree._Element) -> list[Key]:
    """Return what a manifest, or the request that holds one, lists, as it is written there."""
    return [
        (types.findtext("{*}name", ""), str(member.text))
        for types in package.iter("{*}types")
        for member in types.iterfind("{*}members")
    ]


def plain(listed: str) -> str:
    """Return a name as a manifest lists it: of a folder with /, of a layout as its file has it."""
    return unquote(listed).removesuffix("/")


def _listed(manifest: bytes | None) -> list[Key]:
    listed = [] if manifest is None else members(etree.fromstring(manifest))
    return [(kind, plain(name)) for kind, name in listed]


def _components(contents: Contents) -> Iterator[tuple[Key, Sent]]:
    for file, content in contents.items():
        if file == MANIFEST or file in DESTRUCTIVE:
            continue
        root = etree.fromstring(content)
        row, name = _named(file)
        if row is not CUSTOM_OBJECT:
            yield (row.name, name), Sent(file, line_of(root), root)
            continue
        for element in [e for e in root if etree.QName(e).localname in PARTS]:
            part = PARTS[etree.QName(element).localname]
            root.remove(element)
            key = (part.name, f"{name}.{element.findtext(f'{NS}fullName')}")
            line = line_of(element)
            yield key, Sent(file, line, _renamed(element, part.name))
        if len(root):
            yield (row.name, name), Sent(file, 1, root)


def _named(file: str) -> tuple[MetadataType, str]:
    """Return the type and the full name of a file in a package; a folder's has an odd name."""
    directory, _, name = file.partition("/")
    if name.endswith("-meta.xml"):
        return FOLDERS[directory], name.removesuffix("-meta.xml")
    stem, _, suffix = name.rpartition(".")
    return FILES[directory, suffix], unquote(stem)


def _files(found: dict[Key, bytes]) -> dict[str, bytes]:
    """Return the files of a package; the parts of an object lie in the object's file."""
    files: dict[str, bytes] = {}
    objects: dict[str, list[etree._Element]] = {}
    translations: dict[str, list[etree._Element]] = {}
    for (kind, name), content in found.items():
        row = TYPES[kind]
        directory = row.directory.partition("/")[0]
        if row is CUSTOM_OBJECT:
            objects.setdefault(name, []).extend(parse(content.decode()))
        elif kind in TAGS:
            element = _renamed(parse(content.decode()), TAGS[kind])
            objects.setdefault(name.partition(".")[0], []).append(element)
        elif row is CUSTOM_OBJECT_TRANSLATION:
            translations.setdefault(name, []).extend(parse(content.decode()))
        elif row is CUSTOM_FIELD_TRANSLATION:
            element = _renamed(parse(content.decode()), "fields")
            translations.setdefault(row.member(name), []).append(element)
        elif row in FOLDERS.values():
            files[f"{directory}/{name}-meta.xml"] = content
        else:
            files[f"{directory}/{_in_a_file(name)}.{row.suffix.removesuffix('-meta')}"] = content
    for kind, found_there in (("object", objects), ("objectTranslation", translations)):
        for name, elements in found_there.items():
            root = element_of(f"Custom{kind[0].upper()}{kind[1:]}")
            root.extend(sorted(elements, key=_order))
            files[f"{kind}s/{name}.{kind}"] = serialize(root, by_client=False)
    return {MANIFEST: _manifest(found), **files}


def _in_a_file(name: str) -> str:
    """Return a name as a package has it: an org escapes a few signs, and leaves all others."""
    return "".join(f"%{ord(sign):02X}" if sign in "()&'.\t" else sign for sign in name)


def _manifest(found: Iterable[Key]) -> bytes:
    root = element_of("Package")
    for kind, name in found:
        types = etree.SubElement(root, f"{NS}types")
        etree.SubElement(types, f"{NS}members").text = TYPES[kind].member(name)
        etree.SubElement(types, f"{NS}name").text = TYPES[kind].listed_as
    return serialize(root, by_client=False)


def _is_meant(key: Key, listed: set[Key]) -> bool:
    """Whether a part of an object's file is in the manifest: `sf` packs more than it lists."""
    kind, name = key
    wanted = {key, (kind, "*"), ("CustomObject", name.partition(".")[0])}
    return not (TYPES[kind].decomposed and wanted.isdisjoint(listed))


def _not_as_listed(listed: set[Key], sent: Iterable[Key]) -> Iterator[Outcome]:
    """Yield failures for what only the manifest has, and for files that it has not."""
    packed = {(TYPES[kind].listed_as, name) for kind, name in sent}
    for kind, name in sorted(listed - packed):
        if name != "*" and not (kind == "CustomObject" and name in STANDARD_OBJECTS):
            message = f"'{name}' of type {kind} was named in package.xml, but was not found"
            yield Outcome((kind, name), MANIFEST, "failed", message)
    for kind, name in sorted(packed - listed):
        if not TYPES[kind].decomposed and (kind, "*") not in listed:
            yield Outcome((kind, name), MANIFEST, "failed", "is not in package.xml")


def _move(stored: dict[Key, bytes], key: Key) -> None:
    """Take a report or a dashboard out of its old folder: its name is unique in an org."""
    for kind, name in list(stored):
        is_same = name.rpartition("/")[2] == key[1].rpartition("/")[2]
        if TYPES[key[0]].in_folders and kind == key[0] and is_same:
            del stored[kind, name]


def _delete(stored: dict[Key, bytes], key: Key, file: str) -> Outcome:
    if stored.pop(key, None) is None:
        return Outcome(key, file, "missing", f"No {key[0]} named: {key[1]} found")
    if key[0] == "CustomObject":
        for part in [part for part in stored if part[1].startswith(f"{key[1]}.")]:
            del stored[part]
    return Outcome(key, file, "deleted")


def _completed(key: Key, root: etree._Element, before: bytes | None) -> bytes:
    """Return a component as the org keeps it: with what it adds, in its order and its form."""
    row = TYPES[key[0]]
    root = parse(etree.tostring(root, encoding="unicode"))
    kind = root.findtext(f"{NS}type", "")
    for name, kinds, element, value in ADDED:
        applies = name == row.name and (not kinds or kind in kinds.split())
        if element == "trackTrending":
            applies = applies and "__c." in key[1]
        if applies and root.find(f"{NS}{element}") is None:
            etree.SubElement(root, f"{NS}{element}").text = value
    additions.add(row.name, root)
    if before is not None:
        _keep_values(key[0], root, parse(before.decode()))
    root[:] = sorted(root, key=_order)
    return serialize(root, by_client=row.is_composed)


def values_of(kind: str, root: etree._Element) -> list[etree._Element]:
    """Return the values that a picklist field or a standard value set has itself."""
    place, tag = VALUES[kind]
    return root.findall(f"{place}/{tag}")


def _keep_values(kind: str, root: etree._Element, before: etree._Element) -> None:
    """Add the values that a file leaves out: no deploy deletes one, it becomes inactive."""
    holder = root.find(VALUES[kind][0]) if kind in VALUES else None
    if holder is None:
        return
    sent = {value.findtext(f"{NS}fullName", "").casefold() for value in values_of(kind, root)}
    for value in values_of(kind, before):
        if value.findtext(f"{NS}fullName", "").casefold() not in sent:
            holder.append(made_inactive(value))


def made_inactive(value: etree._Element) -> etree._Element:
    elements = [each for each in value if etree.QName(each).localname != "isActive"]
    tags = [each.tag for each in elements]
    place = tags.index(f"{NS}label") if f"{NS}label" in tags else len(tags)
    is_active = etree.Element(f"{NS}isActive")
    is_active.text = "false"
    value[:] = [*elements[:place], is_active, *elements[place:]]
    for default in value.iterfind(f"{NS}default"):
        default.text = "false"
    return value


def _order(element: etree._Element) -> tuple[bool, str]:
    name = etree.QName(element).localname
    return name != "fullName", name


def element_of(name: str) -> etree._Element:
    return etree.fromstring(f'<{name} xmlns="{NAMESPACE}"/>')


def _standard_values(*names: str) -> bytes:
    root = element_of(STANDARD_VALUE_SET.name)
    etree.SubElement(root, f"{NS}sorted").text = "true"
    for name in names:
        value = etree.SubElement(root, f"{NS}standardValue")
        for tag, text in (("fullName", name), ("default", "false"), ("label", name)):
            etree.SubElement(value, NS + tag).text = text
    return serialize(root, by_client=False)


def _renamed(element: etree._Element, name: str) -> etree._Element:
    renamed = element_of(name)
    renamed.extend(list(element))
    return renamed


def _without_newer(root: etree._Element) -> etree._Element:
    copy = etree.fromstring(etree.tostring(root))
    for element in list(copy.iterfind("*")):
        if etree.QName(element).localname in NEWER:
            copy.remove(element)
    return copy


def _objects_of(key: Key, root: etree._Element) -> Iterator[str]:
    if key[0] in TAGS:
        yield key[1].partition(".")[0]
    if key[0] == CUSTOM_FIELD.name:
        yield from (str(element.text) for element in root.iterfind(f"{NS}referenceTo"))


def _path(key: Key) -> str:
    """Return where a component lies in a source tree: the rules read paths."""
    row = TYPES[key[0]]
    if row.in_folders:
        parent, _, name = key[1].rpartition("/")
    elif row.decomposed:
        parent, _, name = key[1].rpartition(".")
    else:
        parent, name = "", key[1]
    return row.path("force-app", name, parent or name)


# What every org has, whatever was deployed.
STANDARD_VALUES: dict[Key, bytes] = {
    (STANDARD_VALUE_SET.name, "CampaignMemberStatus"): _standard_values("Sent", "Responded")
}
