"""load(): import every room of the house, bottom to top, so that tables, routes, steps and jobs are registered."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

MODULES = (
    "workflows", "workflows.authoring", "workflows.teamwork", "workflows.operations", "workflows.webhooks",
    "hub.identity", "hub.identity.factors", "hub.identity.policy", "hub.identity.oauth", "hub.identity.oidc",
    "hub.staff", "hub.patients", "hub.patients.access", "hub.patients.imports",
    "hub.patients.erasure",
    "hub.scheduling", "hub.inventory", "hub.messaging",
    "hub.encounters", "hub.insurance", "hub.insurance.authorization", "hub.beds", "hub.nursing", "hub.lab",
    "hub.pharmacy", "hub.visits",
    "hub.visits.recording", "hub.visits.transcript", "hub.frontdesk", "hub.monitoring", "hub.billing",
    "hub.billing.appeals", "hub.interop", "hub.reports", "hub.admin",
    "notifications", "signaling", "signaling.livekit",
)  # fmt: skip
PARTS = ("models", "facts", "holdings", "tasks", "steps", "reactions", "jobs", "routes")


def load(parts: tuple[str, ...] = PARTS) -> list[ModuleType]:
    """The imported part modules, in order; a file exists only when it has something to say."""
    found = []
    for module in MODULES:
        if find_spec(module) is None:
            continue
        for part in parts:
            if find_spec(f"{module}.{part}") is not None:
                found.append(import_module(f"{module}.{part}"))
    return found
