"""How one person wants to be told: topics by channel, quiet hours in his zone, one e-mail a day."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid, NotFound
from hub.core.phones import phone_of
from hub.core.settings import settings
from hub.identity.queries import self_id
from hub.patients.models import Patient
from hub.staff.queries import facility
from notifications.models import NotificationPreference, NotificationSetting
from notifications.phrases import ENGLISH, shipped_languages
from notifications.schemas import NotificationSettingsOut, TopicOut, WriteNotificationSettings
from notifications.topics import CHANNELS, PATIENTS, TOPICS, URGENT, default

DIGEST_AT = time(7, 30)
"""When the day's e-mail goes out, by the person's own clock."""


async def setting_of(db: Db | ReadDb, user_id: UUID) -> NotificationSetting | None:
    """What somebody has chosen, if he has."""
    found: NotificationSetting | None = await db.scalar(
        select(NotificationSetting).where(NotificationSetting.user_id == user_id)
    )
    return found


async def language_of(db: Db | ReadDb, user_id: UUID) -> str:
    """In which language somebody is written to: as he chose, else as his details say, else English (BCP 47)."""
    chosen = select(NotificationSetting.language).where(NotificationSetting.user_id == user_id).scalar_subquery()
    found = await db.scalar(select(func.coalesce(func.nullif(chosen, ""), own_language(user_id))))
    return found or ENGLISH


def own_language(user_id: UUID) -> Any:
    """SQL for the language of a patient's details."""
    return select(Patient.language).where(Patient.user_id == user_id).scalar_subquery()


async def choices_of(db: Db | ReadDb, user_id: UUID) -> dict[tuple[str, str], bool]:
    """(topic, channel) -> wanted, where somebody has chosen."""
    rows = await db.scalars(select(NotificationPreference).where(NotificationPreference.user_id == user_id))
    return {(row.topic, row.channel): row.wanted for row in rows}


async def wanted(db: Db | ReadDb, user_id: UUID, topic: str, channels: tuple[str, ...]) -> list[str]:
    """The channels over which this person wants this topic; urgent ones are nobody's to turn off."""
    if topic == URGENT or not channels:
        return list(channels)
    chosen = await choices_of(db, user_id)
    return [channel for channel in channels if chosen.get((topic, channel), default(topic, channel))]


