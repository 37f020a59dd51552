"""Flows of two kinds: a schema names a flow, says what it does and when."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, StrictBool

from generator.schema.model.base import Model
from generator.schema.text_types import CustomName, Description, Label

# The statuses of every new campaign; the first is the default.
AUTOMATIC_STATUSES = ("Sent", "Responded")


def _plain(label: str) -> str:
    if "{!" in label:
        raise ValueError("contains {!, which a flow reads as a reference; remove it")
    return label


class _Flow(Model):
    label: Annotated[Label, AfterValidator(_plain)]
    description: Description
    active: StrictBool = True

    @property
    def status(self) -> str:
        return "Active" if self.active else "Draft"


class StatusFlow(_Flow):
    """Adds the member statuses that a campaign lacks, when the checkbox `when` is ticked on it."""

    does: Literal["add campaign member statuses"]
    when: CustomName
    automatic_statuses: Literal["keep", "remove"] = "keep"


class KeyFlow(_Flow):
    """Fills the key of a campaign member, if it is blank, before the member is saved."""

    does: Literal["fill campaign member key"]
    field: CustomName


Flow = Annotated[StatusFlow | KeyFlow, Discriminator("does")]
