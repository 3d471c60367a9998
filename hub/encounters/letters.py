"""Letters and certificates: from a template and the record, numbered, kept as given out, provable by a code."""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import typst
from babel.dates import format_date
from quart import Response
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hub.core import audit, filing, phones
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.core.settings import settings
from hub.core.states import move
from hub.encounters import letter_places, parts, queries
from hub.encounters.facts import RecordChanged
from hub.encounters.letter_models import Letter, LetterTemplate
from hub.encounters.letter_schemas import (
    LetterOut,
    LettersOut,
    PreviewOut,
    SaveLetterTemplate,
    VerifiedOut,
    WriteLetter,
)
from hub.encounters.statuses import LetterStatus
from hub.identity import house
from hub.patients.models import Patient
from hub.staff import queries as staff
from hub.staff.models import Facility

TEMPLATE = Path(__file__).with_name("letter.typ")
_PLACE = re.compile(r"\{([a-z][a-z0-9_.]{0,59})\}")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No 0, O, 1, I: a code is read aloud and typed."""


async def templates(db: Db | ReadDb, *, all_: bool = False) -> list[LetterTemplate]:
    """By title; without `all_` those that clinicians write with."""
    query = select(LetterTemplate).order_by(LetterTemplate.title, LetterTemplate.id)
    mine = LetterTemplate.active, LetterTemplate.kind.not_in(letter_places.OF_KIND)
    return list(await db.scalars(query if all_ else query.where(*mine)))


async def template_of(db: Db | ReadDb, kind: str) -> LetterTemplate:
    """The template in use of a kind that another room writes; 409 no_template."""
    found = await db.scalar(
        select(LetterTemplate).where(LetterTemplate.kind == kind, LetterTemplate.active)
        .order_by(LetterTemplate.created_at, LetterTemplate.id).limit(1)
    )  # fmt: skip
    if found is None:
        raise Conflict("There is no letter template of this kind. An administrator can make one.", code="no_template")
    return found


def filled(body: str, values: dict[str, Any]) -> str:
    """A template's words with its places filled, to be gone on with by hand."""
    return _PLACE.sub(lambda m: _word(values.get(m.group(1), "")), body)


def paragraphs(body: str) -> list[dict[str, Any]]:
    """Words typed by hand as the parts of a letter; braces are words like any other."""
    blocks = [[line for line in block.splitlines() if line.strip()] for block in body.split("\n\n")]
    return [{"kind": "words", "lines": lines} for lines in blocks if lines]


async def save_template(db: Db, wanted: SaveLetterTemplate, *, actor: Actor) -> LetterTemplate:
    """Make a template, or change the one of that key. 422 place_unknown; 409 template_changed, key_taken."""
    _known_places(wanted)
    row = await db.scalar(select(LetterTemplate).where(LetterTemplate.key == wanted.key).with_for_update())
    if row is not None and wanted.version is None:
        raise Conflict("There is a template with this key.", code="key_taken")
    if row is not None and wanted.version != row.version:
        raise Conflict("Somebody changed this template. Please look again.", code="template_changed")
    row = row or LetterTemplate(key=wanted.key)
    for name, value in wanted.model_dump(exclude={"version"}).items():
        setattr(row, name, value)
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("There is a template with this key.", code="key_taken") from error
    return row


def _known_places(wanted: SaveLetterTemplate) -> None:
    asked = {one.name for one in wanted.asks}
    if wanted.asks and wanted.kind in letter_places.OF_KIND:
        raise Invalid("A letter of this kind is gone on with by hand; it asks nothing.", code="asks_nothing",
                      errors=[{"path": "asks", "message": "must be empty"}])  # fmt: skip
    if unknown := sorted(set(_PLACE.findall(wanted.body)) - letter_places.places(wanted.kind).keys() - asked):
        raise Invalid(f"There is no place called {{{unknown[0]}}}.", code="place_unknown", places=unknown,
                      errors=[{"path": "body", "message": f"no place called {{{unknown[0]}}}"}])  # fmt: skip


async def preview_template(db: ReadDb, wanted: SaveLetterTemplate) -> PreviewOut:
    """A template as it would read of an invented patient, asked places with their labels. 422 place_unknown."""
    _known_places(wanted)
    asked = {one.name: f"[{one.label}]" for one in wanted.asks}
    values = {
        **letter_places.SAMPLES,
        **letter_places.samples(wanted.kind),
        "facility.name": (await staff.facility(db)).name,
        **asked,
    }
    return PreviewOut(title=wanted.title, parts=_parts(wanted.body, values))


