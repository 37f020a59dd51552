"""The records of an org, by object and id, and what happens to one that is saved."""

import itertools
from dataclasses import dataclass, field, replace
from zlib import crc32

from org import setup_access
from org.columns import (
    FROM_METADATA,
    MADE_OF,
    STAMPS,
    STANDARD,
    Column,
    Record,
    Refused,
    check,
    columns_of,
    described,
)
from org.ids import id_of
from org.metadata import NS, Metadata

USERNAME = "stand-in@example.com"
NOW = "2026-01-01T00:00:00.000+0000"


USER = id_of("005", 1)
ORGANIZATION = id_of("00D", 1)


def _first() -> dict[str, dict[str, Record]]:
    organization = {"Name": "Stand-in", "IsSandbox": False, "OrganizationType": "Enterprise"}
    return {
        "User": {USER: {"Id": USER, "Username": USERNAME, "Name": "Stand In", "IsActive": True}},
        "Organization": {
            ORGANIZATION: {"Id": ORGANIZATION, "InstanceName": "FK0", **organization}
        },
    }


@dataclass
class Data:
    """The records; every method raises Refused for what the org would not take.

    `hidden` names objects, and fields with their object, that the user may not see: only the
    Tooling API speaks of them. In an org with a `namespace` of its own, all that is custom is read
    with it in its name; it can be set when all records are there.
    """

    metadata: Metadata
    tables: dict[str, dict[str, Record]] = field(default_factory=_first)
    hidden: set[str] = field(default_factory=set)
    namespace: str = ""
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def columns(self, sobject: str, *, tooling: bool = False) -> dict[str, Column]:
        if self.namespace:
            found = replace(self, namespace="").columns(self._plain(sobject), tooling=tooling)
            renamed = [
                each._replace(name=self._own(each.name), reference=self._own(each.reference))
                for each in found.values()
            ]
            return {each.name: each for each in renamed}
        columns = columns_of(self.metadata, sobject, tooling=tooling)
        if tooling:
            return columns
        if sobject in self.hidden:
            raise Refused("INVALID_TYPE", f"sObject type '{sobject}' is not supported.")
        return {n: c for n, c in columns.items() if f"{sobject}.{n}" not in self.hidden}

    def describe(self, sobject: str) -> Record:
        fields = [described(column) for column in self.columns(sobject).values()]
        return {"name": sobject, "custom": sobject.endswith("__c"), "fields": fields}

    def create(self, sobject: str, values: Record) -> str:
        columns = self.columns(sobject).values()
        key = id_of(STANDARD.get(sobject, ("a00",))[0], next(self._numbers))
        record: Record = {c.name: False if c.type == "boolean" else None for c in columns}
        record |= {"Id": key, **dict.fromkeys(STAMPS, NOW)}
        if sobject.endswith("__c"):
            record["Name"] = key
        self._save(sobject, record, values)
        if sobject == "Campaign":
            status = {"CampaignId": key, "Label": "Sent", "SortOrder": 1, "IsDefault": True}
            self.create("CampaignMemberStatus", status)
            status = {"CampaignId": key, "Label": "Responded", "SortOrder": 2}
            self.create("CampaignMemberStatus", {**status, "HasResponded": True})
        return key

    def update(self, sobject: str, key: str, values: Record) -> None:
        self._save(sobject, self.get(sobject, key), values)

    def upsert(self, sobject: str, name: str, value: str, values: Record) -> tuple[str, bool]:
        """Return the id of the record that an external id names, and whether it is new."""
        column = self.columns(sobject).get(name)
        if column is None or not column.external_id:
            raise Refused("NOT_FOUND", f"Provided external ID field does not exist: {name}", name)
        if name in values:
            raise Refused("INVALID_FIELD", f"{name} should not be in the body", name)
        for key, record in self.rows(sobject).items():
            if column.same(record[name], value):
                self.update(sobject, key, values)
                return key, False
        return self.create(sobject, {**values, name: value}), True

    def delete(self, sobject: str, key: str) -> None:
        del self.tables[sobject][self.get(sobject, key)["Id"]]

    def get(self, sobject: str, key: str) -> Record:
        found = [r for k, r in self.rows(sobject).items() if key in (k, k[:15])]
        if not found:
            raise Refused("NOT_FOUND", "The requested resource does not exist")
        return found[0]

    def _own(self, name: str) -> str:
        """Return a name as the org has it, with its namespace if it is custom."""
        is_custom = self.namespace and name.count("__") == 1
        return f"{self.namespace}__{name}" if is_custom else name

    def _plain(self, name: str) -> str:
        """Return a name without the namespace. Raises Refused for a custom one that lacks it."""
        if name.count("__") == 1:
            raise Refused("INVALID_TYPE", f"sObject type '{name}' is not supported.")
        return name.removeprefix(f"{self.namespace}__")

    def _in_namespace(self, sobject: str) -> dict[str, Record]:
        """Return the records of an object, with the namespace in names and in what names them."""
        found = replace(self, namespace="").rows(self._plain(sobject))
        named = ("QualifiedApiName", "SobjectType")
        rows = {}
        for key, record in found.items():
            own: Record = {self._own(name): value for name, value in record.items()}
            own |= {name: self._own(own[name]) for name in named if name in own}
            if "Field" in own:
                own["Field"] = ".".join(map(self._own, own["Field"].split(".")))
            if sobject == "PermissionSetTabSetting":
                own["Name"] = self._own(own["Name"])
            if sobject == "FlowDefinitionView":
                own["ApiName"] = f"{self.namespace}__{own['ApiName']}"
            if sobject != "Organization":  # the namespace may be that of a package
                own["NamespacePrefix"] = own.get("NamespacePrefix") or self.namespace
            rows[key] = own
        return rows

    def _in_folders(self, sobject: str) -> dict[str, Record]:
        """Return folders, or what is in them: reports, whose owner is a folder, or dashboards."""
        records = {}
        for kind, name in self.metadata.stored:
            folder, _, own = name.rpartition("/")
            type_name = kind.removesuffix("Folder")
            if type_name in {"Dashboard", "Report"} and (sobject == "Folder") == (not folder):
                if sobject not in (kind, "Folder"):
                    continue
                parent = id_of("00l", crc32(f"{type_name} {folder}".encode()))
                id_ = id_of(FROM_METADATA[sobject][0], crc32(f"{type_name} {name}".encode()))
                fields = {"OwnerId": parent, "FolderId": parent, "Type": type_name}
                records[id_] = {"Id": id_, "DeveloperName": own, **fields}
        return records

    def _deployed_records(self, sobject: str) -> dict[str, Record]:
        """Return the records of a custom metadata type, or the groups, that were deployed."""
        if sobject == "AppMenuItem":
            return setup_access.apps(self.metadata)
        if sobject == "PermissionSetGroup":
            groups = self.metadata.roots(sobject)
            return {name: {"Id": name, "DeveloperName": name} for name in groups}
        start = f"{sobject.removesuffix('__mdt')}."
        names = self.metadata.roots("CustomMetadata") if sobject.endswith("__mdt") else ()
        own = [name for name in names if name.startswith(start)]
        return {name: {"Id": name, "DeveloperName": name.removeprefix(start)} for name in own}

    def rows(self, sobject: str) -> dict[str, Record]:
        """Return the records of an object by id; some objects are made of what was deployed."""
        if self.namespace:
            return self._in_namespace(sobject)
        if sobject in setup_access.MADE:
            return setup_access.rows(self, sobject)
        if sobject in {"Dashboard", "Folder", "Report"}:
            return self._in_folders(sobject)
        if sobject not in FROM_METADATA:
            return self.tables.get(sobject, {}) | self._deployed_records(sobject)
        if sobject == "EntityDefinition":
            names = (*STANDARD, *self.metadata.roots("CustomObject"))
            return {
                name: {
                    "Id": name,
                    "QualifiedApiName": name,
                    "DurableId": id_of("01I", crc32(name.encode()))[:15],
                }
                for name in names
            }
        roots = self.metadata.roots(MADE_OF.get(sobject, sobject))
        records = {}
        for name, root in sorted(roots.items()):
            ids = {
                each: id_of(row[0], crc32(name.encode())) for each, row in FROM_METADATA.items()
            }
            label, status = root.findtext(f"{NS}label"), root.findtext(f"{NS}status")
            parent, _, own = name.rpartition(".")
            is_active = "true" in {root.findtext(f"{NS}{tag}") for tag in ("active", "isActive")}
            records[ids[sobject]] = {
                "Id": ids[sobject],
                "Name": own,
                "ApiName": name,
                "DurableId": ids["FlowDefinition"],
                "DeveloperName": own.removesuffix("__c").removesuffix("__gvs"),
                "ValidationName": own,
                "Active": is_active,
                "IsActive": is_active,
                "EntityDefinitionId": parent,
                "SobjectType": parent,
                "TableEnumOrId": parent,
                "Label": label,
                "MasterLabel": label,
                "Status": status,
                "VersionNumber": self.metadata.versions.get(name),
                "DefinitionId": ids["FlowDefinition"],
                "LatestVersionId": ids["Flow"],
                "ActiveVersionId": ids["Flow"] if status == "Active" else None,
                **setup_access.permissions(root),
            }
        return records

    def _save(self, sobject: str, record: Record, values: Record) -> None:
        """Keep a record with new values, if they fit."""
        columns = self.columns(sobject)
        for name, value in values.items():
            if name not in columns or name in ("Id", *STAMPS):
                message = f"No such column '{name}' on sobject of type {sobject}"
                raise Refused("INVALID_FIELD", message, name)
            if value not in (None, ""):
                check(columns[name], value)
        flags = {name for name, column in columns.items() if column.type == "boolean"}
        record |= {
            name: value in (True, "true") if name in flags else value
            for name, value in values.items()
        }
        for name, column in columns.items():
            if column.required and record.get(name) in (None, ""):
                message = f"Required fields are missing: [{name}]"
                raise Refused("REQUIRED_FIELD_MISSING", message, name)
            if column.reference and name in values:
                self._check_reference(column, values[name])
        one_of = ONE_OF.get(sobject, ())
        if one_of and not any(record.get(name) for name in one_of):
            message = f"Required fields are missing: one of {one_of}"
            raise Refused("REQUIRED_FIELD_MISSING", message, *one_of)
        self._check_unique(sobject, record, columns)
        self._settle_status(sobject, record)
        self.tables.setdefault(sobject, {})[record["Id"]] = record

    def _check_unique(self, sobject: str, record: Record, columns: dict[str, Column]) -> None:
        unique = [[column.name] for column in columns.values() if column.unique]
        for names in (*unique, *UNIQUE_TOGETHER.get(sobject, [])):
            for other in self.rows(sobject).values():
                same = all(columns[n].same(other.get(n), record.get(n)) for n in names)
                if same and other["Id"] != record["Id"]:
                    message = f"duplicate value found: {names} as in record {other['Id']}"
                    raise Refused("DUPLICATE_VALUE", message, *names)

    def _check_reference(self, column: Column, value: str | None) -> None:
        if value and all(value not in (k, k[:15]) for k in self.rows(column.reference)):
            message = f"{column.name}: no {column.reference} has the id {value}"
            raise Refused("INVALID_CROSS_REFERENCE_KEY", message, column.name)

    def _settle_status(self, sobject: str, record: Record) -> None:
        """Let a campaign have one default status, and give it to members with an unknown one."""
        statuses = self.tables.get("CampaignMemberStatus", {})
        campaign = record.get("CampaignId")
        ours = [s for s in statuses.values() if s["CampaignId"] == campaign]
        if sobject == "CampaignMemberStatus" and record["IsDefault"]:
            for status in ours:
                statuses[status["Id"]] = {**status, "IsDefault": False}
        if sobject == "CampaignMember" and record["Status"] not in [s["Label"] for s in ours]:
            default = [s["Label"] for s in ours if s["IsDefault"]]
            record["Status"] = next(iter(default), record["Status"])


# Of which a record has to have one.
ONE_OF = {"PermissionSetAssignment": ("PermissionSetId", "PermissionSetGroupId")}
# What no two records may share, though each part alone may repeat.
UNIQUE_TOGETHER = {
    "CampaignMember": [["CampaignId", "LeadId"], ["CampaignId", "ContactId"]],
    "CampaignMemberStatus": [["CampaignId", "SortOrder"]],
}
