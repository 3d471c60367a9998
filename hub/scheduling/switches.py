"""What a hospital may switch on about its doctors' times."""

from __future__ import annotations

from hub.core.switches import switch

PUBLIC_DIRECTORY = switch("portal.public_doctors", False)
"""Whether the directory of doctors is readable before sign-in."""