def release(quiet_from: time | None, quiet_until: time | None, zone: ZoneInfo, moment: datetime) -> datetime:
    """The first instant from `moment` on that is not in the quiet hours, which may go over midnight.

    Wall-clock times: on the night when clocks change, quiet until seven ends at seven (PEP 495, fold 0).
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return moment
    local = moment.astimezone(zone)
    at = local.time().replace(tzinfo=None)
    over_night = quiet_from > quiet_until
    inside = (at >= quiet_from or at < quiet_until) if over_night else quiet_from <= at < quiet_until
    if not inside:
        return moment
    day = local.date() + timedelta(days=1 if over_night and at >= quiet_from else 0)
    return max(moment, datetime.combine(day, quiet_until, tzinfo=zone).astimezone(moment.tzinfo))


def next_digest(zone: ZoneInfo, moment: datetime) -> datetime:
    """When the next e-mail of the day goes out."""
    local = moment.astimezone(zone)
    day = local.date() + timedelta(days=1 if local.time().replace(tzinfo=None) >= DIGEST_AT else 0)
    return datetime.combine(day, DIGEST_AT, tzinfo=zone).astimezone(moment.tzinfo)


async def due(
    db: Db | ReadDb, user_id: UUID, channel: str, *, urgent: bool, moment: datetime, before: datetime | None = None
) -> tuple[datetime, bool]:  # fmt: skip
    """(not before, whether it waits for the day's e-mail) of something told at `moment`.

    What would come too late (`before`: the visit that it is about begins) waits neither for the day's e-mail nor for
    the end of the quiet hours.
    """
    setting = None if urgent else await setting_of(db, user_id)
    if setting is None:
        return moment, False
    zone = ZoneInfo(setting.zone or (await facility(db)).zone)
    at, digest = moment, channel == "email" and setting.digest
    if digest:
        at = next_digest(zone, moment)
        digest = before is None or at < before
    free = release(setting.quiet_from, setting.quiet_until, zone, at if digest else moment)
    return (free if before is None or free < before else moment), digest


async def shown(db: Db | ReadDb, actor: Actor) -> NotificationSettingsOut:
    """My choices, topic by topic."""
    user_id = self_id(actor)
    setting, chosen = await setting_of(db, user_id), await choices_of(db, user_id)
    staff = bool(actor.roles - {"patient"})
    mine = [topic for topic in TOPICS if topic != URGENT and (staff or topic in PATIENTS)]
    return NotificationSettingsOut(
        topics=[
            TopicOut(topic=topic, **{c: chosen.get((topic, c), default(topic, c)) for c in CHANNELS}) for topic in mine
        ],
        quiet_from=setting.quiet_from if setting else None, quiet_until=setting.quiet_until if setting else None,
        zone=setting.zone if setting and setting.zone else (await facility(db)).zone,
        digest=setting.digest if setting else False, phone=setting.phone if setting else "",
        language=await language_of(db, user_id), languages=list(shipped_languages()),
    )  # fmt: skip


async def write(db: Db, data: WriteNotificationSettings, *, actor: Actor) -> NotificationSettingsOut:
    """Keep my choices. 422 unknown_zone, quiet_hours (both or none), phone."""
    if data.zone not in available_timezones():
        raise Invalid("This time zone is not known.", code="unknown_zone")
    if (data.quiet_from is None) != (data.quiet_until is None):
        raise Invalid("Quiet hours have a beginning and an end.", code="quiet_hours")
    user_id = self_id(actor)
    row = await setting_of(db, user_id) or NotificationSetting(user_id=user_id)
    row.quiet_from, row.quiet_until, row.zone, row.digest = data.quiet_from, data.quiet_until, data.zone, data.digest
    row.phone = phone_of(data.phone) if data.phone else ""
    # What the details say anyway is no choice: the messages follow when they change.
    row.language = "" if data.language == await db.scalar(select(own_language(user_id))) else data.language.lower()
    db.add(row)
    audit.wrote(db, actor, row)
    for topic in data.topics:
        if topic.topic in TOPICS and topic.topic != URGENT:
            for channel in CHANNELS:
                await choose(db, user_id, topic.topic, channel, getattr(topic, channel))
    await db.flush()
    return await shown(db, actor)


async def choose(db: Db, user_id: UUID, topic: str, channel: str, wanted: bool) -> None:
    """One topic over one channel."""
    row = insert(NotificationPreference).values(user_id=user_id, topic=topic, channel=channel, wanted=wanted)
    await db.execute(row.on_conflict_do_update(index_elements=["user_id", "topic", "channel"], set_={"wanted": wanted}))


# ---- one press in a mail program (RFC 8058) -------------------------------------------------------------------------


def unsubscribe_url(user_id: UUID, topic: str) -> str:
    """The address of a List-Unsubscribe header: it says who and what, signed, and nothing else."""
    body = user_id.bytes + topic.encode()
    token = base64.urlsafe_b64encode(_mac(body) + body).decode().rstrip("=")
    return f"{settings().base_url}/api/unsubscribe/{token}"


async def unsubscribe(db: Db, token: str) -> None:
    """No more e-mail about this topic; again is harmless. 404 for anything that we did not sign."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mac, body = raw[:16], raw[16:]
        user_id, topic = UUID(bytes=body[:16]), body[16:].decode()
    except (ValueError, UnicodeDecodeError):
        raise NotFound() from None
    if not hmac.compare_digest(mac, _mac(body)) or topic not in TOPICS or topic == URGENT:
        raise NotFound()
    await choose(db, user_id, topic, "email", False)
    actor = Actor(user_id=user_id, name="link in an e-mail")
    audit.noted(db, actor, "update", "notification_preference", topic, after={"email": False})


def _mac(body: bytes) -> bytes:
    return hmac.digest(settings().secret("key").encode(), b"unsubscribe" + body, hashlib.sha256)[:16]
