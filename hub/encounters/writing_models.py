"""Tables that help to write: note templates, phrases, order sets, who signs beside whom, code sets brought."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.encounters.statuses import MASK, CosignStatus, Prescribing


class NoteTemplate(Record):
    """Words that a note may begin with; without an owner it is the hospital's."""

    __tablename__ = "note_template"
    __table_args__ = (
        Index(
            "uq_note_template_name", text("coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            text("lower(name)"), unique=True, postgresql_where=text("active"),
        ),
    )  # fmt: skip

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    sections: Mapped[dict[str, str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)


class Phrase(Record):
    """A short word with a dot before it that grows into a sentence while typing; without an owner it is everybody's."""

    __tablename__ = "phrase"
    __table_args__ = (
        Index(
            "uq_phrase_short", text("coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid)"), "short",
            unique=True, postgresql_where=text("active"),
        ),
    )  # fmt: skip

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    short: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)


class OrderSet(Record):
    """What belongs together for one reason: diagnoses, prescriptions, services, referrals, words."""

    __tablename__ = "order_set"
    __table_args__ = (
        Index("uq_order_set_name", text("lower(name)"), unique=True, postgresql_where=text("active")),
    )  # fmt: skip

    name: Mapped[str]
    about: Mapped[str] = mapped_column(Text, default="")
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)


class Supervision(Record):
    """While it lasts, what this clinician signs is signed by the supervisor too."""

    __tablename__ = "supervision"

    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"), unique=True)
    supervisor_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"), index=True)
    until: Mapped[date | None]
    prescribing: Mapped[Prescribing] = mapped_column(default=Prescribing.alone, server_default="alone")


class Cosignature(Record):
    """A signed note waits for a second signature, or has it."""

    __tablename__ = "cosignature"
    __table_args__ = (
        Index("uq_cosignature_open", "note_id", unique=True, postgresql_where=text("status = 'requested'")),
        Index("ix_cosignature_patient", "patient_id"),
    )

    note_id: Mapped[UUID] = mapped_column(ForeignKey("note.id"))
    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    cosigner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    remark_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    remark_clear: Mapped[str | None] = mapped_column("remark", Text, info=MASK)
    remark = sealed.text("remark_sealed", clear="remark_clear")
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    status: Mapped[CosignStatus] = mapped_column(default=CosignStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)


sealed.keyed(Cosignature, "patient_id")


class CodeSystem(Record):
    """A code set that the hospital brought itself, one edition at a time; its licence is the hospital's affair."""

    __tablename__ = "code_system"
    __table_args__ = (Index("uq_code_system", "system", "edition", unique=True),)

    system: Mapped[str]
    title: Mapped[str]
    edition: Mapped[str]
    notice: Mapped[str] = mapped_column(Text, default="")
    """What its licence wants to be shown."""
    valid_from: Mapped[date]
    codes: Mapped[int] = mapped_column(default=0)
    by_name: Mapped[str] = mapped_column(default="")


class Code(Base):
    """A code of such a set, good from `valid_from` up to but not including `valid_until`."""

    __tablename__ = "code"

    system: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    display: Mapped[str] = mapped_column(Text)


ddl(
    "ALTER TABLE code ADD COLUMN words tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple', code || ' ' || display)) STORED;"
)
ddl("CREATE INDEX ix_code_words ON code USING gin (words);")
