"""What crosses HTTP at documents, proxies, consents, merges, exports and imports of patients."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from hub.core.http import Body, Out
from hub.patients.filed import DocumentStatus, Folder, Visibility
from hub.patients.models import ConsentKind, Kinship, ProxyKind, ProxyStatus, SignatureKind
from hub.patients.schemas import Language, Line, _printable

Title = Annotated[str, AfterValidator(_printable), Field(min_length=1, max_length=160)]
BodySite = Annotated[str, AfterValidator(_printable), Field(max_length=80)]
"""What part of the body a photo shows, in words."""
Why = Annotated[str, Field(min_length=1, max_length=500)]
Identity = Literal["passport", "id_card", "driving_licence", "known"]
Right = Literal["details", "book", "record", "documents", "messages", "bills"]


class UploadDocument(Body):
    """Query of an upload; the body of the request is the file itself."""

    folder: Folder
    title: Title
    name: str = Field("", max_length=4200)
    """What the file is called on the person's computer."""
    visibility: Visibility = Visibility.staff
    dated: date | None = None


class UploadMyDocument(Body):
    folder: Literal[Folder.identity, Folder.insurance, Folder.correspondence, Folder.referral, Folder.other]
    title: Title
    name: str = Field("", max_length=4200)
    dated: date | None = None


class NewVersion(Body):
    name: str = Field("", max_length=4200)


class ChangeDocument(Body):
    folder: Folder | None = None
    title: Title | None = None
    body_site: BodySite | None = None
    visibility: Visibility | None = None
    dated: date | None = None

    def changes(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True, exclude_none=True)


class Because(Body):
    reason: Why


class VersionQuery(Body):
    version: int = Field(0, ge=0, le=10_000)
    """0: the one that counts."""


class DocumentVersionOut(Out):
    number: int
    name: str
    media_type: str
    size: int
    added_by_name: str
    created_at: datetime


class DocumentOut(Out):
    id: UUID
    folder: Folder
    title: str
    visibility: Visibility
    status: DocumentStatus
    by_patient: bool
    dated: date | None
    encounter_id: UUID | None
    body_site: str
    reason: str
    latest: DocumentVersionOut
    created_at: datetime


class DocumentsOut(Out):
    """`restricted`: labels keep a document from who reads this."""

    items: list[DocumentOut]
    restricted: bool


class DocumentVersionsOut(Out):
    items: list[DocumentVersionOut]


class _Proxy(Body):
    kinship: Kinship = Kinship.other
    rights: list[Right] = Field(min_length=1, max_length=6)
    ends_on: date | None = None


class InviteProxy(_Proxy):
    """The patient asks somebody to act for him."""

    email: str = Field(min_length=3, max_length=254)


class GiveProxy(_Proxy):
    """The desk gives rights to a person who has an account as a patient."""

    kind: Literal[ProxyKind.parent, ProxyKind.paper]
    proxy_patient_id: UUID
    identity: Identity
    """What proved at the desk who the person is."""
    starts_on: date | None = None
    paper: Line = ""


class ProxyOut(Out):
    id: UUID
    kind: ProxyKind
    kinship: Kinship
    name: str
    email: str
    rights: list[str]
    rights_today: list[str]
    """What of them counts now: period, age and status decide."""
    starts_on: date
    ends_on: date | None
    paper: str
    identity: str
    status: ProxyStatus
    created_at: datetime


class ProxiesOut(Out):
    items: list[ProxyOut]


class RepresentedOut(Out):
    """Somebody for whom one acts."""

    proxy_id: UUID
    patient_id: UUID
    name: str
    birth_date: date
    kind: ProxyKind
    rights: list[str]
    ends_on: date | None


class InvitationOut(Out):
    proxy_id: UUID
    name: str
    rights: list[str]
    ends_on: date | None


class FamilyOut(Out):
    """For whom one acts, who acts for oneself, and who asks."""

    acts_for: list[RepresentedOut]
    acted_for_by: list[ProxyOut]
    invitations: list[InvitationOut]
    own: UUID | None
    """Oneself, when one is a patient, too."""


class AgesOut(Out):
    teen: int
    adult: int


class SetAges(Body):
    teen: int = Field(ge=0, le=30)
    adult: int = Field(ge=0, le=30)


class WordingOut(Out):
    kind: ConsentKind
    text_version: str
    language: str
    title: str
    body: str


class WordingsOut(Out):
    items: list[WordingOut]


class PublishWording(Body):
    kind: ConsentKind
    text_version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$")]
    language: Language
    title: Title
    body: Annotated[str, Field(min_length=20, max_length=20_000)]


Stroke = Annotated[list[int], Field(max_length=2000)]


class SignConsent(Body):
    """A signature: the typed name, and the strokes of a drawn one on a field of 1000 by 1000."""

    kind: ConsentKind
    signature: Line
    signed: SignatureKind = SignatureKind.typed
    strokes: Annotated[list[Stroke], Field(max_length=200)] | None = None
    language: Language | None = None


class WithdrawConsent(Body):
    reason: Annotated[str, Field(max_length=500)] = ""
