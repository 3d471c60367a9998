"""Prescriptions: written into a draft after everything was checked, signed with the note, stopped or renewed later."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid
from hub.core.states import move
from hub.encounters import checks, cosign, medicines, parts, queries
from hub.encounters.checks import Checked, Taken
from hub.encounters.models import Encounter, Prescription, PrescriptionStatus
from hub.encounters.prescription_schemas import Prescribe, RenewPrescription
from hub.encounters.records import changed, open_for_writing
from hub.encounters.rules import doses
from hub.encounters.together import together
from hub.staff import queries as staff

COPIED = ("medication", "dose_value", "dose_unit", "route", "frequency", "as_needed", "duration_days", "quantity_value",
          "quantity_unit", "refills", "instructions", "max_per_day", "substitution")  # fmt: skip


async def check(
    db: Db, patient_id: UUID, wanted: Prescribe, *, encounter_id: UUID | None = None, besides: Iterable[UUID] = ()
) -> Checked:  # fmt: skip
    """What speaks against it, from allergies and everything taken; `besides` are prescriptions that it replaces."""
    queries_ = {"allergies": parts.allergies(patient_id), "home": parts.home(patient_id),
                "prescribed": parts.prescribed(patient_id)}  # fmt: skip
    if encounter_id is not None:
        queries_["draft"] = parts.drafts(encounter_id)
    found = await together(db, **queries_)
    replaced = {str(one) for one in besides}
    named = [row for part in ("home", "prescribed", "draft") for row in found.get(part, ())]
    taken = {row["id"]: Taken(row["id"], row["medication"]) for row in named if row["id"] not in replaced}
    asked = found["allergies"]
    return checks.check(
        wanted.medication, allergies=[row["substance"] for row in asked if not row["none_known"]] if asked else None,
        taken=taken.values(), dose=wanted.dose_value, dose_unit=wanted.dose_unit, frequency=wanted.frequency,
        max_per_day=wanted.max_per_day,
    )  # fmt: skip


async def prescribe(
    db: Db, encounter: Encounter, wanted: Prescribe, *, actor: Actor
) -> tuple[Prescription, Checked]:  # fmt: skip
    """Write it into the draft. 409 allergy_match or check_finding until a reason is given, which is kept; 403
    may_not_prescribe."""
    await cosign.must_prescribe(db, actor)
    await open_for_writing(db, encounter)
    await privileged(db, wanted.medication, actor)
    checked = await check(db, encounter.patient_id, wanted, encounter_id=encounter.id)
    reasoned(checked, wanted.override_reason)
    written = Prescription(encounter_id=encounter.id, patient_id=encounter.patient_id,
                           practitioner_id=actor.practitioner_id or encounter.practitioner_id)  # fmt: skip
    fill(written, wanted, checked)
    db.add(written)
    await db.flush()
    audit.wrote(db, actor, written)
    changed(db, encounter, "prescriptions", actor)
    return written, checked


async def change_prescription(
    db: Db, encounter: Encounter, prescription_id: UUID, wanted: Prescribe, *, actor: Actor
) -> tuple[Prescription, Checked]:  # fmt: skip
    """Write it anew while the note is a draft, checked anew."""
    await cosign.must_prescribe(db, actor)
    await open_for_writing(db, encounter)
    written = await queries.one_of(db, Prescription, encounter, prescription_id)
    await privileged(db, wanted.medication, actor)
    besides = [written.id, *([written.renews_id] if written.renews_id else [])]
    checked = await check(db, encounter.patient_id, wanted, encounter_id=encounter.id, besides=besides)
    reasoned(checked, wanted.override_reason)
    fill(written, wanted, checked)
    audit.wrote(db, actor, written)
    changed(db, encounter, "prescriptions", actor)
    await db.flush()
    return written, checked


async def privileged(db: Db, medication: str, actor: Actor) -> None:
    """403 privilege_needed for a controlled drug where the hospital wants a privilege for it, and this one has none."""
    found = {name for one in medicines.ingredients(medication) for name in one.classes}
    if not found & medicines.CONTROLLED or not await staff.controlled_needs_privilege(db):
        return
    if not await staff.holds_privilege(db, actor.practitioner_id, "prescribe_controlled"):
        raise Forbidden("This is a controlled drug, and you have no privilege here to prescribe it.",
                        code="privilege_needed", privilege="prescribe_controlled")  # fmt: skip


def reasoned(checked: Checked, reason: str) -> None:
    """409 with everything that was found, unless nothing serious was, or a reason is given."""
    serious = [one for one in checked.findings if one.asks]
    if not serious or reason:
        return
    allergies = [one.against for one in serious if one.kind == "allergy"]
    what = "An allergy to this is recorded." if allergies else "Something speaks against this."
    words = f"{what} Say why you prescribe it all the same, or choose another."
    raise Conflict(words, code="allergy_match" if allergies else "check_finding", substances=allergies,
                   findings=checked.as_rows())  # fmt: skip


def fill(written: Prescription, wanted: Prescribe, checked: Checked) -> None:
    """Put what was asked for, what was found and how much that makes into the row."""
    for name, value in wanted.model_dump(exclude={"quantity_value", "quantity_unit"}).items():
        setattr(written, name, value)
    written.quantity_value, written.quantity_unit = amount(wanted)
    written.findings = checked.as_rows()
    written.override_reason = wanted.override_reason if any(one.asks for one in checked.findings) else ""
    written.checked_with = "" if wanted.medication in checked.unknown else checked.edition


def amount(wanted: Prescribe) -> tuple[Decimal, str]:
    """How much is given: as said, else dose x doses, rounded up; 422 quantity_open while the length is open."""
    if wanted.quantity_value is not None:
        return wanted.quantity_value, wanted.quantity_unit or wanted.dose_unit
    times = doses(wanted.frequency, wanted.duration_days)
    if times is None:
        raise Invalid("Say for how many days, or how much is given.", code="quantity_open",
                      errors=[{"path": "quantity_value", "message": "say how much, or for how many days"}])  # fmt: skip
    whole = (wanted.dose_value * Decimal(str(round(times, 6)))).quantize(Decimal(1), ROUND_CEILING)
    return whole, wanted.dose_unit


async def drop_prescription(db: Db, encounter: Encounter, prescription_id: UUID, *, actor: Actor) -> None:
    """Take a prescription out of the draft."""
    await open_for_writing(db, encounter)
    gone = await queries.one_of(db, Prescription, encounter, prescription_id)
    audit.noted(db, actor, "delete", "prescription", gone.id, patient_id=encounter.patient_id)
    await db.delete(gone)
    changed(db, encounter, "prescriptions", actor)


async def end_prescription(
    db: Db, encounter: Encounter, prescription_id: UUID, reason: str, *, actor: Actor
) -> Prescription:  # fmt: skip
    """Stop a signed prescription, saying why."""
    ended = await queries.one_of(db, Prescription, encounter, prescription_id)
    move(ended, PrescriptionStatus.cancelled)
    ended.end_reason = reason
    audit.wrote(db, actor, ended, reason="cancelled")
    changed(db, encounter, "prescriptions", actor)
    await db.flush()
    return ended


async def renew(
    db: Db, encounter: Encounter, prescription_id: UUID, given: RenewPrescription, *, actor: Actor
) -> tuple[Prescription, Checked]:  # fmt: skip
    """Continue a prescription in force in this draft, as it was or changed for a reason; signing puts it in its place.

    Everything is checked anew. 404 for a prescription of somebody else; 409 prescription_ended for one that is not in
    force, prescription_renewed for one that another continues already (in this draft or elsewhere).
    """
    if actor.practitioner_id is None:
        raise Forbidden("Only a clinician can prescribe.")
    await cosign.must_prescribe(db, actor)
    await open_for_writing(db, encounter)
    one = await queries.prescription_of(db, encounter.patient_id, prescription_id)
    if one.status != PrescriptionStatus.active:
        raise Conflict("This prescription has ended. Please write a new one.", code="prescription_ended")
    if await queries.continued(db, one.id):
        raise Conflict("This prescription is renewed already.", code="prescription_renewed")
    wanted = given.changes or Prescribe(**{name: getattr(one, name) for name in COPIED})
    wanted = wanted.model_copy(update={"override_reason": given.override_reason or wanted.override_reason})
    await privileged(db, wanted.medication, actor)
    checked = await check(db, encounter.patient_id, wanted, encounter_id=encounter.id, besides=[one.id])
    reasoned(checked, wanted.override_reason)
    again = Prescription(encounter_id=encounter.id, patient_id=one.patient_id, renews_id=one.id,
                         practitioner_id=actor.practitioner_id, change_reason=given.change_reason)  # fmt: skip
    fill(again, wanted, checked)
    db.add(again)
    await db.flush()
    audit.wrote(db, actor, again, reason="renewed")
    changed(db, encounter, "prescriptions", actor)
    return again, checked
