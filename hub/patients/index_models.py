"""Tables by which patients are found: words of names, their misspellings, exact keys. Filled by search.index only."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base

SORTED = Text(collation="C")
"""Sorted by code point whatever the database's locale, so that 'begins with' is a stretch of the index."""


class PatientWord(Base):
    """Index of names: one row per ordered pair of a patient's name words, so that two typed words are one range."""

    __tablename__ = "patient_word"

    word: Mapped[str] = mapped_column(SORTED, primary_key=True)
    other: Mapped[str] = mapped_column(SORTED, primary_key=True)  # '' when the name has one word
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True, index=True)


class NameWord(Base):
    """Every name word that anybody here has; misspelt searches are corrected against it."""

    __tablename__ = "name_word"

    word: Mapped[str] = mapped_column(SORTED, primary_key=True)
    sound: Mapped[str] = mapped_column(index=True)


class NameSlip(Base):
    """A name word with one letter left out (or none): two spellings one slip apart share a row."""

    __tablename__ = "name_slip"

    slip: Mapped[str] = mapped_column(SORTED, primary_key=True)
    word: Mapped[str] = mapped_column(ForeignKey("name_word.word"), primary_key=True)


class PatientKey(Base):
    """What finds a patient exactly: kind phone | email | number | identifier, `value` as search.stored makes it.

    All but our own numbers are blind indexes: whoever has the database alone can compare them, and not read them.
    """

    __tablename__ = "patient_key"

    kind: Mapped[str] = mapped_column(SORTED, primary_key=True)
    value: Mapped[str] = mapped_column(SORTED, primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True, index=True)
