"""The forms of the video visit, one per task."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from workflows.processes.shared_forms import Form, Insurance, Pay


class Address(Form):
    """Where you live."""

    line: str = Field("", title="Street and number", max_length=120)
    city: str = Field("", title="City", max_length=120)
    state: str = Field("", title="State", max_length=120)
    postal_code: str = Field("", title="Postal code", max_length=120)
    country: str = Field("US", title="Country", pattern=r"^[A-Z]{2}$")


class ConfirmDetails(Form):
    """Please check how we can reach you."""

    email: str | None = Field(None, title="E-mail", max_length=254)
    phone: str | None = Field(None, title="Phone", max_length=40)
    language: str | None = Field(None, title="Language", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    address: Address | None = Field(None, title="Address")
    emergency_name: str | None = Field(None, title="Emergency contact", max_length=120)
    emergency_phone: str | None = Field(None, title="Their phone", max_length=40)
    confirmed: Literal[True] = Field(title="My details are right")


class Consent(Form):
    """Consent to a video visit."""

    telehealth: Literal[True] = Field(title="I agree to be seen by video")
    signature: str = Field(title="Your name, as a signature", min_length=1, max_length=200)


class Intake(Form):
    """A few questions, so that your clinician is prepared."""

    reason: str = Field(title="What is it about?", min_length=1, max_length=2000)
    since: str = Field("", title="Since when?", max_length=200)
    pain: int | None = Field(None, title="Pain, from 0 to 10", ge=0, le=10)
    allergies: str = Field("", title="Allergies", max_length=1000)
    medicines: str = Field("", title="Medicines you take", max_length=2000)


class DeviceCheck(Form):
    """Does your camera and microphone work?"""

    camera: Literal["ok", "none", "denied", "skipped"] = Field(title="Camera")
    microphone: Literal["ok", "silent", "none", "denied", "skipped"] = Field(title="Microphone")
    speaker: Literal["ok", "not_heard", "skipped"] = Field(title="Loudspeaker")
    network: str = Field("unknown", title="Connection", max_length=40)


class Consultation(Form):
    """The signed note of the visit; its text and the services stay in the chart."""

    note_id: UUID = Field(title="Note")
    note_version: int | None = Field(None, title="Version that was read", ge=1)


FORMS: dict[str, type[BaseModel]] = {
    "confirm_details": ConfirmDetails,
    "insurance": Insurance,
    "consent": Consent,
    "intake": Intake,
    "device_check": DeviceCheck,
    "consultation": Consultation,
    "pay": Pay,
}