@filing.keeps_files
def _files() -> Any:
    return select(Letter.file_id, Letter.patient_id)


async def preview(db: Db, patient_id: UUID, wanted: WriteLetter, *, actor: Actor) -> PreviewOut:
    """The letter as it would read; nothing is kept."""
    _, title, parts = await _composed(db, patient_id, wanted, actor)
    return PreviewOut(title=title, parts=parts)


async def write(db: Db, patient_id: UUID, wanted: WriteLetter, *, actor: Actor) -> Letter:
    """Give a letter its number and its code, make its PDF, keep both. 422 answer_missing; 404 for a foreign visit."""
    template, title, parts = await _composed(db, patient_id, wanted, actor)
    return await give_out(db, patient_id, template, title, parts, encounter_id=wanted.encounter_id,
                          to_patient=wanted.to_patient, actor=actor)  # fmt: skip


async def give_out(
    db: Db, patient_id: UUID, template: LetterTemplate, title: str, parts: list[dict[str, Any]], *, actor: Actor,
    encounter_id: UUID | None = None, to_patient: bool = False,
) -> Letter:  # fmt: skip
    """The letter itself with these parts under the actor's name, for rooms that write letters of their own kind."""
    facility = await staff.facility(db)
    patient = await db.get_one(Patient, patient_id)
    n = (await db.execute(select(func.nextval("letter_number")))).scalar_one()
    number = f"L-{(await house.today(db)).year}-{n:06d}"
    code = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    content = _content(facility, patient, number, code, title, parts, signer=actor.name)
    file_id, digest = await filing.keep(db, await asyncio.to_thread(_compile, content), owner=patient_id)
    row = Letter(
        number=number, patient_id=patient_id, encounter_id=encounter_id, template_id=template.id,
        template_version=template.version, kind=template.kind, title=title, content=content, code=code, sha256=digest,
        file_id=file_id, by_id=actor.user_id, by_name=actor.name, to_patient=to_patient,
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    state(db, RecordChanged(patient_id=patient_id, part="letters"), actor=actor)
    await db.flush()
    return row


async def enclosure(db: Db, patient_id: UUID, title: str, parts: list[dict[str, Any]], *, actor: Actor) -> bytes:
    """A part of the record as a PDF in the house's letter form, without number or code, to go with a letter."""
    content = _content(await staff.facility(db), await db.get_one(Patient, patient_id), "", "", title, parts,
                       signer=actor.name)  # fmt: skip
    return await asyncio.to_thread(_compile, content)


async def _composed(
    db: Db, patient_id: UUID, wanted: WriteLetter, actor: Actor
) -> tuple[LetterTemplate, str, list[dict[str, Any]]]:  # fmt: skip
    template = await db.scalar(
        select(LetterTemplate).where(LetterTemplate.id == wanted.template_id, LetterTemplate.active)
    )
    if template is None or template.kind in letter_places.OF_KIND:
        raise NotFound()
    answers = _answers(template, wanted.answers)
    values = await letter_places.values(db, patient_id, wanted.encounter_id, actor)
    return template, template.title, _parts(template.body, {**values, **answers})


def _answers(template: LetterTemplate, given: dict[str, str]) -> dict[str, str]:
    asks = {one["name"]: one for one in template.asks}
    wrong = [{"path": f"answers.{name}", "message": "is not asked"} for name in given if name not in asks]
    for name, ask in asks.items():
        value = given.get(name, "").strip()
        if ask["required"] and not value:
            wrong.append({"path": f"answers.{name}", "message": "is missing"})
        elif value and ask["kind"] == "date" and not _is_date(value):
            wrong.append({"path": f"answers.{name}", "message": "is not a date"})
        elif value and ask["kind"] == "number" and not re.fullmatch(r"-?\d{1,9}([.]\d{1,4})?", value):
            wrong.append({"path": f"answers.{name}", "message": "is not a number"})
    if wrong:
        raise Invalid("Some of the letter is still open.", code="answer_missing", errors=wrong)
    return {name: _said(asks[name]["kind"], given.get(name, "").strip()) for name in asks}


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _said(kind: str, value: str) -> str:
    return str(format_date(date.fromisoformat(value), "long", locale="en_US")) if kind == "date" and value else value


def _parts(body: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Paragraphs of words; a line that is one place with a list or a table becomes that list or table."""
    found: list[dict[str, Any]] = []
    for block in body.split("\n\n"):
        whole = _PLACE.fullmatch(block.strip())
        value = values.get(whole.group(1)) if whole else None
        if isinstance(value, dict):
            found.append(value)
            continue
        lines = [_PLACE.sub(lambda m: _word(values.get(m.group(1), "")), line) for line in block.splitlines()]
        found.append({"kind": "words", "lines": [line for line in lines if line.strip()]})
    return [part for part in found if part.get("lines") or part.get("rows")]


def _word(value: Any) -> str:
    return ", ".join(value.get("lines", ())) if isinstance(value, dict) else str(value)


def _content(
    facility: Facility, patient: Patient, number: str, code: str, title: str, parts: list[dict[str, Any]],
    *, signer: str,
) -> dict[str, Any]:  # fmt: skip
    today = now().astimezone(ZoneInfo(facility.zone)).date()
    return {
        "title": title, "number": number, "code": "-".join(code[n : n + 4] for n in range(0, 16, 4)),
        "verify": f"{settings().base_url}/letters/check", "day": letter_places.long(today), "signer": signer,
        "facility": {"name": facility.name, "address": letter_places.lines(facility.address),
                     "phone": phones.readable(facility.phone)},
        "patient": {"name": patient.name, "number": patient.number, "born": letter_places.long(patient.birth_date),
                    "address": letter_places.lines(patient.address)},
        "parts": parts,
    }  # fmt: skip


def _compile(content: dict[str, Any]) -> bytes:
    """PDF/A-3b; the template reads no other file and fetches nothing (B36)."""
    data = {"data": orjson.dumps(content).decode()}
    return bytes(typst.compile(TEMPLATE.read_bytes(), format="pdf", pdf_standards="a-3b", sys_inputs=data))


async def revoke(db: Db, row: Letter, reason: str, *, actor: Actor) -> Letter:
    """Take a letter back: it stays in the record, and its code says that it no longer counts."""
    move(row, LetterStatus.revoked)
    row.revoke_reason = reason
    audit.wrote(db, actor, row, reason="revoked")
    state(db, RecordChanged(patient_id=row.patient_id, part="letters"), actor=actor)
    await db.flush()
    return row


# ---- reading --------------------------------------------------------------------------------------------------------


async def of_patient(
    db: Db | ReadDb, patient_id: UUID, actor: Actor, *, for_patient: bool = False
) -> LettersOut:  # fmt: skip
    """The latest two hundred that labels leave open; the patient sees those meant for him that still count."""
    query = select(Letter).where(Letter.patient_id == patient_id, parts.beside_open(actor, Letter.encounter_id))
    if for_patient:
        query = query.where(Letter.to_patient, Letter.status == LetterStatus.issued)
    rows = await db.scalars(query.order_by(Letter.created_at.desc(), Letter.id.desc()).limit(200))
    return LettersOut(items=[LetterOut.model_validate(row) for row in rows])


async def access_letter(db: Db, actor: Actor, letter_id: UUID, *, lock: bool = False) -> Letter:
    """A letter for the patient it was given to, or a clinician who cares for him; else 404. Audited as a read."""
    query = select(Letter).where(Letter.id == letter_id)
    row: Letter | None = await db.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound()
    own = row.patient_id == actor.patient_id and row.to_patient and row.status == LetterStatus.issued
    if not own and not await queries.cares_for(db, actor, row.patient_id):
        raise NotFound()
    await queries.not_hidden(db, actor, row.encounter_id)  # its labels hold for the letter (B09)
    audit.read(db, actor, "letter", row.id, patient_id=row.patient_id)
    return row


async def by_id(db: Db | ReadDb, letter_id: UUID) -> Letter:
    """A letter, for rooms that gave it out and have a door of their own."""
    return await db.get_one(Letter, letter_id)


async def pdf(db: Db, row: Letter) -> Response:
    """The stored PDF as a download; 410 file_erased, file_lost."""
    headers = {"Content-Disposition": f'attachment; filename="{row.number}.pdf"'}
    return Response(await filing.content(db, row.file_id), content_type="application/pdf", headers=headers)


async def verify(db: Db | ReadDb, code: str) -> VerifiedOut:
    """Whether a letter with this code is ours; says nothing about the person. 404 when it is not."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    row = await db.scalar(select(Letter).where(Letter.code == plain))
    if row is None or not hmac.compare_digest(row.code, plain):
        raise NotFound("There is no letter of ours with this code.", code="letter_unknown")
    facility = await staff.facility(db)
    return VerifiedOut(
        number=row.number, kind=row.kind, facility=facility.name, status=row.status, sha256=row.sha256,
        issued_on=row.created_at.astimezone(ZoneInfo(facility.zone)).date(),
    )  # fmt: skip
