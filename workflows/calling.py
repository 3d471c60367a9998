"""Who calls whom: the processes that a drawing calls, the drawings it is pinned to, and the pathways that call one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import func, select

from hub.core.db import Db, ReadDb
from workflows import engine_parse
from workflows.errors import DiagramInvalid, EngineError
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


@dataclass(frozen=True, slots=True)
class Called:
    """A pathway that another calls: its drawing, with the decision tables and forms that were drawn with it."""

    xml: str
    decisions: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> Any:
        """As it is kept with the version that calls it; a drawing without more is its XML."""
        if not self.decisions and not self.forms:
            return self.xml
        return {"xml": self.xml, "decisions": dict(self.decisions), "forms": dict(self.forms)}


def read(kept: Iterable[Any]) -> tuple[Called, ...]:
    """What was kept with a version (or stands in a bundle)."""
    return tuple(Called(one) if isinstance(one, str) else Called(**one) for one in kept)


def decisions(own: Mapping[str, str], called: Iterable[Called]) -> dict[str, str]:
    """The decision tables of a pathway and of those it calls, by id; DiagramInvalid where two are named alike."""
    return _together("decision table", own, *(one.decisions for one in called))


def forms(own: Mapping[str, Any], called: Iterable[Called]) -> dict[str, Any]:
    """The drawn forms of a pathway and of those it calls, by key; DiagramInvalid where two are named alike."""
    return _together("form", own, *(one.forms for one in called))


def _together(what: str, *parts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        for name, content in part.items():
            if found.setdefault(name, content) != content:
                raise DiagramInvalid(f"This pathway and one that it calls have different {what}s named '{name}'.",
                                     code="called_clash")  # fmt: skip
    return found


async def called_by(db: Db | ReadDb, xml: str, process_id: str, becoming: Called | None = None) -> tuple[Called, ...]:
    """All pathways that a drawing calls, directly or not, in their active versions; `becoming` stands in for the
    active version of its process."""
    instead = {} if becoming is None else {head(becoming.xml).process_id: becoming}
    found: dict[str, Called | None] = {}
    waiting = set(head(xml).calls.values())
    while wanted := waiting - found.keys() - {process_id}:
        rows = await db.scalars(
            select(ProcessVersion).where(ProcessVersion.process_id.in_(wanted), ProcessVersion.active)
        )
        active = {row.process_id: Called(row.xml, row.decisions, row.forms) for row in rows}
        found |= {name: instead.get(name) or active.get(name) for name in wanted}
        for one in (found[name] for name in wanted):
            waiting |= set(head(one.xml).calls.values()) if one is not None else set()
    return tuple(one for _, one in sorted(found.items()) if one is not None)


async def callers(db: Db | ReadDb, process_id: str) -> list[ProcessVersion]:
    """The active versions of the pathways that call a process, directly or not, by name."""
    rows = await db.scalars(
        select(ProcessVersion)
        .where(ProcessVersion.active, func.json_array_length(ProcessVersion.called_xml) > 0)
        .order_by(ProcessVersion.name)
    )
    return [row for row in rows if any(head(one.xml).process_id == process_id for one in read(row.called_xml))]


def names(xml: str, called: Iterable[Called]) -> dict[str, Mapping[str, str]]:
    """By process: what the elements of its drawing go by in the cases of a drawing that calls it, directly or not."""
    return _names((xml, *(one.xml for one in called)))


@lru_cache(maxsize=256)
def _names(sources: tuple[str, ...]) -> dict[str, Mapping[str, str]]:
    roots = [engine_parse.read_xml(source.encode()) for source in sources]
    found = engine_parse.names(roots)
    return {head(source).process_id: names for source, names in zip(sources, found, strict=True)}


def inside(xml: str, called: Iterable[Called]) -> dict[str, frozenset[str]]:
    """The elements that call, each with what all elements of what it calls, directly or not, go by in a case."""
    called = tuple(called)
    heads = {one.process_id: one for one in (head(each.xml) for each in called)}
    known = names(xml, called)

    def elements(name: str, above: frozenset[str]) -> frozenset[str]:
        if name not in heads:
            return frozenset()
        deeper = (elements(one, above | {one}) for one in set(heads[name].calls.values()) - above)
        return frozenset(known[name].values()).union(*deeper)

    return {element: elements(name, frozenset({name})) for element, name in head(xml).calls.items()}
