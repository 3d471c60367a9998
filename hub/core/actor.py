"""Actor: who is acting, with which rights, from where. Verbs take it as the keyword-only argument `actor`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Forbidden
from hub.core.settings import settings


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
    via: str = "session"
    """How the caller is known: session (a cookie), key (an API key), token (an app that acts for a person), guest."""
    proved_at: datetime | None = None
    """When the person last proved who he is; None = never on this way."""
    relations: frozenset[str] | None = None
    """Which relations to a patient open his clinical record to this person; None = each of them."""
    glass: frozenset[UUID] = frozenset()
    """Patients whose record this person has broken the glass for: every read of it is marked."""
    denied: frozenset[UUID] = frozenset()
    """Patients whose record is closed to this person whatever else lets him in."""
    by: UUID | None = None
    """Who really acts, when he looks at somebody else's screens; such an actor only reads."""
    acts_for: UUID | None = None
    """The patient for whom this person acts as a proxy: then `patient_id` is that one's, and nothing is his own."""

    @property
    def account(self) -> UUID | None:
        """Whose account it is, as which a job goes on; an invited guest has none."""
        return None if self.via == "guest" else self.user_id

    def may(self, permission: str) -> bool:
        """Whether the rights hold `permission` (relation to a patient is decided by access_*)."""
        return permission in self.permissions or "*" in self.permissions

    def must(self, permission: str) -> None:
        """Raise 403 unless `may(permission)`."""
        if not self.may(permission):
            raise Forbidden()

    def must_be_fresh(self, *, within: timedelta | None = None) -> None:
        """Raise 403 step_up unless the person proved who he is minutes ago; 403 needs_person for keys and apps."""
        if self.via != "session":
            raise Forbidden("A person has to do this, signed in.", code="needs_person")
        lasts = within or timedelta(minutes=settings().step_up_minutes)
        if self.user_id is not None and (self.proved_at is None or now() - self.proved_at > lasts):
            raise Forbidden("Please confirm that it is you.", code="step_up")

    def at(self, *, ip: str, request_id: str) -> Actor:
        """The same person, calling from there. At every request: `replace` would take three times as long."""
        values = list(_VALUES(self))
        values[_IP], values[_REQUEST_ID] = ip, request_id
        return Actor(*values)


_NAMES = [one.name for one in fields(Actor)]
_IP, _REQUEST_ID, _VALUES = _NAMES.index("ip"), _NAMES.index("request_id"), attrgetter(*_NAMES)

ANONYMOUS = Actor(user_id=None, name="anonymous")
SYSTEM = Actor(user_id=None, name="system", roles=frozenset({"system"}), permissions=frozenset({"*"}))

Loader = Callable[[Db | ReadDb, UUID], Awaitable[Actor]]
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
