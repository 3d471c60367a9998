"""What a 278 (005010X217, health care services review) says: a request for prior authorization, and its answer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hub.insurance.snapshot import BillingProvider, Clinician, Payer, Person

MOST_WORDS = 264
"""MSG01 holds so many characters; there is one MSG to a patient event."""
APPROVING = frozenset({"A1", "A2", "A6"})
ACTIONS = APPROVING | {"A3", "A4", "C", "CT", "NA"}
"""HCR01: certified, partly, modified; not certified, pended, cancelled, contact the payer, no action needed."""


@dataclass(frozen=True, slots=True)
class ServiceAsked:
    """One SS level: a procedure code and how many units of it. `trace` is our TRN02 of the line."""

    trace: str
    code: str
    units: Decimal


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """One patient event. `trace` is our TRN02; `certification` UM02 (I initial, S revised, 2 appeal, 3 cancel).

    `reference` is the payer's number of a request that it has pended (REF*NT), `number` that of an earlier decision
    (REF*BB). A dependent is `patient`; else the subscriber is the patient.
    """

    trace: str
    certification: str
    payer: Payer
    provider: BillingProvider
    clinician: Clinician
    member_id: str
    relationship: str
    subscriber: Person
    patient: Person | None
    diagnoses: tuple[str, ...]
    starts_on: date
    ends_on: date
    services: tuple[ServiceAsked, ...]
    urgent: bool = False
    words: str = ""
    reference: str = ""
    number: str = ""

    @property
    def person(self) -> Person:
        """The patient, who may be the subscriber."""
        return self.patient or self.subscriber


@dataclass(frozen=True, slots=True)
class Review:
    """HCR: what was decided, under which number, and why (a code of the payer's)."""

    action: str
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ServiceReview:
    """What is said of one service; `review` None: what is said of the event holds. `units` None: as asked. `errors`
    (AAA03): this one was not looked at."""

    trace: str
    code: str
    review: Review | None = None
    units: Decimal | None = None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewReply:
    """The answer to one patient event. `errors` (AAA03) mean that the request was not looked at at all."""

    trace: str
    payer: Payer
    member_id: str
    person: tuple[str, str]
    review: Review | None = None
    services: tuple[ServiceReview, ...] = ()
    errors: tuple[str, ...] = ()
    valid: tuple[date, date] | None = None
    reference: str = ""
    words: str = ""
