"""By whose law records are kept."""

from __future__ import annotations

from hub.core.switches import switch

JURISDICTION = switch("privacy.jurisdiction", "us", least=2, most=2)
"""us, de or uk: whose times count (rules.TERMS); what is none of these counts as us."""
KEEP_YEARS = switch("privacy.keep_years", 0, least=0, most=100)
"""Records are kept at least so many years after they were last written in, whatever the rule of the country says."""
