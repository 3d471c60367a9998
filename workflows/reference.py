"""Publishing: a diagram becomes the active version of its process, running cases keep theirs. What we ship is
published at migration: a changed file becomes a new version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select, text, update

from hub.core.db import Db
from workflows import calling, diagrams, starts
from workflows.calling import Called
from workflows.errors import DiagramInvalid
from workflows.models import ProcessVersion

log = structlog.get_logger(__name__)

PROCESSES = Path(__file__).parent / "processes"


async def load(db: Db) -> None:
    """Publish every `processes/<name>/<name>.bpmn` that has not been published before.

    Where an administrator has published a drawing of his own, that stays active: what is shipped comes as a version
    beside it, to be compared and taken over by hand.
    """
    files = {folder.name: folder / f"{folder.name}.bpmn" for folder in sorted(PROCESSES.glob("*"))}
    drawn = {name: file.read_text("utf-8") for name, file in files.items() if file.is_file()}
    for name in _called_first(drawn):
        await _ship(db, drawn[name], name, shipped_decisions(name))


def _called_first(drawn: Mapping[str, str]) -> list[str]:
    """The names of drawings, those that others call before those that call them."""
    found: list[str] = []

    def add(name: str, above: frozenset[str]) -> None:
        for called in sorted(set(calling.head(drawn[name]).calls.values()) & drawn.keys() - above):
            add(called, above | {called})
        if name not in found:
            found.append(name)

    for name in drawn:
        add(name, frozenset({name}))
    return found


def shipped_decisions(name: str) -> dict[str, str]:
    """The decision tables that stand beside a shipped drawing: `processes/<name>/<decision>.dmn`."""
    return {file.stem: file.read_text("utf-8") for file in sorted((PROCESSES / name).glob("*.dmn"))}


async def _ship(db: Db, xml: str, process_id: str, decisions: Mapping[str, str] | None = None) -> None:
    called = await calling.called_by(db, xml, process_id)
    diagram = diagrams.parse(xml, called, process_id, decisions or {})
    shipped = await db.scalar(
        select(ProcessVersion.id)
        .where(
            ProcessVersion.process_id == process_id, ProcessVersion.spec_hash == diagram.version,
            ProcessVersion.author_id.is_(None),
        )
        .limit(1)
    )  # fmt: skip
    if shipped is not None:
        return
    drawn = await db.scalar(
        select(ProcessVersion.author_id).where(ProcessVersion.process_id == process_id, ProcessVersion.active)
    )
    kept_back = "" if drawn is not None else await _kept_back(db, process_id, Called(xml, decisions or {}))
    version = await publish(
        db, xml, process_id=process_id, called=called, decisions=decisions, active=drawn is None and not kept_back,
        reason=kept_back,
    )  # fmt: skip
    if version.active:
        await follow(db, version)


async def _kept_back(db: Db, process_id: str, becoming: Called) -> str:
    """Why what is shipped does not take the place of what is active, or '': a pathway drawn here that calls it could
    not run any more. Those that are shipped with it come anew anyway."""
    for caller in await calling.callers(db, process_id):
        if caller.author_id is not None:
            called = await calling.called_by(db, caller.xml, caller.process_id, becoming)
            try:
                diagrams.parse(caller.xml, called, caller.process_id, caller.decisions)
            except DiagramInvalid as refused:
                log.error("shipped_process_kept_back", name=process_id, caller=caller.process_id, why=refused.detail)
                return f"'{caller.name}' calls this pathway and could not run any more: {refused.detail}"
    return ""


async def follow(db: Db, version: ProcessVersion) -> list[ProcessVersion]:
    """What calls a process calls this version of it from now on: each active pathway that does becomes a new version
    of the same drawing. One that could not run so keeps what it called before. Returns the new versions."""
    found = []
    await lock(db)
    for caller in await calling.callers(db, version.process_id):
        called = await calling.called_by(db, caller.xml, caller.process_id)
        try:
            made = await publish(
                db, caller.xml, process_id=caller.process_id, called=called, decisions=caller.decisions,
                forms=caller.forms, author_id=caller.author_id, reviewer_id=caller.reviewer_id,
                reason=f"Calls version {version.number} of '{version.name}'.",
            )  # fmt: skip
        except DiagramInvalid as refused:
            log.error("caller_not_renewed", name=caller.process_id, called=version.process_id, why=refused.detail)
            continue
        if made.id != caller.id:
            found.append(made)
    return found


async def active_version(db: Db, process_id: str) -> ProcessVersion | None:
    """The active version as it is now: whoever published while we waited for the lock is seen."""
    return await db.scalar(
        select(ProcessVersion)
        .where(ProcessVersion.process_id == process_id, ProcessVersion.active)
        .execution_options(populate_existing=True)
    )


async def publish(
    db: Db, xml: str, *, process_id: str | None = None, called: Sequence[Called] = (),
    decisions: Mapping[str, str] | None = None, forms: Mapping[str, Any] | None = None, active: bool = True, **by: Any,
) -> ProcessVersion:  # fmt: skip
    """Make a diagram the active version of its process; the same content changes nothing. DiagramInvalid says what is
    wrong with it. `by`: author_id, reviewer_id, reason, rolled_back_from.
    """
    tables, drawn = dict(decisions or {}), dict(forms or {})
    diagram = diagrams.parse(xml, called, process_id, tables)
    calling.forms(drawn, called)
    kept = [one.kept() for one in called]
    await lock(db)
    current = await active_version(db, diagram.process_id)
    same = (diagram.version, tables, drawn, kept)
    if current is not None and (current.spec_hash, current.decisions, current.forms, current.called_xml) == same:
        return current
    if active:
        await db.execute(
            update(ProcessVersion)
            .where(ProcessVersion.process_id == diagram.process_id, ProcessVersion.active)
            .values(active=False)
        )
    last = await db.scalar(
        select(func.max(ProcessVersion.number)).where(ProcessVersion.process_id == diagram.process_id)
    )
    version = ProcessVersion(
        process_id=diagram.process_id, number=(last or 0) + 1, name=diagram.name, xml=xml, called_xml=kept,
        spec_hash=diagram.version, active=active, decisions=tables, forms=drawn, **{"reason": "", **by},
    )  # fmt: skip
    db.add(version)
    await db.flush()
    if active:
        await starts.follow(db, version)
    log.info("process_published", name=diagram.process_id, version=version.number, active=active)
    return version


async def lock(db: Db) -> None:
    """One publisher at a time, of whatever pathway: the second waits, and finds what the first has done. A pathway and
    one that calls it, published at the same moment, would otherwise each keep the other as it was."""
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtext('publish'))"))
