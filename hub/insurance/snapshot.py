"""What a claim says, frozen when it is built: the one input of the scrubber, the 837P writer and the simulator.

Lenient on purpose: a draft with a wrong NPI must be expressible, so that the scrubber can say what is wrong with it.
Money is in minor units of US dollars (the 837P knows no other currency).
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Minor = Annotated[int, Field(ge=0, le=10**12)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Address(_Frozen):
    """A US postal address; `zip` holds 5 or 9 digits."""

    line1: Text
    line2: Text = ""
    city: Text
    state: Text
    zip: Text


class Person(_Frozen):
    """A natural person; `sex` is the administrative sex that a payer stores (M, F, U)."""

    last: Text
    first: Text = ""
    middle: Text = ""
    birth_date: date | None = None
    sex: Literal["M", "F", "U"] | None = None
    address: Address | None = None


class BillingProvider(_Frozen):
    """Who is paid: loop 2010AA. `tin` is the EIN, digits only."""

    name: Text
    npi: Text
    tin: Text
    taxonomy: Text
    address: Address
    phone: Text = ""


class Clinician(_Frozen):
    """A rendering (2310B) or referring (2310A) provider."""

    last: Text
    first: Text = ""
    npi: Text
    taxonomy: Text = ""


class Payer(_Frozen):
    name: Text
    payer_id: Text


class Coverage(_Frozen):
    """The subscriber's cover: `relationship` is the patient's to the subscriber (18 self, 01 spouse, 19 child, G8)."""

    member_id: Text
    group_number: Text = ""
    group_name: Text = ""
    plan: Text = ""  # which of the payer's rules count; no element of the claim
    relationship: Text = "18"
    filing_code: Text = "CI"
    sequence: Literal["P", "S", "T"] = "P"
    starts_on: date | None = None
    ends_on: date | None = None


class ServiceLine(_Frozen):
    """One service: `pointers` are 1-based into the diagnoses; `charge` is for all units; `line_id` is our REF*6R.

    `prior_authorization` only where it differs from the claim's.
    """

    line_id: Text
    code: Text
    modifiers: tuple[Text, ...] = ()
    charge: Minor
    units: Decimal = Decimal(1)
    unit: Literal["UN", "MJ"] = "UN"
    pos: Text = ""
    pointers: tuple[int, ...] = (1,)
    starts_on: date
    ends_on: date | None = None
    prior_authorization: Text = ""


class ClaimSnapshot(_Frozen):
    """One professional claim. `frequency` 1 original, 7 replacement, 8 void (both need `payer_control_number`)."""

    control_number: Text
    billing: BillingProvider
    payer: Payer
    coverage: Coverage
    subscriber: Person
    patient: Person | None = None
    rendering: Clinician | None = None
    referring: Clinician | None = None
    diagnoses: tuple[Text, ...]
    lines: tuple[ServiceLine, ...]
    total: Minor
    pos: Text
    frequency: Text = "1"
    payer_control_number: Text = ""
    prior_authorization: Text = ""
    admitted_on: date | None = None
    discharged_on: date | None = None
    currency: Text = "USD"

    @property
    def person(self) -> Person:
        """The patient, who may be the subscriber."""
        return self.patient or self.subscriber
