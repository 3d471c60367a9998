"""Monitoring's scheduled work: the ladder, reminders, silent monitors, and the days of the waveforms."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.jobs import job
from hub.monitoring import alerts, keeping, plans, silence


@job("monitoring.climb", every=5.0)
async def climb(db: Db, actor: Actor) -> None:
    """Unanswered alerts without a pathway go up the ladder; snoozes end."""
    await alerts.climb_all_due(db, now(), actor=actor)


@job("monitoring.silence", every=5.0)
async def look_for_silence(db: Db, actor: Actor) -> None:
    """A monitor at a bed that says nothing is a technical alert."""
    await silence.look(db, now(), actor=actor)


@job("monitoring.remind", every=30.0)
async def remind(db: Db, actor: Actor) -> None:
    """Notice when nothing came of a reminder, and tell patients that it is time to measure."""
    await plans.look_for_missed(db, now(), actor=actor)
    await plans.remind_due(db, now(), actor=actor)


@job("monitoring.keep", every=3600.0)
async def keep(db: Db, actor: Actor) -> None:
    """Make the days to come, keep what stands around alerts, drop days that are over."""
    await keeping.turn(db, now())
