"""The audit trail: append-only, hash-chained by PostgreSQL itself, in the same transaction as what it tells of.

Every row carries hash = SHA-256(previous hash of its lane || canonical text of the row). Sixteen lanes keep writers
from waiting for each other; a transaction stays in one lane. `verify()` finds edits, deletions and cut tails against
audit_lane; the signed heads of hub.core.heads find a rewrite of everything.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary, Text, inspect, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import trail
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb, ddl
from hub.core.ids import uuid7


class AuditEvent(Base):
    """One thing that somebody did or read (FHIR AuditEvent; ASTM E2147 fields)."""

    __tablename__ = "audit_event"
    # Each search reads its page backwards from one index, however long the trail is.
    __table_args__ = (
        Index("ix_audit_event_patient", "patient_id", "id"),
        Index("ix_audit_event_actor", "actor_id", "id"),
        Index("ix_audit_event_at", "at", postgresql_using="brin"),
        Index("ix_audit_event_lane", "lane", "seq", unique=True),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str]  # create, update, delete, read, execute, sign_in ...
    outcome: Mapped[str] = mapped_column(default="success")  # success | denied | failed
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    actor_roles: Mapped[str] = mapped_column(default="")
    session_id: Mapped[UUID | None]
    ip: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(default="")
    entity: Mapped[str]
    entity_id: Mapped[str] = mapped_column(default="")
    patient_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[Any] = mapped_column(JSON, nullable=True)
    after: Mapped[Any] = mapped_column(JSON, nullable=True)
    lane: Mapped[int] = mapped_column(nullable=True)
    seq: Mapped[int] = mapped_column(nullable=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, nullable=True)


class AuditRedaction(Base):
    """A row of the trail whose words an erasure took out: what it reads now, as a digest. Its hash in the chain stays,
    so the rows around it still prove each other; a row 'redact' of the trail itself vouches for each batch.
    """

    __tablename__ = "audit_redaction"

    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    batch: Mapped[UUID] = mapped_column(index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class AuditLane(Base):
    """The head of one hash chain."""

    __tablename__ = "audit_lane"

    lane: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


# json, not jsonb: the text that was hashed is the text that is stored.
ddl("""
INSERT INTO audit_lane (lane, seq, hash) SELECT n, 0, ''::bytea FROM generate_series(0, 15) n ON CONFLICT DO NOTHING;
""")
ddl("""
CREATE OR REPLACE FUNCTION audit_text(e audit_event) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(E'\\x1f', e.lane, e.seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.action,
    e.outcome, coalesce(e.actor_id::text, ''), e.actor_name, e.actor_roles, coalesce(e.session_id::text, ''), e.ip,
    e.request_id, e.entity, e.entity_id, coalesce(e.patient_id::text, ''), e.reason,
    coalesce(e.before::text, ''), coalesce(e.after::text, ''))
$$;
""")
ddl("""
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mine text := current_setting('hub.audit_lane', true); head audit_lane;
BEGIN
  IF mine <> '' THEN
    SELECT * INTO head FROM audit_lane WHERE lane = mine::integer FOR UPDATE;
  ELSE
    SELECT * INTO head FROM audit_lane WHERE lane = pg_backend_pid() % 16 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN SELECT * INTO head FROM audit_lane LIMIT 1 FOR UPDATE SKIP LOCKED; END IF;
    IF NOT FOUND THEN SELECT * INTO head FROM audit_lane WHERE lane = pg_backend_pid() % 16 FOR UPDATE; END IF;
    PERFORM set_config('hub.audit_lane', head.lane::text, true);
  END IF;
  NEW.lane := head.lane;
  NEW.seq := head.seq + 1;
  NEW.hash := sha256(head.hash || convert_to(audit_text(NEW), 'UTF8'));
  UPDATE audit_lane SET seq = NEW.seq, hash = NEW.hash WHERE lane = head.lane;
  RETURN NEW;
