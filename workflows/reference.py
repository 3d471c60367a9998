"""The diagrams we ship, published at migration: a changed file becomes a new version, running cases keep theirs."""

from __future__ import annotations

from pathlib import Path

import structlog
from sqlalchemy import func, select, text, update

from hub.core.db import Db
from workflows import engine
from workflows.models import ProcessVersion

log = structlog.get_logger(__name__)

PROCESSES = Path(__file__).parent / "processes"


async def load(db: Db) -> None:
    """Publish every `processes/<name>/<name>.bpmn` whose active version is another one."""
    for folder in sorted(path for path in PROCESSES.glob("*") if path.is_dir()):
        file = folder / f"{folder.name}.bpmn"
        if file.is_file():
            await publish(db, file.read_text("utf-8"), process_id=folder.name)


async def publish(
    db: Db, xml: str, *, process_id: str | None = None, called: list[str] | None = None
) -> ProcessVersion:
    """Make a diagram the active version of its process; the same bytes change nothing. DiagramInvalid says what is
    wrong with it.
    """
    sources = called or []
    diagram = engine.parse(xml.encode(), called=[source.encode() for source in sources], process_id=process_id)
    # Two processes may start at the same moment: one publishes, the other finds it done.
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtext('publish:' || :p))"), {"p": diagram.process_id})
    current = await db.scalar(
        select(ProcessVersion).where(ProcessVersion.process_id == diagram.process_id, ProcessVersion.active)
    )
    if current is not None and current.spec_hash == diagram.version:
        return current
    await db.execute(update(ProcessVersion).where(ProcessVersion.process_id == diagram.process_id).values(active=False))
    last = await db.scalar(
        select(func.max(ProcessVersion.number)).where(ProcessVersion.process_id == diagram.process_id)
    )
    version = ProcessVersion(
        process_id=diagram.process_id, number=(last or 0) + 1, name=diagram.name, xml=xml, called_xml=sources,
        spec_hash=diagram.version, active=True,
    )  # fmt: skip
    db.add(version)
    await db.flush()
    log.info("process_published", name=diagram.process_id, version=version.number)
    return version
