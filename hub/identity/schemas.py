"""What crosses HTTP at identity."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, SecretStr

from hub.core.http import Body, Out

Password = SecretStr
Role = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
"""A built-in or custom role that can be given by hand; `patient` comes with registration."""


class SignIn(Body):
    email: str = Field(max_length=254)
    password: Password = Field(max_length=256)


class Setup(Body):
    """The first administrator of a new installation."""

    code: str = Field(max_length=200)
    email: str = Field(max_length=254)
    name: str = Field(min_length=1, max_length=120)
    password: Password = Field(max_length=256)


class AccountOut(Out):
    id: UUID
    name: str
    email: str
    roles: list[str]
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None
    must_change_password: bool = False
    must_enrol: bool = False
    """A second factor has to be set up before anything else."""
    email_verified: bool = True


class ViewingOut(Out):
    """Whose screens are being looked at."""

    user_id: UUID
    name: str
    roles: list[str]


class HouseOut(Out):
    """The facility: every time is shown in its zone, every price in its currency."""

    name: str = "Wardline"
    zone: str = "UTC"
    currency: str = "USD"


class StreamOut(Out):
    """Where the stream of facts stood when this was read."""

    epoch: str
    position: int


class SessionOut(Out):
    """Who is signed in here and what they may do."""

    id: UUID
    user: AccountOut
    permissions: list[str]
    csrf: str
    facility: HouseOut
    demo: bool
    idle_seconds: int
    """The session ends after so many seconds in which its person does nothing."""
    expires_at: datetime
    stream: StreamOut
    viewing: ViewingOut | None = None
    shelf_key: str
    """32 bytes in base64: seals what this person has typed and could not send, on whatever device it was typed."""
    acting_for: UUID | None = None
    """The patient for whom this person acts in this tab; `permissions` are what the grant opens."""


class Prove(Body):
    """Proof that it is still you: the password, a passkey with its ticket, or the code of a text message."""

    password: Password | None = Field(default=None, max_length=256)
    ticket: str = Field("", max_length=100)
    credential: dict[str, Any] | None = None
    code: str = Field("", max_length=20)


class Printed(Body):
    """The address of the page, without its query."""

    path: str = Field(max_length=300, pattern=r"^/[^?#]*$")


class PersonHere(Out):
    """Somebody of the staff who signed in with this browser today."""

    name: str
    email: str


class PeopleHereOut(Out):
    items: list[PersonHere]


class DemoLogin(Out):
    """One of the demo hospital's logins, shown on the sign-in page of a demo."""

    email: str
    role: str
    name: str


class WelcomeOut(Out):
    """What the sign-in page needs to know before anybody is known."""

    facility: HouseOut
    demo: bool
    setup: bool
    """True until the first administrator has been made."""
    logins: list[DemoLogin]
    password: str
    """The demo's password, told only where the hub listens to this machine alone; else empty."""


class OpenSessionOut(Out):
    """One of one's own sessions."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ip: str
    user_agent: str
    this: bool
    method: str = "password"


class OpenSessionsOut(Out):
    items: list[OpenSessionOut]


class ChangePassword(Body):
    current: Password = Field(max_length=256)
    new: Password = Field(max_length=256)


class UserOut(Out):
    """An account as an administrator sees it."""

    id: UUID
    email: str
    name: str
    roles: list[str]
    status: Literal["active", "disabled"]
    patient_id: UUID | None
    practitioner_id: UUID | None
    created_at: datetime
    last_seen_at: datetime | None
    demo: bool


class FurtherDepartment(Body):
    """A department beside the home: for good, or lent until then; `away`: without the grants of home meanwhile."""

    department_id: UUID
    until: AwareDatetime | None = None
    away: bool = False


class AssignDepartments(Body):
    home: UUID | None = None
    further: list[FurtherDepartment] = Field([], max_length=20)


class DepartmentsOfUser(Out):
    """Where somebody works now. `by_post`: the home comes with the clinician's post."""

    home: UUID | None
    further: list[FurtherDepartment]
    by_post: bool


class UserPage(Out):
    user: UserOut
    sessions: list[OpenSessionOut]
    departments: DepartmentsOfUser


class UsersQuery(Body):
    search: str = Field("", max_length=100)
    role: str = Field("", max_length=60)
    after: str = Field("", max_length=400)
    limit: int = Field(50, ge=1, le=100)


class CreateUser(Body):
    """An account of somebody who is not a clinician; clinicians are made with POST /practitioners."""

    email: str = Field(max_length=254)
    name: str = Field(min_length=1, max_length=120)
    roles: list[Role] = Field(min_length=1, max_length=10)
    invite: bool = False
    """Send a link under which the person chooses a password, instead of telling one."""


class CorrectUser(Body):
    """What was typed wrong or has changed: the name shown, the address to sign in with. What is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    email: str | None = Field(None, max_length=254)


class SetRoles(Body):
    roles: list[Role] = Field(min_length=1, max_length=10)


class CreatedUser(Out):
    """`password` is shown this once; it must be changed at the first sign-in."""

    user: UserOut
    password: str


class NewPassword(Out):
    """Shown this once; it must be changed at the next sign-in."""

    password: str
