"""Rules of validation rules. Each is an assertion."""

from generator.diagnostics import error
from generator.validation.rules.sources import DEPLOYS, GUIDE
from generator.validation.rules.xpath import at_most

RULES = (
    error(
        "KS504",
        "description of a validation rule has at most 255 characters.",
        "The org refuses a longer one.",
        "Shorten the description.",
        DEPLOYS,
        message="Validation rule description cannot be longer than 255 characters long",
        of="ValidationRule",
        test=at_most(255, "description"),
        at="description",
        diagnosis="description has {description:length} characters; at most 255 are allowed",
    ),
    error(
        "KS505",
        "errorMessage of a validation rule has at most 255 characters.",
        "The org refuses a longer one.",
        "Shorten the message.",
        GUIDE,
        of="ValidationRule",
        test=at_most(255, "errorMessage"),
        at="errorMessage",
        diagnosis="errorMessage has {errorMessage:length} characters; at most 255 are allowed",
    ),
)
