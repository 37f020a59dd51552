"""What the records of an org show: the statuses of campaigns, and the keys of their members."""

from collections.abc import Iterator
from dataclasses import replace

from generator.campaigns.member_export import WITH_KEY
from generator.org.rest import Refusal, query
from generator.readiness.answers import Answers, lacking, records_in
from generator.readiness.fixes import Fixes
from generator.readiness.soql import equal, select
from generator.readiness.verdicts import Found, failed, needs_field, passed, unanswered, unclear
from generator.types.requirement import CampaignStatuses, MemberKeys, Requirement


def statuses_resources(question: CampaignStatuses) -> tuple[str, str]:
    """Return the campaigns, and their statuses."""
    (condition,) = equal([question.where])
    (of_one,) = equal([("CampaignId", question.where[1])])
    of_all = f"CampaignId IN ({select('Id', 'Campaign', condition)})"
    which = of_one if question.is_one else of_all
    return (
        query(select("Id, Name", "Campaign", condition)),
        query(select("CampaignId, Label", "CampaignMemberStatus", which)),
    )


def check_statuses(
    row: Requirement, question: CampaignStatuses, answers: Answers, fixes: Fixes
) -> Iterator[Found]:
    """Yield for each campaign whether it has the statuses."""
    campaigns, statuses = (answers[each] for each in statuses_resources(question))
    for answer in (campaigns, statuses):
        if isinstance(answer, Refusal):
            is_one = question.is_one
            yield unanswered(answer) if is_one else needs_field(f"Campaign.{row.name}", answer)
            return
    if not records_in(campaigns):
        absent = unclear("is not in the org, or the user of sf may not see it")
        unticked = passed("no campaign that the user of sf sees is ticked")
        yield absent if question.is_one else unticked
    labels: dict[str, list[str]] = {}
    for status in records_in(statuses):
        labels.setdefault(str(status.get("CampaignId")), []).append(str(status.get("Label")))
    for campaign in records_in(campaigns):
        key = str(campaign.get("Id"))
        found = _statuses_of(key, lacking(question.labels, labels.get(key, ())), question, fixes)
        yield replace(found, name=f"{key} {campaign.get('Name')}")


def keys_resource(question: MemberKeys) -> str:
    """Return how many campaign members have no key."""
    (without,) = equal([(question.field, None)])
    return query(select("COUNT()", "CampaignMember", without, f"({WITH_KEY})"))


def check_keys(row: Requirement, question: MemberKeys, answers: Answers, fixes: Fixes) -> Found:
    """Return whether each campaign member has a key."""
    answer = answers[keys_resource(question)]
    if isinstance(answer, Refusal):
        return needs_field(row.name, answer)
    count = answer["totalSize"]
    if not count:
        return passed("each campaign member that the user of sf sees has a key")
    members = "campaign member has" if count == 1 else "campaign members have"
    return failed(f"{count} {members} no key", *fixes.add_keys(row.name.partition(".")[2]))


def _statuses_of(key: str, absent: list[str], question: CampaignStatuses, fixes: Fixes) -> Found:
    if not absent:
        return passed(f"has all {len(question.labels)} statuses")
    commands = fixes.add_statuses(key) if key.isalnum() else ()
    return failed(f"lacks {', '.join(absent)}", *commands)
