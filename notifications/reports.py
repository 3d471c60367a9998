"""What became of a text: the gateway's delivery reports, believed only with its signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl
from uuid import UUID

import httpx

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.errors import Forbidden, Malformed, NotFound
from hub.core.settings import settings
from hub.core.states import move
from hub.visits import guest_letters
from notifications.models import Delivery, DeliveryState

HEADER = "X-Twilio-Signature"
NO_SUCH_NUMBER = {"30003", "30005", "30006"}
"""Unreachable, unknown, a landline."""


async def take(db: Db, id: UUID, raw: bytes, signature: str) -> None:
    """Note that a text arrived, or that it never will; again is harmless. 403 bad_signature, 404 without a gateway."""
    if not settings().sms_url:
        raise NotFound()
    told = _form(raw)
    url = f"{settings().base_url}/api/text-messages/{id}/report"
    if not hmac.compare_digest(signed(url, told).encode(), signature.encode()):
        raise Forbidden("This report is not signed by the gateway.", code="bad_signature")
    status, why = told.get("MessageStatus", ""), told.get("ErrorCode", "")
    if status not in ("delivered", "undelivered", "failed"):
        return  # queued, sending, sent: on its way
    problem = "" if status == "delivered" else "address_refused" if why in NO_SUCH_NUMBER else "undelivered"
    row = await db.get(Delivery, id, with_for_update=True)
    if row is None:
        await guest_letters.reported(db, id, problem, actor=SYSTEM)
    elif row.status is DeliveryState.sent:
        row.reason = problem
        move(row, DeliveryState.failed if problem else DeliveryState.delivered)


def _form(raw: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=60))
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed("This is no form.", code="not_a_form") from error


def signed(url: str, told: dict[str, str]) -> str:
    """Twilio's signature: the address and the sorted fields, HMAC-SHA1 under the account's token, in base64."""
    whole = url + "".join(f"{name}{value}" for name, value in sorted(told.items()))
    token = httpx.URL(settings().sms_url).password
    return base64.b64encode(hmac.digest(token.encode(), whole.encode(), hashlib.sha1)).decode()
