"""Proxies: who acts for a patient, why, until when, and what that reaches today. Age decides again every day.

A parent acts for a child until the age that the hospital sets; from the teenage on, what a teenager may keep to himself
is out of a parent's reach, and only the patient, by inviting, or a paper can give it back. An adult gives rights by
invitation, or by a paper that the desk has seen. Everything ends, by date, age or revocation, with the next request.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.once import forget, once
from hub.core.states import move
from hub.identity import actions as identity
from hub.identity import house
from hub.identity import queries as accounts
from hub.identity.models import UserAccount
from hub.patients import queries, rules, search
from hub.patients.facts import ProxyChanged
from hub.patients.models import Patient, PatientPolicy, Proxy, ProxyKind, ProxyStatus
from hub.patients.names import key_value

RIGHTS = ("details", "book", "record", "documents", "messages", "bills")
"""What a proxy can be given, one by one."""
CONFIDENTIAL = frozenset({"record", "documents", "messages"})
"""What a teenager may keep to himself: a parent has none of it from the teenage on."""
DEFAULT_AGES = (12, 18)
LONGEST_YEARS = 20


class Ages(NamedTuple):
    """From `teen` a parent sees less, from `adult` nothing."""

    teen: int
    adult: int


def rights_today(proxy: Proxy, birth_date: date, today: date, ages: Ages) -> frozenset[str]:
    """What `proxy` reaches on `today`: nothing outside its period, less or nothing as the child grows up."""
    if proxy.status != ProxyStatus.active or today < proxy.starts_on or (proxy.ends_on and today > proxy.ends_on):
        return frozenset()
    given = frozenset(proxy.rights) & frozenset(RIGHTS)
    if proxy.kind != ProxyKind.parent:
        return given
    age = rules.age_on(birth_date, today)
    if age >= ages.adult:
        return frozenset()
    return given - CONFIDENTIAL if age >= ages.teen else given


_AGES = "patients.ages"


async def ages(db: Db | ReadDb) -> Ages:
    """What the hospital has decided about minors; read once in a transaction."""

    async def ask() -> Ages:
        row = await db.get(PatientPolicy, 1)
        return Ages(row.teen_age, row.adult_age) if row else Ages(*DEFAULT_AGES)

    return await once(db, _AGES, ask)


async def set_ages(db: Db, teen: int, adult: int, *, actor: Actor) -> Ages:
    """Decide about minors; it counts from the next request on."""
    if teen > adult:
        raise Invalid("The teenage begins before adult age.", code="ages")
    row = await db.get(PatientPolicy, 1, with_for_update=True)
    before = Ages(row.teen_age, row.adult_age) if row else Ages(*DEFAULT_AGES)
    if row is None:
        db.add(PatientPolicy(id=1, teen_age=teen, adult_age=adult))
    else:
        row.teen_age, row.adult_age = teen, adult
    audit.noted(db, actor, "update", "patient_policy", 1, before=before._asdict(),
                after={"teen": teen, "adult": adult})  # fmt: skip
    forget(db, _AGES)
    return Ages(teen, adult)


async def of_patient(db: Db | ReadDb, patient: Patient) -> list[tuple[Proxy, str, frozenset[str]]]:
    """Who acts or acted for the patient: the row, the person's name, what it reaches today; newest first."""
    rows = list(
        await db.scalars(select(Proxy).where(Proxy.patient_id == patient.id).order_by(Proxy.id.desc()).limit(100))
    )
    names = await accounts.display_names(db, {row.user_id for row in rows if row.user_id})
    limits, today = await ages(db), await house.today(db)
    return [
        (row, names.get(row.user_id, "") if row.user_id else "", rights_today(row, patient.birth_date, today, limits))
        for row in rows
    ]


