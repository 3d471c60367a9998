"""Writes of patients: one function per verb."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.jobs import enqueue
from hub.core.parsing import parse
from hub.core.phones import phone_of
from hub.core.prepared import Prepared
from hub.identity import actions as identity
from hub.identity import house, passwords
from hub.identity.models import UserAccount
from hub.identity.queries import practitioner_names
from hub.patients import consents, fields, identifiers, names, queries, relatives, rules, search
from hub.patients.access import policy
from hub.patients.facts import CareChanged, ConsentGiven, PatientChanged, PatientRegistered
from hub.patients.models import (
    CareRelation,
    Consent,
    ConsentKind,
    Kinship,
    NotDuplicate,
    Patient,
    RelationKind,
    Sex,
    SignatureKind,
)
from hub.patients.schemas import ChangeContact


async def register(
    db: Db, *, given: str, family: str, birth_date: date, sex: Sex, actor: Actor, email: str = "", phone: str = "",
    address: dict[str, str] | None = None, language: str = "en", demo: bool = False, id: UUID | None = None,
    extra: Mapping[str, Any] | None = None, findable: bool = True, number: str = "", **more: Any,
) -> Patient:  # fmt: skip
    """A new patient with the next number; without an account (`register_self` makes both). `more`: columns as named.

    Who registers many draws their numbers at once (`identifiers.next_numbers`), says `findable=False` and calls
    `search.index` for all of them at once.
    """
    today = await house.today(db)
    rules.check_birth_date(birth_date, today)
    rules.check_death(birth_date, more.get("deceased_on"), today)
    patient = Patient(
        id=id or uuid7(), number=number or await identifiers.next_number(db), given=given.strip(),
        family=family.strip(), birth_date=birth_date, sex=sex, email=identity.email_of(email) if email else "",
        phone=phone_of(phone), address=address or {}, language=language, demo=demo, extra=dict(extra or {}), **more,
    )  # fmt: skip
    patient.deceased = patient.deceased or patient.deceased_on is not None
    patient.sound = names.sound_of(patient.given, patient.family)
    db.add(patient)
    audit.wrote(db, actor, patient, patient_id=patient.id)
    state(db, PatientRegistered(patient_id=patient.id), actor=actor)
    if findable:
        await search.index(db, [patient])
    return patient


async def register_at_desk(db: Db, values: dict[str, Any], *, actor: Actor) -> Patient:
    """Reception registers somebody: with numbers, the hospital's own fields, and the mother of a newborn."""
    numbers, mother_id = values.pop("identifiers", {}), values.pop("mother_id", None)
    values["extra"] = await fields.checked(db, values.get("extra") or {}, whole=not values.get("unidentified"))
    if not values.get("unidentified") and mother_id is None and (lacking := await identifiers.missing(db, [*numbers])):
        raise Invalid(f"{lacking[0]} is missing.", code="identifier_missing")
    mother = await queries.access_patient(db, actor, mother_id) if mother_id else None
    if mother is not None:
        values = rules.newborn(values, mother)
    patient = await register(db, actor=actor, **values)
    for code, value in numbers.items():
        await identifiers.add(db, patient, code, value, actor=actor)
    if mother is not None:
        await relatives.add(db, patient, {"kinship": Kinship.mother, "relative_id": mother.id, "next_of_kin": True},
                            actor=actor)  # fmt: skip
    return patient


async def register_unknown(
    db: Db, *, sex: Sex, age: int | None, note: str, actor: Actor
) -> Patient:  # fmt: skip
    """Somebody whom nobody knows yet; the name says what is seen ('Unknown male, ~40') until it is corrected."""
    today = await house.today(db)
    guessed = 40 if age is None else age
    return await register(
        db, given="Unknown", family=rules.unknown_name(sex, age), sex=sex, actor=actor, unidentified=True,
        birth_estimated=True, birth_date=date(max(today.year - guessed, today.year - rules.OLDEST_YEARS), 1, 1),
        pronouns="", preferred_name=note,
    )  # fmt: skip


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
    """Correct demographics; `values` holds only what is to change. A merged record is closed."""
    if values.pop("version", patient.version) != patient.version:
        raise Conflict("Somebody changed this meanwhile. Please look again.", code="stale")
    if patient.merged_into_id is not None:
        raise Conflict("This record was merged into another one. Please change that.", code="merged")
    if "birth_date" in values:
        rules.check_birth_date(values["birth_date"], await house.today(db))
    for name in ("phone", "emergency_phone"):
        if name in values:
            values[name] = phone_of(values[name], name)
    if values.get("email"):
        values["email"] = identity.email_of(values["email"])
    if "extra" in values:
        values["extra"] = patient.extra | await fields.checked(db, values["extra"], whole=False)
    if patient.unidentified and {"given", "family"} & values.keys():
        values.setdefault("unidentified", False)
    for name, value in values.items():
        setattr(patient, name, value)
    if "deceased_on" in values or "deceased" in values:
        rules.check_death(patient.birth_date, patient.deceased_on, await house.today(db))
        patient.deceased_on = patient.deceased_on if values.get("deceased", True) else None
        patient.deceased = patient.deceased or patient.deceased_on is not None
    patient.sound = names.sound_of(patient.given, patient.family)
    audit.wrote(db, actor, patient, patient_id=patient.id)
    state(db, PatientChanged(patient_id=patient.id, user_id=patient.user_id), actor=actor)
    if values.keys() & {"given", "family", "preferred_name", "phone", "email"}:
        await search.index(db, [patient])
    if patient.user_id and {"given", "family"} & values.keys():
        await identity.rename(db, await db.get_one(UserAccount, patient.user_id), patient.name, actor=actor)
    return patient


