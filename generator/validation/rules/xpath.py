"""Parts of the tests of assertions, as XPath: what XPath 1.0 and 2.0 read alike.

Elements are compared as strings, since XPath 2.0 knows their kinds, and refuses a comparison of a
boolean with a text.
"""

# A file of a standard field says of its type what Salesforce made of it, which no rule can judge.
CUSTOM = "contains(m:fullName, '__c')"


def one_of(name: str, *values: str) -> str:
    """Return the test that an element has one of some texts."""
    return "(" + " or ".join(f"string(m:{name}) = '{value}'" for value in values) + ")"


def has(name: str) -> str:
    """Return the test that an element is there, whatever its text."""
    return f"boolean(m:{name})"


def is_true(name: str) -> str:
    return one_of(name, "true")


def of_type(*types: str) -> str:
    """Return the test that a field is of one of some types."""
    return one_of("type", *types)


def at_most(length: int, *names: str) -> str:
    """Return the test that the texts of elements are no longer than a length."""
    return " and ".join(f"string-length(m:{name}) <= {length}" for name in names)


def between(name: str, low: int, high: int) -> str:
    """Return the test that an element is a number of a range."""
    return f"(number(m:{name}) >= {low} and number(m:{name}) <= {high})"


def when(*conditions: str, then: str) -> str:
    """Return the test that something holds wherever all conditions hold."""
    return " or ".join([*(f"not({condition})" for condition in conditions), then])