async def invitations_for(db: Db | ReadDb, actor: Actor) -> list[tuple[Proxy, Patient]]:
    """Open invitations to the address of this account."""
    user = await db.get(UserAccount, accounts.self_id(actor))
    rows = await db.execute(
        select(Proxy, Patient).join(Patient, Patient.id == Proxy.patient_id)
        .where(Proxy.email_key == _email_key(user.email if user else ""), Proxy.email_key != "",
               Proxy.status == ProxyStatus.invited)
        .order_by(Proxy.id.desc()).limit(20)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def invite(db: Db, patient: Patient, values: dict[str, Any], *, actor: Actor) -> Proxy:
    """The patient asks somebody, by e-mail address, to act for him. Minors have parents and papers instead."""
    if rules.age_on(patient.birth_date, await house.today(db)) < (await ages(db)).teen:
        raise Forbidden("For a child please ask at the desk.", code="too_young")
    email = identity.email_of(values.pop("email"))
    if email == patient.email:
        raise Invalid("This is your own address.", code="own_address")
    row = await _new(db, patient, ProxyKind.invited, values, actor)
    row.email, row.email_key, row.status = email, _email_key(email), ProxyStatus.invited
    return await _kept(db, patient, row, actor)


async def give(db: Db, patient: Patient, values: dict[str, Any], *, actor: Actor) -> Proxy:
    """The desk gives rights: to a parent of a minor, or by a paper that was seen. The person needs an account."""
    kind, person_id = ProxyKind(values.pop("kind")), values.pop("proxy_patient_id")
    person = await queries.access_patient(db, actor, person_id)
    if person.user_id is None or person.id == patient.id:
        raise Invalid("The person needs an account of his own first.", code="no_account")
    age, limits = rules.age_on(patient.birth_date, await house.today(db)), await ages(db)
    if kind == ProxyKind.invited or (kind == ProxyKind.parent and age >= limits.adult):
        raise Invalid("Only a minor has a parent who acts for him.", code="not_a_minor")
    if kind == ProxyKind.paper and not values.get("paper"):
        raise Invalid("Please note which paper you have seen.", code="no_paper")
    row = await _new(db, patient, kind, values, actor)
    row.user_id, row.status = person.user_id, ProxyStatus.active
    return await _kept(db, patient, row, actor)


def _email_key(email: str) -> str:
    return search.stored("email", key_value("email", email)) if email else ""


async def _new(db: Db, patient: Patient, kind: ProxyKind, values: dict[str, Any], actor: Actor) -> Proxy:
    today = await house.today(db)
    values["starts_on"] = values.get("starts_on") or today
    row = Proxy(patient_id=patient.id, kind=kind, given_by=actor.user_id, **values)
    if not row.rights or set(row.rights) - set(RIGHTS):
        raise Invalid("Please choose what the person may do.", code="no_rights")
    if row.ends_on and (row.ends_on < max(today, row.starts_on) or row.ends_on.year > today.year + LONGEST_YEARS):
        raise Invalid("Please check the last day.", code="period")
    return row


async def accept(db: Db, row: Proxy, *, actor: Actor) -> Proxy:
    """The invited person agrees."""
    move(row, ProxyStatus.active)
    row.user_id = accounts.self_id(actor)
    patient = await queries.patient(db, row.patient_id)
    return await _kept(db, patient, row, actor)


async def decline(db: Db, row: Proxy, *, actor: Actor) -> Proxy:
    """The invited person does not want to."""
    move(row, ProxyStatus.declined)
    return await _kept(db, await queries.patient(db, row.patient_id), row, actor)


async def revoke(db: Db, row: Proxy, reason: str, *, actor: Actor) -> Proxy:
    """Over with the next request: by the patient, by the proxy himself, or by the desk."""
    move(row, ProxyStatus.revoked)
    row.reason = reason
    return await _kept(db, await queries.patient(db, row.patient_id), row, actor)


async def access_proxy(db: Db, actor: Actor, proxy_id: UUID, *, patient: Patient | None = None) -> Proxy:
    """A proxy, locked: of a patient that one has access to, or one's own. A parent's is not the minor's to revoke."""
    row = await db.get(Proxy, proxy_id, with_for_update=True)
    if row is None or (row.patient_id != patient.id if patient else row.user_id != actor.user_id):
        raise NotFound()
    if patient is not None and actor.patient_id == patient.id and row.kind == ProxyKind.parent:
        raise Forbidden("Please ask at the desk.", code="parent")
    return row


async def access_invitation(db: Db, actor: Actor, proxy_id: UUID) -> Proxy:
    """An open invitation to the address of this account, locked."""
    user = await db.get(UserAccount, accounts.self_id(actor))
    row = await db.get(Proxy, proxy_id, with_for_update=True)
    if row is None or user is None or row.email != user.email or row.status != ProxyStatus.invited:
        raise NotFound()
    return row


async def _kept(db: Db, patient: Patient, row: Proxy, actor: Actor) -> Proxy:
    if row not in db:
        db.add(row)
    audit.wrote(db, actor, row)
    ended = row.status in (ProxyStatus.revoked, ProxyStatus.declined)
    fact = ProxyChanged(patient_id=row.patient_id, proxy_id=row.id, user_id=row.user_id,
                        patient_user_id=patient.user_id, ended=ended)  # fmt: skip
    state(db, fact, actor=actor)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("This person acts for the patient already.", code="proxy_already") from error
    return row


def in_order(values: Iterable[str]) -> list[str]:
    """Rights in the order in which they are shown."""
    return [right for right in RIGHTS if right in values]
