"""Flows by what they do: a schema switches them on, names them, and says when they act."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, StrictBool

from generator.schema.model.base import Model
from generator.schema.text_types import CustomName, Label, Text, at_most

# What Salesforce gives every new campaign, the first of them as its default.
AUTOMATIC_STATUSES = ("Sent", "Responded")


def _plain(label: str) -> str:
    if "{!" in label:
        raise ValueError("contains {!, which a flow reads as a reference; remove it")
    return label


class _Flow(Model):
    label: Annotated[Label, AfterValidator(_plain)]
    description: Annotated[Text, at_most(1000)]
    active: StrictBool = True

    @property
    def status(self) -> str:
        return "Active" if self.active else "Draft"


class StatusFlow(_Flow):
    """Gives a campaign the member statuses that it lacks, once `when` is ticked on it."""

    does: Literal["add campaign member statuses"]
    when: CustomName
    automatic_statuses: Literal["keep", "remove"] = "keep"


class KeyFlow(_Flow):
    """Fills a blank key of a campaign member before it is saved, whoever saves it."""

    does: Literal["fill campaign member key"]
    field: CustomName


Flow = Annotated[StatusFlow | KeyFlow, Discriminator("does")]
