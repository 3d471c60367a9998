"""Cases as people look at them: lists, one case with its diagram and story, and what an administrator does to it."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import undefer

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from workflows import (
    calling,
    catalogue,
    diagrams,
    directory,
    engine,
    engine_data,
    instances,
    layout,
    queries,
    rights,
    rows,
    signals,
    standing,
    starts,
)
from workflows.errors import EngineError
from workflows.models import Case, CaseHistory, CaseStatus, Incident, ProcessVersion, Task
from workflows.schemas import (
    CalledDrawing,
    CaseAwaited,
    CaseIncident,
    CaseOut,
    CasePage,
    CaseQuery,
    CaseRow,
    CaseStartedOut,
    CaseStep,
    CaseToken,
    MessageCase,
    MessageSent,
    SendSignal,
    SignalSent,
    StartCase,
)  # fmt: skip
from workflows.tasks import first_for

# Without case.data, words are covered: any of them may be clinical. Shown are numbers, flags, ids, and codes and
# moments under keys that say what they are.
_PLAIN_KEYS = ("_id", "_at", "kind", "status", "outcome", "action", "currency")
_CODE = re.compile(r"[A-Za-z0-9_.:+\-]{1,40}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MASK = "•••"
AnyRow = TypeVar("AnyRow", bound=CaseRow)


async def access_case(db: Db, actor: Actor, case_id: UUID) -> Case:
    """A case this person may see, with its state; unseen and absent are the same NotFound. The reading is audited."""
    statement = (
        select(Case)
        .options(undefer(Case.state), undefer(Case.data))
        .where(Case.id == case_id, *queries.case_filter(actor))
    )
    case = await db.scalar(statement, queries.who(actor))
    if case is None or not case.state:  # whose record was erased, his case has nothing to show
        raise NotFound()
    audit.read(db, actor, "case_instance", case.id, patient_id=case.patient_id)
    return case


async def access_incident(db: Db, actor: Actor, incident_id: UUID) -> Incident:
    """An incident; only who manages cases, may operate this pathway, and whom no objection keeps out, gets here."""
    actor.must("case.manage")
    found = await db.scalar(
        select(Incident)
        .join(Case, Case.id == Incident.case_id)
        .where(Incident.id == incident_id, rights.allowed(Case.process_id, "operate"), queries.OPEN_CASE),
        queries.who(actor),
    )
    if found is None:
        raise NotFound()
    return found


async def page(db: Db | ReadDb, actor: Actor, query: CaseQuery) -> CasePage:
    """One page of cases, stuck ones first, with counts per status."""
    but = await _unsaid(db, actor, query.patient_id)
    places = await catalogue.recorded(db, query.process, query.element) if query.process and query.element else None
    found, following = await queries.cases(db, actor, query, but=but, places=places)
    counts = await queries.case_counts(db, actor, query, but=but, places=places)
    return CasePage(items=await case_rows(db, found, actor=actor), next=following, counts=counts)


async def _unsaid(db: Db | ReadDb, actor: Actor, patient_id: UUID | None) -> set[UUID]:
    """Of one patient those cases that do not name him: in a list of his alone they would say whose they are, by a row,
    a number or the place where the page ends."""
    if patient_id is None:
        return set()
    listed = select(Case).where(*queries.case_filter(actor), Case.patient_id == patient_id)
    return await unnamed(db, list(await db.scalars(listed, queries.who(actor))), actor)


async def case_rows(db: Db | ReadDb, found: list[Case], *, actor: Actor) -> list[CaseRow]:
    """Rows with process names, patients, open incidents and where the tokens rest: six queries for any number."""
    if not found:
        return []
    ids = [case.id for case in found]
    versions = await queries.versions(db, [case.process_version_id for case in found])
    hidden = await unnamed(db, found, actor)
    labels = await directory.patients(db, (case.patient_id for case in found if case.id not in hidden))
    at: dict[UUID, list[str]] = {case_id: [] for case_id in ids}
    for task in await queries.open_tasks(db, ids):
        at[task.case_id].append(task.name)
    await _add_awaited(db, [case for case in found if case.status in queries.LIVE and not at[case.id]], versions, at)
    stuck = Counter()  # type: Counter[UUID]
    for incident in await queries.incidents(db, ids, only_open=True):
        stuck[incident.case_id] += 1
    shown = [_row(case, versions[case.process_version_id], labels, at[case.id], stuck[case.id]) for case in found]
    return [_nameless(row) if row.id in hidden else row for row in shown]


async def _add_awaited(
    db: Db | ReadDb, idle: list[Case], versions: dict[UUID, ProcessVersion], at: dict[UUID, list[str]]
) -> None:
    """Of cases that nobody has to do anything in, what they wait for; not what only listens beside."""
    if not idle:
        return
    version_of = {case.id: case.process_version_id for case in idle}
    for case_id, name in await standing.awaited(db, list(version_of)):
        try:
            element = diagrams.compiled(versions[version_of[case_id]]).elements.get(name)
        except EngineError:
            continue  # the list shows a case though its drawing cannot be read any more
        if element is not None and element.kind in standing.RESTS and element.name not in at[case_id]:
            at[case_id].append(element.name)


async def unnamed(db: Db | ReadDb, found: list[Case], actor: Actor) -> set[UUID]:
    """Of these cases, those of which this person is not told whose they are: a label keeps it from who has no part."""
    hidden = await directory.veiled(db, actor, found)
    return hidden - await queries.taking_part(db, actor, hidden) if hidden else hidden


def _nameless(row: AnyRow) -> AnyRow:
    return row.model_copy(update={"patient": None, "subject": {}})


def _row(
    case: Case, version: ProcessVersion, labels: dict[UUID, directory.PatientLabel], at: list[str], incidents: int
) -> CaseRow:
    return CaseRow(
        id=case.id, process_id=case.process_id, process_name=version.name, version_number=version.number,
        status=case.status, rev=case.rev, created_at=case.created_at, moved_at=case.moved_at, ended_at=case.ended_at,
        subject=case.subject, patient=rows.patient(case.patient_id, labels.get(case.patient_id or UUID(int=0))),
        at=at, incidents=incidents,
    )  # fmt: skip


async def shown(db: Db, case: Case, *, actor: Actor) -> CaseOut:
    """The whole case for its page. Data are masked down to ids and flags for who has no part in the patient's care, and
    left out for who is not told who that is."""
    if {"state", "data"} & inspect(case).unloaded:
        await db.refresh(case, ["state", "data"])
    version = await db.get_one(ProcessVersion, case.process_version_id)
    diagram = diagrams.compiled(version)
    live = engine.load(diagram, case.state, case.data, now=now())
    tasks = await queries.open_tasks(db, [case.id])
    incidents = await queries.incidents(db, [case.id])
    story = await _story(db, case)
    hidden = bool(await unnamed(db, [case], actor))
    data, clear = await data_for(db, case, actor=actor, right="case.data", live=live)
    labels = await directory.patients(db, [] if hidden else [case.patient_id])
    unresolved = [incident for incident in incidents if incident.resolved_at is None]
    row = _row(case, version, labels, [task.name for task in tasks], len(unresolved))
    names = {key: element.name for key, element in diagram.elements.items()}
    completed = Counter(entry.element_id for entry in story if entry.outcome == "completed")
    whole = CaseOut(
        **dict(row), xml=layout.visible(version.xml), called=_called(version),
        tokens=_tokens(live, tasks, unresolved, names),
        awaits=_awaits(live, names), completed=dict(completed),
        history=[
            CaseStep(
                id=entry.id, element_id=entry.element_id, name=names.get(entry.element_id, entry.element_id),
                outcome=entry.outcome, came_from=entry.came_from, entered_at=entry.entered_at, at=entry.at,
                actor_name=entry.actor_name, detail=entry.detail,
                kind=_kind(diagram, entry.element_id),
            )
            for entry in story
        ],
        data=data, masked=not clear,
        incident_list=[
            CaseIncident(
                id=i.id, kind=i.kind, element_id=i.element_id, name=names.get(i.element_id, i.element_id),
                step=i.step, code=i.code, detail=i.detail if actor.may("case.manage") else "", attempts=i.attempts,
                again_at=i.again_at, created_at=i.created_at, resolved_at=i.resolved_at, resolution=i.resolution,
            )
            for i in incidents
        ],
        tasks=await rows.rows(db, tasks, actor=actor if hidden else None),
        suspended_at=case.suspended_at, may_manage=actor.may("case.manage"),
        end_reason=case.end_reason,
    )  # fmt: skip
    return _untold(whole, tasks) if hidden else whole


def _called(version: ProcessVersion) -> list[CalledDrawing]:
    called = calling.read(version.called_xml)
    names = calling.names(version.xml, called)
    return [
        CalledDrawing(
            process_id=head.process_id, name=head.name, xml=layout.visible(one.xml),
            renamed={drawn: name for drawn, name in names[head.process_id].items() if drawn != name},
        )
        for one in called
        for head in [calling.head(one.xml)]
    ]  # fmt: skip


def _untold(whole: CaseOut, tasks: list[Task]) -> CaseOut:
    """The page of a case for who is not told whose it is: where it stands, without people's names, words and keys."""
    pools = {task.id: task.candidate_role for task in tasks}
    return _nameless(whole).model_copy(update={
        "tokens": [one.model_copy(update={"who": pools.get(one.id)}) for one in whole.tokens],
        "awaits": [one.model_copy(update={"key": None}) for one in whole.awaits],
        "history": [one.model_copy(update={"actor_name": "", "detail": ""}) for one in whole.history],
        "incident_list": [one.model_copy(update={"detail": ""}) for one in whole.incident_list],
        "end_reason": "",
    })  # fmt: skip


