"""Hours in the configuration file: weeks under a name, holidays to come, and how the facility books."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.configuration import Row, configures
from hub.core.db import Db, ReadDb
from hub.identity import house
from hub.scheduling import closures, templates
from hub.scheduling.book import policy_of
from hub.scheduling.models import Holiday, ScheduleTemplate
from hub.scheduling.schemas_closing import HolidayIn, PolicyIn, PolicyOut, WeekTemplateIn
from hub.staff import queries as staff


async def _weeks(db: Db | ReadDb) -> list[Row]:
    rows = await db.scalars(select(ScheduleTemplate).order_by(ScheduleTemplate.name))
    return [WeekTemplateIn(name=row.name, hours=row.hours).model_dump(mode="json") for row in rows]


async def _take_week(db: Db, row: Row, actor: Actor) -> None:
    """Clinicians who were given the week of this name before keep what they have."""
    known = await db.scalar(select(ScheduleTemplate).where(ScheduleTemplate.name == row["name"]).with_for_update())
    await templates.write_template(db, WeekTemplateIn.model_validate(row), template=known, actor=actor)


async def _holidays(db: Db | ReadDb) -> list[Row]:
    found, today = await staff.facility(db), await house.today(db)
    rows = await db.scalars(
        select(Holiday).where(Holiday.facility_id == found.id, Holiday.day >= today).order_by(Holiday.day)
    )
    fields = ("day", "name", "starts", "ends")
    return [HolidayIn(**{name: getattr(row, name) for name in fields}).model_dump(mode="json") for row in rows]


async def _take_holiday(db: Db, row: Row, actor: Actor) -> None:
    """A day that is over is left out: the file may be an old one."""
    facility = await staff.facility(db)
    if date.fromisoformat(row["day"]) < await house.today(db):
        return
    known = await db.scalar(
        select(Holiday.id).where(Holiday.facility_id == facility.id, Holiday.day == date.fromisoformat(row["day"]))
    )
    if known is not None:
        await closures.drop_holiday(db, known, actor=actor)
        await db.flush()
    await closures.add_holiday(db, HolidayIn.model_validate(row), actor=actor)


POLICY = "booking"
"""There is one policy: its row needs a name all the same."""


async def _policy(db: Db | ReadDb) -> list[Row]:
    held = PolicyOut.model_validate(await policy_of(db, (await staff.facility(db)).id))
    return [{"name": POLICY, **held.model_dump(mode="json", exclude={"currency"})}]


async def _take_policy(db: Db, row: Row, actor: Actor) -> None:
    wanted = {name: value for name, value in row.items() if name != "name"}
    await templates.write_policy(db, PolicyIn.model_validate(wanted), actor=actor)


configures("weeks", "name", reads=_weeks, writes=_take_week)
configures("holidays", "day", reads=_holidays, writes=_take_holiday)
configures("booking_policy", "name", reads=_policy, writes=_take_policy)
