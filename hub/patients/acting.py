"""Acting for another: one account, several people. A session is one person's at a time, and the whole portal with it.

What a proxy was given opens permissions of the patient's portal and nothing else; what no right opens is the patient's
alone (who may act for him). It is asked at every request, so that an end, a birthday or a revocation counts at once.
"""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Acting, Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound, Unauthenticated
from hub.identity import queries as accounts
from hub.identity import sessions
from hub.patients import proxies, queries

REACH: dict[str, frozenset[str]] = {
    "details": frozenset({"patient.self"}),
    "book": frozenset({"appointment.book", "appointment.read", "appointment.cancel", "slot.read", "visit.join"}),
    "record": frozenset({"chart.read", "record.own", "vitals.read", "task.work"}),
    "documents": frozenset({"document.own"}),
    "messages": frozenset({"message.write"}),
    "bills": frozenset({"bill.read", "bill.pay", "claim.read", "coverage.write"}),
}
"""What each right opens; a test holds it against the patient's permissions."""
ALWAYS = frozenset({"session.manage", "notification.read", "staff.read"})
WHOLE = frozenset({"export.own"})
"""What only somebody who was given everything may do."""
NEVER = frozenset({"family.own"})
"""The patient's alone."""


def permissions_of(rights: frozenset[str]) -> frozenset[str]:
    """What these rights open."""
    whole = WHOLE if rights == frozenset(REACH) else frozenset()
    return ALWAYS | whole | frozenset().union(*(REACH[right] for right in rights))


@accounts.says_who_represents
async def represents(db: Db | ReadDb, user_id: UUID, patient_id: UUID) -> Acting | None:
    """What this account may do for this patient today; None for nothing."""
    rights = await proxies.proxy_rights(db, user_id, patient_id)
    if not rights:
        return None
    patient = await queries.patient(db, patient_id)
    return None if patient.merged_into_id else Acting(patient.name, rights, permissions_of(rights))


async def act_for(db: Db, patient_id: UUID | None, *, actor: Actor) -> None:
    """This session is for that patient from now on (None: for oneself). 404 for whom one does not act."""
    session = await accounts.session_of(db, actor.session_id)
    if session is None:
        raise Unauthenticated()
    if patient_id is not None and await represents(db, accounts.self_id(actor), patient_id) is None:
        raise NotFound()
    await sessions.act_for(db, session, patient_id, actor=actor)