async def _story(db: Db, case: Case, limit: int = 1000) -> list[CaseHistory]:
    """The newest entries of its story, oldest first."""
    found = select(CaseHistory).where(CaseHistory.case_id == case.id).order_by(CaseHistory.id.desc()).limit(limit)
    return list(await db.scalars(found))[::-1]


def _awaits(live: engine.Case, names: dict[str, str]) -> list[CaseAwaited]:
    found = [
        CaseAwaited(
            kind="message", name=one.name, key=one.key, element_id=one.element,
            element=names.get(one.element, one.element),
        )
        for one in engine.waiting_messages(live)
    ]  # fmt: skip
    return found + [CaseAwaited(kind="signal", name=name) for name in engine.waiting_signals(live)]


async def data_for(
    db: Db, case: Case, *, actor: Actor, right: str, live: engine.Case | None = None
) -> tuple[dict[str, Any], bool]:
    """(what this person may read of a case's data, whether in clear): nothing where he is not told whose it is, masked
    without the right or a part in the case. What is read in clear is audited."""
    if await unnamed(db, [case], actor):
        return {}, False
    found = engine.snapshot(live) if live is not None else await data_of(db, case)
    if not actor.may(right) or not await queries.taking_part(db, actor, [case.id]):
        return masked(found), False
    audit.read(db, actor, "case_data", case.id, patient_id=case.patient_id)
    return found, True


