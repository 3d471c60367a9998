"""The forms of the visit at the clinic, one per task."""

from __future__ import annotations

from pydantic import BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form, Insurance, Pay
from workflows.processes.visit.forms import ConfirmDetails, Consultation, Intake


class Vitals(Form):
    """What the nurse measures before the clinician comes. Leave out what is not measured."""

    systolic: int | None = Field(None, title="Upper blood pressure (mm[Hg])", ge=30, le=300)
    diastolic: int | None = Field(None, title="Lower blood pressure (mm[Hg])", ge=10, le=200)
    heart_rate: int | None = Field(None, title="Pulse (/min)", ge=10, le=300)
    respiratory_rate: int | None = Field(None, title="Breaths (/min)", ge=2, le=100)
    temperature: float | None = Field(None, title="Temperature (Cel)", ge=25, le=45)
    oxygen_saturation: int | None = Field(None, title="Oxygen saturation (%)", ge=30, le=100)
    weight: float | None = Field(None, title="Weight (kg)", ge=0.2, le=500)
    height: float | None = Field(None, title="Height (cm)", ge=20, le=260)
    not_measured: str = Field("", title="Why nothing was measured", max_length=300)

    @model_validator(mode="after")
    def _something(self) -> Vitals:
        given = self.model_dump(exclude={"not_measured"}, exclude_none=True)
        if not given and len(self.not_measured) < 3:
            raise ValueError("give a value, or say why nothing was measured")
        if (self.systolic is None) != (self.diastolic is None):
            raise ValueError("a blood pressure has two numbers")
        if self.systolic is not None and self.diastolic is not None and self.diastolic >= self.systolic:
            raise ValueError("the lower pressure must be below the upper one")
        return self


class CheckOut(Form):
    """Before the patient goes home."""

    follow_up_booked: bool = Field(False, title="The next visit is booked, or none is needed")
    papers_given: bool = Field(False, title="Letters, prescriptions and certificates are handed over")
    remark: str = Field("", title="Remark for the billing office", max_length=300)


FORMS: dict[str, type[BaseModel]] = {
    "confirm_details": ConfirmDetails,
    "intake": Intake,
    "insurance": Insurance,
    "vitals": Vitals,
    "consultation": Consultation,
    "checkout": CheckOut,
    "pay": Pay,
}
