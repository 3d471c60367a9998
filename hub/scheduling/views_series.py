"""Series as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.scheduling import queries, series, views
from hub.scheduling.models import Appointment, AppointmentSeries
from hub.scheduling.schemas_series import AppointmentSeriesOut, OccurrenceOut, SeriesIn, SeriesPlan
from hub.scheduling.series import Occurrence


async def plan(db: Db, wanted: SeriesIn) -> SeriesPlan:
    """Every date before it is booked."""
    book, found = await series.plan(db, wanted)
    return SeriesPlan(zone=book.facility.zone, items=_dates(found))


async def one(
    db: Db | ReadDb, row: AppointmentSeries, actor: Actor, skipped: Sequence[Occurrence] = ()
) -> AppointmentSeriesOut:  # fmt: skip
    """A series with its appointments in order of time."""
    ids = [found.id for found in await series.appointments_of(db, row)]
    shown = await db.execute(queries.SHOWN.where(Appointment.id.in_(ids)))
    appointments = sorted((views.show(found, actor) for found in shown), key=lambda found: found.starts_at)
    return AppointmentSeriesOut(id=row.id, rule=row.rule, appointments=appointments, skipped=_dates(skipped))


def _dates(found: Sequence[Occurrence]) -> list[OccurrenceOut]:
    return [OccurrenceOut.model_validate(item) for item in found]
