"""What the components of a schema take of the project that they are written into."""

from typing import Protocol

from generator.metadata.api_version import ApiVersion


class Target(Protocol):
    """The default package directory of a project, and the API version of its files."""

    @property
    def package_directory(self) -> str: ...

    @property
    def api_version(self) -> ApiVersion: ...
