"""What went on in a call of the demo: a photo and a file that the doctor filed, and the transcript."""

from __future__ import annotations

from math import hypot, sin

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.demo import png
from hub.patients.filed import Folder
from hub.visits import files, photos
from hub.visits.file_schemas import FileIntoChart
from hub.visits.models import Visit, VisitMessage
from hub.visits.queries import chat
from hub.visits.transcript import actions as transcripts
from hub.visits.transcript.schemas import FileTranscript

CREAMS = b"What I put on my skin\n\nMorning: nothing\nEvening: almond oil, since October\nWhen it itches: cold water\n"
SAID = (
    ("clinician", "How long has it been itching?"),
    ("patient", "For about three weeks. It comes every winter when the heating is on."),
    ("clinician", "Could you show me the inside of your elbow? A photo is sharper than the picture of the call."),
    ("patient", "One moment. I have sent it."),
    ("clinician", "Thank you. That is eczema, and it is not infected. I will write you a cream for one week."),
)
WIDTH, HEIGHT = 200, 150


async def shown_and_said(db: Db, visit: Visit, *, who: Actor, clinician: Actor) -> None:
    """The doctor asks for a photo, the patient sends it and a file; both are filed, and so is what was said."""
    asked = await photos.ask(db, visit, "the inside of your left elbow", actor=clinician)
    kept = await transcripts.ask(db, visit, actor=clinician)
    await transcripts.answer(db, visit, kept, True, actor=who)
    await photos.take(db, visit, asked.id, png(WIDTH, HEIGHT, _elbow), actor=who)
    await files.send(db, visit, "what I use.txt", CREAMS, actor=who)
    picture, words = (await chat(db, visit))[-2:]
    await _filed(db, visit, picture, "Rash in the elbow", Folder.imaging, "left elbow fold", clinician)
    await _filed(db, visit, words, "What the patient uses on the skin", Folder.other, "", clinician)
    lines = [{"speaker": speaker, "text": text} for speaker, text in SAID]
    await transcripts.file(db, visit, kept, FileTranscript.model_validate({"lines": lines}), actor=clinician)


async def _filed(
    db: Db, visit: Visit, line: VisitMessage, title: str, folder: Folder, site: str, clinician: Actor
) -> None:  # fmt: skip
    file = (await files.of_messages(db, [line]))[line.id]
    data = FileIntoChart(title=title, folder=folder, body_site=site)
    await files.into_chart(db, visit, file, data, actor=clinician)


def _elbow(x: int, y: int) -> tuple[int, ...]:
    """An arm across the picture with a crease and dry red patches around it: drawn, nobody's."""
    across = (y - 75 + (x - 100) ** 2 / 420) / 58
    if abs(across) > 1:
        return 92, 108, 118
    light = 1 - 0.28 * across * across
    patch = sin(x / 5.3) * sin(y / 4.1) + sin((x + y) / 7.7) - hypot(x - 96, (y - 66) * 1.5) / 26
    red = 34 if patch > -1.1 else 16 if patch > -1.5 else 0
    crease = 26 if abs(x - 98 - 9 * sin(y / 19)) < 1.6 and abs(across) < 0.8 else 0
    return tuple(max(0, int(part * light) - crease) for part in (226 + red // 3, 180 - red * 2, 148 - red * 2))
