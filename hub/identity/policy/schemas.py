"""What crosses HTTP about policy."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from hub.core.http import Body, Out
from hub.identity.schemas import Role

Permission = str
Relation = Literal["", "own", "proxy", "care_team", "treating", "scheduled", "break_glass"]


class PermissionOut(Out):
    code: str
    words: str
    grantable: bool


class RoleOut(Out):
    """A role and what it may; `id` only of a custom one."""

    id: UUID | None
    code: str
    name: str
    based_on: str
    permissions: list[str]
    holders: int


class RolesOut(Out):
    roles: list[RoleOut]
    permissions: list[PermissionOut]


class NewRole(Body):
    name: str = Field(min_length=2, max_length=60)
    based_on: str = Field("", max_length=60)
    permissions: list[str] = Field(max_length=200)


class ChangeRole(Body):
    name: str = Field(min_length=2, max_length=60)
    permissions: list[str] = Field(max_length=200)


class RuleOut(Out):
    id: UUID
    effect: Literal["allow", "deny"]
    permission: str
    role: str
    user_id: UUID | None
    user_name: str
    department_id: UUID | None
    relation: str
    until: datetime | None
    reason: str
    created_at: datetime


class RulesOut(Out):
    items: list[RuleOut]


class NewRule(Body):
    effect: Literal["allow", "deny"]
    permission: str = Field(max_length=60)
    role: str = Field("", max_length=60)
    user_id: UUID | None = None
    department_id: UUID | None = None
    relation: Relation = ""
    until: AwareDatetime | None = None
    reason: str = Field(min_length=3, max_length=500)


class SessionLimitsOut(Out):
    """`set` False = the installation's limits hold for this role."""

    role: str
    name: str
    idle_minutes: int
    absolute_hours: int
    second_factor: bool
    set: bool


class AllSessionLimitsOut(Out):
    items: list[SessionLimitsOut]


class SetSessionLimits(Body):
    """NIST SP 800-63B-4 asks at AAL2 for at most 60 minutes and 24 hours."""

    idle_minutes: int = Field(ge=1, le=60)
    absolute_hours: int = Field(ge=1, le=24)
    second_factor: bool = False


class ServiceKeyOut(Out):
    id: UUID
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class ServiceAccountOut(Out):
    id: UUID
    name: str
    roles: list[str]
    status: Literal["active", "disabled"]
    permissions: list[str]
    """What its keys may at most."""
    keys: list[ServiceKeyOut]


class ServiceAccountsOut(Out):
    items: list[ServiceAccountOut]


class NewServiceAccount(Body):
    name: str = Field(min_length=2, max_length=120)
    roles: list[Role] = Field(min_length=1, max_length=10)


class NewServiceKey(Body):
    name: str = Field(min_length=1, max_length=80)
    scopes: list[str] = Field(min_length=1, max_length=100)
    days: int = Field(90, ge=1, le=366)


class MadeServiceKey(Out):
    """`key` is shown this once."""

    key: str
    made: ServiceKeyOut
