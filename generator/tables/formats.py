"""The formats of files with tables. The commands name them, so nothing else is imported here."""

from enum import StrEnum


class Format(StrEnum):
    """A format in which a table is read."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    MARKDOWN = "markdown"
    HTML = "html"


class WrittenFormat(StrEnum):
    """A format in which a table is written."""

    CSV = "csv"
    XLSX = "xlsx"
    MARKDOWN = "markdown"
