"""Every notification opens a page that the web app has, in the shell of the person who gets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from notifications.rules import RULES, Rule

FEATURES = Path(__file__).resolve().parent.parent.parent / "web" / "src" / "features"
ROUTE = re.compile(r"shell: '(\w+)',\s*path: '([^']+)'")


def _pages() -> list[tuple[str, str]]:
    found = [pair for file in FEATURES.glob("*/feature*.tsx") for pair in ROUTE.findall(file.read_text())]
    return [(shell, re.sub(r"\$\w+", "{}", path)) for shell, path in found]


@pytest.mark.parametrize("rule", [rule for rules in RULES.values() for rule in rules], ids=lambda rule: rule.kind)
def test_a_notification_opens_a_page(rule: Rule) -> None:
    """A link of a rule names a route of a feature, and never one of the other side's."""
    shells = {"patient", "bare"} if rule.audience in ("patient", "people:patient_ids") else {"staff", "bare"}
    wanted = re.sub(r"\{\w+\}", "{}", rule.link)
    assert wanted in {path for shell, path in _pages() if shell in shells}
