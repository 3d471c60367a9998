"""What the route matrix needs to call a route: an object of patient `world.patient` for each path value, and a body.

    @sample("appointment_id")
    async def appointment(db: Db, world: World) -> UUID: ...       # an appointment of that patient, made once

    BODIES["PATCH /api/patients/<uuid:patient_id>"] = {"phone": "+1 212 555 0142"}

A route that takes `data` and names an object needs a body that is good enough to reach the object. The clinician
`world.practitioner` takes care of the patient, the doctor and the nurse called Stranger do not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from hub.core.db import Db
from hub.patients.models import Patient
from hub.staff.models import Practitioner


@dataclass
class World:
    """The people of the matrix."""

    patient: Patient
    practitioner: Practitioner
    nurse: Practitioner
    users: dict[str, UUID]
    """role -> account; `patient` is the patient's own, `doctor` and `nurse` are those who take care of him."""


Sample = Callable[[Db, World], Awaitable[UUID | str]]
SAMPLES: dict[str, Sample] = {}
BODIES: dict[str, Any] = {}
QUERIES: dict[str, dict[str, str]] = {}


def sample(parameter: str) -> Callable[[Sample], Sample]:
    """Register how an object behind the path value `parameter` is made."""

    def register(make: Sample) -> Sample:
        SAMPLES[parameter] = make
        return make

    return register


def load() -> None:
    """Import every tests/architecture/samples_<module>.py."""
    for path in sorted(Path(__file__).parent.glob("samples_*.py")):
        import_module(f"tests.architecture.{path.stem}")
