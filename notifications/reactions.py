"""Notifications hear every fact that the rules name (registered by importing dispatch)."""

from notifications import dispatch, letters

__all__ = ["dispatch", "letters"]
