"""Text messages: a gateway with Twilio's API over HTTPS, and a simulator that is labelled as one and can misbehave.

A text holds the hospital's name, one general sentence and a link: whoever holds the phone reads it.
"""

from __future__ import annotations

import asyncio
from typing import Protocol
from urllib.parse import quote
from uuid import UUID

import httpx
import orjson
from sqlalchemy import select

from hub.core.db import Db
from hub.core.keys import HOUSE
from hub.core.phones import ending
from hub.core.settings import settings
from hub.core.switches import switch
from hub.identity.models import UserAccount
from hub.patients.models import Patient
from hub.staff.queries import facility
from notifications.channels.console import keep
from notifications.channels.port import Channel, Later, Undeliverable
from notifications.models import TextMessage
from notifications.phrases import sentence
from notifications.preferences import setting_of
from notifications.words import Words

SECONDS = 10.0
SIMULATED = switch("notifications.sms_simulator", "ok", most=12)
"""How the simulator behaves: ok, slow, refuse, down."""
STOPPED = 21610
"""Twilio's code for a person who has answered STOP."""


async def number_of(db: Db, user: UserAccount) -> str:
    """Where somebody gets texts: the number he gave for it, or the patient's own; '' nowhere."""
    setting = await setting_of(db, user.id)
    if setting is not None and setting.phone:
        return setting.phone
    patient = await db.scalar(select(Patient).where(Patient.user_id == user.id))
    return patient.phone if patient is not None else ""


async def text_of(db: Db, words: Words) -> str:
    """The whole text."""
    house = (await facility(db)).name[:40]
    return f"{house}: {sentence('text', words.kind, words.language)} {settings().base_url}{words.link}"


class Sms(Channel, Protocol):
    """Texts to people with an account, and (`bring`) to a bare number."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        number = await number_of(db, user)
        if not number:
            raise Undeliverable("no_address")
        await self.bring(db, number, await text_of(db, words), message_id=message_id, user_id=user.id)

    async def bring(self, db: Db, number: str, body: str, *, message_id: str, user_id: UUID | None = None) -> None:
        """Send the text; the same `message_id` again is the same message."""


class GatewaySms(Sms):
    """POST /2010-04-01/Accounts/{sid}/Messages.json. 400 is final; anything else that is no 2xx is tried again.

    Our own account refused (401, 403, 404) is the hospital's to mend, and 429 names its own pause.
    """

    async def bring(self, db: Db, number: str, body: str, *, message_id: str, user_id: UUID | None = None) -> None:
        gateway = httpx.URL(settings().sms_url)
        url = gateway.copy_with(username=None, password=None,
                                path=f"/2010-04-01/Accounts/{quote(gateway.username)}/Messages.json")  # fmt: skip
        form = {"To": number, "From": settings().sms_from, "Body": body,
                "StatusCallback": f"{settings().base_url}/api/text-messages/{message_id}/report"}  # fmt: skip
        try:
            async with httpx.AsyncClient(
                timeout=SECONDS, trust_env=False, auth=(gateway.username, gateway.password)
            ) as http:
                answer = await http.post(url, data=form, headers={"I-Twilio-Idempotency-Token": message_id})
        except httpx.HTTPError as fault:
            raise Later(f"The gateway for texts did not answer ({type(fault).__name__}).") from None
        if answer.status_code == 400:
            raise Undeliverable("stopped" if _code(answer) == STOPPED else "address_refused")
        if not answer.is_success:
            pause = answer.headers.get("Retry-After", "")
            raise Later(f"The gateway for texts answered {answer.status_code}.",
                        retry_after=int(pause) if pause.isdecimal() else 0)  # fmt: skip


def _code(answer: httpx.Response) -> int:
    """The gateway's own number of an error; 0 when it gave none."""
    try:
        told = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return 0
    code = told.get("code") if isinstance(told, dict) else None
    return code if isinstance(code, int) else 0


class SimulatedSms(Sms):
    """Keeps the text for the admin's page instead of sending it; the same `message_id` once."""

    async def bring(self, db: Db, number: str, body: str, *, message_id: str, user_id: UUID | None = None) -> None:
        mode = await SIMULATED.value(db)
        if mode == "slow":
            await asyncio.sleep(3)
        if mode == "down":
            raise Later("The simulated gateway is down.")
        if mode == "refuse":
            raise Undeliverable("address_refused")
        await keep(db, TextMessage(user_id=user_id, owner_id=user_id or HOUSE, recipient=ending(number), body=body,
                                   message_id=message_id))  # fmt: skip
