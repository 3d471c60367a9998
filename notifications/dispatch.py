"""dispatch(): one fact -> notifications in the app, and queued deliveries outside of it. Never the same thing twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import Fact, consumes, state
from hub.core.ids import uuid7
from hub.core.jobs import enqueue
from hub.identity.models import UserAccount, UserRole, UserStatus
from hub.staff.models import Practitioner
from hub.staff.queries import called
from notifications import preferences
from notifications.facts import NotificationAdded
from notifications.models import Delivery, DeliveryState, Notification
from notifications.rules import RULES, Rule
from notifications.topics import topic_of


async def dispatch(db: Db, fact: Fact, actor: Actor) -> None:
    """Tell everybody whom the rules name."""
    for rule in RULES[type(fact)]:
        if rule.when(fact) and (rule.still is None or await rule.still(db, fact)):
            for user_id in await _audience(db, rule.audience, fact):
                if rule.news is None or await rule.news(db, fact, user_id):
                    await tell(db, user_id, rule, fact)


async def _audience(db: Db, audience: str, fact: Any) -> list[UUID]:
    if audience == "on_call":
        # A level without anybody passes on to the next; where nobody can be reached there are all doctors.
        if found := await called(db, fact.rung - 1):
            return found[:1]
        audience = "role:doctor"
    active = UserAccount.status == UserStatus.active
    query = select(UserAccount.id).where(active)
    if audience.startswith("people:"):
        named = getattr(fact, audience.removeprefix("people:"))
        query = query.where(UserAccount.id.in_(named if isinstance(named, list) else [named]))
    elif audience == "patient":
        query = query.where(UserAccount.id == fact.patient_user_id)  # nobody, when the patient has no account
    elif audience == "practitioner":
        query = query.join(Practitioner, Practitioner.user_id == UserAccount.id).where(
            Practitioner.id == fact.practitioner_id
        )
    elif audience in ("user", "taker") or (audience == "lead" and fact.lead_id is not None):
        query = query.where(UserAccount.id == getattr(fact, f"{audience}_id"))
    else:
        audience = "role:admin" if audience == "lead" else audience  # a department that nobody leads
        query = query.join(UserRole, UserRole.user_id == UserAccount.id).where(
            UserRole.role == audience.removeprefix("role:")
        )
    return list(await db.scalars(query.order_by(UserAccount.id)))


async def tell(db: Db, user_id: UUID, rule: Rule, fact: Fact) -> None:
    """Tell one person by one rule: in the app at once, outside as he wants it; never the same thing twice."""
    if rule.fold and await _rings(db, user_id, rule, fact):
        return
    made = await db.scalar(
        insert(Notification)
        .values(id=uuid7(), created_at=now(), version=1, user_id=user_id, kind=rule.kind, params=rule.params(fact),
                link=rule.target(fact), urgent=rule.urgent, dedupe_key=rule.key(fact))
        .on_conflict_do_nothing(index_elements=["user_id", "dedupe_key"])
        .returning(Notification.id)
    )  # fmt: skip
    if made is None:
        return
    state(db, NotificationAdded(notification_id=made, user_id=user_id))
    moment, before = now(), _begins(rule.params(fact))
    for channel in await preferences.wanted(db, user_id, topic_of(rule.kind), rule.channels):
        due_at, digest = await preferences.due(db, user_id, channel, urgent=rule.urgent, moment=moment, before=before)
        row = Delivery(notification_id=made, channel=channel, status=DeliveryState.queued, status_at=moment,
                       reason="quiet_hours" if due_at > moment and not digest else "", due_at=due_at,
                       digest=digest)  # fmt: skip
        db.add(row)
        await db.flush()
        await enqueue(db, "notifications.deliver", once=str(row.id), run_at=due_at, delivery_id=row.id)


def _begins(params: dict[str, Any]) -> datetime | None:
    """The beginning of what it is about, where that is to come."""
    starts = datetime.fromisoformat(params["starts_at"]) if "starts_at" in params else None
    return starts if starts is not None and starts > now() else None


async def _rings(db: Db, user_id: UUID, rule: Rule, fact: Fact) -> bool:
    """Whether an unread one leads there already."""
    found = select(Notification.id).where(
        Notification.user_id == user_id, Notification.read_at.is_(None), Notification.kind == rule.kind,
        Notification.link == rule.target(fact),
    )  # fmt: skip
    return await db.scalar(found.limit(1)) is not None


def _concerns_somebody(fact: Fact) -> bool:
    return any(rule.when(fact) for rule in RULES[type(fact)])


for _fact in RULES:
    consumes(_fact, f"notifications.on_{_fact.kind}", when=_concerns_somebody)(dispatch)
