"""Tables of sign-in from elsewhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.db import Record


class IdentityProvider(Record):
    """An OpenID Connect provider that this hospital trusts for the accounts of some domains."""

    __tablename__ = "identity_provider"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]  # oidc | test
    issuer: Mapped[str]
    client_id: Mapped[str]
    house: Mapped[UUID]
    secret_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    secret = sealed.text("secret_sealed")
    domains: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Whose verified e-mail addresses link to existing accounts at the first sign-in; empty = nobody's."""
    disabled_at: Mapped[datetime | None]


sealed.keyed(IdentityProvider, "house")


class ExternalIdentity(Record):
    """Somebody of a provider (`subject`) is this account."""

    __tablename__ = "external_identity"
    __table_args__ = (
        Index("uq_external_identity", "provider_id", "subject", unique=True),
        Index("ix_external_identity_user", "user_id"),
    )

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("identity_provider.id"))
    subject: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    used_at: Mapped[datetime | None]
