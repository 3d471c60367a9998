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


class RecoveryCodesOut(Out):
    """Recovery codes, shown this once."""

    codes: list[str]


class SecondFactorIn(Code):
    ticket: str = Field(min_length=20, max_length=100)


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
