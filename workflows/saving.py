"""save(): write a moved case and everything that shows it, so that the row, its tasks, timers and messages agree.

All of it but timers and subscriptions goes to PostgreSQL in one statement: a completion is short, because the case is
locked meanwhile and clinicians wait for it. The rows in memory are set to what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text, update
from sqlalchemy.orm.attributes import instance_dict, instance_state

from hub.core import audit, facts
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.nudges import FACT, leave
from hub.core.prepared import Prepared
from hub.core.states import move
from workflows import engine, messages, signals, starts, timers, worklist
from workflows.advance import CACHE, Run
from workflows.engine_history import History
from workflows.facts import CaseEnded, CaseMoved, CaseStarted, MessageThrown
from workflows.models import Case, CaseStatus, Incident, Task
from workflows.queries import CASE
from workflows.serializer import FORMAT

_ID = 36

_BEGIN = Prepared(
    text("""
WITH begun AS (
  INSERT INTO case_instance (id, created_at, version, process_version_id, process_id, state, state_digest,
    serializer_version, early, rev, status, business_key, subject, patient_id, started_by, moved_at, end_reason)
  VALUES (:id, :created_at, 1, :process_version_id, :process_id, ''::bytea, '', :serializer_version, 0, 0, :status,
    :business_key, cast(:subject_text AS json), :patient_id, :started_by, :created_at, '')),
noted AS (
  INSERT INTO audit_event (at, action, outcome, actor_id, actor_name, actor_roles, session_id, ip, request_id, entity,
    entity_id, patient_id, reason, after)
  SELECT at, action, outcome, actor_id, actor_name, actor_roles, session_id, ip, request_id, entity, entity_id,
    x.patient_id, reason, cast(:after AS json)
  FROM json_to_record(cast(:noted AS json)) AS x(at timestamptz, action text, outcome text, actor_id uuid,
    actor_name text, actor_roles text, session_id uuid, ip text, request_id text, entity text, entity_id text,
    patient_id uuid, reason text))
INSERT INTO outbox (kind, key, rooms, payload, actor_id, created_at)
SELECT kind, key, rooms, payload, actor_id, :created_at
FROM json_to_record(cast(:said AS json)) AS x(kind text, key text, rooms text[], payload json, actor_id uuid)
""")
)


async def begin(db: Db, *, actor: Actor, **values: Any) -> Case:
    """The row of a new case, locked because nobody else sees it yet; its state is written by the first save."""
    begun = now()
    row = {
        "created_at": begun, "version": 1, "state_digest": "", "serializer_version": FORMAT, "early": 0, "rev": 0,
        "status": CaseStatus.running, "practitioner_id": None, "moved_at": begun, "ended_at": None, "end_reason": "",
        "suspended_at": None, **values,
    }  # fmt: skip
    about = CaseStarted(case_id=row["id"], process_id=row["process_id"])
    noted = audit.record(actor, "create", "case_instance", row["id"], patient_id=row["patient_id"])
    leave(db, FACT)
    await db.last(
        _BEGIN, row, subject_text=_json(row["subject"]), noted=_json(noted),
        after=_json({"process": row["process_id"]}), said=_json(facts.record(about, actor)),
    )  # fmt: skip
    return CASE.keep(db, row)


_SAVE = """
WITH moved AS (
  UPDATE case_instance SET state = :state, state_digest = :state_digest, rev = :rev, status = :status,
    moved_at = :moved_at, ended_at = :ended_at, subject = cast(:subject AS json), practitioner_id = :practitioner_id,
    version = version + 1
  WHERE id = :id),
changed AS (
  UPDATE task SET status = x.status, rev = x.rev, assignee_id = x.assignee_id, assignee_name = x.assignee_name,
    completed_by = x.completed_by, answers_hash = decode(x.answers_hash, 'hex'), ended_at = x.ended_at,
    version = task.version + 1
  FROM json_to_recordset(cast(:changed AS json)) AS x(id uuid, status text, rev bigint, assignee_id uuid,
    assignee_name text, completed_by uuid, answers_hash text, ended_at timestamptz)
  WHERE task.id = x.id),
