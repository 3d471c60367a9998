"""The demo's last two days: visits that went their whole way through the pathway, and patients who wait right now.

Nothing is written by hand here: every step is the action that the screens call, at a clock set to when it happened. So
claims, invoices and the ledger are what the hub makes of them; what a worker does is done once the worker starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hub.billing import actions, demo_calls
from hub.billing.gateway import Intent
from hub.billing.gateway.test import TestIntent
from hub.billing.models import Invoice, Payment, PaymentStatus
from hub.core.actor import Actor
from hub.core.clock import now, travel
from hub.core.db import Db
from hub.core.demo import Demo
from hub.core.types import Money
from hub.encounters import notes, prescribing, records
from hub.encounters.demo import STORIES, Story
from hub.encounters.prescription_schemas import Prescribe
from hub.encounters.queries import encounter_by_id, note_of
from hub.encounters.schemas import (
    AddService,
    SaveNote,
)
from hub.identity.queries import actor_of_user
from hub.identity.roles import permissions_of
from hub.insurance import coverages
from hub.insurance.models import Payer
from hub.insurance.simulator import PAYER_ID
from hub.patients.models import Patient
from hub.scheduling import actions as scheduling
from hub.scheduling.demo import book_at
from hub.scheduling.models import Appointment, Kind
from hub.scheduling.rules import instant
from hub.staff.models import Practitioner
from hub.visits import actions as visits
from hub.visits import waiting
from hub.visits.models import Visit
from hub.visits.queries import visit_of_case
from hub.visits.schemas import PutDoorSign, QualityReport
from workflows import tasks
from workflows.queries import open_task_ids

PREPARATION = ("confirm_details", "insurance", "consent", "intake", "device_check")
DEVICES = {"camera": "ok", "microphone": "ok", "speaker": "ok", "network": "good"}


@dataclass(frozen=True)
class Past:
    """One visit: whose, by which doctor of the house, how long ago, about what, paid how."""

    patient: int
    doctor: int
    minutes_ago: int
    story: int
    payer: str
    """A word of the payer simulator (its member numbers decide what comes back), or '' for a patient who pays."""
    paid: bool = False


DAY = 24 * 60
PASTS = (
    Past(0, 0, 9 * DAY, 3, "", paid=True), Past(48, 2, 2 * DAY, 0, "PAID"), Past(51, 0, DAY, 5, "DENIED"),
    Past(47, 4, DAY + 120, 1, "REJECT"), Past(49, 3, DAY, 2, "", paid=True), Past(26, 3, DAY + 30, 6, "PEND"),
    Past(27, 1, 420, 0, ""), Past(28, 2, 360, 7, "FULL"), Past(32, 0, 90, 4, "PAID"),
)  # fmt: skip
# patient, doctor, minutes since the visit should have begun, minutes in the waiting room, story
RASH = 3
"""The story in which something is to be looked at."""
TWICE = 49
"""The patient who has paid twice: once a worker runs, the second payment is a credit."""
WEAK = (26, 47)
"""Patients whose line was weak."""


@dataclass(frozen=True)
class Lost:
    """A visit that was not completed: how far it came, and what stood in the way."""

    patient: int
    doctor: int
    days_ago: int
    story: int
    devices: dict[str, str]
    admitted: bool = False


LOSTS = (
    Lost(35, 0, 3, 1, DEVICES | {"camera": "denied", "microphone": "denied"}, admitted=True),
    Lost(39, 1, 4, 0, {}), Lost(40, 3, 7, 5, {}),
)  # fmt: skip
WAITING = ((33, 0, 20, 12, 1), (34, 1, 20, 19, 3))
"""Their time is over by now: a minute more, and it could be the next one's, whose slot begins in two minutes."""


async def load(db: Db, demo: Demo) -> None:
    """Tell the past, oldest first, then let two patients wait."""
    for past in sorted(PASTS, key=lambda one: _begins(demo, one)):
        await _visit(db, demo, past)
    for lost in LOSTS:
        await _lost(db, demo, lost)
    for patient, doctor, late, waits, story in WAITING:
        await _waits(
            db, demo, demo.made["patients"][patient], demo.made["doctors"][doctor], late, waits, STORIES[story]
        )
    reyes = demo.made["doctors"][1]
    sign = PutDoorSign(doing="late", late_minutes=15, note="An emergency came in between. Thank you for your patience.")
    await waiting.say(db, reyes.id, sign, actor=await actor_of_user(db, _account(reyes)))


