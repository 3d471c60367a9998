"""Tables of second factors, one-time links and the letters that carry them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.db import Base, Record


class SecondFactor(Record):
    """An authenticator app (TOTP, RFC 6238); counts once `confirmed_at` is set. By `last_step` a code works once."""

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), unique=True)
    seed_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    seed = sealed.text("seed_sealed")
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


sealed.keyed(SecondFactor, "user_id")


class RecoveryCode(Base):
    """One way back in when the app is lost; each works once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None]


class SmsFactor(Record):
    """A telephone that gets codes by text message; counts once `confirmed_at` is set."""

    __tablename__ = "sms_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), unique=True)
    phone_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    phone = sealed.text("phone_sealed")  # E.164
    confirmed_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0)
    """Wrong codes since the last right one."""


sealed.keyed(SmsFactor, "user_id")


class SmsCode(Record):
    """One code on its way, or sent: good for what it was asked for alone, once, for a few minutes.

    `code` is kept, sealed, until the text is sent; what is given is compared with `code_hash`, which nobody works out
    without the key of the blind indexes.
    """

    __tablename__ = "sms_code"
    __table_args__ = (Index("ix_sms_code_user", "user_id", "created_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    bound_to: Mapped[UUID]
    """The ticket, session or new telephone it was asked for."""
    to_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    to = sealed.text("to_sealed")
    code_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    code = sealed.text("code_sealed")
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, info={"audit": "mask"})
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """Used, void, or guessed at too often."""


sealed.keyed(SmsCode, "user_id")


class Passkey(Record):
    """A WebAuthn credential: proves possession and presence, resists phishing (NIST AAL2/3)."""

    __tablename__ = "passkey"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    used_at: Mapped[datetime | None]


class Purpose(StrEnum):
    """What a one-time token is good for, and for nothing else."""

    verify_email = "verify_email"
    reset_password = "reset_password"  # noqa: S105  (a name)
    invite = "invite"
    register = "register"
    change_email = "change_email"
    second_factor = "second_factor"
    passkey_register = "passkey_register"
    passkey_sign_in = "passkey_sign_in"
    oidc = "oidc"
    oauth_code = "oauth_code"


class OneTimeToken(Record):
    """A token that works once and not for long; only its SHA-256 is here."""

    __tablename__ = "one_time_token"
    __table_args__ = (
        Index("ix_one_time_token_user", "user_id", "purpose"),
        Index("ix_one_time_token_end", "expires_at"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, info={"audit": "mask"})
    purpose: Mapped[Purpose]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    data: Mapped[Any] = mapped_column(JSON, default=dict)
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Letter(Record):
    """An e-mail about an account, until it has been sent. `link` opens a page; its token stands behind the '#'."""

    __tablename__ = "account_letter"

    kind: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    house: Mapped[UUID]
    """Owner of the key that seals it."""
    to_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    to = sealed.text("to_sealed")
    name: Mapped[str] = mapped_column(default="")
    link_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    link = sealed.text("link_sealed")
    sent_at: Mapped[datetime | None]


sealed.keyed(Letter, "house")
