"""What a test changes in an org: what it has, what it lacks, and who may see it."""

from collections.abc import Callable

from generator.metadata.canonical import parse, serialize
from org.columns import Record
from org.data import USERNAME
from org.metadata import NS, made_inactive, values_of
from org.server import Org

Change = Callable[[Org], object]
LEAD = {"LastName": "Doe", "Company": "Doe"}
VALUE_SET = ("StandardValueSet", "CampaignMemberStatus")


def ticked(org: Org, name: str) -> str:
    return org.data.create("Campaign", {"Name": name, "Kaltura_Event__c": True})


def campaign_named(org: Org, name: str) -> str:
    (found,) = [r["Id"] for r in org.data.rows("Campaign").values() if r["Name"] == name]
    return str(found)


def all_of(*changes: Change) -> Change:
    return lambda org: [each(org) for each in changes]


def gone(kind: str, name: str) -> Change:
    return lambda org: org.metadata.stored.pop((kind, name))


def object_gone(name: str) -> Change:
    def act(org: Org) -> None:
        del org.metadata.stored["CustomObject", name]
        for key in [key for key in org.metadata.stored if key[1].startswith(f"{name}.")]:
            del org.metadata.stored[key]

    return act


def edited(kind: str, name: str, tag: str, old: object, new: object) -> Change:
    def act(org: Org) -> None:
        content = org.metadata.stored[kind, name]
        before = f"<{tag}>{old}</{tag}>".encode()
        assert content.count(before) == 1
        after = f"<{tag}>{new}</{tag}>".encode() if new else b""
        org.metadata.stored[kind, name] = content.replace(before, after)

    return act


def field(name: str, tag: str, old: object, new: object) -> Change:
    return edited("CustomField", name, tag, old, new)


def in_capitals(name: str) -> Change:
    """Spell a field's name as people do who make a field by hand."""

    def act(org: Org) -> None:
        parent, _, own = name.partition(".")
        content = org.metadata.stored.pop(("CustomField", name))
        spelt = content.replace(f">{own}<".encode(), f">{own.title()}<".encode())
        org.metadata.stored["CustomField", f"{parent}.{own.title()}"] = spelt

    return act


def label(name: str, *, inactive: bool) -> Change:
    """Take a value out of the org's list of statuses, or let it be there and inactive."""

    def act(org: Org) -> None:
        root = parse(org.metadata.stored[VALUE_SET].decode())
        values = values_of(VALUE_SET[0], root)
        (value,) = [each for each in values if each.findtext(f"{NS}fullName") == name]
        if inactive:
            made_inactive(value)
        else:
            root.remove(value)
        org.metadata.stored[VALUE_SET] = serialize(root, by_client=False)

    return act


def one(org: Org, sobject: str, **wanted: object) -> Record:
    (found,) = [r for r in org.data.rows(sobject).values() if wanted.items() <= r.items()]
    return found


def assignment(org: Org, name: str) -> Record:
    permission_set = one(org, "PermissionSet", Name=name)["Id"]
    return one(org, "PermissionSetAssignment", PermissionSetId=permission_set)


def unassigned(name: str) -> Change:
    return lambda org: org.data.delete("PermissionSetAssignment", assignment(org, name)["Id"])


def right_gone(name: str, right: str, of: str) -> Change:
    """Take a right of an object or a field out of a permission set, as an administrator does."""

    def act(org: Org) -> None:
        key = ("PermissionSet", name)
        root = parse(org.metadata.stored[key].decode())
        (entry,) = [each for each in root if of in [inner.text for inner in each]]
        (element,) = entry.iterfind(f"{NS}{right}")
        assert element.text == "true"
        element.text = "false"
        if "true" not in [inner.text for inner in entry]:
            root.remove(entry)  # an org keeps no entry that grants nothing
        org.metadata.stored[key] = serialize(root, by_client=False)

    return act


def no_longer_granted(name: str, tag: str, of: str) -> Change:
    """Take an entry out of a permission set, as an administrator does who unticks it."""

    def act(org: Org) -> None:
        key = ("PermissionSet", name)
        root = parse(org.metadata.stored[key].decode())
        (entry,) = [each for each in root.iterfind(NS + tag) if of in [own.text for own in each]]
        root.remove(entry)
        org.metadata.stored[key] = serialize(root, by_client=False)

    return act


def somebody(org: Org, **values: object) -> str:
    return org.data.create("User", {"Username": "new@example.com", "IsActive": True, **values})


def given_to_somebody_new(name: str, *, in_a_group: bool = False) -> Change:
    """Give a permission set to an active user who lacks the checkbox Marketing User."""

    def act(org: Org) -> None:
        given: Record = {"PermissionSetId": one(org, "PermissionSet", Name=name)["Id"]}
        if in_a_group:
            group = org.data.create("PermissionSetGroup", {"DeveloperName": "Marketing"})
            given = {"PermissionSetGroupId": group, **given}
            org.data.create("PermissionSetGroupComponent", given)
            given.pop("PermissionSetId")
        org.data.create("PermissionSetAssignment", {"AssigneeId": somebody(org), **given})

    return act


def somebody_inactive(org: Org) -> str:
    return org.data.create("User", {"Username": "former@example.com", "Name": "Former"})


def assigned_to_an_inactive_user(name: str) -> Change:
    return lambda org: assignment(org, name).update(AssigneeId=somebody_inactive(org))


def in_a_group(name: str, *, assigned: bool = True, active: bool = True) -> Change:
    """Put a permission set into a group, and give the group to nobody or to somebody."""

    def act(org: Org) -> None:
        data = org.data
        group = data.create("PermissionSetGroup", {"DeveloperName": "Marketing"})
        permission_set = one(org, "PermissionSet", Name=name)["Id"]
        link = {"PermissionSetGroupId": group, "PermissionSetId": permission_set}
        data.create("PermissionSetGroupComponent", link)
        if assigned:
            user = one(org, "User", Username=USERNAME)["Id"] if active else somebody_inactive(org)
            member = {"AssigneeId": user, "PermissionSetGroupId": group}
            data.create("PermissionSetAssignment", member)

    return act


def status_gone(campaign: str, name: str) -> Change:
    def act(org: Org) -> None:
        key = campaign_named(org, campaign)
        status = one(org, "CampaignMemberStatus", CampaignId=key, Label=name)
        org.data.delete("CampaignMemberStatus", status["Id"])

    return act


def keyless(org: Org) -> None:
    (member,) = org.data.rows("CampaignMember").values()
    member["external_id__c"] = None
