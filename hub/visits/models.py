"""A video visit and what is kept of it. Nothing of the media is kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Record
from hub.core.states import legal_moves


class VisitStatus(StrEnum):
    """Where the two people are. `admitted` = the door is open: both may come in, or come back in after hanging up."""

    scheduled = "scheduled"
    waiting = "waiting"
    admitted = "admitted"
    in_call = "in_call"
    on_hold = "on_hold"
    """The clinician has asked the patient to wait a moment: the door is shut, the place and the clinician are kept."""
    ended = "ended"
    no_show = "no_show"
    cancelled = "cancelled"


S = VisitStatus
legal_moves(
    VisitStatus,
    {
        S.scheduled: {S.waiting, S.no_show, S.cancelled, S.ended},
        S.waiting: {S.admitted, S.scheduled, S.no_show, S.cancelled, S.ended},
        S.admitted: {S.in_call, S.on_hold, S.waiting, S.ended, S.cancelled},
        S.in_call: {S.admitted, S.ended, S.cancelled},
        S.on_hold: {S.admitted, S.waiting, S.ended, S.cancelled},
    },
)
OVER = frozenset({S.ended, S.no_show, S.cancelled})
OPEN_DOOR = frozenset({S.admitted, S.in_call})


class Side(StrEnum):
    """The two ends of a call. The patient is polite in perfect negotiation, the clinician impolite."""

    patient = "patient"
    clinician = "clinician"

    @property
    def other(self) -> Side:
        return Side.clinician if self is Side.patient else Side.patient


class Engine(StrEnum):
    """What carries the media: straight between two browsers, or from three people on our own relay or LiveKit."""

    p2p = "p2p"
    relay = "relay"
    livekit = "livekit"


class GuestRole(StrEnum):
    """Why a third person takes part (FHIR Encounter.participant: TRANS and friends, in plain words)."""

    interpreter = "interpreter"
    relative = "relative"
    colleague = "colleague"


class Visit(Record):
    """One video visit of one appointment."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("uq_visit_appointment", "appointment_id", unique=True),
        Index("ix_visit_line", "practitioner_id", "starts_at",
              postgresql_where=text("status IN ('waiting', 'admitted', 'in_call', 'on_hold')")),
        Index("ix_visit_patient", "patient_id", "starts_at"),
        Index("ix_visit_day", "practitioner_id", "starts_at"),
    )  # fmt: skip

    appointment_id: Mapped[UUID]
    encounter_id: Mapped[UUID] = mapped_column(index=True)
    case_id: Mapped[UUID] = mapped_column(index=True)
    patient_id: Mapped[UUID]
    practitioner_id: Mapped[UUID]
    """Whom it was booked with."""
    clinician_id: Mapped[UUID | None]
    """The practitioner who admitted: the booked one, or a colleague who covers."""
    patient_user_id: Mapped[UUID | None]
    starts_at: Mapped[datetime]
    status: Mapped[VisitStatus] = mapped_column(default=VisitStatus.scheduled)
    status_at: Mapped[datetime] = mapped_column(default=now)
    waiting_since: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    """When both were in the call for the first time."""
    hung_up_at: Mapped[datetime | None]
    hung_up_by: Mapped[Side | None]
    ended_at: Mapped[datetime | None]
    patient_gen: Mapped[int] = mapped_column(default=0)
    clinician_gen: Mapped[int] = mapped_column(default=0)
    """Grows with every page that enters the call: what comes from an older page is not listened to any more."""
    patient_page: Mapped[str] = mapped_column(default="")
    clinician_page: Mapped[str] = mapped_column(default="")
    """The page that has the generation; one that only lost its socket comes back under the same."""
    patient_seen_at: Mapped[datetime | None]
    clinician_seen_at: Mapped[datetime | None]
    device_check: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """{camera, microphone, speaker, network}: words, no device names."""
    held_at: Mapped[datetime | None]
    """Since when the patient is on hold."""
    transferred_from_id: Mapped[UUID | None]
    """The practitioner who handed this visit over; `practitioner_id` is then whose line the patient waits in."""
    transferred_at: Mapped[datetime | None]
    transfer_note_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    transfer_note_clear: Mapped[str | None] = mapped_column("transfer_note", Text, info={"audit": "mask"})
    transfer_note = sealed.text("transfer_note_sealed", clear="transfer_note_clear")
    engine: Mapped[Engine] = mapped_column(default=Engine.p2p, server_default=text("'p2p'"))
    rating: Mapped[int | None]
    """1 to 5, what the patient says of the call afterwards."""


sealed.keyed(Visit, "patient_id")


class WaitingSign(Record):
    """What a clinician, or the desk, says to those who wait; it comes down at the end of the day."""

    __tablename__ = "waiting_sign"

    practitioner_id: Mapped[UUID] = mapped_column(ForeignKey("practitioner.id"), unique=True)
    doing: Mapped[str]
    """on_time, late or away."""
    late_minutes: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    until: Mapped[datetime]
    said_at: Mapped[datetime]
    said_by_name: Mapped[str]


