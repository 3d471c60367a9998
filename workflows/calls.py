"""Who calls whom: the processes that a drawing calls, the drawings it is pinned to, and the pathways that call one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import func, select

from hub.core.db import Db, ReadDb
from workflows import engine_parse
from workflows.errors import EngineError
from workflows.models import ProcessVersion


class Head(NamedTuple):
    """What a drawing is of (its first process), its elements, and which of them calls which other process."""

    process_id: str = ""
    name: str = ""
    elements: frozenset[str] = frozenset()
    calls: Mapping[str, str] = MappingProxyType({})


@lru_cache(maxsize=256)
def head(xml: str) -> Head:
    """The head of a drawing; an empty one where it cannot be read."""
    try:
        root = engine_parse.read_xml(xml.encode())
    except EngineError:
        return Head()
    processes = root.findall(engine_parse.tag("process"))
    own = {process.get("id") for process in processes}
    called = {node.get("id") or "": node.get("calledElement") for node in root.iter(engine_parse.tag("callActivity"))}
    others = {element: name for element, name in called.items() if name and name not in own}
    first = processes[0].get("id") or "" if processes else ""
    name = processes[0].get("name") if processes else None
    return Head(first, name or first, frozenset(engine_parse.elements(root)), MappingProxyType(others))


async def sources(db: Db | ReadDb, xml: str, process_id: str) -> tuple[str, ...]:
    """The drawings of all processes that a drawing calls, directly or not, in their active versions."""
    found: dict[str, str] = {}
    waiting = set(head(xml).calls.values())
    while wanted := waiting - found.keys() - {process_id}:
        rows = await db.scalars(
            select(ProcessVersion).where(ProcessVersion.process_id.in_(wanted), ProcessVersion.active)
        )
        fresh = {row.process_id: row.xml for row in rows}
        found |= {name: fresh.get(name, "") for name in wanted}
        for source in fresh.values():
            waiting |= set(head(source).calls.values())
    return tuple(source for _, source in sorted(found.items()) if source)


async def callers(db: Db | ReadDb, process_id: str) -> list[ProcessVersion]:
    """The active versions of the pathways that call a process, directly or not, by name."""
    rows = await db.scalars(
        select(ProcessVersion)
        .where(ProcessVersion.active, func.json_array_length(ProcessVersion.called_xml) > 0)
        .order_by(ProcessVersion.name)
    )
    return [row for row in rows if any(head(source).process_id == process_id for source in row.called_xml)]


def inside(xml: str, called: Iterable[str]) -> dict[str, frozenset[str]]:
    """The elements that call, each with all elements of what it calls, directly or not. `called`: the drawings."""
    heads = {one.process_id: one for one in map(head, called)}

    def elements(name: str, above: frozenset[str]) -> frozenset[str]:
        one = heads.get(name, Head())
        deeper = (elements(called, above | {called}) for called in set(one.calls.values()) - above)
        return one.elements.union(*deeper)

    return {element: elements(name, frozenset({name})) for element, name in head(xml).calls.items()}
