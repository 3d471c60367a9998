"""Decisions that need each other: a decision asks those it requires first, and reads their answers by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from workflows.decisions import reading
from workflows.decisions.model import DecisionSource, LiteralSource, TableSource
from workflows.decisions.table import DecisionFailed, Literal, Table
from workflows.errors import EngineError, ExpressionError

Tables = Mapping[str, str | bytes]
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class Decision:
    """One decision, ready to be asked, with those it requires. `reads` are the names it wants from the case data."""

    def __init__(self, source: DecisionSource, body: Table | Literal, required: list[Decision]) -> None:
        self.id = source.id
        self.name = source.name
        self.known_as = known_as(source)
        self._body = body
        self._required = required
        own = body.needs - {name for one in required for name in one.known_as}
        self.reads: frozenset[str] = own.union(*(one.reads for one in required))

    @property
    def answers(self) -> dict[str, tuple[Any, ...]]:
        """All values of its outputs, where they can be counted."""
        return self._body.answers if isinstance(self._body, Table) else {}

    def __call__(self, data: Mapping[str, Any], now: datetime) -> Any:
        """The answer over the case data; DecisionFailed or ExpressionError in words."""
        return self._ask(data, now, {})

    def _ask(self, data: Mapping[str, Any], now: datetime, asked: dict[str, Any]) -> Any:
        if self.id not in asked:
            seen = dict(data)
            for one in self._required:
                answer = one._ask(data, now, asked)
                seen |= dict.fromkeys(one.known_as, answer)
            asked[self.id] = self._body(seen, now)
        return asked[self.id]


def known_as(source: DecisionSource) -> tuple[str, ...]:
    """The names under which another decision may read the answer."""
    return tuple(name for name in dict.fromkeys((source.variable, source.name, source.id)) if _NAME.fullmatch(name))


def sources(tables: Tables) -> dict[str, DecisionSource]:
    """Every decision of every file by id. The file kept under an id is the one that counts for this id."""
    found: dict[str, DecisionSource] = {}
    for key, xml in tables.items():
        for one in _read(xml.encode() if isinstance(xml, str) else xml):
            if one.id == key or one.id not in found:
                found[one.id] = one
    return found


@lru_cache(maxsize=256)
def _read(xml: bytes) -> tuple[DecisionSource, ...]:
    return tuple(reading.decisions(xml))


def names(tables: Tables) -> set[str]:
    """The ids that a diagram may refer to."""
    found = set()
    for xml in tables.values():
        try:
            found |= {one.id for one in _read(xml.encode() if isinstance(xml, str) else xml)}
        except EngineError:
            continue  # reported by the checker
    return found


def read(tables: Tables) -> dict[str, Decision]:
    """Every decision ready to be asked. What cannot be read is left out: the checker says why."""
    try:
        known = sources(tables)
    except EngineError:
        return {}
    made: dict[str, Decision] = {}

    def make(name: str, around: tuple[str, ...]) -> Decision | None:
        if name in made:
            return made[name]
        source = known.get(name)
        if source is None or name in around:
            return None
        required = [make(one, (*around, name)) for one in source.requires]
        try:
            if None in required or source.body is None:
                return None
            made[name] = Decision(source, body(source), [one for one in required if one is not None])
        except ExpressionError:
            return None
        return made[name]

    for name in known:
        make(name, ())
    return made


def body(source: DecisionSource) -> Table | Literal:
    """The compiled body of a decision; ExpressionError if part of it cannot be read."""
    if isinstance(source.body, TableSource):
        return Table(source.name, source.body)
    assert isinstance(source.body, LiteralSource)
    return Literal(source.name, source.body.text)


def answers(tables: Tables) -> dict[str, dict[str, tuple[Any, ...]]]:
    """What each decision can say, output by output, where that can be counted."""
    return {name: decision.answers for name, decision in read(tables).items()}


def reads(tables: Tables) -> dict[str, frozenset[str]]:
    """What each decision wants from the case data."""
    return {name: decision.reads for name, decision in read(tables).items()}


__all__ = ["Decision", "DecisionFailed", "Tables", "answers", "body", "known_as", "names", "read", "reads", "sources"]