class VisitMessage(Record):
    """One line of the chat."""

    __tablename__ = "visit_message"
    __table_args__ = (Index("ix_visit_message_visit", "visit_id", "id"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    side: Mapped[Side]
    user_id: Mapped[UUID | None]
    author: Mapped[str]
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    body_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    body = sealed.text("body_sealed")


sealed.keyed(VisitMessage, "patient_id")


class PhotoStatus(StrEnum):
    """What became of the clinician's question for a photo."""

    asked = "asked"
    sent = "sent"
    refused = "refused"
    withdrawn = "withdrawn"
    """The clinician does not need it any more, or the visit is over."""


legal_moves(PhotoStatus, {PhotoStatus.asked: {PhotoStatus.sent, PhotoStatus.refused, PhotoStatus.withdrawn}})


class VisitPhoto(Record):
    """A question to the patient in the call: may I have a photo of this? Only the patient's page can take it."""

    __tablename__ = "visit_photo"
    __table_args__ = (
        Index("ix_visit_photo_visit", "visit_id", "id"),
        Index("uq_visit_photo_asked", "visit_id", unique=True, postgresql_where=text("status = 'asked'")),
    )

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    status: Mapped[PhotoStatus] = mapped_column(default=PhotoStatus.asked)
    status_at: Mapped[datetime] = mapped_column(default=now)
    asked_by: Mapped[UUID | None]
    asked_by_name: Mapped[str]
    answered_by: Mapped[UUID | None]
    """Who agreed or refused: the patient, or who acts for them."""
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Why there is none, as a stable word: no, no_camera."""
    wanted_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    wanted = sealed.text("wanted_sealed")
    """What it should show, in the clinician's words."""


sealed.keyed(VisitPhoto, "patient_id")


class VisitFile(Record):
    """A file that came with a line of the chat. It stays with the visit until it is taken back or into the chart."""

    __tablename__ = "visit_file"
    __table_args__ = (Index("ix_visit_file_visit", "visit_id", "id"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    message_id: Mapped[UUID] = mapped_column(ForeignKey("visit_message.id", ondelete="CASCADE"), unique=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), index=True)
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit_photo.id"), unique=True)
    """The question that it answers, when it is a photo taken in the call."""
    name_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    name = sealed.text("name_sealed")
    file_id: Mapped[UUID | None]
    """Null once it was taken back."""
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    scanned_by: Mapped[str]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    """What it became in the chart."""
    removed_at: Mapped[datetime | None]


sealed.keyed(VisitFile, "patient_id")


class VisitGuest(Record):
    """A third person, invited by a link that works once: no account, no chart, only the call."""

    __tablename__ = "visit_guest"
    __table_args__ = (Index("ix_visit_guest_visit", "visit_id", "id"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    role: Mapped[GuestRole]
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    """BCP 47, of an interpreter."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True, info={"audit": "mask"})
    pin_hash: Mapped[bytes | None] = mapped_column(LargeBinary, info={"audit": "mask"})
    tries: Mapped[int] = mapped_column(default=0)
    """Wrong PINs; at five the link is dead."""
    device_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True, info={"audit": "mask"})
    """The browser that opened the link first, and from then on the only one."""
    invited_by: Mapped[UUID | None]
    invited_side: Mapped[Side]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    gen: Mapped[int] = mapped_column(default=0)
    page: Mapped[str] = mapped_column(default="")
    sent_via: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """email or sms, when the hub sends the link; '' when the inviter passes it on."""
    sent_to: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Enough of the address to recognise it, too little to write to."""
    sent_at: Mapped[datetime | None]
    send_problem: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Why it will never arrive, as a stable word; '' while nothing is known against it."""


class GuestLetter(Record):
    """A link on its way to a guest. The row is gone as soon as it was sent, refused, or the visit is over."""

    __tablename__ = "visit_guest_letter"

    guest_id: Mapped[UUID] = mapped_column(ForeignKey("visit_guest.id", ondelete="CASCADE"), unique=True)
    house: Mapped[UUID]
    """Owner of the key that seals it."""
    to_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    to = sealed.text("to_sealed")
    link_sealed: Mapped[str] = mapped_column(Text, info={"audit": "mask"})
    link = sealed.text("link_sealed")


sealed.keyed(GuestLetter, "house")


class CallAnswer:
    """One participant's answer to what everybody in the call is asked: may it be recorded, may its words be kept."""

    participant: Mapped[str] = mapped_column()
    """patient, clinician or guest-<id>"""
    user_id: Mapped[UUID | None] = mapped_column()
    """Of patient and clinician; a guest has no account."""
    given_at: Mapped[datetime | None] = mapped_column()
    withdrawn_at: Mapped[datetime | None] = mapped_column()
    """Refused, or taken back."""

    @property
    def agreed(self) -> bool:
        """Whether the consent holds now."""
        return self.given_at is not None and self.withdrawn_at is None

    def note(self, agree: bool) -> None:
        """Keep the answer; the first consent keeps its time."""
        self.given_at = self.given_at or now() if agree else self.given_at
        self.withdrawn_at = None if agree else now()


class CallQuality(Record):
    """Half a minute of one side of a call, in numbers. No PHI: kept apart from the chart."""

    __tablename__ = "call_quality"
    __table_args__ = (Index("ix_call_quality_visit", "visit_id", "id"),)

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    side: Mapped[Side]
    gen: Mapped[int]
    score: Mapped[int]
    rtt_ms: Mapped[int | None]
    jitter_ms: Mapped[int | None]
    loss_percent: Mapped[float | None]
    kbit_s: Mapped[int | None]
    freezes: Mapped[int] = mapped_column(default=0)
    reconnects: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(default="")
    """host, srflx, prflx or relay: how the two ends reach each other."""
    setup_ms: Mapped[int | None]
    """From admission to the first picture, said once per call."""
