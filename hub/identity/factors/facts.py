"""What second factors announce."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class LetterWritten(Fact):
    """An e-mail about an account waits to be sent."""

    letter_id: UUID
