"""The anchors of things in a dictionary, by name. That of an object is its API name."""


def of_field(sobject: str, name: str) -> str:
    return f"{sobject}.{name}"


def of_grantee(name: str) -> str:
    """Return the anchor of a permission set, a group or a profile, whose name may have spaces."""
    return f"access.{'_'.join(name.split())}"


def of_flow(name: str) -> str:
    return f"flow.{name}"


def of_step(flow: str, name: str) -> str:
    return f"{of_flow(flow)}.{name}"


def of_value_set(name: str) -> str:
    return f"value-set.{name}"


def of_status(label: str) -> str:
    return f"status.{label}"


def of_item(kind: str, name: str, sobject: str = "") -> str:
    """Return the anchor of anything else, which may be a part of an object, by its kind."""
    return f"item.{kind}.{sobject}.{name}"
