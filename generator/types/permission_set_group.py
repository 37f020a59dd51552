"""Permission set groups: permission sets that users get together."""

from typing import Annotated, ClassVar

from pydantic import StrictBool

from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import Elements
from generator.schema.text_types import Line, ShortDescription, at_most
from generator.types.comparison import Comparison
from generator.types.keys import element
from generator.types.permission_keys import Names, sorted_names
from generator.types.requirement import Kind, asks_for_it
from generator.types.risk import Risk
from generator.types.table import Context, Table

_ACTIVATION_SINCE = ApiVersion(52)  # published so; in all 135 retrieved files


class PermissionSetGroup(Table):
    """A permission set group, with the keys of its page in Setup."""

    type_name: ClassVar = "PermissionSetGroup"
    asks: ClassVar = asks_for_it(Kind.GROUP)  # who has a set of it is asked for each set
    comparison: ClassVar = Comparison(
        # An org computes the status, and has Updated when it has done with a change.
        ignored=("status",),
        otherwise=Risk.ACCESS,
        created=Risk.ACCESS,
        deleted=Risk.ACCESS,
        as_one=("permissionSets", "mutingPermissionSets"),
    )

    label: Annotated[Line, at_most(80), element("label", Risk.SAFE)]
    """The label of the permission set group."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the permission set group is for, for administrators."""
    session_activation_required: Annotated[
        StrictBool, element("hasActivationRequired", Risk.ACCESS)
    ] = False
    """Whether the permissions count only in a session that was activated for them."""
    permission_sets: Annotated[Names, sorted_names("permissionSets")] = ()
    """The permission sets that its users get, by API name."""
    muting_permission_sets: Annotated[Names, sorted_names("mutingPermissionSets")] = ()
    """The muting permission sets, which take permissions away within the group, by API name."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        del elements
        is_new = context.api_version >= _ACTIVATION_SINCE
        return {"status": "Updated"} | ({"hasActivationRequired": False} if is_new else {})
