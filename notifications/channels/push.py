"""Web push with VAPID (RFC 8030, 8291, 8292). The payload is a general sentence and a link."""

from __future__ import annotations

import asyncio

import orjson
from pywebpush import WebPusher, WebPushException
from sqlalchemy import delete, select

from hub.core import egress
from hub.core.db import Db
from hub.core.egress import AddressRefused, Unanswered
from hub.core.valkey import valkey
from hub.identity.models import UserAccount
from notifications import vapid
from notifications.channels.port import Channel, Later, Undeliverable
from notifications.models import PushSubscription
from notifications.phrases import sentence
from notifications.presence import present
from notifications.words import Words


class WebPush(Channel):
    """Wakes every browser of a person who is not looking; browsers that are gone are forgotten."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        if await present(valkey(), user.id):
            raise Undeliverable("present")
        rows = list(await db.scalars(select(PushSubscription).where(PushSubscription.user_id == user.id)))
        if not rows:
            raise Undeliverable("no_address")
        title = sentence("push", words.kind, words.language)
        payload = orjson.dumps({"title": title, "url": words.link, "tag": message_id}).decode()
        results = await asyncio.gather(*(self._one(row, payload, words.urgent) for row in rows))
        if dead := [row.id for row, result in zip(rows, results, strict=True) if result == "gone"]:
            await db.execute(delete(PushSubscription).where(PushSubscription.id.in_(dead)))
        if all(result == "gone" for result in results):
            raise Undeliverable("gone")
        if not any(result == "sent" for result in results):
            raise Later("No push service took it.")

    @staticmethod
    async def _one(row: PushSubscription, payload: str, urgent: bool) -> str:
        """sent, later (try again) or gone. The address is judged and called in one go (hub.core.egress)."""
        subscriber = {"endpoint": row.endpoint, "keys": {"p256dh": row.p256dh, "auth": row.auth}}
        headers = {
            **vapid.headers(row.endpoint), "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
            "TTL": "3600", "Urgency": "high" if urgent else "normal",
        }  # fmt: skip
        try:
            sealed = WebPusher(subscriber).encode(payload.encode())["body"]
            answer = await egress.post(row.endpoint, sealed, headers)
        except (AddressRefused, WebPushException):
            return "gone"
        except Unanswered:
            return "later"
        if answer.status in (404, 410):
            return "gone"
        return "sent" if 200 <= answer.status < 300 else "later"
