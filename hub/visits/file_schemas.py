"""What crosses HTTP about files of the chat and photos taken in the call."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out
from hub.patients.file_schemas import BodySite, Title
from hub.patients.filed import Folder, Visibility
from hub.visits.models import PhotoStatus


class SendFile(Body):
    """What the file is called on the person's device; the body of the request is the file itself."""

    name: str = Field(default="", max_length=4200)


class FileIntoChart(Body):
    """What the document is called, where it lies, what part of the body it shows, and who reads it."""

    title: Title
    folder: Folder = Folder.other
    body_site: BodySite = ""
    visibility: Visibility = Visibility.patient


class VisitFileOut(Out):
    """A file of the chat; there is nothing left to read of one that was removed."""

    id: UUID
    name: str
    media_type: str
    size: int
    photo: bool
    """Taken in the call, at the clinician's wish."""
    filed: bool
    removed: bool


class AskPhoto(Body):
    """What the photo should show, in words to the patient; may be empty."""

    wanted: str = Field(default="", max_length=200, pattern=r"^[^\x00-\x1f]*$")


class RefusePhoto(Body):
    """Whether the patient would rather not, or has no camera to take one."""

    reason: Literal["no", "no_camera"]


class PhotoOut(Out):
    id: UUID
    status: PhotoStatus
    status_at: datetime
    asked_by_name: str
    wanted: str
    reason: str


class PhotosOut(Out):
    """Questions for photos, the newest first."""

    items: list[PhotoOut]
