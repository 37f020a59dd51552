"""Names of standard objects and fields: a slip is found, and no real name is taken for one."""

import re

import pytest
from conftest import ROOT

from generator.metadata.near_names import form_of, slip_of
from generator.metadata.standard_names import (
    field_meant,
    object_meant,
    standard_fields,
    standard_objects,
)
from generator.metadata.standard_value_sets import NAMES as VALUE_SETS
from generator.metadata.user_permissions import REQUIRED, user_permissions
from generator.resources import STANDARD_OBJECTS

# Real fields of which each is one letter away from another field of its object.
NEAR_FIELDS = {
    *("EmployeeContribution", "EmployerContribution", "ContactId", "ContractId"),
    *("TotalApprovedFcs", "TotalApprovedFrs"),
}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(("Contct", "Contact"), ("Leed", "Lead"), ("Oportunity", "Opportunity")),
        *(("Laed", "Lead"), ("CampaignMembers", "CampaignMember"), ("Product", "Product2")),
        *(("Contact", ""), ("contact", ""), ("Leed__c", ""), ("Activity", "")),
        *(("AccountHistory", ""), ("ContactChangeEvent", ""), ("Reed", ""), ("Something", "")),
    ],
)
def test_a_slip_of_an_object(name: str, meant: str) -> None:
    assert object_meant(name) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(("Lead.Compny", "Company"), ("Lead.FristName", "FirstName"), ("Case.Subjct", "Subject")),
        *(("Account.BilingAdress", "BillingAddress"), ("Account.BillingCty", "BillingCity")),
        *(("Own__c.CreatedDat", "CreatedDate"), ("Contact.Acount", "Account")),
        *(("Lead.company", ""), ("Lead.Compny__c", ""), ("Lead.Owner.Id", ""), ("Lead.X", "")),
        *(("Contact.MailingStateCode", ""), ("User.LastName", ""), ("Nothing.Compny", "")),
    ],
)
def test_a_slip_of_a_field(name: str, meant: str) -> None:
    assert field_meant(*name.split(".", 1)) == meant


def test_no_known_object_is_a_slip_of_another() -> None:
    """Were an object not in the list, as new ones are, it would not be accused."""
    known = set(standard_objects())

    assert {name for name in known if slip_of(name, known - {name})} == {"Contact", "Contract"}


def test_hardly_a_known_field_is_a_slip_of_another() -> None:
    slips = {
        (parent, name)
        for parent in standard_objects()
        for fields in [standard_fields(parent)]
        for name in fields
        if slip_of(name, fields.keys() - {name})
    }

    assert {name for _, name in slips} == NEAR_FIELDS


@pytest.mark.parametrize("names", [sorted(user_permissions()), sorted(VALUE_SETS)])
def test_no_known_name_is_nearly_another(names: list[str]) -> None:
    assert [name for name in names if form_of(name, [n for n in names if n != name])] == []


def test_what_a_user_permission_needs_is_known() -> None:
    named = {*REQUIRED, *(name for names in REQUIRED.values() for name in names)}

    assert named <= user_permissions()


def test_the_data_says_how_it_was_counted() -> None:
    header = re.sub(r"\n#", "", STANDARD_OBJECTS.read_text(encoding="utf-8").partition("\nA")[0])
    fields = sum(len(standard_fields(name)) for name in standard_objects())

    assert f"{len(standard_objects())} objects, {fields:,} fields" in header
    assert (ROOT / "generator/metadata/standard_objects.txt").samefile(STANDARD_OBJECTS)
