"""Tables of beds."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record, ddl
from hub.core.states import legal_moves


class Ward(Record):
    """A place with beds."""

    __tablename__ = "ward"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))


class BedStatus(StrEnum):
    free = "free"
    reserved = "reserved"
    occupied = "occupied"
    cleaning = "cleaning"
    blocked = "blocked"


legal_moves(
    BedStatus,
    {
        BedStatus.free: {BedStatus.reserved, BedStatus.blocked},
        BedStatus.reserved: {BedStatus.occupied, BedStatus.free},
        BedStatus.occupied: {BedStatus.cleaning},
        BedStatus.cleaning: {BedStatus.free, BedStatus.blocked},
        BedStatus.blocked: {BedStatus.free},
    },
)


class Bed(Record):
    """One bed. After a patient has left it is cleaned before it is free."""

    __tablename__ = "bed"
    __table_args__ = (UniqueConstraint("ward_id", "label"),)

    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"), index=True)
    label: Mapped[str]
    status: Mapped[BedStatus] = mapped_column(default=BedStatus.free)
    status_at: Mapped[datetime] = mapped_column(default=now)


class StayStatus(StrEnum):
    requested = "requested"
    reserved = "reserved"
    on_ward = "on_ward"
    ended = "ended"
    cancelled = "cancelled"


legal_moves(
    StayStatus,
    {
        StayStatus.requested: {StayStatus.reserved, StayStatus.cancelled},
        StayStatus.reserved: {StayStatus.on_ward, StayStatus.requested, StayStatus.cancelled},
        StayStatus.on_ward: {StayStatus.ended},
    },
)


class Stay(Record):
    """One patient's stay: asked for, a bed held, on a ward, ended. `during` is when a bed of the house is theirs.

    `bed_id` is the one they lie in now, or lay in last; every one of them is a StayPlace.
    """

    __tablename__ = "stay"
    __table_args__ = (
        Index("uq_stay_open", "patient_id", unique=True,
              postgresql_where=text("status IN ('requested', 'reserved', 'on_ward')")),
    )  # fmt: skip

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"))
    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    bed_id: Mapped[UUID | None] = mapped_column(ForeignKey("bed.id"), index=True)
    during: Mapped[Range[datetime] | None] = mapped_column(TSTZRANGE)
    status: Mapped[StayStatus] = mapped_column(default=StayStatus.requested)
    status_at: Mapped[datetime] = mapped_column(default=now)
    admitted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    reason_clear: Mapped[str | None] = mapped_column("reason", Text, info={"audit": "mask"})
    reason = sealed.text("reason_sealed", clear="reason_clear")
    disposition: Mapped[str] = mapped_column(default="")


sealed.keyed(Stay, "patient_id")


class PlaceStatus(StrEnum):
    held = "held"
    here = "here"
    left = "left"
    refused = "refused"
    cancelled = "cancelled"


legal_moves(
    PlaceStatus,
    {
        PlaceStatus.held: {PlaceStatus.here, PlaceStatus.refused, PlaceStatus.cancelled},
        PlaceStatus.here: {PlaceStatus.left},
    },
)


class StayPlace(Record):
    """One bed of a stay: held for it, lain in from then until then, or held in vain.

    A held one of a stay that is on a ward is a transfer that the other ward has not answered yet.
    """

    __tablename__ = "stay_place"
    __table_args__ = (
        Index("uq_stay_place_held", "stay_id", unique=True, postgresql_where=text("status = 'held'")),
        Index("uq_stay_place_here", "stay_id", unique=True, postgresql_where=text("status = 'here'")),
        Index("ix_stay_place_stay", "stay_id"),
    )  # fmt: skip

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    bed_id: Mapped[UUID] = mapped_column(ForeignKey("bed.id"), index=True)
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    status: Mapped[PlaceStatus] = mapped_column(default=PlaceStatus.held)
    status_at: Mapped[datetime] = mapped_column(default=now)
    practitioner_id: Mapped[UUID | None] = mapped_column(ForeignKey("practitioner.id"))
    """Who is to be the clinician of the stay there; None: the same as before."""
    asked_by: Mapped[UUID | None]
    asked_by_name: Mapped[str] = mapped_column(default="")
    reason_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    reason = sealed.text("reason_sealed")
    answer_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    answer = sealed.text("answer_sealed")
    """Why it was refused or called off."""


sealed.keyed(StayPlace, "patient_id")


class StayNote(Record):
    """What was written at a daily review or at discharge. Never changed."""

    __tablename__ = "stay_note"

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"), index=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str]  # review | discharge
    decision: Mapped[str]
    words_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    words_clear: Mapped[str | None] = mapped_column("words", Text, info={"audit": "mask"})
    words = sealed.text("words_sealed", clear="words_clear")
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]


sealed.keyed(StayNote, "patient_id")


for _table, _who, _when in (
    ("stay", "patient", "'reserved', 'on_ward', 'ended'"),
    ("stay_place", "bed", "'held', 'here', 'left'"),
    ("stay_place", "stay", "'here', 'left'"),
):
    ddl(f"""
    ALTER TABLE {_table} ADD CONSTRAINT ex_{_table}_{_who} EXCLUDE USING gist
    (uuidrange({_who}_id, {_who}_id, '[]') WITH &&, during WITH &&)
    WHERE (status IN ({_when}));
    """)
ddl("CREATE TRIGGER stay_note_append_only BEFORE DELETE OR TRUNCATE ON stay_note "
    "FOR EACH STATEMENT EXECUTE FUNCTION append_only();")  # fmt: skip
ddl("CREATE TRIGGER stay_note_never_changes BEFORE UPDATE ON stay_note "
    "FOR EACH ROW EXECUTE FUNCTION append_only_but_sealed();")  # fmt: skip