async def data_of(db: Db, case: Case) -> dict[str, Any]:
    """The data of a case that `access_case` has opened, unmasked."""
    diagram = await diagrams.diagram(db, case.process_version_id)
    return engine.snapshot(engine.load(diagram, case.state, case.data, now=now()))


def _kind(diagram: engine.Diagram, element: str) -> str:
    return diagram.elements[element].kind if element in diagram.elements else "case"


def _tokens(live: engine.Case, tasks: list[Task], incidents: list[Incident], names: dict[str, str]) -> list[CaseToken]:
    who = {task.id: task.assignee_name or task.candidate_role for task in tasks}
    stuck = {incident.token_id for incident in incidents}
    due = {timer.task_id: timer.due_at for timer in engine.timers(live)}
    due |= {task.id: task.due_at for task in tasks if task.due_at}
    return [
        CaseToken(
            id=token.task_id, element_id=token.element, name=names.get(token.element, token.element),
            waits_for="incident" if token.task_id in stuck else _waits_for(live.diagram, token, who, due),
            since=token.since, due_at=due.get(token.task_id), who=who.get(token.task_id), listening=token.listening,
        )
        for token in engine.tokens(live)
    ]  # fmt: skip


def _waits_for(diagram: engine.Diagram, token: engine.Token, who: dict[UUID, str], due: dict[UUID, Any]) -> str:
    kind = _kind(diagram, token.element)
    if kind in ("subProcess", "callActivity"):
        return "inside"
    if kind.endswith("Gateway") and kind != "eventBasedGateway":
        return "branches"
    if token.task_id in who:
        return "person"
    return "timer" if token.task_id in due else "message"


