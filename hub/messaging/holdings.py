"""What belongs to a patient here."""

from __future__ import annotations

from hub.patients.belongings import belongs

belongs(
    "message_thread", title="Messages",
    children=(("message", "thread_id"), ("message_file", "thread_id"), ("thread_member", "thread_id")),
)  # fmt: skip
