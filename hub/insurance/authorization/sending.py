"""From a request to a 278 on the link: said as the payer wants to hear it, put into a file, or refused with words."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Invalid
from hub.identity import house
from hub.insurance import queries as insurance
from hub.insurance.authorization import queries
from hub.insurance.authorization.history import note
from hub.insurance.authorization.models import Certification, PriorAuthorization
from hub.insurance.codes.icd10 import Billable, billable
from hub.insurance.models import Interchange, Payer
from hub.insurance.people import covered, person, postal
from hub.insurance.sending import MOST_IN_A_FILE, another_file, queue_file
from hub.insurance.snapshot import BillingProvider, Clinician
from hub.insurance.snapshot import Payer as PayerName
from hub.insurance.x12 import review_request
from hub.insurance.x12.review import ReviewRequest, ServiceAsked
from hub.patients.models import Patient
from hub.staff import queries as staff
from hub.staff.models import Facility
from hub.staff.rules import npi_is_valid


async def make_file(db: Db, payer: Payer, *, actor: Actor) -> Interchange | None:
    """Put every request that waits for this payer into one interchange; None when there is none (any more). What is
    left, because somebody held it at this moment or the file was full, goes with the next one."""
    rows = await queries.to_send(db, payer.id, MOST_IN_A_FILE)
    item = await _file(db, payer, rows, actor=actor) if rows else None
    if await queries.left_to_send(db, payer.id):
        await another_file(db, "insurance.make_review_file", payer, actor=actor)
    return item


async def _file(db: Db, payer: Payer, rows: list[PriorAuthorization], *, actor: Actor) -> Interchange:
    facility = await staff.facility(db)
    requests = [await said(db, row, facility) for row in rows]
    item = await queue_file(
        db, payer, facility, "278",
        lambda parties, control, made: review_request.write(requests, parties, control=control, made=made), actor=actor,
    )  # fmt: skip
    for number, row in enumerate(rows, start=1):
        row.interchange_id, row.set_control = item.id, f"{number:04d}"
        await note(db, row, "batched", actor=actor, interchange_id=item.id)
    await db.flush()
    return item


async def said(db: Db, row: PriorAuthorization, facility: Facility) -> ReviewRequest:
    """A request as the 278 says it."""
    coverage = await insurance.coverage(db, row.coverage_id)
    patient = await db.get_one(Patient, row.patient_id)
    clinician = await staff.practitioner(db, row.practitioner_id)
    subscriber, dependent = covered(person(patient), coverage)
    return ReviewRequest(
        trace=row.trace, certification=row.certification, urgent=row.urgent, member_id=coverage.member_id,
        payer=PayerName(name=coverage.payer.name, payer_id=coverage.payer.code), subscriber=subscriber,
        provider=BillingProvider(name=facility.name, npi=facility.npi, tin=facility.tin, taxonomy=facility.taxonomy,
                                 address=postal(facility.address), phone=_digits(facility.phone)),
        clinician=Clinician(last=clinician.family, first=clinician.given, npi=clinician.npi or ""),
        relationship=coverage.relationship_code, patient=dependent, diagnoses=tuple(row.diagnoses),
        starts_on=row.starts_on, ends_on=row.ends_on, words=row.appeal or row.reason, reference=row.payer_reference,
        number=row.authorization_number if row.certification is Certification.cancel else "",
        services=tuple(
            ServiceAsked(f"{row.trace}-{one.number}", one.code, one.units)
            for one in await queries.services(db, row.id)
        ),
    )  # fmt: skip


def _digits(phone: str | None) -> str:
    return "".join(digit for digit in phone or "" if digit.isdigit())[-10:]


async def check(db: Db, row: PriorAuthorization) -> None:
    """422 request_incomplete, naming everything for which the payer would send it back."""
    facility = await staff.facility(db)
    request = await said(db, row, facility)
    coverage = await insurance.coverage(db, row.coverage_id)
    today = await house.today(db)
    wrong = {
        "the hospital's NPI is missing or wrong": not npi_is_valid(request.provider.npi),
        "the clinician's NPI is missing or wrong": not npi_is_valid(request.clinician.npi),
        "the date of birth of who holds the insurance is missing": request.subscriber.birth_date is None,
        "the coverage has ended": coverage.ends_on is not None and coverage.ends_on < row.starts_on,
        "the insurer is not in use": not coverage.payer.active,
        "the last day has passed": row.ends_on < today,
    }
    for code in request.diagnoses:
        known = billable(code, row.starts_on)
        wrong[f"{code} is not a diagnosis that can be billed"] = known in (Billable.category, Billable.unknown)
    problems = [words for words, is_so in wrong.items() if is_so]
    if problems:
        raise Invalid(f"This cannot go to the payer: {'; '.join(problems)}.", code="request_incomplete",
                      errors=[{"path": "decision", "message": one} for one in problems])  # fmt: skip