def masked(value: Any, key: str = "") -> Any:
    """The same shape, with numbers, flags, ids and codes; every other text is covered."""
    if isinstance(value, dict):
        return {inner: masked(content, inner) for inner, content in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    text = str(value)
    return value if _ID.fullmatch(text) or (key.endswith(_PLAIN_KEYS) and _CODE.fullmatch(text)) else MASK


async def start(db: Db, given: StartCase, *, actor: Actor) -> CaseStartedOut:
    """Start a pathway by hand; the reply offers its first task to who may do it, so that nothing is fetched after."""
    await rights.must(db, actor, given.process, "start")
    case, offered = await instances.started(
        db, given.process, data=given.data, actor=actor, patient_id=given.patient_id, subject=given.subject,
        business_key=given.business_key,
    )  # fmt: skip
    first = await first_for(db, offered, actor=actor)
    return CaseStartedOut(case_id=case.id, status=case.status, next_task_for_me=first)


async def message(db: Db, case: Case, given: MessageCase, *, actor: Actor) -> MessageSent:
    """Give a message to a case. 409 message_unknown if its diagram never waits for it, case_ended if it is over."""
    await rights.must(db, actor, case.process_id, "operate")
    if case.status in instances.ENDED:
        raise Conflict(f"The case is {case.status}.", code="case_ended")
    if given.name not in diagrams.catches(await diagrams.diagram(db, case.process_version_id)):
        raise Conflict(f"This pathway never waits for '{given.name}'.", code="message_unknown")
    payload = engine_data.clean(given.payload)
    audit.noted(db, actor, "message", "case_instance", case.id, patient_id=case.patient_id, reason=given.name)
    taken = await instances.deliver(db, case.id, given.name, payload, actor=actor, key=given.key)
    return MessageSent(taken=taken)


async def signal(db: Db, given: SendSignal, *, actor: Actor) -> SignalSent:
    """Give a signal to every case that waits for it, and to every pathway that this person may start and that begins
    with it."""
    audit.noted(db, actor, "signal", "case_instance", "", reason=given.name)
    payload = engine_data.clean(given.payload)
    waiting = await signals.broadcast(db, given.name, payload, actor=actor)
    return SignalSent(cases=waiting, started=await starts.by_signal(db, given.name, payload, actor=actor, asked=True))


async def cancel(db: Db, case: Case, reason: str, *, actor: Actor) -> CaseOut:
    """End a case, and show what it is now."""
    await rights.must(db, actor, case.process_id, "operate")
    return await shown(db, await instances.cancel(db, case.id, reason, actor=actor), actor=actor)


async def retry(db: Db, incident: Incident, *, actor: Actor) -> CaseOut:
    """Try again, and show where that led."""
    return await shown(db, await instances.retry(db, incident, actor=actor), actor=actor)


async def skip(db: Db, incident: Incident, reason: str, *, actor: Actor) -> CaseOut:
    """Go on without the step, and show where that led."""
    return await shown(db, await instances.skip(db, incident, reason, actor=actor), actor=actor)


async def stuck_count(db: Db | ReadDb) -> int:
    """How many cases have an open incident (health page)."""
    return await db.scalar(select(func.count()).select_from(Case).where(Case.status == CaseStatus.incident)) or 0
