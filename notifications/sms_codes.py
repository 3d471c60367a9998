"""Codes by text message go at once, whatever the hour and whatever their reader chose about other news: he waits.

They are no notification: neither the bell nor the list of deliveries has them, and no log.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.core.settings import settings
from hub.identity.factors import sms
from hub.identity.factors.facts import SmsCodeWritten
from hub.identity.factors.models import SmsCode
from hub.staff.queries import facility
from notifications import preferences
from notifications.channels import Undeliverable, texting
from notifications.phrases import phrases


@consumes(SmsCodeWritten, "notifications.sms_codes")
async def send_code(db: Db, fact: SmsCodeWritten, actor: Actor) -> None:
    """Send the code; one that is over meanwhile, or replaced by a newer one, is not sent any more."""
    row = await sms.waiting(db, fact.code_id)
    if row is None:
        return
    problem = ""
    try:
        await texting().bring(db, row.to, await _body(db, row), message_id=str(row.id), user_id=row.user_id)
    except Undeliverable as refused:
        problem = refused.reason
    await sms.done(db, row.id, problem)


async def _body(db: Db, row: SmsCode) -> str:
    """The last line binds the code to our own address, so that a phone fills it in here and nowhere else."""
    language = await preferences.language_of(db, row.user_id)
    said = phrases(language)["sms_code"].format(code=row.code)
    return f"{(await facility(db)).name[:40]}: {said}\n\n@{urlsplit(settings().base_url).hostname} #{row.code}"
