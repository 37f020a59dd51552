"""A data dictionary as a page of one file."""

from generator.dictionary.dictionary import Dictionary
from generator.importing.api_names import plural
from generator.output import dictionary_parts as parts
from generator.output.dictionary_counts import counts
from generator.output.dictionary_diagrams import neighbour_diagrams, whole_diagram
from generator.output.mermaid import er_diagram
from generator.pages import frame

# The last one starts what the others have set up.
_SCRIPTS = (
    *("access.js", "address.js", "copy.js", "diagram.js"),
    *("search.js", "sections.js", "setup.js", "tools.js"),
)
# Longer lists are folded, or end with the number of the rest.
_MOST_MISSING, _MOST_USES, _MOST_VALUES = 200, 16, 12


def page(dictionary: Dictionary) -> str:
    """Return the page. It can be read without its script, and asks for nothing."""
    env = frame.environment()
    env.globals |= {
        "cells": parts.cells,
        "chapters": parts.chapters,
        "counts": counts,
        "field_facts": parts.field_facts,
        "field_tags": parts.field_tags,
        "er_diagram": er_diagram,
        "neighbour_diagrams": neighbour_diagrams(dictionary),
        "plural": plural,
        "uses_by_kind": parts.uses_by_kind,
        "listed": parts.listed,
        "is_long": parts.is_long,
        "items_by_kind": parts.items_by_kind,
        "value_columns": parts.value_columns,
        "whole_diagram": whole_diagram,
        "grantees_of": parts.grantees_of,
        "percent": parts.percent,
        "most_missing": _MOST_MISSING,
        "most_uses": _MOST_USES,
        "most_values": _MOST_VALUES,
    }
    return frame.page(
        env,
        "dictionary.html.j2",
        styles=("dictionary.css", "diagram.css"),
        scripts=_SCRIPTS,
        dictionary=dictionary,
    )
