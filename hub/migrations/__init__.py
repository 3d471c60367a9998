"""Frozen steps of the schema: what ran at a hospital is never edited. May import `hub.core` and `hub.tables`."""
