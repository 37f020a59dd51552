"""Lightning apps: the tabs that people see together, with a colour and a utility bar."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool

from generator.metadata.api_version import ApiVersion
from generator.metadata.elements import Elements
from generator.schema.text_types import ApiName, Label, Place, ShortDescription, formed
from generator.types.comparison import Comparison
from generator.types.keys import element, texts
from generator.types.permission_keys import EachOnce, TabName
from generator.types.requirement import Kind, asks_for_it
from generator.types.risk import Risk
from generator.types.table import Context, Table

_DEVICES = {"desktop": "Large", "phone": "Small"}
_OVERRIDE = "brand.shouldOverrideOrgTheme"
_NAVIGATION = {"standard": "Standard", "console": "Console"}
# Elements of the navigation that a retrieve writes, and since when the types have them.
_NAVIGATION_FLAGS = {
    "isNavAutoTempTabsDisabled": ApiVersion(30),
    "isNavPersonalizationDisabled": ApiVersion(30),
    "isNavTabPersistenceDisabled": ApiVersion(52),
    "isOmniPinnedViewEnabled": ApiVersion(52),
}


class App(Table):
    """A Lightning app, with the keys of the App Manager."""

    type_name: ClassVar = "CustomApplication"
    asks: ClassVar = asks_for_it(Kind.APP, is_tooling=True)
    comparison: ClassVar = Comparison(
        as_one=("tabs",),
        risks={"brand": Risk.SAFE, "workspaceConfig": Risk.SAFE},
        deleted=Risk.BREAKS,
    )

    label: Annotated[Label, element("label", Risk.SAFE)]
    """The app name, as people see it."""
    description: Annotated[ShortDescription | None, element("description", Risk.SAFE)] = None
    """What the app is for."""
    tabs: Annotated[tuple[TabName, ...], Field(min_length=1), EachOnce, texts("tabs", Risk.SAFE)]
    """The navigation items in their order: Visit__c, standard-Account, or the name of a tab."""
    navigation: Annotated[
        Literal["standard", "console"], element("navType", Risk.SAFE, _NAVIGATION)
    ] = "standard"
    """The navigation style: standard, or console."""
    devices: Annotated[
        tuple[Literal["phone", "desktop"], ...],
        Field(min_length=1),
        EachOnce,
        texts("formFactors", Risk.SAFE, _DEVICES),
    ] = ("desktop",)
    """The supported form factors: desktop, phone, or both."""
    color: Annotated[
        Annotated[str, formed("#[0-9A-Fa-f]{6}", "a colour; write it as in #0070D2")] | None,
        element("brand.headerColor", Risk.SAFE),
    ] = None
    """The primary hex colour of the app, as in #0070D2."""
    override_org_theme: Annotated[StrictBool | None, element(_OVERRIDE, Risk.SAFE)] = None
    """Whether the app's image and colour stand instead of the org's theme."""
    utility_bar: Annotated[ApiName | None, element("utilityBar", Risk.SAFE)] = None
    """The utility bar at the bottom, by the API name of its page."""

    @classmethod
    def defaults(cls, elements: Elements, context: Context) -> Elements:
        version = context.api_version
        flags = {name: False for name, since in _NAVIGATION_FLAGS.items() if version >= since}
        has_brand = any(path.startswith("brand.") and path != _OVERRIDE for path in elements)
        brand = {_OVERRIDE: False} if has_brand else {}
        own = {"formFactors": ["Large"], "navType": "Standard", "uiType": "Lightning"}
        return flags | brand | own


def diagnostics(
    apps: Mapping[str, App], objects: Collection[str], tabs: Collection[str]
) -> Iterator[tuple[Place, str]]:
    """Yield which objects of a schema an app shows that have no tab in it."""
    for name, app in apps.items():
        for index, tab in enumerate(app.tabs):
            if tab in objects and tab not in tabs:
                message = f"{tab} has no tab; add custom_objects.{tab}.tab, or leave it out"
                yield ("apps", name, "tabs", index), message
