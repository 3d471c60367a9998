"""Web push with VAPID (RFC 8030, 8291, 8292). The payload is a general sentence and a link."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import orjson
from py_vapid import Vapid02
from pywebpush import WebPusher
from sqlalchemy import delete, select

from hub.core import egress
from hub.core.clock import now
from hub.core.db import Db
from hub.core.settings import settings
from hub.core.valkey import valkey
from hub.identity.models import UserAccount
from notifications import vapid
from notifications.channels.port import Channel, Undeliverable
from notifications.models import PushSubscription
from notifications.presence import present
from notifications.words import Words

# What a locked phone may show to anybody who looks at it.
TITLES = {"come_in": "Your clinician is ready", "patient_waiting": "Somebody is waiting for you"}


class WebPush(Channel):
    """Wakes every browser of a person who is not looking; browsers that are gone are forgotten."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        if await present(valkey(), user.id):
            raise Undeliverable("present")
        rows = list(await db.scalars(select(PushSubscription).where(PushSubscription.user_id == user.id)))
        if not rows:
            raise Undeliverable("no_address")
        title = TITLES.get(words.kind, "You have a new message")
        payload = orjson.dumps({"title": title, "url": words.link, "tag": message_id}).decode()
        results = await asyncio.gather(*(self._one(row, payload, words.urgent) for row in rows))
        if dead := [row.id for row, result in zip(rows, results, strict=True) if result == "gone"]:
            await db.execute(delete(PushSubscription).where(PushSubscription.id.in_(dead)))
        if all(result == "gone" for result in results):
            raise Undeliverable("gone")
        if not any(result == "sent" for result in results):
            raise ConnectionError("no push service took it")

    @staticmethod
    async def _one(row: PushSubscription, payload: str, urgent: bool) -> str:
        """sent, gone (the browser, or an address that leads inside: forgotten), or later."""
        body, headers = sealed_for(row, payload, urgent)
        try:
            answer = await egress.post(row.endpoint, body, headers)
        except egress.AddressRefused:
            return "gone"
        except egress.Unanswered:
            return "later"
        if answer.status in (404, 410):
            return "gone"
        return "sent" if answer.status < 300 else "later"


def sealed_for(row: PushSubscription, payload: str, urgent: bool) -> tuple[bytes, dict[str, str]]:
    """(body, headers) of one push: encrypted for the browser (RFC 8291), signed by us (RFC 8292)."""
    browser = WebPusher({"endpoint": row.endpoint, "keys": {"p256dh": row.p256dh, "auth": row.auth}})
    where = urlsplit(row.endpoint)
    claims = {"sub": settings().vapid_subject, "aud": f"{where.scheme}://{where.netloc}",
              "exp": int(now().timestamp()) + 12 * 3600}  # fmt: skip
    signed: dict[str, str] = Vapid02.from_string(vapid.private_key()).sign(claims)
    return browser.encode(payload.encode())["body"], {
        **signed, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": "3600",
        "Urgency": "high" if urgent else "normal",
    }  # fmt: skip
