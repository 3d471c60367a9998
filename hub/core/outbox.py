"""The outbox: facts as rows, positions given out by one leader, consumers turned into jobs (house.md, step 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, Text, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import acting
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb, ddl
from hub.core.facts import CONSUMERS, FACTS, ROWS, Rows
from hub.core.jobs import Job
from hub.core.nudges import JOB, leave
from hub.core.prepared import Prepared


class Outbox(Base):
    """One stated fact. `position` is null until the leader has seen its commit."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_fresh", "id", postgresql_where=text("position IS NULL")),
        Index("ix_outbox_position", "position", unique=True, postgresql_where=text("position IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    position: Mapped[int | None]
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    rooms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    payload: Mapped[Any] = mapped_column(JSON)
    actor_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class OutboxHead(Base):
    """The last position given out; `epoch` names this history (a restored backup is another one)."""

    __tablename__ = "outbox_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[str]


ddl("INSERT INTO outbox_head (id, position, epoch) VALUES (1, 0, md5(random()::text)) ON CONFLICT DO NOTHING;")

LEADER_LOCK = 0x5741_5244  # "WARD"
BATCH = 500


# One statement: the oldest facts without a position, the head moved on by as many, each fact its own.
_GIVE = Prepared(
    text("""
WITH oldest AS MATERIALIZED (
  SELECT id, kind, key, rooms, payload, actor_id, created_at FROM outbox WHERE position IS NULL
  ORDER BY id LIMIT :most),
fresh AS MATERIALIZED (SELECT *, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS total FROM oldest),
head AS (
  UPDATE outbox_head SET position = position + total FROM (SELECT total FROM fresh LIMIT 1) AS batch WHERE id = 1
  RETURNING position - total AS last),
given AS (UPDATE outbox SET position = last + n FROM fresh, head WHERE outbox.id = fresh.id)
SELECT id, kind, key, rooms, payload, actor_id, created_at, last + n AS position FROM fresh, head ORDER BY id
""")
)


async def give_positions(db: Db, limit: int = BATCH) -> list[dict[str, Any]]:
    """Give the next positions to committed facts, in order, and queue their consumers. Only the leader calls it."""
    facts = [dict(row) for row in await db.all(_GIVE, most=limit)]
    if jobs := [
        {"name": f"consume:{name}", "key": fact["key"], "args": {"outbox_id": fact["id"]}, "actor_id": fact["actor_id"]}
        for fact in facts
        for name in _consumers(fact)
    ]:
        await db.execute(insert(Job), jobs)
        leave(db, JOB)
    return facts


def _consumers(row: dict[str, Any]) -> list[str]:
    """Who wants a job for this fact."""
    found = [(name, consumer.when) for name, consumer in CONSUMERS.items() if consumer.kind == row["kind"]]
    if not any(when for _, when in found):
        return [name for name, _ in found]
    fact = FACTS[row["kind"]].model_validate(row["payload"])
    return [name for name, when in found if when is None or when(fact)]


async def head(db: Db | ReadDb) -> tuple[str, int]:
    """(epoch, last position)."""
    row = (await db.execute(select(OutboxHead.epoch, OutboxHead.position))).one()
    return row.epoch, row.position


async def missed(db: Db | ReadDb, rooms: list[str], since: int, limit: int = 500) -> list[dict[str, Any]]:
    """Facts after position `since` that these rooms may hear, in order; at most `limit`."""
    rows = await db.execute(
        select(Outbox.position, Outbox.kind, Outbox.payload, Outbox.rooms)
        .where(Outbox.position > since, Outbox.rooms.overlap(rooms))
        .order_by(Outbox.position)
        .limit(limit)
    )
    return [dict(row._mapping) for row in rows]


def bare(fact: dict[str, Any]) -> dict[str, Any]:
    """What a socket hears of a fact that carries no row: {position, kind, …ids}."""
    untold = FACTS[fact["kind"]].untold if fact["kind"] in FACTS else ()
    told = {name: value for name, value in fact["payload"].items() if name not in untold}
    return {"position": fact["position"], "kind": fact["kind"], **told}


async def heard(db: Db | ReadDb, rooms: list[str], facts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What somebody in these rooms hears of each fact; of those that reach him only as a proxy, that they are news."""
    own = {room for room in rooms if not room.startswith(acting.ROOM)}
    whole = await messages(db, [fact for fact in facts if own & set(fact["rooms"])])
    told = {body["position"]: body for body in whole}
    return [told.get(fact["position"]) or acting.news(fact["position"]) for fact in facts]


async def messages(db: Db | ReadDb, facts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a socket hears of each fact: {position, kind, …ids, row?}."""
    said = [bare(fact) for fact in facts]
    by_loader: dict[Rows, list[int]] = {}
    for n, fact in enumerate(facts):
        if fact["kind"] in FACTS and (loader := ROWS.get(fact["kind"])):
            by_loader.setdefault(loader, []).append(n)
    for loader, places in by_loader.items():
        whole = [FACTS[facts[n]["kind"]].model_validate(facts[n]["payload"]) for n in places]
        for n, row in zip(places, await loader(db, whole), strict=True):  # type: ignore[arg-type]
            said[n]["row"] = row
    return said
