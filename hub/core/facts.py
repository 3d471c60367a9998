"""Fact, state(), @consumes: what happened, said beside the change; the commit publishes it.

A fact is a closed, frozen type: ids and flags only, never clinical text. `rooms()` names the socket rooms that may hear
it; `key` keeps the order (one patient, one instance).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from hub.core import trail
from hub.core.actor import Actor
from hub.core.db import Db

FACTS: dict[str, type[Fact]] = {}


class Fact(BaseModel):
    """Base of every fact; its class name is its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    untold: ClassVar[frozenset[str]] = frozenset()
    """Members for consumers alone: no socket hears them."""

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        cls.kind = cls.__name__
        if cls.kind.startswith("_"):
            return  # what several facts share is not a fact
        if cls.kind in FACTS:
            raise RuntimeError(f"two facts are called {cls.kind}")
        FACTS[cls.kind] = cls

    @property
    def key(self) -> str:
        """Facts with one key are consumed in order; default: no order needed."""
        return ""

    def rooms(self) -> list[str]:
        """Socket rooms that may hear it; empty = nobody listens live."""
        return []


def state(db: Db, fact: Fact, *, actor: Actor | None = None) -> None:
    """Say it; it is published by the commit of this transaction, and only then."""
    trail.of(db).said.append(record(fact, actor))


def record(fact: Fact, actor: Actor | None) -> dict[str, Any]:
    """The values of a fact's outbox row, for a writer that puts it into a statement of its own (workflows.saving)."""
    return {
        "kind": fact.kind, "key": fact.key, "rooms": fact.rooms(), "payload": fact.model_dump(mode="json"),
        "actor_id": actor.account if actor else None,
    }  # fmt: skip


Handler = Callable[[Db, Any, Actor], Awaitable[None]]


class Consumer(NamedTuple):
    """Who hears which facts; `when` says of a fact whether it is worth a job."""

    kind: str
    handler: Handler
    when: Callable[[Any], bool] | None


CONSUMERS: dict[str, Consumer] = {}
"""By name."""


def consumes(fact: type[Fact], name: str, *, when: Callable[[Any], bool] | None = None) -> Callable[[Handler], Handler]:
    """Run `handler(db, fact, actor)` once per such fact, in a job of its own transaction, retried alone with back-off.

    `name` is stable ("billing.on_remittance"): it is the consumer's place in the queue. `actor` is who caused it.
    A fact of which `when(fact)` is false makes no job.
    """

    def register(handler: Handler) -> Handler:
        if name in CONSUMERS:
            raise RuntimeError(f"two consumers are called {name}")
        CONSUMERS[name] = Consumer(fact.kind, handler, when)
        return handler

    return register


Rows = Callable[[Db, Sequence[Any]], Awaitable[Sequence[dict[str, Any] | None]]]
ROWS: dict[str, Rows] = {}


def carries(fact: type[Fact]) -> Callable[[Rows], Rows]:
    """Attach the fresh row {…} to the fact when it goes to sockets, so that lists patch without a refetch.

    `loader(db, facts)` gives a row, or None, for each of several facts: they come in bursts.
    """

    def register(loader: Rows) -> Rows:
        ROWS[fact.kind] = loader
        return loader

    return register


def as_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
