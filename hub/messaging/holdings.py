"""What belongs to a patient here."""

from __future__ import annotations

from hub.patients.belongings import belongs

belongs(
    "message_thread", title="Messages",
    children=(("message", "thread_id"), ("message_file", "thread_id"), ("thread_member", "thread_id")),
)  # fmt: skip

# What was sealed for one record is sealed for the other when they become one: its export and its shredding reach it.
for _table in ("message_thread", "message", "message_file", "message_translation"):
    belongs(_table, column="key_owner", title="Messages", export=False, because="exported with the conversation")
