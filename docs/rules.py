"""Write docs/rules.md from the rules: `python docs/rules.py`; a test checks that it is current."""

import json
from pathlib import Path

from generator.diagnostics import Rule
from generator.validation.engine import RULES

TARGET = Path(__file__).with_suffix(".md")
_COUNTS = json.loads(Path(__file__).with_name("rule_counts.json").read_bytes())
_GROUPS = {
    "KS1": "Files",
    "KS2": "Fields",
    "KS3": "Objects",
    "KS4": "Permission sets",
    "KS5": "Layouts, list views, tabs, report types",
    "KS6": "Value sets, flows and translations",
    "KS7": "Manifests",
    "KS8": "Formulas",
    "KS9": "Risks",
}


def page() -> str:
    """Return the page: a section for each group of codes, a paragraph for each rule."""
    introduction = (
        "What `kaltura-sfdx validate` checks, made from the code by `make docs`. An error is what "
        "an org or the CLI refuses; a warning is what an org accepts and what may do harm, or "
        "what only some orgs refuse. *In real files* says how many files or elements that orgs "
        "took are about the rule, and how many of these break it."
    )
    parts = ["# Rules", introduction]
    for prefix, title in _GROUPS.items():
        parts.append(f"## {title}")
        parts.extend(_rule(rule) for code, rule in sorted(RULES.items()) if code[:3] == prefix)
    return "\n\n".join(parts) + "\n"


def _rule(rule: Rule) -> str:
    message = f"\n- The org says: `{rule.message}`" if rule.message else ""
    evidence = rule.evidence or _counted(*_COUNTS[rule.code])
    in_files = f"\n- In real files: {evidence}." if evidence else ""
    return (
        f"### {rule.code}\n\n{rule.what}\n\n- {rule.severity.value.capitalize()}. {rule.why}"
        f"{message}\n- Fix: {rule.fix}\n- Source: {rule.source}.{in_files}"
    )


def _counted(files: int, broken: int) -> str:
    """Return the evidence that docs/rule_counts.py counted; empty if no file is about the rule."""
    if not files:
        return ""
    breaks = f"{broken} break" if broken != 1 else "one breaks"
    return f"{files:,} in five public repositories; {breaks if broken else 'none breaks'} it"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
