"""What second factors announce."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class LetterWritten(Fact):
    """An e-mail about an account waits to be sent."""

    letter_id: UUID


class SmsCodeWritten(Fact):
    """A code waits to be sent by text message."""

    code_id: UUID
    user_id: UUID

    @property
    def key(self) -> str:
        return f"sms_code:{self.user_id}"
