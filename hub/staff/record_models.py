"""Tables of what is kept about people who work here: employment, credentials, privileges, leave."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Record, ddl
from hub.core.states import legal_moves


class EmploymentKind(StrEnum):
    full_time = "full_time"
    part_time = "part_time"
    contract = "contract"
    student = "student"
    volunteer = "volunteer"


class Employment(Record):
    """One stretch of somebody's work here; a history is several of them. Everybody of staff is an account."""

    __tablename__ = "employment"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        CheckConstraint("fte_percent BETWEEN 1 AND 100", name="fte"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    position: Mapped[str]
    kind: Mapped[EmploymentKind]
    fte_percent: Mapped[int] = mapped_column(SmallInteger, default=100, server_default=text("100"))
    """Share of a full-time post, in hundredths."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day, included
    note: Mapped[str] = mapped_column(Text, default="")


class CredentialKind(StrEnum):
    """A qualification stays true; a licence has to be renewed."""

    qualification = "qualification"
    licence = "licence"


class Credential(Record):
    """A qualification or licence (FHIR Practitioner.qualification), seen on paper by `verified_by` or not yet."""

    __tablename__ = "credential"
    __table_args__ = (
        Index("ix_credential_expires", "expires_on", postgresql_where=text("expires_on IS NOT NULL")),
        CheckConstraint("expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on", name="period"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[CredentialKind]
    name: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[UUID | None]
    warned_days: Mapped[int | None] = mapped_column(SmallInteger)  # the last warning: so many days before
    renewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("credential.id"))


class Privilege(Record):
    """What somebody may do in this hospital beyond the profession: sedation, central lines. Revoked, never deleted.

    `code` is one of rules.PRIVILEGES, which the product checks itself, or '' for the hospital's own.
    """

    __tablename__ = "privilege"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    code: Mapped[str] = mapped_column(default="", server_default=text("''"))
    name: Mapped[str]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class LeaveKind(StrEnum):
    annual = "annual"
    sick = "sick"
    study = "study"
    parental = "parental"
    other = "other"


class LeaveStatus(StrEnum):
    requested = "requested"
    approved = "approved"
    refused = "refused"
    cancelled = "cancelled"


legal_moves(
    LeaveStatus,
    {
        LeaveStatus.requested: {LeaveStatus.approved, LeaveStatus.refused, LeaveStatus.cancelled},
        LeaveStatus.approved: {LeaveStatus.cancelled},
    },
)


class Leave(Record):
    """Days away from work, both included, on the calendar of the facility; no two of one person overlap."""

    __tablename__ = "leave"
    __table_args__ = (
        Index("ix_leave_days", "starts_on", "ends_on"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[LeaveKind]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[LeaveStatus] = mapped_column(default=LeaveStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    decided_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(Text, default="")


ddl("""
ALTER TABLE leave ADD CONSTRAINT ex_leave_user EXCLUDE USING gist
(uuidrange(user_id, user_id, '[]') WITH &&, daterange(starts_on, ends_on, '[]') WITH &&)
WHERE (status IN ('requested', 'approved'));
""")


class LeaveAllowance(Record):
    """How many working days of a kind somebody may be away in a year. No row: nobody counts."""

    __tablename__ = "leave_allowance"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "year"),
        CheckConstraint("days BETWEEN 0 AND 366", name="days"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[LeaveKind]
    year: Mapped[int] = mapped_column(SmallInteger)
    days: Mapped[int] = mapped_column(SmallInteger)