dropped AS (
  DELETE FROM task_draft USING json_to_recordset(cast(:changed AS json)) AS x(id uuid) WHERE task_id = x.id),
opened AS (
  INSERT INTO task (id, created_at, version, case_id, process_id, element_id, name, form, result, on_complete,
    by_message, status, candidate_role, candidate_user_id, priority, due_at, patient_id, practitioner_id, subject, rev,
    other_roles, candidates, department, follow_up_at, escalate_at)
  SELECT id, created_at, 1, :id, process_id, element_id, name, form, result, on_complete, by_message, status,
    candidate_role, candidate_user_id, priority, due_at, patient_id, practitioner_id, subject, rev, other_roles,
    candidates, department, follow_up_at, escalate_at
  FROM json_to_recordset(cast(:opened AS json)) AS x(id uuid, created_at timestamptz, process_id text,
    element_id text, name text, form text, result text, on_complete text, by_message text, status text,
    candidate_role text, candidate_user_id uuid, priority bigint, due_at timestamptz, patient_id uuid,
    practitioner_id uuid, subject json, rev bigint, other_roles text[], candidates uuid[], department text,
    follow_up_at timestamptz, escalate_at timestamptz)),
story AS (
  INSERT INTO case_history (case_id, process_id, element_id, outcome, came_from, entered_at, at, actor_id, actor_name,
    detail)
  SELECT :id, :process_id, element_id, outcome, came_from, entered_at, at, :actor_id, :actor_name, detail
  FROM json_to_recordset(cast(:story AS json)) AS x(element_id text, outcome text, came_from text,
    entered_at timestamptz, at timestamptz, detail text)),
noted AS (
  INSERT INTO audit_event (at, action, outcome, actor_id, actor_name, actor_roles, session_id, ip, request_id, entity,
    entity_id, patient_id, reason)
  SELECT at, action, outcome, actor_id, actor_name, actor_roles, session_id, ip, request_id, entity, entity_id,
    patient_id, reason
  FROM json_to_recordset(cast(:noted AS json)) AS x(at timestamptz, action text, outcome text, actor_id uuid,
    actor_name text, actor_roles text, session_id uuid, ip text, request_id text, entity text, entity_id text,
    patient_id uuid, reason text))
