"""Captions of a call: who sits in it says what is said, line by line; shown to the others, and stored nowhere.

A service that turns speech into text is a guest like any other: invited by a link, seen by name in the call, gone when
asked to leave. So nobody listens whom the people in the call do not see, and no speech goes to a browser's maker.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from pydantic import Field

from hub.core.errors import Forbidden, Invalid
from signaling import calls
from signaling.edge import message
from signaling.gate import Line

if TYPE_CHECKING:
    from signaling.server import Sockets

MOST = 300
"""Characters of a line: more cannot be read while it stands."""


class Caption(calls.AVisit):
    gen: int = Field(ge=1)
    line: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")
    """Made by the sender: the same line again replaces it, as words become sure."""
    speaker: str = Field(default="", max_length=48, pattern=r"^(patient|clinician|guest-[0-9a-f-]{36})?$")
    """Whose words they are; empty = the sender's own."""
    text: str = Field(min_length=1, max_length=MOST)


@message("call:caption", Caption, rate=5.0, burst=20.0)
async def caption(sockets: Sockets, line: Line, data: Caption) -> dict[str, Any]:
    """Show a line to the others in the call. 403 not_your_words: only a guest writes down what others say."""
    seat = calls.seated(sockets, line, data.visit_id, data.gen)
    if data.speaker not in ("", seat.participant) and not line.guest:
        raise Forbidden("Only a guest writes down what others say.", code="not_your_words")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in data.text):
        raise Invalid("A line holds words only.", code="bad_line")
    told = {"visit_id": str(seat.visit_id), "participant_id": seat.participant, "line": data.line,
            "speaker": data.speaker or seat.participant, "text": data.text}  # fmt: skip
    await sockets.io.emit("call:caption", told, room=seat.all, skip_sid=line.sid)
    return {}
