"""What crosses HTTP of the clinical record."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from hub.core.http import Body, Out
from hub.encounters.meeting_schemas import TriageOut
from hub.encounters.prescription_schemas import PrescriptionOut
from hub.encounters.record_schemas import AllergyOut, CodeOut, ProblemRowOut
from hub.encounters.vital_schemas import RangeOut, VitalSetOut

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Prose = Annotated[str, StringConstraints(max_length=20_000, strip_whitespace=False)]
Why = Annotated[str, StringConstraints(min_length=3, max_length=1000)]


class Sections(Body):
    """The words of a note. Nothing is stripped: what is typed is what is kept."""

    reason: Prose = ""
    history: Prose = ""
    examination: Prose = ""
    assessment: Prose = ""
    plan: Prose = ""
    advice: Prose = ""


class SaveNote(Body):
    """Autosave: the whole note and the version that was read."""

    version: int = Field(ge=1)
    sections: Sections


class CopiedOut(Out):
    """A passage that stands as an earlier note of this patient said it."""

    section: str
    text: str
    encounter_id: UUID
    at: datetime
    by_name: str


class NoteOut(Out):
    """The note as it stands."""

    id: UUID
    version: int
    status: str
    sections: dict[str, str]
    saved_at: datetime
    saved_by_name: str
    error_reason: str
    copied: list[CopiedOut]


class NoteVersionOut(Out):
    """A signed version or an addendum, word by word."""

    id: UUID
    number: int
    kind: str
    content: dict[str, Any]
    author_name: str
    at: datetime


class AddAddendum(Body):
    """What has to be added to a signed note."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class GiveReason(Body):
    """Why."""

    reason: Why


class AddDiagnosis(Body):
    """A billable ICD-10-CM code; the first one is the main diagnosis."""

    code: Annotated[str, StringConstraints(min_length=3, max_length=8)]


class DiagnosisOut(Out):
    """A diagnosis of the encounter."""

    id: UUID
    code: str
    display: str
    rank: int


class DiagnosesOut(Out):
    """All diagnoses of the encounter, the main one first."""

    items: list[DiagnosisOut]

    @classmethod
    def of(cls, rows: list[Any]) -> Self:
        return cls(items=[DiagnosisOut.model_validate(row) for row in rows])


class AddService(Body):
    """A service of the catalogue and how many times."""

    code: Line
    units: int = Field(1, ge=1, le=999)


class ServiceOut(Out):
    """A service rendered."""

    id: UUID
    code: str
    display: str
    units: int


class ServiceDefinitionOut(Out):
    """A service that can be rendered."""

    code: str
    system: str
    display: str
    unit: str
    virtual: bool
    priced: bool = True
    """Whether it has a price today: what it charges cannot be billed without one."""


ServiceUnit = Literal["1", "15.min", "30.min", "min", "h", "d"]
"""What is counted, as UCUM writes it; 1 = each."""


class NewService(Body):
    """A service of the hospital's own. The shape of its code says who knows it: `rules.system_of`."""

    code: str = Field(min_length=2, max_length=20)
    display: str = Field(min_length=2, max_length=200)
    unit: ServiceUnit = "1"
    virtual: bool = False


class ChangeService(Body):
    """What is left out stays."""

    display: str | None = Field(None, min_length=2, max_length=200)
    unit: ServiceUnit | None = None
    virtual: bool | None = None
    active: bool | None = None


class ServicesOut(Out):
    """The catalogue."""

    items: list[ServiceDefinitionOut]


class PatientBannerOut(Out):
    """Who this is: always on top of the chart."""

    id: UUID
    number: str
    name: str
    given: str
    family: str
    birth_date: date
    age_years: int
    sex: str
    language: str
    has_photo: bool


class EncounterOut(Out):
    """The meeting itself."""

    id: UUID
    patient_id: UUID
    practitioner_id: UUID
    practitioner_name: str
    appointment_id: UUID | None
    case_id: UUID | None
    kind: str
    status: str
    status_reason: str
    reason: str
    started_at: datetime | None
    ended_at: datetime | None


class PastEncounterOut(Out):
    """An earlier meeting in one line."""

    id: UUID
    appointment_id: UUID | None
    kind: str
    started_at: datetime | None
    practitioner_name: str
    reason: str
    diagnoses: list[CodeOut]


class VisitRowOut(PastEncounterOut):
    """A meeting of any time in one line."""

    status: str


class RecordOut(Out):
    """What the patient's page shows of the record; `allergies` is null when nobody has asked yet."""

    allergies: list[AllergyOut] | None
    problems: list[ProblemRowOut]
    encounters: list[VisitRowOut]
    restricted: bool


class IntakeOut(Out):
    """What the patient told us beforehand."""

    answers: dict[str, Any]
    recorded_at: datetime


class TakenMedicineOut(Out):
    """A medicine that the patient takes now: prescribed here, or told by him."""

    of: str  # prescription | home
    id: UUID
    medication: str
    how: str
    """As told; empty for a prescription, which has its own members."""
    dose_value: Decimal | None = None
    dose_unit: str = ""
    route: str = ""
    frequency: str = ""
    as_needed: bool = False
    duration_days: int | None = None
    quantity_value: Decimal | None = None
    quantity_unit: str = ""
    refills: int = 0
    instructions: str = ""
    max_per_day: Decimal | None = None
    substitution: bool = True
    """Like those before it, of a prescription: a renewal begins from them."""
    since: date | None
    encounter_id: UUID | None = None
    checked_at: datetime | None = None

    @field_validator("dose_value", "quantity_value", "max_per_day")
    @classmethod
    def plain(cls, value: Decimal | None) -> Decimal | None:
        """1, not 1.0."""
        return None if value is None else Decimal(f"{value.normalize():f}")


class CosignatureOut(Out):
    """A second signature that is asked for, or there."""

    id: UUID
    status: str
    status_at: datetime
    cosigner_id: UUID
    cosigner_name: str
    author_name: str
    remark: str


class ChartOut(Out):
    """Everything a clinician needs beside the patient, in one reply. `missing` is what the note still needs;
    `allergies` is null when nobody has asked yet."""

    encounter: EncounterOut
    patient: PatientBannerOut
    allergies: list[AllergyOut] | None
    problems: list[ProblemRowOut]
    intake: IntakeOut | None
    note: NoteOut
    versions: list[NoteVersionOut]
    diagnoses: list[DiagnosisOut]
    prescriptions: list[PrescriptionOut]
    services: list[ServiceOut]
    past: list[PastEncounterOut]
    medicines: list[TakenMedicineOut]
    vitals: list[VitalSetOut]
    """The latest eight sets, newest first."""
    ranges: list[RangeOut]
    cosignature: CosignatureOut | None
    triage: TriageOut | None
    prescribing: str
    """Of who looks: alone, countersigned (in force with the supervisor's signature), none."""
    missing: list[str]
    may_write: bool
    restricted: bool = False
    """Labels keep something of this patient's record from who reads this."""


class SummaryOut(Out):
    """What the patient takes home from a signed visit."""

    encounter_id: UUID
    at: datetime
    practitioner_name: str
    facility: str
    zone: str
    reason: str
    assessment: str
    plan: str
    advice: str
    diagnoses: list[CodeOut]
    prescriptions: list[PrescriptionOut]
    addenda: list[NoteVersionOut]


class SummarySearch(Body):
    """Signed visits, latest first."""

    after: str = Field("", max_length=200)
    limit: int = Field(20, ge=1, le=50)
