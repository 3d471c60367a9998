"""The demo's conversations: a patient who waits, one who was answered, colleagues about a patient, an urgent word."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from hub.core.actor import Actor
from hub.core.clock import travel
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity import queries as accounts
from hub.messaging import actions, attaching, charting, queries
from hub.messaging.models import CannedAnswer, Thread, ThreadKind, Topic
from hub.messaging.schemas import FileMessage, NewMessage, NewThread

DEMO = UUID("6f1b3d52-0000-4000-8000-000000000016")
HOURS, MINUTES = 60, 1
Line = tuple[str, int, str]
"""Who (a demo login), how many minutes ago, what."""

HEADACHE: tuple[Line, ...] = (
    ("patient", 26 * HOURS,
        "Hello Dr Okafor, since I started the new tablets I have a headache every afternoon. Is this normal?"),
    ("doctor", 25 * HOURS,
        "Thank you for writing. Headache can happen in the first week and usually passes. How strong is it, "
        "from 0 to 10, and do you take the tablets in the morning?"),
    ("patient", 24 * HOURS, "About 3 or 4. I take them with breakfast."),
    ("doctor", 23 * HOURS,
        "Good. Please drink enough, and take them in the evening from today. If it is above 6, or you see "
        "flashes, call us at once. I will look at your readings on Thursday."),
    ("patient", 40 * MINUTES,
        "It is much better in the evening, thank you! One more question: may I take ibuprofen for my knee?"),
)  # fmt: skip
RESULT: tuple[Line, ...] = (
    ("patient2", 6 * HOURS, "Buenos días. I had my blood taken on Monday. When will I see the result?"),
)
BILL: tuple[Line, ...] = (
    ("patient", 3 * HOURS, "I think my insurance should have paid the last visit. Could you check, please?"),
    (
        "billing",
        2 * HOURS,
        "Hello Ms Marsh, your insurance asked us for one more code. We have sent it today; please wait with paying.",
    ),
)
STAFF: tuple[Line, ...] = (
    (
        "doctor",
        5 * HOURS,
        "Elena Marsh comes in on Thursday. Could you take her blood pressure on both arms before I see her?",
    ),
    ("nurse", 4 * HOURS, "Of course. She asked on the phone whether she should fast; I said no."),
    ("doctor", 235 * MINUTES, "Right, no need. Thank you!"),
)
URGENT: tuple[Line, ...] = (
    ("nurse", 12 * MINUTES, "Bed 4: potassium 6.1, repeated and confirmed. ECG is on its way. Please call."),
)
ANSWERS = (
    ("Headache in the first week",
        "Headache can happen in the first week with these tablets and usually passes. Please drink enough. If"
        " it is strong, or you see flashes, call us at once.", "doctor"),
    ("Please book a visit",
        "I would like to see you about this. Please book a visit in the app; a video visit is enough.", "doctor"),
    ("Result is normal", "Your result is back and it is normal. Nothing needs to change.", "doctor"),
    ("Your bill is being checked",
        "Thank you for asking. We are checking this with your insurance; please wait with paying until you "
        "hear from us.", "billing_clerk"),
)  # fmt: skip


DIARY = b"Headache diary\n\nMon 7 of 10, two hours\nTue none\nWed 4 of 10, one hour\nThu none\nFri 3 of 10, an hour\n"


async def load(db: Db, demo: Demo) -> None:
    """Five conversations with what was filed of them, and some words that are written often."""
    if "patient" not in demo.made or "doctor" not in demo.made:
        return
    await db.flush()
    people: dict[str, Actor] = {}
    for login in ("patient", "patient2", "doctor", "doctor2", "nurse", "billing", "reception"):
        row = demo.made[login]
        people[login] = await accounts.actor_of_user(db, getattr(row, "user_id", None) or row.id)
    marsh, rivera = demo.made["patient"].id, demo.made["patient2"].id
    doctor = people["doctor"].user_id
    first = await _told(db, people, HEADACHE, "Headache after the new tablets", ThreadKind.care, Topic.medication,
                        patient_id=marsh, user_ids=[doctor])  # fmt: skip
    await _told(db, people, RESULT, "Result of my blood test", ThreadKind.care, Topic.result, patient_id=rivera)
    await _told(db, people, BILL, "My last bill", ThreadKind.care, Topic.billing, patient_id=marsh)
    await _told(db, people, STAFF, "Before Thursday's visit", ThreadKind.staff, patient_id=marsh,
                user_ids=[people["nurse"].user_id])  # fmt: skip
    await _told(db, people, URGENT, "Potassium 6.1", ThreadKind.staff, user_ids=[doctor], urgent=True)
    await _filed(db, people, first)
    await _diary(db, people, first)
    for title, words, role in ANSWERS:
        db.add(CannedAnswer(title=title, text=words, role=role))


async def _told(
    db: Db, people: dict[str, Actor], lines: tuple[Line, ...], subject: str, kind: ThreadKind,
    topic: Topic | None = None, *, urgent: bool = False, **more: object,
) -> Thread:  # fmt: skip
    """A conversation as it would have come to be; who wrote last has read everything."""
    thread: Thread | None = None
    for n, (who, ago, words) in enumerate(lines):
        with travel(-timedelta(minutes=ago)):  # the demo tells its own past
            given = {"client_id": uuid5(DEMO, f"{subject} {n}"), "text": words, "urgent": urgent}
            if thread is None:
                wanted = NewThread.model_validate({"kind": kind, "subject": subject, "topic": topic, **given, **more})
                thread = await actions.start(db, wanted, actor=people[who])
            else:
                await actions.send(db, thread, NewMessage.model_validate(given), actor=people[who])
    assert thread is not None
    await db.flush()
    return thread


async def _filed(db: Db, people: dict[str, Actor], thread: Thread) -> None:
    """The doctor kept the patient's answer in the chart."""
    row = (await queries.messages(db, thread))[2]
    wanted = FileMessage(title="How strong the headache is")
    await charting.into_chart(db, thread, row, wanted, actor=people["doctor"])


async def _diary(db: Db, people: dict[str, Actor], thread: Thread) -> None:
    """The patient sent a file with her last words, and the doctor kept it, too."""
    file = await attaching.attach(db, thread, "headache diary.txt", DIARY, actor=people["patient"])
    with travel(-timedelta(minutes=30)):
        words = {"client_id": uuid5(DEMO, "diary"), "text": "This is what I wrote down.", "file_ids": [file.id]}
        row = await actions.send(db, thread, NewMessage.model_validate(words), actor=people["patient"])
    await db.refresh(file)  # it was sent with the message behind this session's back
    wanted = FileMessage(title="Headache diary", file_id=file.id)
    await charting.into_chart(db, thread, row, wanted, actor=people["doctor"])
