"""More tables of patients: documents, merges and exports."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import keys, sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves

MASK = {"audit": "mask"}


class Folder(StrEnum):
    """Where a document lies; the clinical ones are opened like the chart."""

    identity = "identity"
    insurance = "insurance"
    consent = "consent"
    correspondence = "correspondence"
    referral = "referral"
    result = "result"
    imaging = "imaging"
    other = "other"


CLINICAL = frozenset({Folder.referral, Folder.result, Folder.imaging})


class Visibility(StrEnum):
    staff = "staff"
    patient = "patient"  # the patient and who acts for him, too


class DocumentStatus(StrEnum):
    """FHIR DocumentReference.status."""

    current = "current"
    entered_in_error = "entered_in_error"


legal_moves(DocumentStatus, {DocumentStatus.current: {DocumentStatus.entered_in_error}})


class Document(Record):
    """A paper of a patient. Its bytes are versions; a wrong one is marked, never deleted."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_patient", "patient_id", "created_at"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    folder: Mapped[Folder]
    title: Mapped[str] = mapped_column(info=MASK)
    visibility: Mapped[Visibility]
    status: Mapped[DocumentStatus] = mapped_column(default=DocumentStatus.current)
    status_at: Mapped[datetime] = mapped_column(default=now)
    by_patient: Mapped[bool] = mapped_column(default=False)
    dated: Mapped[date | None]  # what the paper itself says
    encounter_id: Mapped[UUID | None]
    """The meeting it came of (FHIR DocumentReference.context.encounter): its labels count for the document, too."""
    clinical: Mapped[bool] = mapped_column(default=False)
    """Of a meeting, or taken out of a conversation by a clinician: opened like the chart, whatever its folder."""
    body_site: Mapped[str] = mapped_column(default="", server_default=text("''"), info=MASK)
    """Of a photo: what part of the body it shows, in words (FHIR DocumentReference.bodySite)."""
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info=MASK)
    reason = sealed.text("reason_sealed", clear="reason_clear")
    latest: Mapped[int] = mapped_column(default=1)  # the number of the version that counts


sealed.keyed(Document, "patient_id")


LIKE_THE_CHART = or_(Document.clinical, Document.folder.in_(CLINICAL))


class DocumentVersion(Record):
    """The bytes of a document as they came in, after metadata was taken out; append-only."""

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    file_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(info=MASK)  # what the person's computer called it; never a path of ours
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    scanned_by: Mapped[str]  # the virus scanner that found it clean
    added_by: Mapped[UUID | None]
    added_by_name: Mapped[str]


class PatientMerge(Record):
    """Two records of one person became one. `snapshot`: what was moved and what both rows were, to undo it."""

    __tablename__ = "patient_merge"
    __table_args__ = (CheckConstraint("survivor_id <> loser_id", name="two"),)

    survivor_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    loser_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, info=MASK)
    snapshot_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    snapshot = sealed.json("snapshot_sealed", dict[str, Any]())
    merged_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
    undone_reason: Mapped[str] = mapped_column(Text, default="", info=MASK)


sealed.keyed(PatientMerge, "survivor_id")


class Registration(Record):
    """What somebody typed who wants an account; it becomes one with the link of the letter, or is dropped."""

    __tablename__ = "registration"

    house: Mapped[UUID] = mapped_column(default=keys.HOUSE)
    answers_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    answers = sealed.json("answers_sealed", dict[str, Any]())


sealed.keyed(Registration, "house")


class ExportStatus(StrEnum):
    queued = "queued"
    ready = "ready"
    failed = "failed"
    expired = "expired"
    withdrawn = "withdrawn"
    """The desk took the slip back."""


legal_moves(
    ExportStatus,
    {
        ExportStatus.queued: {ExportStatus.ready, ExportStatus.failed, ExportStatus.withdrawn},
        ExportStatus.ready: {ExportStatus.expired, ExportStatus.withdrawn},
        ExportStatus.failed: set(),
    },
)


class PatientExport(Record):
    """Everything one patient has, as one zip that is kept for some days."""

    __tablename__ = "patient_export"
    __table_args__ = (
        Index("uq_patient_export_code", "code_sha256", unique=True, postgresql_where=text("code_sha256 <> ''")),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    status: Mapped[ExportStatus] = mapped_column(default=ExportStatus.queued)
    status_at: Mapped[datetime] = mapped_column(default=now)
    requested_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text, default="", info=MASK)
    file_id: Mapped[UUID | None]
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None]
    downloads: Mapped[int] = mapped_column(default=0)
    labels: Mapped[str] = mapped_column(default="all", server_default=text("'all'"))
    """Whether rows with sensitivity labels are in it: all; veiled, but for those kept from proxies; none."""
    identity: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Handed over at the desk: by which paper the person was known. Empty: taken out by who asked for it."""
    handed_to: Mapped[UUID | None]
    """The account of who got the slip in the patient's place; none: the patient himself."""
    code_sha256: Mapped[str] = mapped_column(default="", server_default=text("''"), info=MASK)
    """Of the code on the slip: whoever holds it, and knows the birth date, picks the archive up."""
