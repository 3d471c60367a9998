"""The relation 'proxy for': what a grant opens. A proxy is an Actor whose patient is the charge and whose permissions
are these, so that every page of a patient is a proxy's too, by the doors that the patient himself goes through.

What the hospital denies to patients, or to this person, is denied here as well. A label on the whole record takes away
what a teenager may keep to himself; those on its rows are the matter of `policy`.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from hub.core.acting import nobody, stands_in
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.identity.policy.portal import as_patient
from hub.identity.queries import FIRST_PASSWORD, self_id
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


def opened(rights: frozenset[str], *, by_law: bool) -> frozenset[str]:
    """The permissions that these rights come to."""
    found = frozenset().union(ANY, *(OPENS[right] for right in rights)) if rights else frozenset[str]()
    if by_law and "details" in rights:
        found |= BY_LAW["details"]
    return found | BY_LAW["*"] if by_law and rights == frozenset(proxies.RIGHTS) else found


@stands_in
async def as_proxy(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> Actor:
    """The same person, acting for this patient; NotFound (not_acting) without a grant that reaches something today."""
    if actor.permissions <= FIRST_PASSWORD or actor.patient_id == patient_id:
        return actor  # a session that may do nothing yet, or somebody who is this patient himself
    rows = (
        await db.execute(
            select(Proxy, Patient.birth_date, policy.labelled(Patient.id, Patient.id, policy.VEILED))
            .join(Patient, Patient.id == Proxy.patient_id)
            .where(Proxy.user_id == actor.user_id, Proxy.patient_id == patient_id,
                   Proxy.status == ProxyStatus.active, Patient.merged_into_id.is_(None))
        )
    ).all()  # fmt: skip
    if not rows or patient_id in actor.denied:
        raise nobody()
    limits, today = await proxies.ages(db), now().date()
    portal = await as_patient(db, self_id(actor))
    kept_back = portal.relations is not None and "proxy" not in portal.relations
    allowed: frozenset[str] = frozenset()
    for proxy, born, veiled in rows:
        rights = proxies.rights_today(proxy, born, today, limits)
        if veiled or kept_back:
            rights -= proxies.CONFIDENTIAL
        allowed |= opened(rights, by_law=proxy.kind != ProxyKind.invited)
    if not allowed:
        raise nobody()
    return replace(
        actor, roles=frozenset({"patient"}), permissions=allowed & portal.permissions, patient_id=patient_id,
        practitioner_id=None, relations=None, glass=frozenset(), acts_for=patient_id,
    )  # fmt: skip
