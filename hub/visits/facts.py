"""What visits announce."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class VisitChanged(Fact):
    """A visit's status, or who is in it, changed."""

    visit_id: UUID
    status: str
    practitioner_id: UUID
    clinician_id: UUID | None = None
    patient_id: UUID | None = None
    patient_user_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"visit:{self.visit_id}"

    def rooms(self) -> list[str]:
        rooms = [f"visit:{self.visit_id}", f"practitioner:{self.practitioner_id}"]
        if self.clinician_id not in (None, self.practitioner_id):
            rooms.append(f"practitioner:{self.clinician_id}")
        return [*rooms, *acting.rooms(self.patient_id, self.patient_user_id, "record")]


class VisitMessageSent(Fact):
    """Somebody wrote in the chat; the words are read over HTTP."""

    visit_id: UUID
    message_id: UUID
    side: str
    practitioner_id: UUID
    patient_id: UUID | None = None
    patient_user_id: UUID | None = None

    @property
    def key(self) -> str:
        return f"visit:{self.visit_id}"

    def rooms(self) -> list[str]:
        rooms = [f"visit:{self.visit_id}", f"practitioner:{self.practitioner_id}", "waiting"]
        return [*rooms, *acting.rooms(self.patient_id, self.patient_user_id, "record")]


class VisitFileChanged(Fact):
    """A file of the chat was taken back, or into the chart."""

    visit_id: UUID
    visit_file_id: UUID

    @property
    def key(self) -> str:
        return f"visit:{self.visit_id}"

    def rooms(self) -> list[str]:
        return [f"visit:{self.visit_id}"]


class VisitPhotoChanged(Fact):
    """The patient was asked for a photo, or that question is settled."""

    visit_id: UUID
    photo_id: UUID
    status: str

    @property
    def key(self) -> str:
        return f"visit:{self.visit_id}"

    def rooms(self) -> list[str]:
        return [f"visit:{self.visit_id}"]


class LineMoved(Fact):
    """Places and estimates of those who wait for this practitioner may have changed."""

    practitioner_id: UUID

    @property
    def key(self) -> str:
        return f"line:{self.practitioner_id}"

    def rooms(self) -> list[str]:
        return [f"line:{self.practitioner_id}", "waiting"]


class GuestLetterWritten(Fact):
    """A guest's link waits to be sent; only the sender may read it."""

    letter_id: UUID

    @property
    def key(self) -> str:
        return f"guest_letter:{self.letter_id}"


class GuestChanged(Fact):
    """A third person was invited, came, left, or may come no more."""

    visit_id: UUID
    guest_id: UUID
    revoked: bool = False

    @property
    def key(self) -> str:
        return f"visit:{self.visit_id}"

    def rooms(self) -> list[str]:
        return [f"visit:{self.visit_id}"]