async def _visit(db: Db, demo: Demo, past: Past) -> None:
    patient, doctor, story = demo.made["patients"][past.patient], demo.made["doctors"][past.doctor], STORIES[past.story]
    begins = _begins(demo, past)
    who = await _as(db, patient)
    with _at(begins - timedelta(minutes=20)):
        visit = await _prepared(db, demo, patient, doctor, begins, story, past.payer, who)
        await visits.wait(db, visit, actor=who)
    clinician = await actor_of_user(db, _account(doctor))
    with _at(begins):
        await visits.admit(db, visit, actor=clinician)
        await visits.joined(db, visit, actor=clinician)
    if story is STORIES[RASH]:
        with _at(begins + timedelta(minutes=5)):
            await demo_calls.shown_and_said(db, visit, who=who, clinician=clinician)
    await _measured(db, visit, past, begins, who, clinician)
    with _at(begins + timedelta(minutes=14)):
        await _written(db, visit, story, clinician)
    if past.paid:
        with _at(begins + timedelta(minutes=40)):
            invoice = await db.scalar(select(Invoice).where(Invoice.case_id == visit.case_id).with_for_update())
            if invoice is not None:
                await actions.pay(db, invoice, "tok_ok", actor=who)
                if past.patient == TWICE:
                    await _went_through(db, invoice, who)


async def _went_through(db: Db, invoice: Invoice, who: Actor) -> None:
    """His first payment, which his bank had declined, went through after all while the next one was under way."""
    row = Payment(
        invoice_id=invoice.id, patient_id=invoice.patient_id, gateway="test", minor=invoice.total,
        currency=invoice.currency, status=PaymentStatus.failed, failure="card_declined",
    )  # fmt: skip
    db.add(row)
    await db.flush()
    known = TestIntent(idem=str(row.id), request_hash="", reference=str(invoice.id), minor=row.minor,
                       currency=row.currency, method="tok_ok", state="succeeded")  # fmt: skip
    db.add(known)
    found = Intent(f"test_{row.id}", "succeeded", Money(minor=row.minor, currency=row.currency))
    await actions.apply_intent(db, row, found, actor=who)


async def _lost(db: Db, demo: Demo, lost: Lost) -> None:
    """Booked, perhaps let in, and called off: by the patient beforehand, by the clinician at the door."""
    patient, doctor = demo.made["patients"][lost.patient], demo.made["doctors"][lost.doctor]
    zone = ZoneInfo(demo.made["facility"].zone)
    day = demo.now.astimezone(zone).date() - timedelta(days=lost.days_ago)
    begins = instant(day, time(9 + lost.patient % 8, 20 * (lost.patient % 3)), zone)
    who, clinician = await _as(db, patient), await actor_of_user(db, _account(doctor))
    with _at(begins - timedelta(minutes=25)):
        if lost.admitted:
            visit = await _prepared(db, demo, patient, doctor, begins, STORIES[lost.story], "", who)
            await visits.wait(db, visit, actor=who)
        else:
            visit = await _booked(db, demo, patient, doctor, begins, STORIES[lost.story])
        if lost.devices:
            await visits.record_device_check(db, visit, lost.devices, actor=who)
    with _at(begins):
        if lost.admitted:
            await visits.admit(db, visit, actor=clinician)
        appointment = await db.get_one(Appointment, visit.appointment_id, with_for_update=True)
        by = clinician if lost.admitted else who
        await scheduling.cancel(db, appointment, "The call did not come about." if lost.admitted else "", actor=by)


async def _measured(db: Db, visit: Visit, past: Past, begins: datetime, who: Actor, clinician: Actor) -> None:
    """How good the call was, as both browsers would have said: mostly well, and twice over a weak line."""
    weak = past.patient in WEAK
    with _at(begins + timedelta(minutes=1)):
        await visits.record_device_check(db, visit, dict.fromkeys(("camera", "microphone", "speaker"), "ok")
                                         | {"network": "warning" if weak else "good"}, actor=who)  # fmt: skip
        for side in (who, clinician):
            report = QualityReport(
                gen=1, rtt_ms=420 if weak else 40 + 7 * (past.patient % 7), jitter_ms=60 if weak else 6,
                loss_percent=4.5 if weak else 0.2, kbit_s=240 if weak else 1400, freezes=3 if weak else 0,
                reconnects=int(weak), path="relay" if past.patient % 4 == 1 else "srflx",
                setup_ms=2600 if weak else 700 + 90 * (past.patient % 7),
            )  # fmt: skip
            await visits.report_quality(db, visit, report, actor=side)
        await visits.rate(db, visit, 3 if weak else 5 - past.patient % 2, actor=who)


def _begins(demo: Demo, past: Past) -> datetime:
    """Today's as long ago as it says; those of earlier days at an hour when people are awake."""
    begins = demo.now - timedelta(minutes=past.minutes_ago)
    if past.minutes_ago < DAY:
        return begins
    zone = ZoneInfo(demo.made["facility"].zone)
    return instant(begins.astimezone(zone).date(), time(9 + past.patient % 8, 20 * (past.patient % 3)), zone)


