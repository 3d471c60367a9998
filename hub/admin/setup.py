"""The guided setup of a new hospital: what is done is read from the data, so that it goes on wherever it was left."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, text

from hub.admin.models import SetupMark, SetupStep
from hub.admin.schemas import MarkSetup, SetupOut, SetupStepOut
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid, NotFound
from hub.core.settings import settings
from hub.identity import house

# One statement: of each step how much of it is there, and (…_open) how much is missing.
_STATE = text("""
SELECT (SELECT count(*) FROM facility WHERE active AND phone <> '' AND address->>'line' <> '') AS hospital,
       (SELECT count(*) FROM facility WHERE active AND npi = '' AND EXISTS (SELECT FROM payer WHERE active)) AS npi,
       (SELECT count(*) FROM facility WHERE active AND tin = '' AND EXISTS (SELECT FROM payer WHERE active)) AS tin,
       (SELECT count(*) FROM facility WHERE active AND taxonomy = ''
          AND EXISTS (SELECT FROM payer WHERE active)) AS taxonomy,
       (SELECT count(*) FROM department WHERE active) AS departments,
       (SELECT count(*) FROM practitioner WHERE active) AS clinicians,
       (SELECT count(DISTINCT a.practitioner_id) FROM availability a JOIN practitioner p ON p.id = a.practitioner_id
          AND p.active WHERE a.valid_until IS NULL OR a.valid_until >= CAST(:today AS date)) AS hours,
       (SELECT count(*) FROM service_definition s WHERE s.active AND EXISTS
         (SELECT FROM price p WHERE p.service_code = s.code AND p.valid_from <= CAST(:today AS date))) AS services,
       (SELECT count(*) FROM service_definition s WHERE s.active AND NOT EXISTS
         (SELECT FROM price p WHERE p.service_code = s.code AND p.valid_from <= CAST(:today AS date))) AS services_open,
       (SELECT count(*) FROM user_account u WHERE u.kind = 'person' AND u.status = 'active' AND EXISTS
         (SELECT FROM user_role r WHERE r.user_id = u.id AND r.role NOT IN ('admin', 'patient'))) AS staff,
       (SELECT count(*) FROM user_account u WHERE u.status = 'active' AND EXISTS
         (SELECT FROM user_role r WHERE r.user_id = u.id AND r.role = 'admin') AND (EXISTS
         (SELECT FROM second_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) OR EXISTS
         (SELECT FROM passkey k WHERE k.user_id = u.id))) AS second_factor""")
STEPS = {
    "hospital": "/hospital", "departments": "/hospital/places", "clinicians": "/people/new", "hours": "/schedule/hours",
    "services": "/admin/prices", "staff": "/people/new", "second_factor": "/account", "mail": "/admin/messages",
}  # fmt: skip
"""Code -> the page where it is done, in the order in which a hospital does them."""
LACKS = {"hospital": ("npi", "tin", "taxonomy")}
"""What a step may lack by name: without these no claim leaves the house, once an insurer is known."""
TOLD = frozenset({"departments", "mail"})
"""Whether it is done only a person knows: that the shipped departments are his, that the letter came."""


async def shown(db: Db | ReadDb) -> SetupOut:
    """Every step, done or not."""
    counts = dict((await db.execute(_STATE, {"today": await house.today(db)})).one()._mapping)
    marks = {row.code: row for row in await db.scalars(select(SetupStep))}
    steps = [_step(code, to, marks.get(code), counts) for code, to in STEPS.items()]
    left = [one for one in steps if one.state == "open"]
    return SetupOut(steps=steps, done=sum(one.state == "done" for one in steps), open=len(left),
                    next=left[0].code if left else None, has_smtp=bool(settings().smtp_url))  # fmt: skip


def _step(code: str, to: str, mark: SetupStep | None, counts: Mapping[str, int]) -> SetupStepOut:
    lacks = [name for name in LACKS.get(code, ()) if counts[name]]
    count, missing = counts.get(code, 0), counts.get(f"{code}_open", 0)
    told = mark is not None and mark.mark == SetupMark.confirmed
    done = told if code in TOLD else count > 0 and missing == 0 and not lacks
    skipped = mark is not None and mark.mark == SetupMark.skipped
    return SetupStepOut(
        code=code, state="done" if done else "skipped" if skipped else "open", count=count, missing=missing,
        lacks=lacks, to=to, by_name=mark.by_name if mark else "", at=mark.at if mark else None,
    )  # fmt: skip


async def mark(db: Db, code: str, wanted: MarkSetup, *, actor: Actor) -> SetupOut:
    """Confirm or skip a step, or (none) open it again; what the data show nobody can confirm."""
    if code not in STEPS:
        raise NotFound()
    if wanted.mark == SetupMark.confirmed and code not in TOLD:
        raise Invalid("This step is done when it is done, not by saying so.", code="not_confirmed_by_hand")
    # A step that nobody has marked has no row that could be locked.
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"setup_step:{code}"})
    known = await db.get(SetupStep, code)
    before = known.mark if known else None
    if wanted.mark == before:
        return await shown(db)
    await db.execute(delete(SetupStep).where(SetupStep.code == code))
    if wanted.mark is not None:
        db.add(SetupStep(code=code, mark=wanted.mark, at=now(), by_id=actor.user_id, by_name=actor.name))
    audit.noted(db, actor, "update", "setup_step", code, before={"mark": before}, after={"mark": wanted.mark})
    await db.flush()
    return await shown(db)
