"""The trail of a transaction: audit rows and facts, gathered while it works, written in one statement at its end.

An audited read costs one short statement instead of a flush of the ORM, a writing request one instead of one per verb,
and a lane of the audit chain is locked for the last moment of a transaction only. What a savepoint gathered goes with
it when it is rolled back. If it cannot be written, nothing is committed: nobody reads a record unseen.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import DateTime, bindparam, event, text
from sqlalchemy.orm import Session, SessionTransaction

from hub.core.clock import now
from hub.core.db import Db, before_commit
from hub.core.nudges import FACT, leave
from hub.core.prepared import Prepared

_NOTED = """
INSERT INTO audit_event (at, action, outcome, actor_id, actor_name, actor_roles, session_id, ip, request_id, entity,
  entity_id, patient_id, reason, before, after)
SELECT at, action, outcome, actor_id, actor_name, actor_roles, session_id, ip, request_id, entity, entity_id,
  patient_id, reason, before, after
FROM json_to_recordset(cast(:noted AS json)) AS x(at timestamptz, action text, outcome text, actor_id uuid,
  actor_name text, actor_roles text, session_id uuid, ip text, request_id text, entity text, entity_id text,
  patient_id uuid, reason text, before json, after json)
"""
_SAID = """
INSERT INTO outbox (kind, key, rooms, payload, actor_id, created_at)
SELECT kind, key, rooms, payload, actor_id, :at
FROM json_to_recordset(cast(:said AS json)) AS x(kind text, key text, rooms text[], payload json, actor_id uuid)
"""
_AT = bindparam("at", type_=DateTime(timezone=True))
# An insert of no rows would wake the relay for nothing: so three statements, by what there is to write.
_ONLY_NOTED, _ONLY_SAID = Prepared(text(_NOTED)), Prepared(text(_SAID).bindparams(_AT))
_BOTH = Prepared(text(f"WITH noted AS ({_NOTED}) {_SAID}").bindparams(_AT))


class Trail(NamedTuple):
    """What one transaction has to say, in order."""

    noted: list[dict[str, Any]]
    said: list[dict[str, Any]]


def of(session: Db | Session) -> Trail:
    """The trail of this transaction."""
    found: Trail = session.info.setdefault("trail", Trail([], []))
    return found


@before_commit
async def write(db: Db) -> None:
    """Write what was gathered."""
    noted, said = of(db)
    if said:
        leave(db, FACT)
        more = {"noted": _json(noted)} if noted else {}
        await db.last(_BOTH if noted else _ONLY_SAID, more, said=_json(said), at=now())
    elif noted:
        await db.last(_ONLY_NOTED, noted=_json(noted))
    noted.clear()
    said.clear()


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows, default=str).decode()


_marks: WeakKeyDictionary[SessionTransaction, tuple[int, int]] = WeakKeyDictionary()
"""How much had been gathered when a savepoint began, for as long as it is there."""


@event.listens_for(Session, "after_transaction_create")
def _savepoint(session: Session, begun: SessionTransaction) -> None:
    if begun.nested:
        noted, said = of(session)
        _marks[begun] = len(noted), len(said)


@event.listens_for(Session, "after_soft_rollback")
def _undone(session: Session, undone: SessionTransaction) -> None:
    """What a savepoint gathered goes with it; with the whole transaction goes everything."""
    marks = (0, 0) if undone.parent is None else _marks.get(undone)
    if marks is not None:
        trail = of(session)
        del trail.noted[marks[0] :], trail.said[marks[1] :]
