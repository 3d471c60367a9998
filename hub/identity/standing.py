"""What decides how somebody signs in and for how long: second factors, and what was set for his roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, exists, false, func, select

from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.prepared import Loaded
from hub.core.settings import settings
from hub.identity.factors.models import Passkey, SecondFactor, SmsFactor
from hub.identity.models import UserAccount, UserRole
from hub.identity.policy.models import SessionPolicy
from hub.identity.roles import is_staff


@dataclass(frozen=True)
class Standing:
    """What decides how somebody signs in and for how long: his second factors, and what was set for his roles."""

    app: bool
    """A working authenticator app."""
    passkeys: int
    sms: bool
    """A telephone that gets codes by text message."""
    needs_factor: bool
    idle_minutes: int | None
    absolute_hours: int | None

    @property
    def has_strong_factor(self) -> bool:
        """One that resists who has read or redirected a text message."""
        return self.app or self.passkeys > 0

    @property
    def texts(self) -> bool:
        """Codes go out by text message: only while there is nothing better, and they rest as long as there is."""
        return self.sms and not self.has_strong_factor

    def methods(self) -> list[str]:
        """How this person has to prove himself after the password; [] = not at all."""
        found = ["totp"] if self.app else ["sms"] if self.texts else []
        found += ["recovery"] if self.app or self.sms else []
        return [*found, "passkey"] if self.passkeys and (found or self.needs_factor) else found

    def limits(self, roles: Iterable[str]) -> tuple[timedelta, timedelta]:
        """(idle, absolute): the strictest of what was set for the roles, else what the settings say."""
        options = settings()
        idle = options.idle_minutes_staff if is_staff(set(roles)) else options.idle_minutes_patient
        return (
            timedelta(minutes=idle if self.idle_minutes is None else self.idle_minutes),
            timedelta(hours=options.session_hours if self.absolute_hours is None else self.absolute_hours),
        )


_HELD = select(UserRole.role).where(UserRole.user_id == UserAccount.id).correlate(UserAccount)
_STANDING = Loaded(
    select(
        UserAccount,
        exists().where(SecondFactor.user_id == UserAccount.id, SecondFactor.confirmed_at.is_not(None)),
        select(func.count()).where(Passkey.user_id == UserAccount.id).correlate(UserAccount).scalar_subquery(),
        exists().where(SmsFactor.user_id == UserAccount.id, SmsFactor.confirmed_at.is_not(None)),
        *(
            select(each).where(SessionPolicy.role.in_(_HELD)).correlate(UserAccount).scalar_subquery()
            for each in (func.coalesce(func.bool_or(SessionPolicy.second_factor), false()),
                         func.min(SessionPolicy.idle_minutes), func.min(SessionPolicy.absolute_hours))
        ),
    ).where(UserAccount.id == bindparam("user_id"))
)  # fmt: skip


async def find(db: Db | ReadDb, user_id: UUID) -> tuple[UserAccount, Standing] | None:
    """The account with its standing, in one question."""
    row = await db.load_one(_STANDING, user_id=user_id)
    return None if row is None else (row[0], Standing(*row[1:]))


async def of(db: Db | ReadDb, user_id: UUID) -> Standing:
    """How this person signs in."""
    found = await find(db, user_id)
    if found is None:
        raise NotFound()
    return found[1]
