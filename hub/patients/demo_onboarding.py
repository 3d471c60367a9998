"""The demo's new patients: one without an account, and one whose identity card the desk has to compare."""

from __future__ import annotations

import random
from typing import Any

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import SEED, Demo, png
from hub.identity.queries import actor_of_user
from hub.patients import demo_faces, evidence, onboarding
from workflows import tasks
from workflows.queries import open_tasks

ANSWERS: dict[str, dict[str, Any]] = {
    "confirm_details": {"confirmed": True},
    "insurance": {"kind": "self_pay"},
    "house_consents": {"treatment": True, "privacy": True, "signature": "Tomas Rivera"},
    "show_identity": {"how": "pictures", "document": "identity_card"},
}
WIDE, HIGH = 220, 140
PAPER, LINE, BAND = (236, 240, 232), (120, 132, 124), (64, 104, 96)


async def load(db: Db, demo: Demo) -> None:
    """The second login has done everything at home; somebody registered at the desk has begun nothing."""
    await onboarding.start(db, demo.made["patients"][40], actor=SYSTEM)
    patient = demo.made["patient2"]
    actor = await actor_of_user(db, patient.user_id)
    case = await onboarding.start(db, patient, actor=SYSTEM)
    for side in ("front", "back"):
        await evidence.take(db, patient, side, _card(side == "front"), actor=actor)
    for task in await open_tasks(db, [case.id]):
        if task.form in ANSWERS:
            await tasks.complete(db, await tasks.access_task(db, actor, task.id, lock=True), ANSWERS[task.form],
                                 task.rev, actor=actor)  # fmt: skip


def _card(front: bool) -> bytes:
    """An invented identity card: a band, lines in place of words, and on its front a face."""
    faces = random.Random(SEED)
    demo_faces.colours(faces, long_hair=True)  # the first login's, whose picture is drawn first
    face = demo_faces.colours(faces, long_hair=False)

    def colour(x: int, y: int) -> tuple[int, ...]:
        if y < 22:
            return BAND
        if front and 14 <= x < 14 + demo_faces.SIDE and 32 <= y < 32 + demo_faces.SIDE:
            return face(x - 14, y - 32)
        lines = (124 if front else 16) <= x < WIDE - 24 - (y * 7) % 40 and y % 20 in (4, 5, 6) and 40 < y < 130
        return LINE if lines else PAPER

    return png(WIDE, HIGH, colour)
