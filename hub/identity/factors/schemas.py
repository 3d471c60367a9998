"""What crosses HTTP about second factors and letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field, SecretStr

from hub.core.http import Body, Out


class Forgot(Body):
    email: str = Field(max_length=254)


class ByLink(Body):
    """The token behind the '#' of a mailed link."""

    token: str = Field(min_length=20, max_length=100)


class NewByLink(ByLink):
    password: SecretStr = Field(max_length=256)


class ChangeEmail(Body):
    email: str = Field(max_length=254)


class PasskeyOut(Out):
    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


class SecurityOut(Out):
    """How well one's own account is guarded."""

    email: str
    email_verified: bool
    has_password: bool
    totp: bool
    sms: str
    """The end of the number that gets codes by text message; '' when none does."""
    sms_rests: bool
    """It gets none while there is something better."""
    sms_allowed: bool
    """A code by text counts for these roles, and there is nothing better yet."""
    recovery_left: int
    passkeys: list[PasskeyOut]
    needs_second_factor: bool
    """The hospital asks for one for these roles."""


class TotpBegun(Out):
    """For the authenticator app: as a QR code (SVG as a data URI), or typed."""

    seed: str
    uri: str
    qr: str


class Code(Body):
    code: str = Field(min_length=6, max_length=20)


class NewPhone(Body):
    phone: str = Field(min_length=4, max_length=40)


class SmsCodeOut(Out):
    """A code is on its way: to which number (its end), good until when, and when a newer one may be asked for."""

    to: str
    expires_at: datetime
    again_at: datetime


class Ticket(Body):
    """The ticket of a password that was right."""

    ticket: str = Field(min_length=20, max_length=100)


class RecoveryCodesOut(Out):
    """Recovery codes, shown this once."""

    codes: list[str]


class SecondFactorIn(Ticket, Code):
    pass


class PasskeyBegun(Out):
    """`options` go to navigator.credentials as they are."""

    ticket: str
    options: dict[str, Any]


class NewPasskey(Body):
    ticket: str = Field(min_length=20, max_length=100)
    credential: dict[str, Any]
    name: str = Field("", max_length=80)


class PasskeySignIn(Body):
    ticket: str = Field(min_length=20, max_length=100)
    credential: dict[str, Any]
