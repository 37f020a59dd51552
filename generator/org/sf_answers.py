"""The JSON that `sf` prints, as far as it is read here; what else is in it is ignored."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

Text = Annotated[str, BeforeValidator(str)]
Flag = Annotated[bool, BeforeValidator(lambda value: value in (True, "true"))]  # as XML has it
# XML does not tell one entry from a list of one.
Listed = BeforeValidator(lambda value: value if isinstance(value, list) else [value])


class Answer(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, extra="ignore", frozen=True, strict=True, populate_by_name=True
    )


class Status(Answer):
    """Whether a command succeeded (0)."""

    status: int


class Failure(Answer):
    """Why a command failed, and what `sf` advises."""

    name: Text = ""
    message: Text = "no reason given"
    actions: list[Text] = []


class OrgFacts(Answer):
    """What `sf` knows of an org."""

    username: str
    alias: str | None = None
    id: str | None = None
    instance_url: str | None = None
    access_token: str | None = None


class Display(Answer):
    """The answer of `sf org display`."""

    result: OrgFacts


class AccessToken(Answer):
    access_token: str | None = None


class ShownToken(Answer):
    """The answer of `sf org auth show-access-token`."""

    result: AccessToken | None = None


class Remark(Answer):
    """What an org (`problem`) or `sf` (`error`) says of a component that was not retrieved."""

    problem: str | None = None
    error: str | None = None


class FileProperties(Answer):
    """A component that an org sent."""

    type: str = ""
    full_name: str = ""


class RetrieveResult(Answer):
    success: Flag = True
    error_message: Text = "the org gives no reason"
    messages: Annotated[list[Remark], Listed] = []
    files: list[Remark] = []
    file_properties: Annotated[list[FileProperties], Listed] = []

    @property
    def remarks(self) -> list[str]:
        found = [
            text for each in self.messages + self.files for text in (each.problem, each.error)
        ]
        return [text for text in found if text]


class Retrieved(Answer):
    """The answer of `sf project retrieve start`."""

    result: RetrieveResult


def explained(error: ValidationError) -> str:
    """Return what a JSON lacks or has in another form, by its keys. No value of it is shown."""
    return "; ".join(
        f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    )
