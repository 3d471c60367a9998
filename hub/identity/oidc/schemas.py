"""What crosses HTTP about providers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out


class ProviderOut(Out):
    """A way to sign in, for the sign-in page."""

    slug: str
    name: str
    test: bool


class ProvidersOut(Out):
    items: list[ProviderOut]


class TrustedProvider(Out):
    id: UUID
    slug: str
    name: str
    kind: Literal["oidc", "test"]
    issuer: str
    client_id: str
    domains: list[str]
    redirect_uri: str
    created_at: datetime
    disabled_at: datetime | None
    people: int


class TrustedProvidersOut(Out):
    items: list[TrustedProvider]


class NewProvider(Body):
    slug: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    name: str = Field(min_length=2, max_length=80)
    kind: Literal["oidc", "test"] = "oidc"
    issuer: str = Field(min_length=8, max_length=300)
    client_id: str = Field(min_length=1, max_length=200)
    secret: str = Field("", max_length=300)
    domains: list[str] = Field(max_length=20)


class Going(Body):
    next: str = Field("/", max_length=300, pattern=r"^/([^/\\].*)?$")


class ComingBack(Body):
    """What the provider puts into the address, as far as it is of interest."""

    code: str = Field("", max_length=4000)
    state: str = Field("", max_length=200)
    error: str = Field("", max_length=200)
