"""Rules of a file by itself: XML of its type, in the folder of its type, with its name."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.metadata.api_version import ApiVersion
from generator.metadata.document import NAMESPACE, OBJECTS, MetadataFile
from generator.metadata.registry import CUSTOM_OBJECT
from generator.metadata.structure import Fault, Violation
from generator.metadata.xsd import violations
from generator.names import PROGRAM
from generator.validation.rules.sources import DEPLOYS, REPRODUCED

_PUBLISHED = "Salesforce's published types (@salesforce/types)"
_CODES = {
    Fault.UNKNOWN: "KS109",
    Fault.VALUE: "KS109",
    Fault.CONTENT: "KS109",
    Fault.DOUBT: "KS109",
    Fault.REPEATED: "KS110",
    Fault.SCATTERED: "KS110",
    Fault.MISSING: "KS115",
    Fault.NEWER: "KS116",
    Fault.MAYBE_NEWER: "KS117",
    Fault.MAYBE_OLDER: "KS122",
    Fault.UNLISTED: "KS118",
}
_LARGE = 2**18  # bytes: more than most files of any type have

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
        "The root element is the type that the suffix names, in Salesforce's namespace.",
        "The CLI infers the type from the suffix, the org from the content. The CLI adds the "
        "namespace to what it composes, such as objects.",
        "Rename the file, or its root element, or add the namespace.",
        REPRODUCED,
        message="TypeInferenceError: Could not infer a metadata type",
    ),
    error(
        "KS106",
        "A part of an object lies in objects/OBJECT/, in the folder of its kind or another one.",
        "The CLI finds the object that a part belongs to by its folder.",
        "Move the file to that folder.",
        REPRODUCED,
        message="unable to find matching parent xml file for CustomField",
    ),
    error(
        "KS107",
        "fullName is the file's name, but for capitals.",
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
        _PUBLISHED,
        message="Element X invalid at this location in type Y",
    ),
    error(
        "KS110",
        "An element appears once; one that may repeat stands next to the others of its name.",
        "The org refuses an element that appears again.",
        "Remove the element, or move it next to the others of its name.",
        DEPLOYS,
        message="Element X is duplicated at this location in type Y",
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
    error(
        "KS115",
        "The elements that a type needs are there.",
        "The org refuses the file, or reads a value that nobody wrote.",
        "Add the element.",
        f"{_PUBLISHED}; no retrieved file lacks one",
        message="Required field is missing: X",
    ),
    error(
        "KS116",
        "An element is one that the API version of the project has.",
        "An org reads a file by that version, and refuses elements of a later one.",
        "Remove the element, or raise sourceApiVersion.",
        f"{_PUBLISHED}, from API 63 on",
        message="Element X invalid at this location in type Y",
    ),
    warning(
        "KS117",
        "An element or value, or the type of a file, is as old as the API version of the project.",
        "The version that brought it is known only roughly; an org refuses what is newer.",
        "Deploy to a sandbox first; if the org refuses it, remove it or raise sourceApiVersion.",
        _PUBLISHED,
    ),
    warning(
        "KS118",
        "The type of a flow's action is a published one.",
        "An org has further ones with further products; the deploy fails if it lacks this one.",
        "Correct the value, or deploy to an org that has the product.",
        _PUBLISHED,
    ),
    error(
        "KS120",
        "A file has no marks of a merge conflict.",
        "git wrote both sides of a conflict into the file, and left the choice to you.",
        "Keep what is right of both sides; remove the lines <<<<<<<, ======= and >>>>>>>.",
        "git",
    ),
    warning(
        "KS122",
        "Elements and values of a project that is older than API 51.0 are known ones.",
        "What Salesforce took away before API 51.0 is not known: an org may take it all the same.",
        "Correct the element or value if it is misspelt; raise sourceApiVersion if you can.",
        _PUBLISHED,
    ),
)


def check(
    file: MetadataFile, version: ApiVersion, *, is_part: bool = False
) -> Iterator[Diagnostic]:
    """Yield the diagnostics of a file by itself, without those of assertions.

    `version` is the API version of the file's project. What `is_part` of a component needs no
    element that may stand in another part.
    """
    if file.root.tag != NAMESPACE + file.type.name:
        yield file.at("KS105", _root_fault(file))
        return
    if file.type.decomposed:
        yield from _place(file)
    found = violations(file.root, version, is_large=len(file.content) > _LARGE)
    yield from _structure(file, found, is_part=is_part)


def _root_fault(file: MetadataFile) -> str:
    name = etree.QName(file.root).localname
    if name == file.type.name:
        return f'the root element {name} lacks xmlns="{NAMESPACE[1:-1]}"'
    return f"the root element is {name}; the suffix of the file needs {file.type.name}"


def _place(file: MetadataFile) -> Iterator[Diagnostic]:
    if file.root.getprevious() is not None:
        yield file.at(
            "KS108",
            "a comment or instruction comes before the root element; none is allowed there",
        )
    if not file.parent or not _is_of_object(file.path):
        where = file.type.directory.format(parent="OBJECT")
        yield file.at("KS106", f"is not in {where}/")
    full_name = file.text("fullName")
    if full_name and full_name.rpartition(".")[2].casefold() != file.name.casefold():
        element = file.root.find(f"{NAMESPACE}fullName")
        message = f"fullName is {full_name}; the file's name is {file.name}"
        yield file.at("KS107", message, element)
    elif file.type is CUSTOM_OBJECT and file.name.casefold() != file.parent.casefold():
        yield file.at("KS107", f"the file's name is {file.name}; its folder is {file.parent}")


def _is_of_object(path: str) -> bool:
    return f"/{OBJECTS}/" in f"/{path}" or OBJECTS in Path(path).absolute().parts


def _structure(
    file: MetadataFile, found: list[Violation], *, is_part: bool
) -> Iterator[Diagnostic]:
    """Yield what is wrong with elements; an org takes them in any order.

    The parts of an object may be scattered as well: the CLI puts them together.
    """
    for violation in found:
        is_missing_part = violation.fault is Fault.MISSING and violation.element is file.root
        is_scattered_part = violation.fault is Fault.SCATTERED and file.type.decomposed
        if violation.fault is Fault.ORDER or is_scattered_part or (is_part and is_missing_part):
            continue
        yield file.at(_CODES[violation.fault], violation.reason, violation.element)
