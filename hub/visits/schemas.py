"""What crosses HTTP about visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator, model_validator

from hub.core.http import Body, Out
from hub.visits.file_schemas import VisitFileOut
from hub.visits.models import Engine, GuestRole, Side, VisitStatus
from hub.visits.recording.schemas import GuestRecordingOut
from hub.visits.transcript.schemas import GuestTranscriptOut

Doing = Literal["with_you", "with_another", "here", "late", "away"]
"""What the clinician is doing, as far as the hub knows."""
Verdict = Literal["good", "warning", "bad", "failed", "unknown"]


class PersonOut(Out):
    """The other person of a visit, as this person may see them."""

    id: UUID
    name: str
    detail: str = ""


class DoorSignOut(Out):
    """What was said to those who wait."""

    doing: Literal["on_time", "late", "away"]
    late_minutes: int
    note: str
    said_at: datetime


class LineOut(Out):
    """Where somebody stands who waits."""

    place: int
    """1 = next."""
    minutes: int | None
    """Until they are seen; null where it cannot honestly be said."""
    clinician: Doing
    sign: DoorSignOut | None
    """What the clinician or the desk has said today."""


class VisitOut(Out):
    """One visit as the asking person sees it."""

    id: UUID
    status: VisitStatus
    status_at: datetime
    starts_at: datetime
    opens_at: datetime
    """From when on the waiting room may be entered."""
    waits_until: datetime | None
    """Who is late is waited for until then; null once they are here or it is over."""
    side: Side
    patient: PersonOut
    clinician: PersonOut
    appointment_id: UUID
    case_id: UUID | None
    encounter_id: UUID | None
    task_id: UUID | None
    """The consultation, while it is open; for the clinician."""
    waiting_since: datetime | None
    admitted_at: datetime | None
    joined_at: datetime | None
    hung_up_at: datetime | None
    hung_up_by: Side | None
    ended_at: datetime | None
    device_check: dict[str, str] | None
    held_at: datetime | None
    transferred_from: str | None
    """Who handed the patient over; with the words to the colleague for staff only."""
    transfer_note: str
    engine: Engine
    phone: str
    """The clinic's number for when nothing else works; empty when none is known."""
    rating: int | None
    line: LineOut | None


class PutDoorSign(Body):
    """What those who wait should know; the note is read by every patient of the day."""

    doing: Literal["on_time", "late", "away"]
    late_minutes: int = Field(default=0, ge=0, le=480)
    note: str = Field(default="", max_length=200, pattern=r"^[^\x00-\x1f]*$")


class WaitingQuery(Body):
    """Which department; none = all."""

    department_id: UUID | None = None


class WaitingOut(Out):
    """One visit of today that is not over."""

    visit_id: UUID
    status: VisitStatus
    patient: PersonOut | None
    """Null for who may not know the patient."""
    starts_at: datetime
    waiting_since: datetime | None
    place: int | None
    minutes: int | None
    late_minutes: int | None
    """By how much a patient who is not here is late."""
    device_check: dict[str, str] | None
    asks: bool
    """The patient wrote last: somebody should answer."""


class WaitingRoomOut(Out):
    """One clinician's waiting room."""

    practitioner: PersonOut
    doing: Doing
    sign: DoorSignOut | None
    usual_minutes: int | None
    """The median of the latest calls; null while too few are known."""
    mine: bool
    visits: list[WaitingOut]


class WaitingDepartmentOut(Out):
    id: UUID
    name: str


class WaitingRoomsOut(Out):
    """The waiting rooms of today, by the clinicians' names."""

    rooms: list[WaitingRoomOut]
    departments: list[WaitingDepartmentOut]


class VisitsQuery(Body):
    """Which visits: those to come or going on, those waiting or in a call now, those over."""

    scope: Literal["upcoming", "now", "past"] = "upcoming"
    after: AwareDatetime | None = None
    limit: int = Field(default=50, ge=1, le=100)


class SendMessage(Body):
    """A line of chat."""

    body: str = Field(min_length=1, max_length=2000)

    @field_validator("body")
    @classmethod
    def printable(cls, value: str) -> str:
        if "\x00" in value:
            raise ValueError("a character that cannot be kept")
        return value


class MessagesQuery(Body):
    """Messages after the one with this id, oldest first."""

    after: UUID | None = None


class MessageOut(Out):
    """A line of chat; `mine` is said from the reader's side. A line that brought a file has no words."""

    id: UUID
    created_at: datetime
    side: Side
    author: str
    body: str
    mine: bool
    file: VisitFileOut | None
    """Null, too, for who may read the words of the chat and not its files (the desk)."""


class MessagesOut(Out):
    """The chat of a visit."""

    items: list[MessageOut]


