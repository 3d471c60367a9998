"""Tables of letters and of forms that administrators draw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, Record, ddl
from hub.encounters.statuses import MASK, AnswerStatus, LetterStatus


class LetterTemplate(Record):
    """A letter with places to fill: {patient.name}, {days}. `asks` are the places that the writer fills himself."""

    __tablename__ = "letter_template"

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    asks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """[{name, label, kind: text|prose|date|number, required}]"""
    active: Mapped[bool] = mapped_column(default=True)


class Letter(Record):
    """A letter as it was given out: its content is a snapshot, its PDF is stored, its code proves it."""

    __tablename__ = "patient_letter"
    __table_args__ = (Index("ix_patient_letter_patient", "patient_id", "created_at"),)

    number: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"), index=True)
    template_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter_template.id"))
    template_version: Mapped[int | None]
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(info=MASK)
    content_sealed: Mapped[str] = mapped_column(Text, info=MASK)
    content = sealed.json("content_sealed", dict[str, Any]())
    code: Mapped[str] = mapped_column(unique=True, info=MASK)
    """What a stranger types to see that the letter is ours: 80 random bits."""
    sha256: Mapped[str]
    """Of the stored PDF."""
    file_id: Mapped[UUID]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str]
    to_patient: Mapped[bool] = mapped_column(default=True)
    """Whether the patient finds it in the portal."""
    status: Mapped[LetterStatus] = mapped_column(default=LetterStatus.issued)
    status_at: Mapped[datetime] = mapped_column(default=now)
    revoke_reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    revoke_reason_clear: Mapped[str | None] = mapped_column("revoke_reason", Text, info=MASK)
    revoke_reason = sealed.text("revoke_reason_sealed", clear="revoke_reason_clear")


sealed.keyed(Letter, "patient_id")
ddl("CREATE SEQUENCE IF NOT EXISTS letter_number;")


class Form(Record):
    """A form that an administrator draws; `number` is the version in use, 0 = none published yet."""

    __tablename__ = "form"

    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    about: Mapped[str] = mapped_column(Text, default="")
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{schema, ui}"""
    number: Mapped[int] = mapped_column(default=0)
    by_patient: Mapped[bool] = mapped_column(default=False)
    """Patients fill it in themselves, before a visit."""
    active: Mapped[bool] = mapped_column(default=True)


class FormVersion(Base):
    """A form as it was published; PostgreSQL refuses to change it."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"))
    number: Mapped[int]
    title: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """{schema, ui}"""
    by_name: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)


ddl("""
CREATE TRIGGER form_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON form_version
FOR EACH STATEMENT EXECUTE FUNCTION append_only('always');
""")


class FormAnswer(Record):
    """Answers to one version of a form, or the wish that somebody gives them."""

    __tablename__ = "form_answer"
    __table_args__ = (Index("ix_form_answer_patient", "patient_id", "created_at"),)

    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"), index=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    encounter_id: Mapped[UUID | None] = mapped_column(ForeignKey("encounter.id"), index=True)
    by_patient: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    answers_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    answers_clear: Mapped[Any] = mapped_column("answers", JSON(none_as_null=True), nullable=True, info=MASK)
    answers = sealed.json("answers_sealed", dict[str, Any](), clear="answers_clear")
    answered_at: Mapped[datetime | None]
    by_name: Mapped[str] = mapped_column(default="")
    status: Mapped[AnswerStatus] = mapped_column(default=AnswerStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info=MASK)
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info=MASK)
    reason = sealed.text("reason_sealed", clear="reason_clear")


sealed.keyed(FormAnswer, "patient_id")
