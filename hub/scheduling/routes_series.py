"""HTTP of appointments that repeat."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api
from hub.scheduling import series, views_series
from hub.scheduling.schemas_series import (
    AppointmentSeriesOut,
    CancelSeries,
    ChangeSeries,
    SeriesCancelled,
    SeriesIn,
    SeriesPlan,
)

api = Api("series")


@api.post("/series/plan", may="appointment.manage")
async def plan(db: Db, data: SeriesIn) -> SeriesPlan:
    """Every date of a series and whether it can be booked; nothing is kept."""
    return await views_series.plan(db, data)


@api.post("/series", may="appointment.manage", status=201, idempotent=True)
async def book(db: Db, actor: Actor, data: SeriesIn) -> AppointmentSeriesOut:
    """Book all of it in one transaction; 409 series_conflict names the dates that cannot be."""
    row, _, skipped = await series.book_series(db, data, actor=actor)
    return await views_series.one(db, row, actor, skipped)


@api.get("/series/<uuid:series_id>", may="appointment.read")
async def read(db: ReadDb, actor: Actor, series_id: UUID) -> AppointmentSeriesOut:
    """A series and what stands of it."""
    return await views_series.one(db, await series.access_series(db, actor, series_id), actor)


@api.post("/series/<uuid:series_id>/change", may="appointment.manage", idempotent=True)
async def change(db: Db, actor: Actor, series_id: UUID, data: ChangeSeries) -> AppointmentSeriesOut:
    """Move an appointment and all later ones; all of them, or none."""
    row = await series.access_series(db, actor, series_id)
    await series.change_rest(db, row, data, actor=actor)
    return await views_series.one(db, row, actor)


@api.post("/series/<uuid:series_id>/cancel", may="appointment.manage", idempotent=True)
async def cancel(db: Db, actor: Actor, series_id: UUID, data: CancelSeries) -> SeriesCancelled:
    """Take an appointment and all later ones back."""
    row = await series.access_series(db, actor, series_id)
    return SeriesCancelled(cancelled=await series.cancel_rest(db, row, data.since, data.reason, actor=actor))
