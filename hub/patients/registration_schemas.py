"""What crosses HTTP at the rules of registration: kinds of numbers, the hospital's own fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from hub.core.http import Body, Out
from hub.patients.models import FieldKind, IdentifierKind
from hub.patients.schemas import Code, Number


class AddIdentifier(Body):
    system: Code
    value: Number = ""
    """'' where the hospital gives them out: the next one."""


class IdentifierSystemIn(Body):
    """A kind of number, new or corrected by its code."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: IdentifierKind
    pattern: Annotated[str, Field(max_length=60, pattern=r"^[ -~]*$")] = ""
    check_digit: Annotated[str, Field(max_length=10)] = ""
    exclusive: bool = True
    required: bool = False
    active: bool = True


class IdentifierSystemOut(Out):
    code: str
    name: str
    kind: IdentifierKind
    pattern: str
    check_digit: str
    exclusive: bool
    required: bool
    active: bool
    drawn: bool
    """We give these numbers out ourselves."""
    example: str


class RegistrationFieldIn(Body):
    """A question of the hospital's own, new or corrected by its code."""

    code: Code
    label: Annotated[str, Field(min_length=1, max_length=120)]
    kind: FieldKind
    choices: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field([], max_length=50)
    help: Annotated[str, Field(max_length=300)] = ""
    required: bool = False
    position: int = Field(0, ge=0, le=1000)
    active: bool = True


class RegistrationFieldOut(Out):
    code: str
    label: str
    kind: FieldKind
    choices: list[str]
    help: str
    required: bool
    position: int
    active: bool


class RegistrationOut(Out):
    """What registration asks for in this hospital."""

    systems: list[IdentifierSystemOut]
    fields: list[RegistrationFieldOut]
