"""Write docs/rules.md from the rules: `python docs/rules.py`; a test checks that it is current."""

from pathlib import Path

from generator.diagnostics import Rule
from generator.validation.engine import RULES

TARGET = Path(__file__).with_suffix(".md")
_GROUPS = {
    "KS1": "Files",
    "KS2": "Fields",
    "KS3": "Objects",
    "KS4": "Permission sets",
    "KS5": "Layouts, list views, tabs, report types",
    "KS6": "Value sets and flows",
    "KS7": "Manifests",
    "KS8": "Formulas",
    "KS9": "Risks",
}


def page() -> str:
    """Return the page: a section for each group of codes, a paragraph for each rule."""
    introduction = (
        "What `kaltura-sfdx validate` checks, made from the code by `make docs`. An error is what "
        "an org or the CLI refuses; a warning is what an org accepts and what may do harm, or "
        "what only some orgs refuse."
    )
    parts = ["# Rules", introduction]
    for prefix, title in _GROUPS.items():
        parts.append(f"## {title}")
        parts.extend(_rule(rule) for code, rule in sorted(RULES.items()) if code[:3] == prefix)
    return "\n\n".join(parts) + "\n"


def _rule(rule: Rule) -> str:
    message = f"\n- The org says: `{rule.message}`" if rule.message else ""
    evidence = f"\n- In real files: {rule.evidence}." if rule.evidence else ""
    return (
        f"### {rule.code}\n\n{rule.what}\n\n- {rule.severity.value.capitalize()}. {rule.why}"
        f"{message}\n- Fix: {rule.fix}\n- Source: {rule.source}.{evidence}"
    )


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
