"""Whom a topic reaches, and when an answer is late: pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.messaging.models import Topic

POOLS: dict[Topic, str] = {Topic.appointment: "receptionist", Topic.billing: "billing_clerk"}
"""Topics that an office answers; the others reach the patient's clinicians."""
TASK_ROLES = ("doctor", "nurse", "receptionist", "billing_clerk")
"""Who can be given a message as a task; the pathway message_task has a lane for each."""
RUNGS = 3
"""How often an urgent message that nobody acknowledges is told: its people, then who leads, then once more."""


def reply_due(since: datetime, hours: int) -> datetime:
    """When a patient who has waited since then was promised an answer."""
    return since + timedelta(hours=hours)


def next_rung(rung: int, moment: datetime, minutes: int) -> datetime | None:
    """When an urgent message climbs again; None at the top."""
    return moment + timedelta(minutes=minutes) if rung < RUNGS else None
