"""Published diagrams: from a version row to the runnable object, once per process, shared by all its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, select

from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.prepared import Prepared
from workflows import calling, engine
from workflows.calling import Called
from workflows.engine_events import Message
from workflows.models import ProcessVersion

_known: dict[UUID, engine.Diagram] = {}
_forms: dict[UUID, Mapping[str, Any]] = {}


def compiled(version: ProcessVersion) -> engine.Diagram:
    """The runnable diagram of a version; parsing costs milliseconds, so each process does it once per version."""
    found = _known.get(version.id)
    if found is None:
        found = parse(version.xml, calling.read(version.called_xml), version.process_id, version.decisions)
        _known[version.id] = found
    return found


def parse(xml: str, called: Sequence[Called], process_id: str | None, decisions: Mapping[str, str]) -> engine.Diagram:
    """The runnable diagram of sources that are not published (yet), or DiagramInvalid."""
    # Whether scripts may run is asked when a drawing is published, and again when one is run.
    return engine.parse(
        xml.encode(),
        called=[one.xml.encode() for one in called],
        process_id=process_id,
        decisions=calling.decisions(decisions, called),
        scripts=True,
    )


async def drawn_forms(db: Db | ReadDb, version_id: UUID) -> Mapping[str, Any]:
    """The forms that were drawn with a version and with what it calls; a version never changes, so each process reads
    them once."""
    found = _forms.get(version_id)
    if found is None:
        found = _forms[version_id] = all_forms(await db.get_one(ProcessVersion, version_id))
    return found


def all_forms(version: ProcessVersion) -> Mapping[str, Any]:
    """The forms that were drawn with a version and with what it calls."""
    return calling.forms(version.forms, calling.read(version.called_xml))


async def diagram(db: Db | ReadDb, version_id: UUID) -> engine.Diagram:
    """The diagram that a case runs on."""
    return _known.get(version_id) or compiled(await db.get_one(ProcessVersion, version_id))


_ACTIVE = Prepared(
    select(ProcessVersion.id).where(
        ProcessVersion.process_id == bindparam("process_id", type_=Text()), ProcessVersion.active
    )
)


async def active(db: Db | ReadDb, process_id: str) -> ProcessVersion:
    """The version on which new cases of a process start, or 404."""
    return await db.get_one(ProcessVersion, await active_id(db, process_id))


async def active_id(db: Db | ReadDb, process_id: str) -> UUID:
    """The id of the version on which new cases of a process start, or 404."""
    found: UUID | None = await db.value(_ACTIVE, process_id=process_id)
    if found is None:
        raise NotFound("There is no such pathway.")
    return found


@lru_cache(maxsize=256)
def catches(found: engine.Diagram) -> frozenset[str]:
    """The names of the messages that a diagram can wait for."""
    specs = [found.spec, *found.subprocess_specs.values()]
    definitions = (getattr(task, "event_definition", None) for spec in specs for task in spec.task_specs.values())
    return frozenset(definition.name for definition in definitions if isinstance(definition, Message))
