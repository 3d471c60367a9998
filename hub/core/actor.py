"""Actor: who is acting, with which rights, from where. Verbs take it as the keyword-only argument `actor`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from uuid import UUID

from hub.core.db import Db
from hub.core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a service or the system itself. Rights are names such as 'task.work'; '*' is every right."""

    user_id: UUID | None
    name: str
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None
    session_id: UUID | None = None
    csrf: str = field(default="", repr=False)
    ip: str = ""
    request_id: str = ""

    def may(self, permission: str) -> bool:
        """Whether the rights hold `permission` (relation to a patient is decided by access_*)."""
        return permission in self.permissions or "*" in self.permissions

    def must(self, permission: str) -> None:
        """Raise 403 unless `may(permission)`."""
        if not self.may(permission):
            raise Forbidden()

    def at(self, *, ip: str, request_id: str) -> Actor:
        return replace(self, ip=ip, request_id=request_id)


ANONYMOUS = Actor(user_id=None, name="anonymous")
SYSTEM = Actor(user_id=None, name="system", roles=frozenset({"system"}), permissions=frozenset({"*"}))

Loader = Callable[[Db, UUID], Awaitable[Actor]]
_loader: Loader | None = None


def loads_actors(loader: Loader) -> Loader:
    """Identity registers how a user id becomes an Actor (jobs act with their starter's rights, B12)."""
    global _loader
    _loader = loader
    return loader


async def load_actor(db: Db, user_id: UUID | None) -> Actor:
    """The Actor of a stored user id; None is the system."""
    if user_id is None:
        return SYSTEM
    if _loader is None:
        raise RuntimeError("no module registered an actor loader")
    return await _loader(db, user_id)
