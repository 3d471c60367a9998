"""Tables of the OAuth provider."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Record


class OAuthClient(Record):
    """An app that an administrator registered. Without a secret it is public (a browser or phone app)."""

    __tablename__ = "oauth_client"

    client_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary, info={"audit": "mask"})
    redirect_uris: Mapped[list[str]] = mapped_column(ARRAY(Text))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    disabled_at: Mapped[datetime | None]


class OAuthGrant(Record):
    """What one person allowed one app, until it ends: the family of all tokens that came from one consent."""

    __tablename__ = "oauth_grant"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("oauth_client.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    proved_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(default="")  # revoked, reused, password, disabled


class OAuthRefresh(Record):
    """One refresh token of a grant; used once, and its use makes the next."""

    __tablename__ = "oauth_refresh"

    grant_id: Mapped[UUID] = mapped_column(ForeignKey("oauth_grant.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
