"""decide(): what a person may do, from roles, custom roles, grants and denials. Pure; the rows come with the session.

A rule without a relation changes what the person may at all. A rule with a relation says which relations to a patient
open the clinical record: denied ones no longer do; if any is allowed by rule, only those that are allowed do. One's
own record and an emergency stay open.
Whose record is behind a route stays the matter of `access_*`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.identity.roles import PERMISSIONS, PORTAL, permissions_of

RELATIONS = frozenset({"own", "proxy", "care_team", "treating", "scheduled", "break_glass"})
ALWAYS = frozenset({"own", "break_glass"})
"""What no rule closes: one's own record, and an emergency."""
BY_RELATION = "chart.read"
"""The permission whose rules may name a relation."""
NEVER_GRANTED = PORTAL | {"session.manage"}
"""What comes with being somebody, not with a grant."""


@dataclass(frozen=True)
class Decision:
    """`relations` None = each relation opens the record."""

    permissions: frozenset[str]
    relations: frozenset[str] | None


def decide(
    roles: Iterable[str], custom: Iterable[str], rules: Iterable[Sequence[str]],
    departments: frozenset[str] = frozenset(),
) -> Decision:  # fmt: skip
    """`custom`: permissions of the person's custom roles; `rules`: (effect, permission, department or '', relation);
    `departments`: the ids of those in which the person works now.
    """
    held = set(permissions_of(roles)) | (set(custom) & PERMISSIONS.keys())
    denied: set[str] = set()
    only: set[str] = set()
    never: set[str] = set()
    for effect, permission, place, relation in rules:
        if place and place not in departments:
            continue
        if relation:
            (only if effect == "allow" else never).add(relation)
        elif effect == "deny":
            denied |= PERMISSIONS.keys() if permission == "*" else {permission}
        else:
            held.add(permission)
    relations = None if not (only or never) else frozenset((only | ALWAYS if only else RELATIONS) - never)
    return Decision(frozenset(held - (denied - NEVER_GRANTED)), relations)
