"""What an org says of components that it does not give: it lacks them, or it withholds them.

Sources of the wordings: answers of orgs in public threads (forcedotcom/cli#367 and #2869,
forcedotcom/source-deploy-retrieve#1407).
"""

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

Member = tuple[str, str]  # the type and the full name of a component
_ANY = ""  # in the place of a type or a name: each
_LACKING = ""  # in the place of a reason

_LACKS = re.compile(r"cannot be found|was not found|named in package\.xml", re.IGNORECASE)
# An org says so of a custom object that it lacks, but also of standard ones without custom parts.
_NOT_CUSTOMIZABLE = re.compile(r"non-customizable", re.IGNORECASE)
# An org that refuses a type may refuse the whole request because of it.
_REFUSES_TYPE = re.compile(
    r"not available in this organization|proper permissions to access|INVALID_TYPE", re.IGNORECASE
)
# The wordings whose name may have spaces and quotes in it. That of the second is often an ID.
_FORMS = (
    re.compile(r"of type '(?P<type>\w+)' named '(?P<name>.*)' cannot be found", re.IGNORECASE),
    re.compile(r"file for (?:id )?(?P<name>.*) of type (?P<type>\w+)", re.IGNORECASE),
)
_WORD = re.compile(r"'([^']+)'|\"([^\"]+)\"|(\S+)")
_AROUND = ".,:;/'\""  # `sf` asks for a folder with a slash, and the org repeats it


class _Known:
    """What an org may speak of: the components that it did not give, their objects and folders."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = {key for member in members for key in _named(member)}
        self.types = {kind for kind, _ in self.members}


def withheld(absent: Collection[Member], remarks: Iterable[str]) -> dict[Member, str]:
    """Return the components that an org may have although it did not give them, with its reason.

    `absent` are those that it did not give, `remarks` the sentences of its answer. What the org
    says it lacks, or does not mention at all, is left out: it is not there.
    """
    plain = {member: (_type(member[0]), _name(member[1])) for member in absent}
    known = _Known(plain.values())
    said: dict[Member, str] = {}
    for remark in dict.fromkeys(remarks):
        about = _about(unquote(remark), known)
        if not _says_lacking(remark, about[1]):
            said.setdefault(about, " ".join(remark.split()))
        elif about[1] != _ANY:
            said[about] = _LACKING
    reasons = {
        member: next((said[key] for key in (*_named(own), *_kinds(own)) if key in said), _LACKING)
        for member, own in plain.items()
    }
    return {member: reason for member, reason in reasons.items() if reason != _LACKING}


def refused_types(members: Collection[Member], message: str) -> dict[Member, str]:
    """Return the components of the type for which an org refuses all that was asked for.

    None if the message is about something else.
    """
    if not _REFUSES_TYPE.search(message):
        return {}
    known = _Known((_type(kind), _name(name)) for kind, name in members)
    kind = _about(message, known)[0]
    return {member: message for member in members if kind != _ANY and _type(member[0]) == kind}


def _says_lacking(remark: str, name: str) -> bool:
    return bool(_LACKS.search(remark) or ("__" in name and _NOT_CUSTOMIZABLE.search(remark)))


def _about(remark: str, known: _Known) -> Member:
    """Return the type and the name that a remark is about, each empty if it names none of ours."""
    form = next(filter(None, (each.search(remark) for each in _FORMS)), None)
    parts = form.groupdict().values() if form else map("".join, _WORD.findall(remark))
    words = [word.strip(_AROUND) for word in parts]
    kind = next((_type(word) for word in words if _type(word) in known.types), _ANY)
    for word in map(_name, words):
        if (kind, word) in known.members:
            return kind, word
    return kind, _ANY


def _named(member: Member) -> Iterator[Member]:
    """Yield what a remark may name to speak of a component: itself, its object, or its folder."""
    kind, name = member
    yield from ((kind, name), (_ANY, name))
    folder, owner = name.rpartition("/")[0], name.partition(".")[0]
    if folder:
        yield from ((kind, folder), (_ANY, folder))
    elif owner != name:
        yield from (("CustomObject", owner), (_ANY, owner))


def _kinds(member: Member) -> Iterator[Member]:
    """Yield what a remark speaks of that names no component: a type, or nothing of ours."""
    yield from ((member[0], _ANY), (_ANY, _ANY))


def _type(name: str) -> str:
    return name.removesuffix("Folder")


def _name(name: str) -> str:
    """Return a name in one spelling: an org writes it in its own capitals, and may escape it."""
    return unquote(name).casefold()
