"""Writes of patients: one function per verb."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.http import parse
from hub.core.ids import uuid7
from hub.identity import actions as identity
from hub.identity import passwords
from hub.identity.models import UserAccount
from hub.identity.queries import practitioner_names
from hub.patients import queries, rules
from hub.patients.facts import CareChanged, ConsentGiven, PatientChanged, PatientRegistered
from hub.patients.models import CareRelation, Consent, ConsentKind, Patient, RelationKind, Sex, patient_number
from hub.patients.schemas import ChangeContact


async def register(
    db: Db, *, given: str, family: str, birth_date: date, sex: Sex, actor: Actor, email: str = "", phone: str = "",
    address: dict[str, str] | None = None, language: str = "en", demo: bool = False, id: UUID | None = None,
) -> Patient:  # fmt: skip
    """A new patient with the next number; without an account (`register_self` makes both)."""
    rules.check_birth_date(birth_date, now().date())
    patient = Patient(
        id=id or uuid7(), number=rules.number_of(await db.scalar(patient_number.next_value())), given=given.strip(),
        family=family.strip(), birth_date=birth_date, sex=sex, email=identity.email_of(email) if email else "",
        phone=rules.phone_of(phone), address=address or {}, language=language, demo=demo,
    )  # fmt: skip
    _index(patient)
    db.add(patient)
    audit.wrote(db, actor, patient, patient_id=patient.id)
    state(db, PatientRegistered(patient_id=patient.id), actor=actor)
    return patient


async def register_self(
    db: Db, *, password: str, email: str, actor: Actor, demo: bool = False, password_hash: str = "", **person: Any
) -> tuple[Patient, UserAccount]:  # fmt: skip
    """Somebody registers as a patient with an account of his own."""
    patient_id = uuid7()
    name = f"{person['given']} {person['family']}".strip()
    user = await identity.create_user(db, email, password, name, ["patient"], actor=actor, patient_id=patient_id,
                                      demo=demo, checked=not password_hash, password_hash=password_hash)  # fmt: skip
    patient = await register(db, id=patient_id, email=email, actor=actor, demo=demo, **person)
    patient.user_id = user.id
    return patient, user


async def change_details(db: Db, patient: Patient, values: dict[str, Any], *, actor: Actor) -> Patient:
    """Correct demographics; `values` holds only what is to change."""
    if values.pop("version", patient.version) != patient.version:
        raise Conflict("Somebody changed this meanwhile. Please look again.", code="stale")
    if "birth_date" in values:
        rules.check_birth_date(values["birth_date"], now().date())
    for name in ("phone", "emergency_phone"):
        if name in values:
            values[name] = rules.phone_of(values[name], name)
    if values.get("email"):
        values["email"] = identity.email_of(values["email"])
    for name, value in values.items():
        setattr(patient, name, value)
    _index(patient)
    audit.wrote(db, actor, patient, patient_id=patient.id)
    state(db, PatientChanged(patient_id=patient.id, user_id=patient.user_id), actor=actor)
    if patient.user_id and {"given", "family"} & values.keys():
        await identity.rename(db, await db.get_one(UserAccount, patient.user_id), patient.name, actor=actor)
    return patient


async def confirm_details(db: Db, patient: Patient, values: dict[str, Any], *, actor: Actor) -> Patient:
    """The patient has looked at the details, corrected what was wrong, and says that they are right."""
    patient.details_confirmed_at = now()
    return await change_details(db, patient, values, actor=actor)


async def confirm_answers(db: Db, patient: Patient, answers: dict[str, Any], *, actor: Actor) -> Patient:
    """The same from the answers of a form; what is not a contact detail is no business of this."""
    known = {name: value for name, value in answers.items() if name in ChangeContact.model_fields and name != "version"}
    return await confirm_details(db, patient, parse(ChangeContact, known).changes(), actor=actor)


async def record_consents(
    db: Db, patient: Patient, answers: dict[str, Any], *, source: str, actor: Actor
) -> dict[str, Any]:  # fmt: skip
    """Every kind of consent that the answers of a form say True to, with its signature."""
    agreed = [kind for kind in ConsentKind if answers.get(kind.value) is True]
    if not agreed:
        raise Invalid("Please agree, or talk to us.", code="no_consent")
    given = [
        await give_consent(db, patient, kind, str(answers.get("signature", "")), source=source, actor=actor)
        for kind in agreed
    ]
    return {"consents": [str(consent.id) for consent in given]}


async def give_consent(
    db: Db, patient: Patient, kind: ConsentKind, signature: str, *, actor: Actor, source: str = ""
) -> Consent:  # fmt: skip
    """Agree to today's text of `kind` with one's typed name. Agreeing twice to the same text is one consent."""
    if not signature.strip():
        raise Invalid("Please type your name to agree.", code="no_signature", errors=[
            {"path": "signature", "message": "Please type your name to agree.", "type": "missing"}])  # fmt: skip
    version = rules.CONSENT_VERSIONS[kind.value]
    for given in await queries.consents(db, patient.id):
        if given.kind == kind and given.text_version == version and given.withdrawn_at is None:
            return given
    consent = Consent(patient_id=patient.id, kind=kind, text_version=version, signature=signature.strip()[:200],
                      given_at=now(), given_by=actor.user_id, source=source)  # fmt: skip
    db.add(consent)
    audit.wrote(db, actor, consent)
    state(db, ConsentGiven(patient_id=patient.id, consent_id=consent.id, user_id=patient.user_id), actor=actor)
    return consent


async def withdraw_consent(db: Db, patient: Patient, consent: Consent, *, actor: Actor) -> Consent:
    """No longer agree. What was done while it held stays done."""
    if consent.withdrawn_at is not None:
        raise Conflict("This consent has been withdrawn already.", code="already_withdrawn")
    consent.withdrawn_at = now()
    audit.wrote(db, actor, consent)
    state(
        db,
        ConsentGiven(patient_id=patient.id, consent_id=consent.id, user_id=patient.user_id, withdrawn=True),
        actor=actor,
    )
    return consent


async def relate(
    db: Db, patient_id: UUID, practitioner_id: UUID, kind: RelationKind | str, source: str, *, actor: Actor,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """From now (until `until`) this clinician takes care of this patient. Saying it again only moves `until`."""
    kind, moment = RelationKind(kind), now()
    row = insert(CareRelation).values(
        id=uuid7(), created_at=moment, version=1, patient_id=patient_id, practitioner_id=practitioner_id, kind=kind,
        source=source, until=until,
    )  # fmt: skip
    changed = await db.execute(
        row.on_conflict_do_update(
            index_elements=["patient_id", "practitioner_id", "kind", "source"],
            set_={"until": row.excluded.until, "version": CareRelation.version + 1},
            where=CareRelation.until.is_distinct_from(row.excluded.until),
        ).returning(CareRelation.id)
    )
    if changed.first():
        _care_changed(db, patient_id, practitioner_id, kind, source, until, actor=actor, ended=False)


async def unrelate(
    db: Db, patient_id: UUID, practitioner_id: UUID | None, source: str, *, actor: Actor, kind: str | None = None
) -> None:  # fmt: skip
    """What began with `source` is over now (`practitioner_id` None: for everybody); the next request knows (B10)."""
    rows = await db.scalars(
        select(CareRelation)
        .where(CareRelation.patient_id == patient_id, CareRelation.source == source,
               or_(CareRelation.until.is_(None), CareRelation.until > now()))
        .with_for_update()
    )  # fmt: skip
    for row in rows.all():
        if practitioner_id in (None, row.practitioner_id) and kind in (None, row.kind):
            row.until = max(now(), row.created_at)
            _care_changed(db, patient_id, row.practitioner_id, row.kind, source, row.until, actor=actor, ended=True)


def _care_changed(
    db: Db, patient_id: UUID, practitioner_id: UUID, kind: RelationKind, source: str, until: datetime | None, *,
    actor: Actor, ended: bool,
) -> None:  # fmt: skip
    audit.noted(
        db, actor, "unrelate" if ended else "relate", "care_relation", practitioner_id, patient_id=patient_id,
        after={"kind": kind.value, "source": source, "until": until.astimezone(UTC).isoformat() if until else None},
    )  # fmt: skip
    state(db, CareChanged(patient_id=patient_id, practitioner_id=practitioner_id, ended=ended), actor=actor)


async def join_care_team(
    db: Db, patient: Patient, practitioner_id: UUID, *, actor: Actor, until: datetime | None = None
) -> None:  # fmt: skip
    """Put a clinician on the care team by hand."""
    if not await practitioner_names(db, {practitioner_id}):
        raise NotFound()
    if until is not None and until <= now():
        raise Invalid("The end lies in the past.", code="ends_in_the_past")
    await relate(db, patient.id, practitioner_id, RelationKind.care_team, queries.MANUAL, actor=actor, until=until)


async def leave_care_team(db: Db, patient: Patient, practitioner_id: UUID, *, actor: Actor) -> None:
    """Take a clinician who was added by hand off the care team."""
    await unrelate(db, patient.id, practitioner_id, queries.MANUAL, actor=actor)


async def invite(db: Db, patient: Patient, *, actor: Actor) -> tuple[UserAccount, str]:
    """Give a patient whom reception registered an account; returns it and the first password, told once."""
    if patient.user_id is not None:
        raise Conflict("This patient has an account already.", code="has_account")
    if not patient.email:
        raise Invalid("The patient needs an e-mail address first.", code="no_email")
    password = passwords.generated()
    user = await identity.create_user(db, patient.email, password, patient.name, ["patient"], actor=actor,
                                      patient_id=patient.id, must_change=True, checked=False)  # fmt: skip
    patient.user_id = user.id
    audit.wrote(db, actor, patient, patient_id=patient.id)
    state(db, PatientChanged(patient_id=patient.id, user_id=user.id), actor=actor)
    return user, password


def _index(patient: Patient) -> None:
    patient.search = rules.search_text(
        patient.number, patient.given, patient.family, patient.birth_date, patient.phone, patient.email
    )
