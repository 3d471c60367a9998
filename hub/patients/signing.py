"""The paper of a drawn consent: the text as it was shown and the signature under it, as a PDF among the documents."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import typst

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day
from hub.core.db import Db
from hub.identity import house
from hub.patients import consents, documents, queries
from hub.patients.models import Consent, Patient, SignatureKind

TEMPLATE = Path(__file__).with_name("consent.typ")
WIDTH, HEIGHT = 90, 36
"""Millimetres of the field that somebody signed in (1000 by 1000 points)."""


async def file_paper(db: Db, consent_id: UUID, *, actor: Actor) -> None:
    """Make the paper and file it with the patient's documents, once; who signed, or took it, is who files it."""
    row = await db.get_one(Consent, consent_id, with_for_update=True)
    if row.document_id is not None or row.signed != SignatureKind.drawn:
        return
    patient = await queries.patient(db, row.patient_id)
    text = await consents.text_of(db, row)
    content = await asyncio.to_thread(_compiled, _told(row, patient, text, actor))
    values = {"folder": "consent", "title": text.title, "visibility": "patient",
              "name": f"{row.kind}-{row.text_version}.pdf",
              "dated": local_day(row.given_at, await house.zone(db))}  # fmt: skip
    paper = await documents.add(db, patient, content, values, actor=actor)
    await db.flush()
    row.document_id = paper.id
    audit.wrote(db, actor, row)


def _told(row: Consent, patient: Patient, text: consents.Wording, actor: Actor) -> dict[str, Any]:
    at_desk = row.source == "reception"
    return {
        "title": text.title, "body": text.body.split("\n"), "version": row.text_version, "language": row.language,
        "sha256": row.text_sha256, "signature": row.signature, "when": f"{row.given_at:%Y-%m-%d %H:%M} UTC",
        "how": f"signed at the desk, taken by {actor.name}" if at_desk else "signed in the portal",
        "patient": {"name": patient.name, "born": patient.birth_date.isoformat(), "number": patient.number},
        "strokes": [_points(stroke) for stroke in row.strokes or []],
    }  # fmt: skip


def _points(stroke: list[int]) -> list[list[float]]:
    """A stroke in millimetres of the field."""
    return [[x * WIDTH / 1000, y * HEIGHT / 1000] for x, y in zip(stroke[::2], stroke[1::2], strict=True)]


def _compiled(told: dict[str, Any]) -> bytes:
    """PDF/A-3b; the template reads no other file and fetches nothing (B36)."""
    data = {"data": orjson.dumps(told).decode()}
    return bytes(typst.compile(TEMPLATE.read_bytes(), format="pdf", pdf_standards="a-3b", sys_inputs=data))