INSERT INTO outbox (kind, key, rooms, payload, actor_id, created_at)
SELECT kind, key, rooms, payload, actor_id, :moved_at
FROM json_to_recordset(cast(:said AS json)) AS x(kind text, key text, rooms text[], payload json, actor_id uuid)
"""
# A completion changes one task. Of a set PostgreSQL expects a hundred rows, and then would rather read the whole table.
_ONE = _SAVE.replace("json_to_recordset(cast(:changed AS json))", "json_to_record(cast(:changed AS json))")
_DATA = ("SET state = :state,", "SET state = :state, data = :data,")
_SAVES = {  # by (many tasks, data beside the state)
    (many, beside): Prepared(text(sql.replace(*_DATA) if beside else sql))
    for many, sql in ((False, _ONE), (True, _SAVE))
    for beside in (False, True)
}


async def save(run: Run) -> list[Task]:
    """Write the case and what follows from it; returns the tasks it newly offers."""
    db, case, actor = run.db, run.case, run.actor
    _subject(run)
    new = await worklist.sync(run)
    await timers.sync(run)
    await messages.sync(run)
    await signals.spread(run)
    await _withdraw_incidents(run)
    fresh = _case_values(run)
    for name, payload in engine.take_thrown(case):
        run.say(MessageThrown(case_id=run.row.id, process_id=run.row.process_id, name=name))
        await starts.by_throw(run, name, payload)
    run.say(CaseMoved(case_id=run.row.id, process_id=run.row.process_id, rev=fresh["rev"], status=fresh["status"]))
    story = _story(run)
    case.log = History()
    kept = case.apart
    blob, beside = engine.dump_apart(case)
    fresh |= {"state": blob, "data": beside, "state_digest": engine.digest(blob)}
    many = len(run.changed) > 1
    leave(db, FACT)
    await db.last(  # after what steps have changed
        _SAVES[many, case.apart is not kept],
        {
            **fresh, "id": run.row.id, "process_id": run.row.process_id,
            "subject": _json(fresh["subject"]), "actor_id": actor.user_id,
            "actor_name": actor.name, "changed": _json(run.changed if many else next(iter(run.changed), {})),
            "opened": _json([_columns(task) for task in new]),
            "story": _json(story), "noted": _json(run.noted),
            "said": _json([facts.record(fact, actor) for fact in run.said]),
        },
    )  # fmt: skip
    settled(run.row, {**fresh, "version": run.row.version + 1})
    run.deeds, run.changed, run.noted, run.said = [], [], [], []
    CACHE.put(run.row.id, fresh["state_digest"], case)
    return new


def settled(row: Any, values: Mapping[str, Any]) -> None:
    """Set what a row in memory is now in the database."""
    state, content = instance_state(row), instance_dict(row)
    content.update(values)
    state._commit(content, values)  # as set_committed_value does, for all of them at once


def moved(row: Any, wanted: Any) -> Any:
    """The status that `row` may move to, or 409 illegal_move; the row itself is written by our statement."""
    trial = SimpleNamespace(status=row.status)
    move(trial, wanted)
    return trial.status


def _case_values(run: Run) -> dict[str, Any]:
    row, ended_at = run.row, run.row.ended_at
    if run.case.status == "running":
        wanted = CaseStatus.incident if run.blocked else CaseStatus.running
        if row.status == CaseStatus.suspended:
            wanted = CaseStatus.suspended
    else:
        wanted, ended_at = CaseStatus(run.case.status), now()
        run.say(CaseEnded(case_id=row.id, process_id=row.process_id, status=wanted))
    status = wanted if row.status == wanted else moved(row, wanted)
    return {
        "rev": row.rev + 1, "status": status, "moved_at": now(), "ended_at": ended_at, "subject": run.subject,
        "practitioner_id": run.practitioner_id,
    }  # fmt: skip


def _story(run: Run) -> list[dict[str, Any]]:
    """Visits and deeds as rows; the engine's own log starts afresh, so that the saved state stays small."""
    moment = now()
    # What was done to the case comes first: it is why the token moved.
    rows: list[dict[str, Any]] = [
        {"element_id": deed.element, "outcome": deed.outcome, "came_from": None, "entered_at": moment, "at": moment,
         "detail": deed.detail}
        for deed in run.deeds
    ]  # fmt: skip
    return rows + [
        {"element_id": visit.element, "outcome": visit.outcome, "came_from": visit.came_from,
         "entered_at": visit.entered, "at": visit.left, "detail": ""}
        for visit in engine.history(run.case)
    ]  # fmt: skip


_OPENED = (
    "id", "created_at", "process_id", "element_id", "name", "form", "result", "on_complete", "by_message", "status",
    "candidate_role", "candidate_user_id", "priority", "due_at", "patient_id", "practitioner_id", "subject", "rev",
    "other_roles", "candidates", "department", "follow_up_at", "escalate_at",
)  # fmt: skip


def _columns(task: Task) -> dict[str, Any]:
    return {column: getattr(task, column) for column in _OPENED}


def _subject(run: Run) -> None:
    """The ids of what the case is about, gathered from its data: {appointment_id, visit_id, encounter_id, …}."""
    found = dict(run.row.subject)
    for group in run.case.data.values():
        if isinstance(group, dict):
            for key, value in group.items():
                if isinstance(value, str) and len(value) == _ID and key.endswith("_id"):
                    found[key] = value
    run.subject = found
    run.practitioner_id = run.row.practitioner_id or _uuid(found.get("practitioner_id"))


async def _withdraw_incidents(run: Run) -> None:
    """An incident of a token that is no longer there is over."""
    if not run.blocked:
        return
    alive = {token.task_id for token in engine.tokens(run.case)} if run.case.status == "running" else set()
    if gone := run.blocked - alive:
        await run.db.execute(
            update(Incident)
            .where(Incident.token_id.in_(gone), Incident.resolved_at.is_(None))
            .values(resolved_at=now(), resolution="withdrawn")
        )
        run.blocked -= gone


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
