"""What crosses HTTP at patients."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr

from hub.core.actor import Actor
from hub.core.errors import Invalid
from hub.core.http import Body, Out
from hub.core.phones import phone_of
from hub.patients.likeness import Person
from hub.patients.models import (
    ConsentKind,
    IdentifierKind,
    Kinship,
    Patient,
    RelationKind,
    Sex,
    SignatureKind,
)
from hub.patients.names import key_value


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


Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Number = Annotated[str, AfterValidator(_printable), Field(max_length=60)]
Answer = Annotated[str, Field(max_length=1000)] | int | float | bool | None
Answers = Annotated[dict[Code, Answer], Field(max_length=60)]


class NewPatient(Body):
    """Reception registers a patient. With `mother_id` a newborn: what is left empty is taken from the mother."""

    given: Name
    family: Name
    birth_date: date
    sex: Sex
    email: str = Field("", max_length=254)
    phone: Phone = ""
    language: Language = "en"
    address: Address = Address()
    preferred_name: Line = ""
    pronouns: Annotated[str, AfterValidator(_printable), Field(max_length=40)] = ""
    other_languages: list[Language] = Field([], max_length=10)
    interpreter: bool = False
    birth_estimated: bool = False
    confidential: bool = False
    extra: Answers = Field({})
    identifiers: dict[Code, Number] = Field({}, max_length=10)
    """Kind of number -> number; '' where the hospital gives them out."""
    mother_id: UUID | None = None


class UnknownPatient(Body):
    """Somebody who cannot say who he is."""

    sex: Sex
    age: int | None = Field(None, ge=0, le=120)
    note: Line = ""
    """What one can call him by meanwhile: 'blue jacket, bay 3'."""


class Alike(Body):
    """What has been typed so far."""

    given: str = Field("", max_length=100)
    family: str = Field("", max_length=100)
    birth_date: date | None = None
    phone: Phone = ""
    email: str = Field("", max_length=254)
    sex: Sex | None = None
    system: Annotated[str, Field(max_length=40)] = ""
    identifier: Number = ""
    """A number of the kind `system`."""

    def person(self) -> Person:
        """What is known so far; a phone number that is not finished counts as none."""
        try:
            phone = phone_of(self.phone)
        except Invalid:
            phone = ""
        numbers = (
            {(self.system, key_value("identifier", self.identifier))} if self.system and self.identifier else set()
        )
        return Person(
            given=self.given, family=self.family, birth_date=self.birth_date, sex=self.sex or "", phone=phone,
            email=self.email, identifiers=frozenset(numbers),
        )  # fmt: skip


class ChangeContact(Body):
    """What a patient may change about himself; names and dates are reception's."""

    version: int | None = None
    email: str | None = Field(None, max_length=254)
    phone: Phone | None = None
    language: Language | None = None
    address: Address | None = None
    emergency_name: Line | None = None
    emergency_phone: Phone | None = None
    preferred_name: Line | None = None
    pronouns: Annotated[str, AfterValidator(_printable), Field(max_length=40)] | None = None
    other_languages: list[Language] | None = Field(None, max_length=10)
    interpreter: bool | None = None

    def changes(self) -> dict[str, Any]:
        """What was sent, and only that."""
        return self.model_dump(exclude_unset=True, exclude_none=True)


class ChangePatient(ChangeContact):
    """What reception may correct."""

    given: Name | None = None
    family: Name | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    birth_estimated: bool | None = None
    confidential: bool | None = None
    unidentified: bool | None = None
    deceased: bool | None = None
    deceased_on: date | None = None
    extra: Answers | None = None


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
    preferred_name: str = ""
    birth_estimated: bool = False
    unidentified: bool = False
    confidential: bool = False
    """Lists show initials only."""
    deceased: bool = False
    merged_into_id: UUID | None = None
    has_photo: bool = False
    similar: bool = False
    """Found although it is not spelt as typed."""

    @classmethod
    def seen(cls, row: Patient, actor: Actor, *, similar: bool = False) -> PatientRow:
        """A line of a list; a confidential patient shows initials to whoever does not take care of patients."""
        shown = {"similar": similar, "has_photo": row.photo_id is not None}
        line = cls.model_validate(row).model_copy(update=shown)
        if not row.confidential or actor.practitioner_id is not None or actor.patient_id == row.id:
            return line
        given, family = (f"{part[0]}." if part else "" for part in (row.given, row.family))
        hidden = {"given": given, "family": family, "phone": "", "email": "", "preferred_name": "", "has_photo": False}
        return line.model_copy(update=hidden)


class PatientDetails(PatientRow):
    address: dict[str, Any]
    language: str
    emergency_name: str
    emergency_phone: str
    pronouns: str
    other_languages: list[str]
    interpreter: bool
    deceased_on: date | None
    extra: dict[str, Any]
    details_confirmed_at: datetime | None
    has_account: bool
    created_at: datetime
    version: int

    @classmethod
    def of(cls, row: Patient) -> PatientDetails:
        made = {"has_account": row.user_id is not None, "has_photo": row.photo_id is not None, "similar": False}
        return cls(**{name: getattr(row, name) for name in cls.model_fields if name not in made}, **made)


class ConsentOut(Out):
    id: UUID
    kind: ConsentKind
    text_version: str
    signature: str
    signed: SignatureKind
    strokes: list[list[int]] | None
    document_id: UUID | None
    """The paper of a drawn signature, once it is made."""
    language: str
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


class IdentifierOut(Out):
    id: UUID
    system: str
    name: str
    kind: IdentifierKind
    value: str


class RelativeOut(Out):
    """A contact as this patient sees it; with `patient_id` he is a patient here, too."""

    id: UUID
    kinship: Kinship
    name: str
    phone: str
    email: str
    emergency: bool
    next_of_kin: bool
    note: str
    patient_id: UUID | None
    number: str
    own: bool
    """Entered at this patient: only then it can be corrected here."""


class PatientPage(Out):
    """A patient with all that belongs to the person: numbers, contacts, consents and care team."""

    patient: PatientDetails
    identifiers: list[IdentifierOut]
    relatives: list[RelativeOut]
    consents: list[ConsentOut]
    care: list[CareOut]


class LikenessReasonOut(Out):
    what: str
    how: str
    points: int


class AlikeOut(Out):
    patient: PatientRow
    score: int
    """0 to 100."""
    likely: bool
    reasons: list[LikenessReasonOut]


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


class AddRelative(Body):
    kinship: Kinship
    name: Line = ""
    phone: Phone = ""
    email: str = Field("", max_length=254)
    emergency: bool = False
    next_of_kin: bool = False
    note: Annotated[str, Field(max_length=500)] = ""


class AddRelatedPatient(AddRelative):
    """At the desk: the contact may be another patient."""

    relative_id: UUID | None = None


class NotDuplicateOf(Body):
    other_id: UUID
