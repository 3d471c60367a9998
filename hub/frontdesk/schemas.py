"""What crosses HTTP at the front desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out
from hub.frontdesk.models import CardSide, ScreenKind, TicketStatus
from hub.scheduling.schemas import AppointmentPerson, ClinicianOut

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class EstimateOut(Out):
    """Minutes to wait: people ahead x pace / points. `basis`: pace of today, of the fortnight, or the usual one."""

    minutes: int
    ahead: int
    points: int
    pace_minutes: float
    basis: str
    served: int


class TicketOut(Out):
    """A number in a queue, without a name."""

    id: UUID
    code: str
    category: str
    status: TicketStatus
    status_at: datetime
    created_at: datetime
    due_at: datetime
    point: str | None = None
    calls: int


class MyTicketOut(Out):
    """The patient's own number, and the code with which a kiosk knows him."""

    ticket: TicketOut | None
    estimate: EstimateOut | None
    check_in_code: str | None
    opens_at: datetime | None


class QueueRow(TicketOut):
    """A number as the desk sees it."""

    patient: AppointmentPerson | None = None
    clinician: str | None = None
    practitioner_id: UUID | None = None
    appointment_id: UUID | None = None
    service_point_id: UUID | None = None
    estimate: EstimateOut | None = None
    """In the list: how long somebody who waits still waits."""


class CategoryOut(Out):
    """A queue: how many wait, and how long it takes."""

    id: UUID
    code: str
    name: str
    priority: int
    active: bool
    waiting: int = 0
    estimate: EstimateOut | None = None


class PointOut(Out):
    """A desk or room that calls people."""

    id: UUID
    name: str
    categories: list[str]
    practitioner_id: UUID | None
    active: bool


class QueueOut(Out):
    """The queues of today: those who wait in the order in which they are called, then those who are served."""

    zone: str
    categories: list[CategoryOut]
    points: list[PointOut]
    tickets: list[QueueRow]


class TakeNumber(Body):
    """Somebody takes a number at the desk."""

    category: Code
    patient_id: UUID | None = None


class CallTicket(Body):
    """From where."""

    service_point_id: UUID


class ChangeTicket(Body):
    """What becomes of it."""

    status: Literal["serving", "skipped", "done", "left"]


class TransferTicket(Body):
    """To which queue, and to whom."""

    category: Code
    practitioner_id: UUID | None = None


class CategoryIn(Body):
    """A queue with its letter."""

    code: Code
    name: Title
    priority: int = Field(2, ge=1, le=9)
    active: bool = True


class PointIn(Body):
    """A desk or room."""

    name: Title
    categories: list[Code] = Field(min_length=1, max_length=26)
    practitioner_id: UUID | None = None
    active: bool = True


class ScreenIn(Body):
    """A display or a kiosk."""

    kind: ScreenKind
    name: Title


class ScreenOut(Out):
    """A screen in a public place."""

    id: UUID
    kind: ScreenKind
    name: str
    created_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None


class ScreenMade(Out):
    """The address that makes a browser this screen; shown this once."""

    screen: ScreenOut
    url: str


class ScreensOut(Out):
    """Screens by name."""

    items: list[ScreenOut]


class CalledOut(Out):
    """A number and where to go. `calls` grows when it is called again: say it again."""

    code: str
    point: str
    at: datetime
    calls: int
    fresh: bool


class QueueLineOut(Out):
    """How many wait and about how long."""

    code: str
    name: str
    waiting: int
    minutes: int


class DisplayOut(Out):
    """What a waiting room may see: numbers, no names."""

    facility: str
    zone: str
    now: datetime
    called: list[CalledOut]
    lines: list[QueueLineOut]


class FindMe(Body):
    """Date of birth, and the patient's number or the code on the phone."""

    birth_date: date
    key: str = Field(min_length=4, max_length=40)


class FoundRow(Out):
    """One appointment of today; no name of the patient."""

    appointment_id: UUID
    starts_at: datetime
    clinician: str
    here: bool


class FoundOut(Out):
    """What was found, and the token with which to go on within three minutes."""

    token: str
    zone: str
    items: list[FoundRow]


class KioskCheckIn(Body):
    """Which of them."""

    token: str = Field(max_length=120)
    appointment_id: UUID


class KioskOut(Out):
    """Where a kiosk stands: the facility, and the country by whose custom it asks for a date."""

    facility: str
    zone: str
    country: str


class KioskTicket(Out):
    """A number to wait for, and in which queue."""

    code: str
    queue: str
    at: datetime
    estimate: EstimateOut


class BoardSearch(Body):
    """Which day of the facility's calendar; default today."""

    day: date | None = None


class BoardTicket(Out):
    """Where somebody stands in the queue."""

    id: UUID
    code: str
    status: TicketStatus
    status_at: datetime
    point: str | None


class BoardRow(Out):
    """One appointment on the board; `stage` and since when: expected, waiting, called, with_clinician, done, missed."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    kind: str
    status: str
    booking: str
    booking_reason: str
    stage: str
    since: datetime
    confirmed: bool
    series: bool
    patient: AppointmentPerson
    ticket: BoardTicket | None
    resources: list[str]


class SpanOut(Out):
    """A stretch of time."""

    starts_at: datetime
    ends_at: datetime


class BoardColumn(Out):
    """A clinician's day: open hours and appointments in order."""

    clinician: ClinicianOut
    open: list[SpanOut]
    rows: list[BoardRow]
    overbooked: int = 0


class BoardOut(Out):
    """The whole day of everybody."""

    day: date
    zone: str
    facility: str
    overbook_cap: int
    """How many times a day one clinician may be booked twice at once."""
    columns: list[BoardColumn]


class CardSearch(Body):
    """Which side of the card."""

    side: CardSide


class CardOut(Out):
    """A photo of an insurance card."""

    id: UUID
    side: CardSide
    created_at: datetime
    size: int
    checked_at: datetime | None = None
    """When the desk compared it with the coverage on file."""


class CardsOut(Out):
    """The latest first."""

    items: list[CardOut]
