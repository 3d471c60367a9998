"""What crosses HTTP about people who work here: employment, credentials, privileges, leave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out
from hub.staff.record_models import CredentialKind, EmploymentKind, LeaveKind, LeaveStatus

Line = Annotated[str, Field(max_length=120)]
Named = Annotated[str, Field(min_length=1, max_length=120)]
Words = Annotated[str, Field(max_length=500)]
Days = Annotated[int, Field(ge=0, le=366)]


class _Change(Body):
    def changes(self) -> dict[str, Any]:
        """What was sent, and only that."""
        return self.model_dump(exclude_unset=True)


class NewEmployment(Body):
    """A stretch of work; both days included, no last day: it goes on."""

    department_id: UUID | None = None
    position: Named
    kind: EmploymentKind = EmploymentKind.full_time
    fte_percent: int = Field(100, ge=1, le=100)
    starts_on: date
    ends_on: date | None = None
    note: Words = ""


class ChangeEmployment(_Change):
    department_id: UUID | None = None
    position: Named = ""
    kind: EmploymentKind = EmploymentKind.full_time
    fte_percent: int = Field(100, ge=1, le=100)
    starts_on: date = date(2000, 1, 1)
    ends_on: date | None = None
    note: Words = ""


class EmploymentOut(Out):
    id: UUID
    department_id: UUID | None
    position: str
    kind: EmploymentKind
    fte_percent: int
    starts_on: date
    ends_on: date | None
    note: str


class NewCredential(Body):
    """A qualification or licence; a licence has a last day."""

    kind: CredentialKind
    name: Named
    number: Line = ""
    issuer: Line = ""
    issued_on: date | None = None
    expires_on: date | None = None


class ChangeCredential(_Change):
    name: Named = ""
    number: Line = ""
    issuer: Line = ""
    issued_on: date | None = None
    expires_on: date | None = None


class RenewCredential(Body):
    """What the new paper says."""

    number: Line = ""
    issued_on: date | None = None
    expires_on: date

    def values(self) -> dict[str, Any]:
        """An empty number keeps the old one."""
        return self.model_dump(exclude={"number"} if not self.number else set())


class CredentialOut(Out):
    """`days_left`: to its last day, negative when it has ended; None: it does not end, or was renewed."""

    id: UUID
    kind: CredentialKind
    name: str
    number: str
    issuer: str
    issued_on: date | None
    expires_on: date | None
    verified_at: datetime | None
    verified_by_name: str = ""
    renewed_by_id: UUID | None
    days_left: int | None = None


class NewPrivilege(Body):
    """`code`: one that the product knows (its name is given), or a name of the hospital's own."""

    code: Annotated[str, Field(max_length=40)] = ""
    name: Line = ""
    department_id: UUID | None = None
    starts_on: date
    ends_on: date | None = None


class RevokePrivilege(Body):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class PrivilegeOut(Out):
    id: UUID
    code: str
    name: str
    department_id: UUID | None
    starts_on: date
    ends_on: date | None
    granted_by_name: str = ""
    revoked_at: datetime | None
    reason: str
    holds: bool = False
    """Today."""


class LeaveBalanceOut(Out):
    """Working days of a kind this year: `used` counts what is asked for and approved."""

    kind: LeaveKind
    year: int
    days: int
    used: int


class StaffLeaveOut(Out):
    """Days away, both included. `shifts` and `on_call` stand in them; `practitioner_id`: bookings may, too."""

    id: UUID
    user_id: UUID
    name: str
    practitioner_id: UUID | None
    kind: LeaveKind
    starts_on: date
    ends_on: date
    working_days: int
    status: LeaveStatus
    status_at: datetime
    reason: str
    answer: str
    decided_by_name: str = ""
    shifts: int = 0
    on_call: int = 0


class StaffLeavesOut(Out):
    items: list[StaffLeaveOut]


class StaffRecordOut(Out):
    """Everything that is kept about somebody's work here."""

    user_id: UUID
    name: str
    email: str
    roles: list[str]
    department_id: UUID | None
    practitioner_id: UUID | None
    has_photo: bool
    languages: list[str]
    specialty_name: str
    npi: str
    employments: list[EmploymentOut]
    credentials: list[CredentialOut]
    privileges: list[PrivilegeOut]
    leave: list[StaffLeaveOut]
    balances: list[LeaveBalanceOut]
    known_privileges: dict[str, str]
    may_change: bool


class AskLeave(Body):
    """Ask for days away; `user_id`: for one of one's people."""

    user_id: UUID | None = None
    kind: LeaveKind
    starts_on: date
    ends_on: date
    reason: Words = ""


class DecideLeave(Body):
    """Approve or refuse; `release_duty`: shifts and turns on call in these days are taken away."""

    approve: bool
    answer: Words = ""
    release_duty: bool = False


class StaffLeaveQuery(Body):
    """`everything`: also what is decided and still to come."""

    everything: bool = False


class SetAllowance(Body):
    """Working days a year; None: nobody counts."""

    kind: LeaveKind
    year: int = Field(ge=2000, le=2999)
    days: Days | None


class EndingCredentialOut(Out):
    """A credential that ends soon or has ended, and whose it is."""

    user_id: UUID
    name: str
    credential: CredentialOut


class EndingCredentialsOut(Out):
    items: list[EndingCredentialOut]


class EndedLicenceOut(Out):
    practitioner_id: UUID
    ended_on: date


class EndedLicencesOut(Out):
    """Clinicians whose licence has ended; `blocks`: they cannot be booked."""

    items: list[EndedLicenceOut]
    blocks: bool
