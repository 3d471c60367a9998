"""What crosses HTTP at patients."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr

from hub.core.http import Body, Out
from hub.patients.models import ConsentKind, Patient, RelationKind, Sex


def _printable(text: str) -> str:
    """Names may be of any script, but hold no control and no direction-changing characters."""
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\u200c\u200d" for c in text):
        raise ValueError("Please use letters only.")
    return text


Line = Annotated[str, AfterValidator(_printable), Field(max_length=120)]
Name = Annotated[str, AfterValidator(_printable), Field(min_length=1, max_length=100)]
Phone = Annotated[str, Field(max_length=40)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class Address(Body):
    line: Line = ""
    city: Line = ""
    state: Line = ""
    postal_code: Line = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"


class Register(Body):
    """Somebody registers as a patient and is signed in."""

    given: Name
    family: Name
    birth_date: date
    sex: Sex
    email: str = Field(max_length=254)
    phone: Phone = ""
    language: Language = "en"
    password: SecretStr = Field(max_length=256)


class NewPatient(Body):
    """Reception registers a patient."""

    given: Name
    family: Name
    birth_date: date
    sex: Sex
    email: str = Field("", max_length=254)
    phone: Phone = ""
    language: Language = "en"
    address: Address = Address()


class Alike(Body):
    """What has been typed so far."""

    given: str = Field("", max_length=100)
    family: str = Field("", max_length=100)
    birth_date: date | None = None
    phone: Phone = ""
    email: str = Field("", max_length=254)


class ChangeContact(Body):
    """What a patient may change about himself; names and dates are reception's."""

    version: int | None = None
    email: str | None = Field(None, max_length=254)
    phone: Phone | None = None
    language: Language | None = None
    address: Address | None = None
    emergency_name: Line | None = None
    emergency_phone: Phone | None = None

    def changes(self) -> dict[str, Any]:
        """What was sent, and only that."""
        return self.model_dump(exclude_unset=True, exclude_none=True)


class ChangePatient(ChangeContact):
    """What reception may correct."""

    given: Name | None = None
    family: Name | None = None
    birth_date: date | None = None
    sex: Sex | None = None


class PatientsQuery(Body):
    search: str = Field("", max_length=100)
    after: str = Field("", max_length=800)
    limit: int = Field(50, ge=1, le=100)


class PatientRow(Out):
    """One line of a list."""

    id: UUID
    number: str
    given: str
    family: str
    birth_date: date
    sex: Sex
    phone: str
    email: str
    demo: bool


class PatientDetails(PatientRow):
    address: dict[str, Any]
    language: str
    emergency_name: str
    emergency_phone: str
    details_confirmed_at: datetime | None
    has_account: bool
    created_at: datetime
    version: int

    @classmethod
    def of(cls, row: Patient) -> PatientDetails:
        values = {name: getattr(row, name) for name in cls.model_fields if name != "has_account"}
        return cls(**values, has_account=row.user_id is not None)


class ConsentOut(Out):
    id: UUID
    kind: ConsentKind
    text_version: str
    signature: str
    given_at: datetime
    withdrawn_at: datetime | None


class CareOut(Out):
    """Who takes care of the patient, and why."""

    id: UUID
    practitioner_id: UUID
    name: str
    kind: RelationKind
    since: datetime
    until: datetime | None
    manual: bool
    """Made by hand, so it can be ended by hand; the others end with their appointment or stay."""


class PatientPage(Out):
    """A patient with all that belongs to the person: consents and care team."""

    patient: PatientDetails
    consents: list[ConsentOut]
    care: list[CareOut]


class AlikeOut(Out):
    patient: PatientRow
    score: int


class AlikesOut(Out):
    items: list[AlikeOut]


class GiveConsent(Body):
    kind: ConsentKind
    signature: Line


class JoinCareTeam(Body):
    practitioner_id: UUID
    until: AwareDatetime | None = None


class InvitedOut(Out):
    """The first password, told this once; it must be changed at the first sign-in."""

    email: str
    password: str
