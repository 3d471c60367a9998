"""Text messages: a gateway with Twilio's API over HTTPS, and a simulator that is labelled as one and can misbehave.

A text holds the hospital's name, one general sentence and a link: whoever holds the phone reads it.
"""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import httpx
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.core.clock import now
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.core.settings import settings
from hub.core.switches import switch
from hub.identity.models import UserAccount
from hub.patients.models import Patient
from hub.staff.queries import facility
from notifications.channels.port import Channel, Undeliverable
from notifications.models import TextMessage
from notifications.preferences import setting_of
from notifications.words import Words

SECONDS = 10.0
SIMULATED = switch("notifications.sms_simulator", "ok", most=12)
"""How the simulator behaves: ok, slow, refuse, down."""
SENTENCES = {
    "come_in": "Your clinician is ready.", "patient_waiting": "A patient is waiting for you.",
    "visit_reminder": "You have a visit soon.", "visit_soon": "Your visit begins in a few minutes.",
    "visit_cancelled": "A visit of yours has changed.", "message_urgent": "There is an urgent message for you.",
    "message_unanswered": "An urgent message of yours waits unanswered.",
    "alert_escalated": "An alert waits for you.", "alert_unanswered": "An alert waits for you.",
}  # fmt: skip


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
    return f"{house}: {SENTENCES.get(words.kind, 'There is something new for you.')} {settings().base_url}{words.link}"


class GatewaySms(Channel):
    """POST /2010-04-01/Accounts/{sid}/Messages.json. A 4xx is final, but for 429; everything else is tried again."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        number = await number_of(db, user)
        if not number:
            raise Undeliverable("no_address")
        gateway = httpx.URL(settings().sms_url)
        url = gateway.copy_with(username=None, password=None,
                                path=f"/2010-04-01/Accounts/{quote(gateway.username)}/Messages.json")  # fmt: skip
        form = {"To": number, "From": settings().sms_from, "Body": await text_of(db, words)}
        async with httpx.AsyncClient(
            timeout=SECONDS, trust_env=False, auth=(gateway.username, gateway.password)
        ) as http:
            answer = await http.post(url, data=form, headers={"I-Twilio-Idempotency-Token": message_id})
        if 400 <= answer.status_code < 500 and answer.status_code != 429:
            raise Undeliverable("address_refused")
        answer.raise_for_status()


class SimulatedSms(Channel):
    """Keeps the text for the admin's page instead of sending it; the same `message_id` once."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        number = await number_of(db, user)
        if not number:
            raise Undeliverable("no_address")
        mode = await SIMULATED.value(db)
        if mode == "slow":
            await asyncio.sleep(3)
        if mode == "down":
            raise ConnectionError("the simulated gateway is down")
        if mode == "refuse":
            raise Undeliverable("address_refused")
        await db.execute(
            insert(TextMessage)
            .values(id=uuid7(), created_at=now(), version=1, user_id=user.id, recipient=f"…{number[-4:]}",
                    body=await text_of(db, words), message_id=message_id)
            .on_conflict_do_nothing(index_elements=["message_id"])
        )  # fmt: skip