async def lock_two(db: Db, one_id: UUID, other_id: UUID, *, actor: Actor) -> tuple[Patient, Patient]:
    """Both patients, locked in the order of their ids, so that two who merge the same two do not wait forever."""
    found = {id: await queries.access_patient(db, actor, id, lock=True) for id in sorted({one_id, other_id})}
    return found[one_id], found[other_id]


async def not_duplicates(db: Db, one: Patient, other: Patient, *, actor: Actor) -> None:
    """Somebody looked: these are two people. They are not offered as duplicates again."""
    if one.id == other.id:
        raise Invalid("This is one and the same record.", code="same_patient")
    first, second = sorted((one.id, other.id))
    row = insert(NotDuplicate).values(id=uuid7(), created_at=now(), version=1, one_id=first, other_id=second,
                                      decided_by=actor.user_id)  # fmt: skip
    await db.execute(row.on_conflict_do_nothing(index_elements=["one_id", "other_id"]))
    audit.noted(db, actor, "not_duplicate", "patient", other.id, patient_id=one.id)


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
    db: Db, patient: Patient, kind: ConsentKind, signature: str, *, actor: Actor, source: str = "", **how: Any
) -> Consent:  # fmt: skip
    """Agree to today's text of `kind` with one's typed name (`how`: signed, strokes, language of consents.sign).

    Agreeing twice to the same text is one consent.
    """
    consents.check_signature(how.get("signed", SignatureKind.typed), signature, how.get("strokes"))
    version = await consents.version_of(db, kind)
    for given in await queries.consents(db, patient.id):
        if given.kind == kind and given.text_version == version and given.withdrawn_at is None:
            return given
    consent = await consents.sign(db, patient, kind, signature, actor=actor, source=source, **how)
    if consent.signed == SignatureKind.drawn:
        await db.flush()
        await enqueue(db, "patients.file_consent", actor=actor, consent_id=consent.id)
    state(db, ConsentGiven(patient_id=patient.id, consent_id=consent.id, user_id=patient.user_id), actor=actor)
    return consent


async def sign_consent(db: Db, patient: Patient, values: dict[str, Any], *, source: str, actor: Actor) -> Consent:
    """The same from a page. Only the desk can say that it was signed on paper."""
    if values["signed"] == SignatureKind.paper and source != "reception":
        raise Invalid("Please sign here.", code="no_signature")
    how = {"signed": values["signed"], "strokes": values["strokes"], "language": values["language"] or ""}
    return await give_consent(
        db, patient, ConsentKind(values["kind"]), values["signature"], actor=actor, source=source, **how
    )


async def withdraw_consent(
    db: Db, patient: Patient, consent: Consent, *, actor: Actor, reason: str = ""
) -> Consent:  # fmt: skip
    """No longer agree. What was done while it held stays done."""
    if consent.withdrawn_at is not None:
        raise Conflict("This consent has been withdrawn already.", code="already_withdrawn")
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawn_reason = now(), actor.user_id, reason
    audit.wrote(db, actor, consent)
    state(
        db,
        ConsentGiven(patient_id=patient.id, consent_id=consent.id, user_id=patient.user_id, withdrawn=True),
        actor=actor,
    )
    return consent


def _related(*, closed: bool) -> Prepared:
    columns = CareRelation.__table__.c
    names = ["id", "created_at", "version", "patient_id", "practitioner_id", "kind", "source", "until"]
    said = select(*(literal(1) if name == "version" else bindparam(name, type_=columns[name].type) for name in names))
    if not closed:
        said = said.where(~policy.closed(bindparam("patient_id", type_=columns.patient_id.type)))
    row = insert(CareRelation).from_select(names, said)
    return Prepared(
        row.on_conflict_do_update(
            index_elements=["patient_id", "practitioner_id", "kind", "source"],
            set_={"until": row.excluded.until, "version": CareRelation.version + 1},
            where=CareRelation.until.is_distinct_from(row.excluded.until),
        ).returning(CareRelation.id)
    )


_RELATED = {emergency: _related(closed=emergency) for emergency in (False, True)}
"""A record that is closed opens to nobody but in an emergency."""


async def relate(
    db: Db, patient_id: UUID, practitioner_id: UUID, kind: RelationKind | str, source: str, *, actor: Actor,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """From now (until `until`) this clinician takes care of this patient. Saying it again only moves `until`."""
    kind = RelationKind(kind)
    found = await db.first(
        _RELATED[kind is RelationKind.break_glass], id=uuid7(), created_at=now(), patient_id=patient_id,
        practitioner_id=practitioner_id, kind=kind, source=source, until=until,
    )  # fmt: skip
    if found is not None:
        _care_changed(db, patient_id, practitioner_id, kind, source, until, actor=actor, ended=False)


async def unrelate(
    db: Db, patient_id: UUID, practitioner_id: UUID | None, source: str, *, actor: Actor, kind: str | None = None,
    but: UUID | None = None,
) -> None:  # fmt: skip
    """What began with `source` is over now (`practitioner_id` None: for everybody, except for `but`); the next request
    knows (B10)."""
    rows = await db.scalars(
        select(CareRelation)
        .where(CareRelation.patient_id == patient_id, CareRelation.source == source,
               or_(CareRelation.until.is_(None), CareRelation.until > now()))
        .with_for_update()
    )  # fmt: skip
    for row in rows.all():
        meant = practitioner_id in (None, row.practitioner_id) and row.practitioner_id != but
        if meant and kind in (None, row.kind):
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
