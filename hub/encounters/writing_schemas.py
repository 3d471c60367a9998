"""What crosses HTTP of templates, phrases, order sets, second signatures and code sets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from hub.core.http import Body, Out
from hub.encounters.analytes import analytes
from hub.encounters.diagnostic_schemas import Loinc
from hub.encounters.prescription_schemas import Prescribe, PrescribedOut
from hub.encounters.schemas import (
    DiagnosisOut,
    Sections,
    ServiceOut,
)
from hub.encounters.statuses import Prescribing

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Short = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,29}$")]


class SaveTemplate(Body):
    """Words that a note may begin with; `shared` ones are the hospital's."""

    name: Name
    sections: Sections
    shared: bool = False


class NoteTemplateOut(Out):
    """A note template."""

    id: UUID
    name: str
    sections: dict[str, str]
    shared: bool


class SavePhrase(Body):
    """`.short` grows into these words while typing."""

    short: Short
    words: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    shared: bool = False


class PhraseOut(Out):
    """A phrase; one's own comes before the hospital's of the same word."""

    id: UUID
    short: str
    words: str
    shared: bool


class WritingOut(Out):
    """What helps this person to write."""

    templates: list[NoteTemplateOut]
    phrases: list[PhraseOut]


class DiagnosisItem(Body):
    """A diagnosis."""

    kind: Literal["diagnosis"]
    code: Annotated[str, StringConstraints(min_length=3, max_length=8)]
    display: Annotated[str, StringConstraints(max_length=300)] = ""


class PrescriptionItem(Body):
    """A prescription."""

    kind: Literal["prescription"]
    prescription: Prescribe


class ServiceItem(Body):
    """A service."""

    kind: Literal["service"]
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    units: int = Field(1, ge=1, le=999)
    display: Annotated[str, StringConstraints(max_length=300)] = ""


class ReferralItem(Body):
    """A referral."""

    kind: Literal["referral"]
    specialty: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    question: Annotated[str, StringConstraints(min_length=3, max_length=4000)]
    urgent: bool = False


class LaboratoryItem(Body):
    """An order for the laboratory."""

    kind: Literal["laboratory"]
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    tests: list[Loinc] = Field(default=[], max_length=40)
    specimen: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "Blood"
    priority: Literal["routine", "urgent", "asap", "stat"] = "routine"

    @field_validator("tests")
    @classmethod
    def known(cls, value: list[str]) -> list[str]:
        if len(set(value)) != len(value) or not set(value) <= analytes().keys():
            raise ValueError("name each test once, by a code that the laboratory's table knows")
        return value


class WordsItem(Body):
    """Words for the note; the screen puts them where the writer is."""

    kind: Literal["words"]
    section: Literal["history", "examination", "assessment", "plan", "advice"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


Item = Annotated[
    DiagnosisItem | PrescriptionItem | ServiceItem | ReferralItem | LaboratoryItem | WordsItem,
    Field(discriminator="kind"),
]


class SaveOrderSet(Body):
    """What belongs together for one reason."""

    name: Name
    about: Annotated[str, StringConstraints(max_length=500)] = ""
    items: list[Item] = Field(min_length=1, max_length=40)
    version: int | None = Field(None, ge=1)


class OrderSetOut(Out):
    """An order set."""

    id: UUID
    name: str
    about: str
    items: list[Item]
    version: int


class OrderSetsOut(Out):
    """All of them."""

    items: list[OrderSetOut]


class ApplyOrderSet(Body):
    """What the clinician left standing after looking at it; all of it is carried out, or none."""

    items: list[Item] = Field(min_length=1, max_length=40)
    override_reason: Annotated[str, StringConstraints(max_length=500)] = ""


class AppliedOut(Out):
    """What came of it."""

    diagnoses: list[DiagnosisOut]
    services: list[ServiceOut]
    prescriptions: list[PrescribedOut]
    referrals: int
    laboratory: int


class AskCosign(Body):
    """Who is to sign beside the author."""

    cosigner_id: UUID
    remark: Annotated[str, StringConstraints(max_length=1000)] = ""


class SetSupervision(Body):
    """Who signs beside this clinician, until when; nobody = no longer supervised."""

    supervisor_id: UUID | None
    until: date | None = None
    prescribing: Prescribing = Prescribing.alone


class SupervisionOut(Out):
    """Who is supervised by whom, whether prescriptions need the supervisor, and how many notes wait for him."""

    practitioner_id: UUID
    practitioner_name: str = ""
    supervisor_id: UUID | None
    supervisor_name: str = ""
    until: date | None
    prescribing: str
    waiting: int = 0


class SupervisionsOut(Out):
    """All of them."""

    items: list[SupervisionOut]


class CosignRowOut(Out):
    """A note that waits for a second signature, or came back; `task_id` is where it is signed."""

    id: UUID
    status: str
    asked_at: datetime
    encounter_id: UUID
    patient_name: str
    patient_number: str
    author_name: str
    cosigner_name: str
    mine: bool
    """It is I who am asked."""
    remark: str
    prescriptions: int
    """That come into force with the signature."""
    task_id: UUID | None


class CosignQueueOut(Out):
    """What I am asked to sign, and what of mine waits; the oldest first."""

    items: list[CosignRowOut]


class ImportCodes(Body):
    """A code set as text: a CSV with a head (code, display, and if there are valid_from, valid_until, billable), or the
    pipe-separated rows of an RXNCONSO.RRF file. `system` icd10cm brings a new edition of the diagnoses themselves."""

    system: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    edition: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    notice: Annotated[str, StringConstraints(max_length=2000)] = ""
    valid_from: date
    format: Literal["csv", "rrf"] = "csv"
    content: Annotated[str, StringConstraints(min_length=1, max_length=30_000_000)]
    dry_run: bool = True


class ImportedOut(Out):
    """What was read, or would be; `problems` name the first wrong lines, and with any of them nothing is kept."""

    codes: int
    added: int
    ended: int
    problems: list[str]
    kept: bool


class CodeSystemOut(Out):
    """A code set that was brought."""

    id: UUID
    system: str
    title: str
    edition: str
    notice: str
    valid_from: date
    codes: int
    by_name: str
    created_at: datetime


class CodeSystemsOut(Out):
    """All of them."""

    items: list[CodeSystemOut]


class BroughtSearch(Body):
    """Codes of a set that was brought."""

    system: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]
    search: Annotated[str, StringConstraints(min_length=2, max_length=100)]
    on: date | None = None
    limit: int = Field(20, ge=1, le=50)
