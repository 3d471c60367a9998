"""What crosses HTTP at the OAuth provider."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out


class Authorize(Body):
    """An authorization request (RFC 6749 4.1.1, RFC 7636, SMART's `aud`)."""

    response_type: str = Field("", max_length=20)
    client_id: str = Field(max_length=60)
    redirect_uri: str = Field(max_length=500)
    scope: str = Field("", max_length=2000)
    state: str = Field("", max_length=500)
    nonce: str = Field("", max_length=200)
    code_challenge: str = Field("", max_length=128)
    code_challenge_method: str = Field("", max_length=10)
    aud: str = Field("", max_length=300)


class AnswerConsent(Authorize):
    allow: bool


class ScopeOut(Out):
    scope: str
    words: str


class AppConsentOut(Out):
    """Which app wants what."""

    client: str
    redirect_host: str
    scopes: list[ScopeOut]


class GoTo(Out):
    """Where the browser goes now."""

    url: str


class TokenOut(Out):
    access_token: str
    token_type: str
    expires_in: int
    scope: str
    refresh_token: str | None = None
    id_token: str | None = None


class NewClient(Body):
    name: str = Field(min_length=2, max_length=80)
    redirect_uris: list[str] = Field(min_length=1, max_length=10)
    scopes: list[str] = Field(min_length=1, max_length=60)
    confidential: bool = False


class ClientOut(Out):
    id: UUID
    client_id: str
    name: str
    confidential: bool
    redirect_uris: list[str]
    scopes: list[str]
    created_at: datetime
    disabled_at: datetime | None
    people: int
    """Who uses it now."""


class ClientsOut(Out):
    items: list[ClientOut]
    scopes: list[ScopeOut]
    """What an app may ask for."""
    issuer: str


class MadeClient(Out):
    """`secret` is shown this once; '' for a public app."""

    client_id: str
    secret: str


class GrantOut(Out):
    """An app that one has allowed."""

    id: UUID
    client: str
    scopes: list[ScopeOut]
    created_at: datetime
    last_used_at: datetime | None


class GrantsOut(Out):
    items: list[GrantOut]
