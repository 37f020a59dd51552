"""Count in real projects how many files a rule is about, and how many break it.

`python docs/rule_counts.py PROJECT...` writes docs/rule_counts.json, of which docs/rules.py makes
the evidence of each rule that has no count of its own. Run it on projects that orgs have taken.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.diagnostics import Rule
from generator.metadata.document import MAX_BYTES, NAMESPACE, MetadataFile, parse_file, type_of
from generator.validation.engine import RULES
from generator.validation.validate import ValidateRequest, validate

TARGET = Path(__file__).with_suffix(".json")
# The types whose files a rule is about, by the beginning of its code; all types for the rest.
_SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "KS2": ("CustomField",),
    "KS3": ("CustomObject",),
    "KS31": ("CustomField",),
    "KS336": ("CustomMetadata",),
    "KS34": ("RecordType", "BusinessProcess"),
    "KS35": ("FieldSet", "ValidationRule", "CustomObject"),
    "KS4": ("PermissionSet",),
    "KS435": ("PermissionSetGroup", "CustomPermission"),
    "KS5": ("Layout",),
    "KS501": ("ListView",),
    "KS502": ("ReportType",),
    "KS503": ("ReportType",),
    "KS504": ("ValidationRule",),
    "KS505": ("ValidationRule",),
    "KS506": ("CompactLayout",),
    "KS507": ("CustomTab",),
    "KS517": ("ListView",),
    "KS518": ("CompactLayout",),
    "KS519": ("CustomTab",),
    "KS520": ("CustomObject",),
    "KS521": ("ReportType",),
    "KS522": ("ReportType",),
    "KS53": ("ListView",),
    "KS546": ("CustomApplication",),
    "KS60": ("StandardValueSet", "GlobalValueSet"),
    "KS61": ("StandardValueSet", "GlobalValueSet"),
    "KS62": ("Flow",),
    "KS64": ("Flow",),
    "KS66": ("ReportType",),
    "KS70": ("Package",),
    "KS8": ("CustomField", "ValidationRule", "Flow"),
}


def counts(projects: list[Path]) -> dict[str, tuple[int, int]]:
    """Return for each rule the number of files that it is about, and of those that break it."""
    files = [file for project in projects for file in _files(project)]
    requests = [ValidateRequest((project,)) for project in projects]
    found = [each for request in requests for each in validate(request).diagnostics]
    broken = Counter(rule for rule, _ in {(each.rule, each.file) for each in found})
    return {code: (_about(rule, files), broken[code]) for code, rule in sorted(RULES.items())}


def _files(project: Path) -> Iterator[MetadataFile]:
    for path in sorted(project.rglob("*.xml")):
        metadata_type = type_of(path.as_posix())
        if metadata_type and path.stat().st_size <= MAX_BYTES:
            file = parse_file(path.as_posix(), metadata_type, path.read_bytes())
            if isinstance(file, MetadataFile):
                yield file


def _about(rule: Rule, files: list[MetadataFile]) -> int:
    """Return the number of files of the rule's types that have the element that it is about."""
    known = [code for code in _SUBJECTS if rule.code.startswith(code)]
    names = (rule.of,) if rule.of else _SUBJECTS.get(max(known, key=len, default=""), ())
    return sum(
        (not names or file.type.name in names)
        and (not rule.at or file.root.find(f".//{NAMESPACE}{rule.at}") is not None)
        for file in files
    )


if __name__ == "__main__":
    found = counts([Path(name) for name in sys.argv[1:]])
    lines = (f'"{code}": {json.dumps(pair)}' for code, pair in found.items())
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