async def _waits(
    db: Db, demo: Demo, patient: Patient, doctor: Practitioner, late: int, waits: int, story: Story
) -> None:  # fmt: skip
    who = await _as(db, patient)
    begins = demo.now - timedelta(minutes=late)
    with _at(begins - timedelta(minutes=30)):
        visit = await _prepared(db, demo, patient, doctor, begins, story, "", who)
    with _at(demo.now - timedelta(minutes=waits)):
        await visits.wait(db, visit, actor=who)
        if doctor is demo.made["doctors"][1]:
            await visits.send_message(
                db, visit, "Hello, will it take long? I have to be back at work at two.", actor=who
            )


async def _prepared(
    db: Db, demo: Demo, patient: Patient, doctor: Practitioner, begins: datetime, story: Story, payer: str, who: Actor
) -> Visit:  # fmt: skip
    """Booked, and the to-do list done."""
    visit = await _booked(db, demo, patient, doctor, begins, story)
    answers: dict[str, dict[str, Any]] = {
        "confirm_details": {"confirmed": True},
        "insurance": await _insurance(db, demo, patient, payer),
        "consent": {"telehealth": True, "signature": patient.name},
        "intake": {"reason": story.reason, "since": "a few days"},
        "device_check": DEVICES,
    }
    for element in PREPARATION:
        await _complete(db, visit.case_id, element, answers[element], who)
    return visit


async def _booked(
    db: Db, demo: Demo, patient: Patient, doctor: Practitioner, begins: datetime, story: Story
) -> Visit:  # fmt: skip
    ends = begins + timedelta(minutes=20)
    appointment: Appointment = await book_at(db, demo, patient, doctor, begins, ends, Kind.video, story.reason)
    assert appointment.case_id is not None
    visit = await visit_of_case(db, appointment.case_id)
    assert visit is not None
    return visit


async def _insurance(db: Db, demo: Demo, patient: Patient, word: str) -> dict[str, Any]:
    """What the patient answers; a member number that makes the simulator do what the story needs."""
    if not word:
        return {"kind": "self_pay"}
    payer = await db.scalar(select(Payer).where(Payer.code == PAYER_ID))
    assert payer is not None
    details = {"member_id": f"SIM{word}{patient.number[-2:]}", "starts_on": demo.now.date() - timedelta(days=300)}
    coverage = await coverages.add(db, patient, payer, details, actor=await _as(db, patient))
    return {"kind": "insured", "coverage_id": str(coverage.id)}


async def _written(db: Db, visit: Visit, story: Story, clinician: Actor) -> None:
    """The note as its doctor writes it, signed by completing the consultation."""
    encounter = await encounter_by_id(db, visit.encounter_id, lock=True)
    note = await note_of(db, encounter.id)
    wanted = SaveNote.model_validate({"version": note.version, "sections": story.sections})
    note = await notes.save(db, encounter, wanted, actor=clinician)
    for code in story.codes:
        await records.add_diagnosis(db, encounter, code, actor=clinician)
    await records.add_service(db, encounter, AddService(code=_virtual(story)), actor=clinician)
    if story.medication:
        await prescribing.prescribe(db, encounter, _prescription(story), actor=clinician)
    await db.refresh(note)
    answers = {"note_id": str(note.id), "note_version": note.version}
    await _complete(db, visit.case_id, visits.CONSULTATION, answers, clinician)


def _virtual(story: Story) -> str:
    """These visits are all on video."""
    return "G0425" if story.service == "G0463" else story.service


def _prescription(story: Story) -> Prescribe:
    assert story.medication is not None
    medication, dose, unit, frequency, days, quantity, instructions = story.medication
    return Prescribe.model_validate({
        "medication": medication, "dose_value": dose, "dose_unit": unit, "frequency": frequency,
        "route": "topical" if unit == "{application}" else "oral", "as_needed": frequency == "once",
        "duration_days": days, "quantity_value": quantity, "instructions": instructions,
        "quantity_unit": "1" if unit == "{application}" else unit,
        "override_reason": "Taken before without any reaction",
    })  # fmt: skip


async def _complete(db: Db, case_id: UUID, element: str, answers: dict[str, Any], actor: Actor) -> None:
    task_id = (await open_task_ids(db, [case_id], element))[case_id]
    task = await tasks.access_task(db, actor, task_id, lock=True)
    await tasks.complete(db, task, answers, task.rev, actor=actor)


async def _as(db: Db, patient: Patient) -> Actor:
    """The patient, with or without an account of their own."""
    if patient.user_id is not None:
        return await actor_of_user(db, patient.user_id)
    return Actor(
        user_id=None, name=patient.name, roles=frozenset({"patient"}), permissions=permissions_of({"patient"}),
        patient_id=patient.id,
    )  # fmt: skip


def _account(doctor: Practitioner) -> UUID:
    assert doctor.user_id is not None
    return doctor.user_id


def _at(moment: datetime) -> Any:
    """The clock as it was."""
    return travel(moment - now())
