"""The form of a message that became a task: nothing but that it is done."""

from __future__ import annotations

from pydantic import BaseModel

from workflows.processes.shared_forms import Form


class FollowUp(Form):
    """Answer in the conversation, or do what it asks for; then mark it as done."""


FORMS: dict[str, type[BaseModel]] = {"follow_up": FollowUp}
