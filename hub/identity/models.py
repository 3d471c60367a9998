"""Tables of identity. Secrets are kept only as hashes; nothing here is clinical."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.clock import now
from hub.core.db import Base, Record
from hub.core.ids import uuid7
from hub.core.states import legal_moves


class UserStatus(StrEnum):
    """An account is switched off, never deleted: the audit trail refers to it."""

    active = "active"
    disabled = "disabled"


legal_moves(UserStatus, {UserStatus.active: [UserStatus.disabled], UserStatus.disabled: [UserStatus.active]})


class UserKind(StrEnum):
    """A person signs in; a service calls with an API key and cannot sign in."""

    person = "person"
    service = "service"


class UserAccount(Record):
    """One person's account, or a service's. `email` is normalised; an empty password_hash cannot sign in."""

    __tablename__ = "user_account"
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str] = mapped_column(default="", info={"audit": "mask"})
    password_at: Mapped[datetime] = mapped_column(default=now)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    display_name: Mapped[str]
    kind: Mapped[UserKind] = mapped_column(default=UserKind.person, server_default="person")
    email_verified_at: Mapped[datetime | None]
    department_id: Mapped[UUID | None]
    """The home department: grants may be for one department (the table of departments stands above identity)."""
    status: Mapped[UserStatus] = mapped_column(default=UserStatus.active)
    patient_id: Mapped[UUID | None] = mapped_column(unique=True)
    practitioner_id: Mapped[UUID | None] = mapped_column(unique=True)
    demo: Mapped[bool] = mapped_column(default=False)


class UserRole(Base):
    """One role of one account."""

    __tablename__ = "user_role"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class UserDepartment(Base):
    """A further department in which somebody works, beside the one of UserAccount: for good, or lent until a moment.

    He has the grants of each of his departments, and the denials of each; lent `away`, those of his home rest.
    """

    __tablename__ = "user_department"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[UUID] = mapped_column(primary_key=True)
    until: Mapped[datetime | None]
    away: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    given_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Session(Base):
    """One signed-in browser. The cookie's token is known here only as its SHA-256."""

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_ending", "idle_until", postgresql_where=text("ended_at IS NULL")),
        Index("ix_session_open", "user_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, info={"audit": "mask"})
    csrf: Mapped[str] = mapped_column(info={"audit": "mask"})
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    idle_seconds: Mapped[int] = mapped_column(default=900, server_default="900")
    proved_at: Mapped[datetime | None]
    """When this person last proved who he is: dangerous acts ask for a fresh proof."""
    method: Mapped[str] = mapped_column(default="password", server_default="password")
    """How: password, totp, sms, recovery, passkey, oidc."""
    limited: Mapped[str] = mapped_column(default="", server_default="")
    """'enrol' = nothing may be done before a second factor is set up; '' = everything that the person may."""
    view_as_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    """An administrator looks at the screens of this account, and can only look."""
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(default="")  # signed_out, revoked, idle, expired, password, roles, disabled
    ip: Mapped[str] = mapped_column(default="")
    user_agent: Mapped[str] = mapped_column(Text, default="")


class KnownDevice(Base):
    """A browser that this person has signed in with before: strangers' wrong guesses do not lock it out (B15)."""

    __tablename__ = "known_device"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(default=now)


class SignInAttempt(Base):
    """One try to sign in. `who` is a hash of the e-mail, the same for people we know and people we do not (B17)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_who", "who", "at"),
        Index("ix_sign_in_attempt_ip", "ip", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    at: Mapped[datetime] = mapped_column(default=now)
    who: Mapped[bytes] = mapped_column(LargeBinary)
    ip: Mapped[str] = mapped_column(default="")
    known_device: Mapped[bool] = mapped_column(default=False)
    succeeded: Mapped[bool] = mapped_column(default=False)
