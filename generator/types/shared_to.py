"""With whom a list view is shared."""

from typing import Annotated, ClassVar

from pydantic import StrictBool

from generator.schema.text_types import ApiName
from generator.types.keys import element, texts
from generator.types.risk import Risk
from generator.types.table import Table

_IF_TRUE = {True: "", False: None}  # an element without content
_Names = tuple[ApiName, ...]


class SharedTo(Table):
    """The people who can see something, by the words of Setup's sharing settings."""

    type_name: ClassVar = "SharedTo"

    all_internal_users: Annotated[
        StrictBool, element("allInternalUsers", Risk.ACCESS, _IF_TRUE)
    ] = False
    """Everybody who is not a partner or a customer."""
    all_partner_users: Annotated[StrictBool, element("allPartnerUsers", Risk.ACCESS, _IF_TRUE)] = (
        False
    )
    """All partners."""
    all_customer_portal_users: Annotated[
        StrictBool, element("allCustomerPortalUsers", Risk.ACCESS, _IF_TRUE)
    ] = False
    """All customers of a portal."""
    groups: Annotated[_Names, texts("group", Risk.ACCESS)] = ()
    """Public groups, by API name."""
    queues: Annotated[_Names, texts("queue", Risk.ACCESS)] = ()
    """Queues, by API name."""
    roles: Annotated[_Names, texts("role", Risk.ACCESS)] = ()
    """Roles, by API name."""
    roles_and_subordinates: Annotated[_Names, texts("roleAndSubordinates", Risk.ACCESS)] = ()
    """Roles with all below them, by API name."""
    roles_and_internal_subordinates: Annotated[
        _Names, texts("roleAndSubordinatesInternal", Risk.ACCESS)
    ] = ()
    """Roles with those below them who are not partners or customers, by API name."""
    territories: Annotated[_Names, texts("territory", Risk.ACCESS)] = ()
    """Territories, by API name."""
    territories_and_subordinates: Annotated[
        _Names, texts("territoryAndSubordinates", Risk.ACCESS)
    ] = ()
    """Territories with all below them, by API name."""
