"""Tables of duty: kinds of shifts, a department's rota of a week, shifts, swaps, and who is on call for what."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record, ddl
from hub.core.states import legal_moves
from hub.core.stretches import Stretch, bounded


class ShiftKind(StrEnum):
    day = "day"
    evening = "evening"
    night = "night"


class ShiftTemplate(Record):
    """A kind of shift of a department, on its wall clock: 'N, 19:00 to 07:00, at least two nurses, every day'."""

    __tablename__ = "shift_template"
    __table_args__ = (
        UniqueConstraint("department_id", "code"),
        CheckConstraint("least BETWEEN 0 AND 200", name="least"),
    )

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    code: Mapped[str]  # what stands in the grid: D, E, N
    name: Mapped[str]
    kind: Mapped[ShiftKind]
    role: Mapped[str] = mapped_column(default="")  # whose shift it is; '' anybody's
    starts: Mapped[time]
    ends: Mapped[time]  # not after `starts`: the next day
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))  # days on which cover is wanted, 0 = Monday
    least: Mapped[int] = mapped_column(SmallInteger, default=0)  # so many people at least
    active: Mapped[bool] = mapped_column(default=True)


class Rota(Record):
    """The plan of a department for a week (ISO, from Monday); its people see it once it is published."""

    __tablename__ = "rota"
    __table_args__ = (
        UniqueConstraint("department_id", "week"),
        CheckConstraint("extract(isodow FROM week) = 1", name="monday"),
    )

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    week: Mapped[date]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    short_note: Mapped[str] = mapped_column(Text, default="")  # why it was published with too few people


class ShiftStatus(StrEnum):
    planned = "planned"
    cancelled = "cancelled"


legal_moves(ShiftStatus, {ShiftStatus.planned: {ShiftStatus.cancelled}})


class Shift(Stretch, Record):
    """One stretch of duty. Nobody is on duty twice at one time (the database refuses it)."""

    __tablename__ = "shift"
    __table_args__ = (
        Index("ix_shift_starts", text("lower(during)"), "id"),
        Index("ix_shift_user", "user_id", text("lower(during)")),
        bounded(),
    )

    rota_id: Mapped[UUID] = mapped_column(ForeignKey("rota.id"), index=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    template_id: Mapped[UUID] = mapped_column(ForeignKey("shift_template.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    day: Mapped[date]  # on which it begins, on the facility's calendar
    status: Mapped[ShiftStatus] = mapped_column(default=ShiftStatus.planned)
    status_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(default="")


ddl("""
ALTER TABLE shift ADD CONSTRAINT ex_shift_user EXCLUDE USING gist
(uuidrange(user_id, user_id, '[]') WITH &&, during WITH &&) WHERE (status = 'planned');
""")


class SwapStatus(StrEnum):
    requested = "requested"
    accepted = "accepted"  # by the colleague; the department's lead has the last word
    declined = "declined"
    approved = "approved"
    refused = "refused"
    withdrawn = "withdrawn"


legal_moves(
    SwapStatus,
    {
        SwapStatus.requested: {SwapStatus.accepted, SwapStatus.declined, SwapStatus.withdrawn},
        SwapStatus.accepted: {SwapStatus.approved, SwapStatus.refused, SwapStatus.withdrawn},
    },
)


class ShiftSwap(Record):
    """A wish to give a shift away, to one colleague or to whoever takes it, perhaps for one of theirs."""

    __tablename__ = "shift_swap"
    __table_args__ = (
        Index("uq_shift_swap_open", "shift_id", unique=True,
              postgresql_where=text("status IN ('requested', 'accepted')")),
    )  # fmt: skip

    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shift.id", ondelete="CASCADE"))
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    taker_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    return_shift_id: Mapped[UUID | None] = mapped_column(ForeignKey("shift.id", ondelete="CASCADE"))
    """The shift that the asker takes over instead."""
    status: Mapped[SwapStatus] = mapped_column(default=SwapStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(Text, default="")


class OnCallService(Record):
    """Something that somebody has to be reachable for at any time, by levels: who is called first, second, third."""

    __tablename__ = "on_call_service"
    __table_args__ = (CheckConstraint("levels BETWEEN 1 AND 3", name="levels"),)

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    levels: Mapped[int] = mapped_column(SmallInteger, default=1)
    active: Mapped[bool] = mapped_column(default=True)


class OnCall(Stretch, Record):
    """Somebody is on call for a service at a level. One person at a time, and nobody is two levels at once."""

    __tablename__ = "on_call"
    __table_args__ = (
        Index("ix_on_call_starts", "service_id", text("lower(during)")),
        bounded(),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
    )

    service_id: Mapped[UUID] = mapped_column(ForeignKey("on_call_service.id"))
    level: Mapped[int] = mapped_column(SmallInteger)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)


ddl("""
ALTER TABLE on_call ADD CONSTRAINT ex_on_call_level EXCLUDE USING gist
(uuidrange(service_id, service_id, '[]') WITH &&, int4range(level, level, '[]') WITH &&, during WITH &&);
""")
ddl("""
ALTER TABLE on_call ADD CONSTRAINT ex_on_call_user EXCLUDE USING gist
(uuidrange(service_id, service_id, '[]') WITH &&, uuidrange(user_id, user_id, '[]') WITH &&, during WITH &&);
""")
