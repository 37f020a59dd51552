"""Rules of a file by itself: XML of its type, in the folder of its type, with its name."""

from collections.abc import Iterator

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.document import NAMESPACE, MetadataFile
from generator.metadata.xsd import Violation, covers, sorted_as_declared, violations
from generator.names import PROGRAM
from generator.validation.rules.sources import REPRODUCED, RETRIEVED

RULES = (
    error(
        "KS101",
        "A file is well-formed XML.",
        "Neither the CLI nor an org can read any other file.",
        "Correct the XML at this line.",
        REPRODUCED,
    ),
    error(
        "KS102",
        "A file declares no document type and no entities.",
        "Entities can read other files and grow without end; Salesforce writes none.",
        "Remove the <!DOCTYPE ...>; write the text of each entity in its place.",
        "XML security practice; no retrieved file has one",
    ),
    error(
        "KS103",
        "A file is no larger than 16 MiB.",
        "Metadata of these types is much smaller; the file is something else.",
        "Look at the file; remove it from the package directory.",
        "the largest real files are below 1 MiB",
    ),
    error(
        "KS104",
        "A file is a regular file, a folder is no link, and both can be read.",
        "The CLI may follow a link or stop at it; what cannot be read is not checked.",
        "Give yourself the right to read it; replace a link by what it links to; remove the rest.",
        "the operating system",
    ),
    error(
        "KS105",
        "The root element is the type that the file's suffix names.",
        "The CLI infers the type from the suffix, the org from the content.",
        "Rename the file, or its root element.",
        REPRODUCED,
        message="TypeInferenceError: Could not infer a metadata type",
    ),
    error(
        "KS106",
        "A part of an object lies in objects/OBJECT/, in the folder of its kind.",
        "The CLI finds the object that a part belongs to by its folder.",
        "Move the file to that folder.",
        REPRODUCED,
        message="unable to find matching parent xml file for CustomField",
    ),
    error(
        "KS107",
        "fullName is the file's name.",
        "The CLI goes by the name of the file, the org by fullName.",
        "Rename the file, or write its name into fullName.",
        REPRODUCED,
    ),
    error(
        "KS108",
        "No comment comes before the root element of an object or of a part of one.",
        "The CLI fails to convert the file.",
        "Move the comment into the root element, or remove it.",
        "reproduced; forcedotcom/sf-skills",
        message="ConversionError: Invalid XML tags or unable to find matching parent xml file",
    ),
    error(
        "KS109",
        "Elements and values are those of the type.",
        "The org refuses unknown elements, and values that are not of the enumeration.",
        "Correct the element or value, or remove it.",
        "Salesforce's Metadata API WSDL",
        message="Element X invalid at this location in type Y",
    ),
    error(
        "KS110",
        "Elements of the same name follow each other.",
        "The org refuses an element that appears again after another one.",
        "Move the element next to the others of its name.",
        "messages of deploys",
        message="Element X is duplicated at this location in type Y",
    ),
    warning(
        "KS111",
        "Elements are in the order in which a retrieve writes them.",
        "An org takes any order, but the next retrieve moves them: a difference without meaning.",
        "Bring the elements into the order of the XSD, or retrieve the file once.",
        RETRIEVED,
    ),
    warning(
        "KS112",
        "The metadata of a folder is in source format.",
        "Files in Metadata API format (objects/Lead.object) are not checked.",
        "Convert them: sf project convert mdapi --root-dir FOLDER.",
        "Salesforce DX developer guide, source format",
    ),
    error(
        "KS113",
        "Each folder in packageDirectories of sfdx-project.json exists.",
        "The CLI refuses a project with a package directory that does not exist.",
        "Make the folder, or remove its entry.",
        REPRODUCED,
        message="The path X, specified in sfdx-project.json, does not exist.",
    ),
    warning(
        "KS114",
        "A project or folder to check holds metadata of the types that are checked.",
        "A check of nothing finds nothing: the path may be the wrong one.",
        "Name another folder, or ignore this rule: --ignore KS114.",
        PROGRAM,
    ),
)


def check(file: MetadataFile) -> Iterator[Diagnostic]:
    """Yield the diagnostics of a file by itself, without those of the assertions of the XSD."""
    if file.root.tag != NAMESPACE + file.type.name:
        root_name = etree.QName(file.root).localname
        yield file.at(
            "KS105",
            f"the root element is {root_name}; the suffix of the file needs {file.type.name}",
        )
        return
    if file.type.decomposed:
        yield from _place(file)
    if not covers(file.type.name):
        yield from _repeats(file, file.root)
    elif found := violations(file.root):
        yield from list(_repeats(file, file.root)) or _structure(file, found)


def _place(file: MetadataFile) -> Iterator[Diagnostic]:
    if file.root.getprevious() is not None:
        yield file.at(
            "KS108",
            "a comment or instruction comes before the root element; none is allowed there",
        )
    folder = file.type.directory.format(parent=file.parent)
    if not file.parent or f"/{folder}/{file.name}." not in f"/{file.path}":
        where = file.type.directory.format(parent="OBJECT")
        yield file.at("KS106", f"is not in {where}/")
    full_name = file.text("fullName")
    if full_name not in {"", file.name} and full_name.rpartition(".")[2] != file.name:
        element = file.root.find(f"{NAMESPACE}fullName")
        message = f"fullName is {full_name}; the file's name is {file.name}"
        yield file.at("KS107", message, element)
    elif file.type.name == "CustomObject" and file.name != file.parent:
        yield file.at("KS107", f"the file's name is {file.name}; its folder is {file.parent}")


def _repeats(file: MetadataFile, element: etree._Element) -> Iterator[Diagnostic]:
    seen: set[object] = set()
    last = None
    for child in element.iterchildren(etree.Element):
        if child.tag != last and child.tag in seen:
            name = etree.QName(child).localname
            yield file.at("KS110", f"{name} appears again after another element", child)
        seen.add(child.tag)
        last = child.tag
        if len(child):
            yield from _repeats(file, child)


def _structure(file: MetadataFile, found: list[Violation]) -> Iterator[Diagnostic]:
    """Yield what is wrong in any order; else that the order is another, which an org takes."""
    ordered = sorted_as_declared(file.root)
    if remaining := violations(ordered):
        for violation in remaining:
            yield file.at("KS109", violation.reason, violation.element)
    else:
        message = "the elements are not in the order of a retrieve"
        yield file.at("KS111", message, found[0].element)
