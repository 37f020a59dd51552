"""The commands that help where an org does not meet a requirement."""

from dataclasses import dataclass
from shlex import quote

from generator.campaigns import statuses
from generator.campaigns.member_export import export_command
from generator.metadata.registry import STANDARD_VALUE_SET
from generator.names import PROGRAM


@dataclass(frozen=True, slots=True)
class Fixes:
    """The commands for one org, by its username, and one schema, as it was named in the call.

    `is_package` says that the org has the components from a package.
    """

    username: str
    schema: str
    is_package: bool = False

    def deploy(self, type_name: str, name: str) -> str:
        if self.is_package:
            return self._sf("package install --package VERSION")
        return self._sf(f"project deploy start --metadata {type_name}:{name}")

    def show(self, permission_set: str) -> str:
        """Assign a permission set to the user of `sf`."""
        return self._sf(f"org assign permset --name {permission_set}")

    def assign(self, permission_set: str) -> str:
        return self._sf(f"org assign permset --name {permission_set} --on-behalf-of USERNAME")

    def make_marketing_user(self, username: str) -> str:
        who = quote(f"Username='{username}'")
        values = "UserPermissionsMarketingUser=true"
        return self._sf(f"data update record --sobject User --where {who} --values {values}")

    def add_statuses(self, campaign: str) -> tuple[str, ...]:
        ours = f"statuses {quote(self.schema)} --campaign {campaign} --present present.json"
        return (
            f"{statuses.query_command(campaign)}{self._target} > present.json",
            f"{PROGRAM} {ours} > missing.json",
            self._sf("data import tree --files missing.json"),
        )

    def add_keys(self, field: str) -> tuple[str, ...]:
        return (
            f"{export_command(field)}{self._target}",
            f"{PROGRAM} backfill members.csv {quote(self.schema)} > keys.csv",
            self._sf("data update bulk --sobject CampaignMember --file keys.csv --wait 10"),
        )

    def merge_values(self, value_set: str) -> tuple[str, ...]:
        retrieved = STANDARD_VALUE_SET.path("", value_set)
        return (
            self._sf(f"project retrieve start --metadata {STANDARD_VALUE_SET.name}:{value_set}"),
            f"{PROGRAM} generate {quote(self.schema)} --merge-values {retrieved}",
            self._sf("project deploy start --source-dir unpackaged"),
        )

    def _sf(self, words: str) -> str:
        return f"sf {words}{self._target}"

    @property
    def _target(self) -> str:
        return f" --target-org {quote(self.username)}"
