"""The seam to insurance: a claim is built here, where encounter, charges and coverage are all in sight."""

from __future__ import annotations

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.beds import queries as stays
from hub.beds.models import Stay
from hub.beds.rules import BED_DAY
from hub.billing import actions
from hub.billing.models import Charge
from hub.billing.rules import claim_code
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict
from hub.encounters import queries as encounters
from hub.encounters.models import Encounter
from hub.insurance import actions as insurance
from hub.insurance import queries as coverages
from hub.insurance.models import Claim, Coverage
from hub.insurance.people import person, postal
from hub.insurance.snapshot import BillingProvider, ClaimSnapshot, Clinician, Payer, ServiceLine
from hub.insurance.snapshot import Coverage as CoverageSnapshot
from hub.patients.models import Patient
from hub.staff.models import Practitioner
from hub.staff.queries import facility as the_facility

TELEHEALTH_POS, OFFICE_POS, INPATIENT_POS = "10", "11", "21"


class NothingToClaim(Conflict):
    """An insured visit without a service or a diagnosis."""

    code, title = "nothing_to_claim", "There is nothing to claim"


async def submit(db: Db, *, case_id: UUID, encounter_id: UUID, coverage_id: UUID, actor: Actor) -> Claim:
    """Move the charges to the payer's account and hand the frozen claim to insurance."""
    encounter = await encounters.encounter_by_id(db, encounter_id)
    coverage = await coverages.coverage(db, coverage_id)
    patient = await db.get_one(Patient, encounter.patient_id)
    charges = await actions.assign_to_payer(db, case_id, coverage.payer.code, patient=patient, actor=actor)
    diagnoses = [row.code for row in await encounters.diagnoses(db, encounter_id)]
    if not charges or not diagnoses:
        raise NothingToClaim("A claim needs a service and a diagnosis.")
    snapshot = await _snapshot(db, encounter, coverage, patient, charges, diagnoses)
    return await insurance.submit_claim(
        db, snapshot, coverage_id=coverage_id, case_id=case_id, encounter_id=encounter_id, actor=actor
    )


async def _snapshot(
    db: Db, encounter: Encounter, coverage: Coverage, patient: Patient, charges: list[Charge], diagnoses: list[str]
) -> ClaimSnapshot:  # fmt: skip
    facility = await the_facility(db)
    clinician = await db.get_one(Practitioner, encounter.practitioner_id)
    pos = place_of_service(encounter.kind)
    stay = await stays.stay_of_encounter(db, encounter.id)
    days = _days(stay, facility.zone)
    return ClaimSnapshot(
        control_number="",  # insurance numbers its claims
        billing=BillingProvider(name=facility.name, npi=facility.npi, tin=facility.tin, taxonomy=facility.taxonomy,
                                address=postal(facility.address), phone=facility.phone or ""),
        payer=Payer(name=coverage.payer.name, payer_id=coverage.payer.code),
        coverage=CoverageSnapshot(member_id=coverage.member_id, group_number=coverage.group_number or "",
                                  relationship=coverage.relationship_code, starts_on=coverage.starts_on,
                                  ends_on=coverage.ends_on),
        subscriber=person(patient),
        rendering=Clinician(last=clinician.family, first=clinician.given, npi=clinician.npi or "",
                            taxonomy=clinician.taxonomy or ""),
        diagnoses=tuple(diagnoses[:12]),
        lines=tuple(_line(charge, pos, len(diagnoses), days) for charge in charges),
        total=sum(charge.minor for charge in charges),
        pos=pos,
        admitted_on=days[0] if days else None,
        discharged_on=days[1] if days else None,
        currency=facility.currency,
    )  # fmt: skip


def _days(stay: Stay | None, zone: str) -> tuple[date, date] | None:
    """First and last day of a stay on the facility's calendar; None without one."""
    if stay is None or stay.admitted_at is None:
        return None
    local = ZoneInfo(zone)
    return stay.admitted_at.astimezone(local).date(), (stay.ended_at or now()).astimezone(local).date()


def _line(charge: Charge, pos: str, diagnoses: int, days: tuple[date, date] | None) -> ServiceLine:
    first, last = days if days and charge.service_code == BED_DAY else (charge.served_on, None)
    return ServiceLine(
        line_id=charge.id.hex[-20:], code=claim_code(charge.service_code) or "",
        modifiers=tuple(charge.modifiers), charge=charge.minor,
        units=charge.units, pos=pos, pointers=tuple(range(1, min(diagnoses, 4) + 1)), starts_on=first, ends_on=last,
    )  # fmt: skip


def place_of_service(encounter_class: str) -> str:
    """CMS place of service: 10 = telehealth at the patient's home, 21 = inpatient hospital, else 11 = office."""
    return {"VR": TELEHEALTH_POS, "IMP": INPATIENT_POS}.get(encounter_class, OFFICE_POS)
