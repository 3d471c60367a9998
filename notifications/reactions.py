"""Notifications hear every fact that the rules name (registered by importing dispatch)."""

from notifications import dispatch

__all__ = ["dispatch"]
