"""The interpreter of flows refuses what it does not know, so that nothing passes by luck."""

import pytest
from event_campaigns import SHIPPED, STATUSES, campaign, generated
from flow_interpreter.flow import Flow
from flow_interpreter.nodes import UnknownError
from flow_interpreter.org import Org
from flow_interpreter.values import case_safe


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        ("<operator>Contains", "<operator>StartsWith"),
        ("<operator>Add", "<operator>Subtract"),
        ("<iterationOrder>Asc", "<iterationOrder>Desc"),
        ("<pathType>AsyncAfterCommit</pathType>", "<label>Later</label>"),
        ("<status>", "<runInMode>SystemModeWithoutSharing</runInMode><status>"),
        ("<sortOrder>Asc", "<sortOrder>Desc"),
    ],
)
def test_what_the_interpreter_does_not_know_it_refuses(ours: str, other: str) -> None:
    content = generated(SHIPPED)[STATUSES]
    assert ours.encode() in content

    with pytest.raises(UnknownError):
        Flow(content.replace(ours.encode(), other.encode()))


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        ("UPPER(", "LOWER("),
        (" &amp; ", " + "),
        ("Each_Status.Label", "Each_Status.HasResponded"),
        ("$Record.OwnerId", "$Record.Owner"),
        ("<stringValue>Created", "<stringValue>{!$Record.Name}"),
    ],
)
def test_what_it_can_refuse_only_in_running_it_refuses_then(ours: str, other: str) -> None:
    content = generated(SHIPPED)[STATUSES]
    assert ours.encode() in content
    changed = Org(content.replace(ours.encode(), other.encode()))
    changed.refuse("insert", "CampaignMemberStatus", "no access")
    campaign(changed)

    with pytest.raises(UnknownError):
        changed.settle()


@pytest.mark.parametrize(
    ("short", "long"),
    [("70103000000cnFX", "70103000000cnFXAAY"), ("00Q0300000Aczgf", "00Q0300000AczgfEAB")],
)
def test_an_id_is_made_long_as_salesforce_does(short: str, long: str) -> None:
    """The setup article's own example."""
    assert (case_safe(short), case_safe(long)) == (long, long)