END $$;
""")
ddl("CREATE TRIGGER audit_chain BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_chain();")
ddl("""
CREATE TRIGGER audit_append_only BEFORE DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always');
""")
ddl("""
CREATE OR REPLACE FUNCTION audit_words_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('hub.redacting', true) = 'on' AND NEW.before IS NULL AND NEW.after IS NULL
     AND (NEW.id, NEW.at, NEW.action, NEW.outcome, NEW.actor_roles, NEW.request_id, NEW.entity, NEW.entity_id, NEW.lane,
          NEW.seq, NEW.hash)
       = (OLD.id, OLD.at, OLD.action, OLD.outcome, OLD.actor_roles, OLD.request_id, OLD.entity, OLD.entity_id, OLD.lane,
          OLD.seq, OLD.hash)
     AND (NEW.actor_id, NEW.session_id, NEW.patient_id) IS NOT DISTINCT FROM
         (OLD.actor_id, OLD.session_id, OLD.patient_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit_event is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
""")
ddl("CREATE TRIGGER audit_words_only BEFORE UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_words_only();")
ddl("""
CREATE TRIGGER audit_redaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_redaction
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always');
""")


WAYS = ("break_glass", "view_as", "proxy")
"""Reasons that the trail gives by itself: in which way somebody was let in. Every other is somebody's words."""


def noted(
    db: Db,
    actor: Actor,
    action: str,
    entity: str,
    entity_id: object = "",
    *,
    patient_id: UUID | None = None,
    outcome: str = "success",
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one audit row to this transaction."""
    values = record(actor, action, entity, entity_id, patient_id=patient_id, outcome=outcome, reason=reason)
    trail.of(db).noted.append({**values, "before": before, "after": after})


def record(
    actor: Actor, action: str, entity: str, entity_id: object = "", *, patient_id: UUID | None = None,
    outcome: str = "success", reason: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The values of one audit row, for a writer that puts it into a statement of its own (see workflows.saving)."""
    if not reason and patient_id in actor.glass:
        reason = "break_glass"
    elif not reason and actor.by is not None:
        reason = "view_as"
    elif not reason and actor.acts_for is not None:
        reason = "proxy"
    return {
        "at": now(), "action": action, "outcome": outcome, "actor_id": actor.by or actor.user_id,
        "actor_name": actor.name, "actor_roles": "proxy" if actor.acts_for else ",".join(sorted(actor.roles)),
        "session_id": actor.session_id, "ip": actor.ip, "request_id": actor.request_id,
        "entity": entity, "entity_id": str(entity_id), "patient_id": patient_id, "reason": reason,
    }  # fmt: skip


def wrote(db: Db, actor: Actor, row: Any, *, reason: str = "", patient_id: UUID | None = None) -> None:
    """Audit a changed or new row with what it was and what it is. Call it after the change, before the flush.

    Columns with info={"audit": "mask"} appear as "***" (secrets, clinical free text kept elsewhere).
    """
    state = inspect(row)
    created = state.transient or state.pending
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        if column.key in ("version", "created_at"):
            continue
        if not isinstance(column.columns[0], Column):
            continue  # worked out by the query, not kept in the row
        masked = column.columns[0].info.get("audit") == "mask"
        history = state.attrs[column.key].history
        if created:
            value = getattr(row, column.key)
            if value is not None:
                after[column.key] = "***" if masked else _plain(value)
        elif history.has_changes():
            old = history.deleted[0] if history.deleted else None
            before[column.key] = "***" if masked else _plain(old)
            after[column.key] = "***" if masked else _plain(history.added[0] if history.added else None)
    noted(
        db, actor, "create" if created else "update", row.__tablename__, getattr(row, "id", ""),
        patient_id=patient_id or getattr(row, "patient_id", None), reason=reason,
        before=before or None, after=after or None,
    )  # fmt: skip


def read(db: Db, actor: Actor, entity: str, entity_id: object, *, patient_id: UUID | None) -> None:
    """Audit the reading of a record, before it is returned (fail closed)."""
    noted(db, actor, "read", entity, entity_id, patient_id=patient_id)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | UUID | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, dict | list | str | int | float | bool) or value is None:
        return value
    return str(value)


async def redact(db: Db, records: list[UUID], accounts: list[UUID], name: str, *, actor: Actor) -> int:
    """Take what was said of these records, and who these accounts were, out of the trail; returns how many rows.

    `name` stands where the accounts' names stood. Ids, times, acts and the ways in (WAYS) stay, and so does every hash.
    """
    batch = uuid7()
    await db.execute(text("SELECT set_config('hub.redacting', 'on', true)"))
    done = await db.execute(
        text("""
        WITH told AS (
          UPDATE audit_event SET before = NULL, after = NULL,
            actor_name = CASE WHEN actor_id = ANY(:accounts) THEN :name ELSE actor_name END,
            ip = CASE WHEN actor_id = ANY(:accounts) THEN '' ELSE ip END,
            reason = CASE WHEN reason = ANY(:kept) THEN reason ELSE '***' END
          WHERE (patient_id = ANY(:records) OR actor_id = ANY(:accounts) OR entity_id = ANY(:ids))
            AND action <> 'redact' AND NOT EXISTS (SELECT 1 FROM audit_redaction r WHERE r.event_id = audit_event.id)
          RETURNING id, sha256(convert_to(audit_text(audit_event), 'UTF8')) AS digest)
        INSERT INTO audit_redaction (event_id, batch, digest) SELECT id, :batch, digest FROM told
        RETURNING event_id"""),
        {"records": records, "accounts": accounts, "ids": [str(id) for id in (*records, *accounts)], "name": name,
         "kept": ["", *WAYS], "batch": batch},
    )  # fmt: skip
    count = len(done.all())
    await db.execute(text("SELECT set_config('hub.redacting', '', true)"))
    if count:
        digest = await db.scalar(
            text("SELECT encode(sha256(string_agg(int8send(event_id) || digest, ''::bytea ORDER BY event_id)), 'hex') "
                 "FROM audit_redaction WHERE batch = :batch"), {"batch": batch},
        )  # fmt: skip
        noted(db, actor, "redact", "audit_redaction", batch, after={"rows": count, "digest": digest})
    return count


async def verify(db: Db | ReadDb) -> dict[str, Any] | None:
    """None when every chain holds; else the first bad row {lane, seq, why}."""
    rows = await db.execute(
        text("""
        WITH chained AS (
          SELECT e.id, e.lane, e.seq, e.hash, convert_to(audit_text(e), 'UTF8') AS words,
                 lag(e.seq, 1, 0::bigint) OVER w AS before_seq,
                 sha256(lag(e.hash, 1, ''::bytea) OVER w || convert_to(audit_text(e), 'UTF8')) AS expected
          FROM audit_event e WINDOW w AS (PARTITION BY e.lane ORDER BY e.seq))
        SELECT lane, seq, CASE WHEN seq <> before_seq + 1 THEN 'a row is missing before it' ELSE 'it was altered' END
        FROM chained c WHERE seq <> before_seq + 1 OR (hash <> expected AND NOT EXISTS (
          SELECT 1 FROM audit_redaction r WHERE r.event_id = c.id AND r.digest = sha256(c.words)))
        UNION ALL
        SELECT e.lane, e.seq, 'its words were taken out and no row vouches for that'
        FROM audit_redaction r JOIN audit_event e ON e.id = r.event_id
        WHERE NOT EXISTS (
          SELECT 1 FROM audit_event v WHERE v.action = 'redact' AND v.entity = 'audit_redaction'
            AND v.entity_id = r.batch::text AND v.after ->> 'digest' = (
              SELECT encode(sha256(string_agg(int8send(b.event_id) || b.digest, ''::bytea ORDER BY b.event_id)), 'hex')
              FROM audit_redaction b WHERE b.batch = r.batch))
        UNION ALL
        SELECT l.lane, l.seq, 'the end of the chain was cut' FROM audit_lane l
        WHERE l.seq <> coalesce((SELECT max(e.seq) FROM audit_event e WHERE e.lane = l.lane), 0)
           OR (l.seq > 0 AND l.hash IS DISTINCT FROM
               (SELECT e.hash FROM audit_event e WHERE e.lane = l.lane AND e.seq = l.seq))
        ORDER BY 1, 2 LIMIT 1""")
    )
    bad = rows.first()
    return {"lane": bad[0], "seq": bad[1], "why": bad[2]} if bad else None