class DeviceCheck(Body):
    """Answers of the task `device_check`: what works, in words."""

    camera: Literal["ok", "none", "denied", "busy", "skipped"]
    microphone: Literal["ok", "silent", "none", "denied", "busy", "skipped"]
    speaker: Literal["ok", "not_heard", "skipped"]
    network: Verdict = "unknown"


class QualityReport(Body):
    """Half a minute of one side of a call."""

    gen: int = Field(ge=1)
    rtt_ms: int | None = Field(default=None, ge=0, le=60_000)
    jitter_ms: int | None = Field(default=None, ge=0, le=60_000)
    loss_percent: float | None = Field(default=None, ge=0, le=100, allow_inf_nan=False)
    kbit_s: int | None = Field(default=None, ge=0, le=1_000_000)
    freezes: int = Field(default=0, ge=0, le=10_000)
    reconnects: int = Field(default=0, ge=0, le=10_000)
    path: Literal["host", "srflx", "prflx", "relay", ""] = ""
    setup_ms: int | None = Field(default=None, ge=0, le=600_000)


class CallsQuery(Body):
    """First and last day on the facility's calendar; the last 30 days where none are named."""

    since: date | None = None
    until: date | None = None


class FailureOut(Out):
    """Why visits that are over were not completed."""

    reason: Literal[
        "cancelled", "never_came", "not_come_after_check", "not_admitted", "no_devices", "weak_network",
        "never_connected", "broken_off",
    ]  # fmt: skip
    count: int


class RatingsOut(Out):
    """What patients said of their calls: how many gave one star, two, …"""

    stars: list[int]
    average: float | None


class ClinicCallsOut(Out):
    """How the video visits of a department went; the whole house, or clinicians of no department, without an id."""

    department_id: UUID | None
    department: str
    steps: dict[str, int]
    """booked, device_check, waiting, admitted, connected, completed."""
    failures: list[FailureOut]
    quality: dict[str, int]
    """Calls by a word: excellent, good, poor, lost."""
    setup_p50_ms: int | None
    setup_p95_ms: int | None
    """From admission to the first picture."""
    relayed_percent: int | None
    """Of the calls whose path is known: how many went through a relay."""
    reconnects: int
    freezes: int
    minutes: int
    """Of both sides together, as far as they were measured."""
    ratings: RatingsOut


class CallsOut(Out):
    """The funnel and the quality of video visits in a period."""

    since: date
    until: date
    whole: ClinicCallsOut
    clinics: list[ClinicCallsOut]


class TransferVisit(Body):
    """To whom, and what the colleague should know."""

    practitioner_id: UUID
    note: str = Field(default="", max_length=500)


class RateVisit(Body):
    """How good the call was."""

    stars: int = Field(ge=1, le=5)


class InviteGuest(Body):
    """Who is to come, as what, in which language (an interpreter), and whether a PIN is asked for."""

    name: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")
    role: GuestRole
    language: str = Field(default="", max_length=35, pattern=r"^[A-Za-z0-9-]*$")
    with_pin: bool = False
    via: Literal["", "email", "sms"] = ""
    """How the hub sends the link; '' = the inviter passes it on. A PIN never goes the same way."""
    to: str = Field(default="", max_length=254, pattern=r"^[^\x00-\x1f]*$")

    @model_validator(mode="after")
    def with_address(self) -> InviteGuest:
        if bool(self.via) != bool(self.to.strip()):
            raise ValueError("Say how the link is sent and to which address, or neither.")
        return self


class GuestOut(Out):
    """A third person as the two of the visit see them."""

    id: UUID
    name: str
    role: GuestRole
    language: str
    invited_side: Side
    expires_at: datetime
    opened_at: datetime | None
    entered_at: datetime | None
    left_at: datetime | None
    revoked_at: datetime | None
    sent_via: str
    sent_to: str
    sent_at: datetime | None
    send_problem: str


class GuestsOut(Out):
    """Everybody who was invited to this visit, oldest first."""

    items: list[GuestOut]


class GuestLinkOut(Out):
    """The link, shown this once; its PIN (if any) goes another way, best by voice."""

    guest: GuestOut
    link: str
    pin: str | None


class OpenLink(Body):
    """What stands in the link, and the PIN when one was given."""

    token: str = Field(min_length=20, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")
    pin: str = Field(default="", max_length=12, pattern=r"^[0-9]*$")


class GuestVisitOut(Out):
    """All that a guest may know: with whom, when, and whether the door is open. Nothing of the chart."""

    guest_id: UUID
    visit_id: UUID
    name: str
    role: GuestRole
    language: str
    state: Literal["waiting", "open", "on_hold"]
    starts_at: datetime
    expires_at: datetime
    clinician: str
    patient: str
    """The given name only."""
    hospital: str
    recording: GuestRecordingOut | None
    transcript: GuestTranscriptOut | None
