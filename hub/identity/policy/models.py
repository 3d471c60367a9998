"""Tables of policy."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, Record


class CustomRole(Record):
    """A role of this hospital's own: a name, the built-in role it began with, and exactly these permissions."""

    __tablename__ = "custom_role"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    based_on: Mapped[str] = mapped_column(default="")
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    retired_at: Mapped[datetime | None]


class Effect(StrEnum):
    allow = "allow"
    deny = "deny"


class AccessRule(Record):
    """One grant or denial, for a role or for one person; a denial beats every grant (B09).

    `department_id`: only for people who work in this department (see UserDepartment). `relation` (chart.read only):
    this relation to the patient opens the record (allow: instead of the others; deny: no longer).
    """

    __tablename__ = "access_rule"
    __table_args__ = (
        CheckConstraint("(role = '') <> (user_id IS NULL)", name="one_subject"),
        Index("ix_access_rule_user", "user_id"),
        Index("ix_access_rule_role", "role"),
    )

    effect: Mapped[Effect]
    permission: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    department_id: Mapped[UUID | None]
    relation: Mapped[str] = mapped_column(default="")
    until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[UUID | None]


class SessionPolicy(Base):
    """How long sessions of a role last, and whether it needs a second factor. The strictest of one's roles holds."""

    __tablename__ = "session_policy"

    role: Mapped[str] = mapped_column(primary_key=True)
    idle_minutes: Mapped[int]
    absolute_hours: Mapped[int]
    second_factor: Mapped[bool] = mapped_column(default=False)


class ApiKey(Record):
    """A key of a service account: its hash, what it may at most, until when. Shown once, when it is made."""

    __tablename__ = "api_key"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    hint: Mapped[str]
    """The first letters of the key, to recognise it by."""
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, info={"audit": "mask"})
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None]


class AccessDenial(Record):
    """An objection: this person, or whoever works in this department, may not see this patient's record, whatever else
    lets him in (B09).
    """

    __tablename__ = "access_denial"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (department_id IS NULL)", name="one_subject"),
        Index("ix_access_denial_department", "department_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_access_denial_user", "user_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_access_denial_patient", "patient_id"),
    )

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    department_id: Mapped[UUID | None]
    patient_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None]


class Verdict(StrEnum):
    """What the privacy officer makes of a broken glass."""

    justified = "justified"
    unjustified = "unjustified"


class BreakGlass(Record):
    """Emergency access to one patient's record by one person, for at most four hours; each is reviewed afterwards."""

    __tablename__ = "break_glass"
    __table_args__ = (
        CheckConstraint("until <= created_at + interval '4 hours'", name="four_hours"),
        Index("ix_break_glass_open", "user_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_break_glass_review", "created_at", postgresql_where=text("reviewed_at IS NULL")),
        Index("ix_break_glass_patient", "patient_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    patient_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    verdict: Mapped[Verdict | None]
    review_note: Mapped[str] = mapped_column(Text, default="")
