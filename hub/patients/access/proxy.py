"""The relation 'proxy for': what a grant opens. A proxy is an Actor whose patient is the charge and whose permissions
are these, so that every page of a patient is a proxy's too, by the doors that the patient himself goes through.

What the hospital denies to patients, or to this person, is denied here as well. A label on the whole record takes away
what a teenager may keep to himself; those on its rows are the matter of `policy`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from hub.core.acting import nobody, stands_in
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.identity import house
from hub.identity.policy.permissions import Decision
from hub.identity.policy.portal import as_patient
from hub.identity.queries import FIRST_PASSWORD, actor_of_user, self_id
from hub.patients import proxies
from hub.patients.access import policy
from hub.patients.models import Patient, Proxy, ProxyKind, ProxyStatus

OPENS: dict[str, frozenset[str]] = {
    "details": frozenset({"details.own"}),
    "book": frozenset({"slot.read", "appointment.book", "appointment.read", "appointment.cancel"}),
    "record": frozenset({"record.own", "chart.read", "vitals.read", "visit.join", "task.work"}),
    "documents": frozenset({"document.own"}),
    "messages": frozenset({"message.write"}),
    "bills": frozenset({"bill.read", "bill.pay", "claim.read", "coverage.write"}),
}
"""Right of a grant -> permissions. Who is in the room with the patient sees the record: video visits go with it."""
ANY = frozenset({"staff.read"})
"""What comes with every grant: the names of who works here."""
BY_LAW = {"details": frozenset({"consent.own"}), "*": frozenset({"export.own"})}
"""What only a parent or a paper opens: consent with the details, taking everything out with every right ('*')."""


class Represented(NamedTuple):
    """A patient for whom somebody acts, with what that reaches today."""

    proxy: Proxy
    patient: Patient
    rights: frozenset[str]


def opened(rights: frozenset[str], *, by_law: bool) -> frozenset[str]:
    """The permissions that these rights come to."""
    found = frozenset().union(ANY, *(OPENS[right] for right in rights)) if rights else frozenset[str]()
    if by_law and "details" in rights:
        found |= BY_LAW["details"]
    return found | BY_LAW["*"] if by_law and rights == frozenset(proxies.RIGHTS) else found


async def acts_for(
    db: Db | ReadDb, actor: Actor, patient_id: UUID | None = None, *, portal: Decision | None = None
) -> list[Represented]:
    """For whom this person acts today (`patient_id`: for this one alone), each with what it reaches; youngest first.

    The one answer for every door: what age, labels, objections and the hospital's rules leave of the grants.
    """
    found = (
        select(Proxy, Patient, policy.labelled(Patient.id, Patient.id, policy.VEILED))
        .join(Patient, Patient.id == Proxy.patient_id)
        .where(Proxy.user_id == actor.user_id, Proxy.status == ProxyStatus.active, Patient.merged_into_id.is_(None),
               ~policy.barred(actor, Patient.id))
        .order_by(Patient.birth_date.desc(), Patient.id)
    )  # fmt: skip
    rows = (await db.execute(found if patient_id is None else found.where(Patient.id == patient_id))).all()
    if not rows:
        return []
    limits, today = await proxies.ages(db), await house.today(db)
    relations = (portal or await as_patient(db, self_id(actor))).relations
    kept_back = relations is not None and "proxy" not in relations
    given = []
    for proxy, patient, veiled in rows:
        rights = proxies.rights_today(proxy, patient.birth_date, today, limits)
        given.append(Represented(proxy, patient, rights - proxies.CONFIDENTIAL if veiled or kept_back else rights))
    return [one for one in given if one.rights]


async def reaches(db: Db | ReadDb, user_id: UUID, patient_id: UUID, right: str) -> bool:
    """Whether this account acts for the patient with this right today, as a request of its own would find."""
    person = await actor_of_user(db, user_id)
    given = await acts_for(db, person, patient_id) if person.permissions else []
    return any(right in one.rights for one in given)


async def takes_out(db: Db | ReadDb, user_id: UUID, patient_id: UUID) -> bool:
    """Whether this account may take out everything that is kept about the patient, as acting for him today."""
    person = await actor_of_user(db, user_id)
    given = await acts_for(db, person, patient_id) if person.permissions else []
    return any("export.own" in opened(one.rights, by_law=one.proxy.kind != ProxyKind.invited) for one in given)


@stands_in
async def as_proxy(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> Actor:
    """The same person, acting for this patient; NotFound (not_acting) without a grant that reaches something today."""
    if actor.permissions <= FIRST_PASSWORD or actor.patient_id == patient_id:
        return actor  # a session that may do nothing yet, or somebody who is this patient himself
    portal = await as_patient(db, self_id(actor))
    given = await acts_for(db, actor, patient_id, portal=portal)
    opens = (opened(one.rights, by_law=one.proxy.kind != ProxyKind.invited) for one in given)
    if not (allowed := frozenset[str]().union(*opens)):
        raise nobody()
    return replace(
        actor, roles=frozenset({"patient"}), permissions=allowed & portal.permissions, patient_id=patient_id,
        practitioner_id=None, relations=None, glass=frozenset(), acts_for=patient_id,
    )  # fmt: skip
