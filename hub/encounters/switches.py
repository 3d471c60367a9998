"""What a hospital may switch off about the record."""

from __future__ import annotations

from hub.core.switches import switch

REFILLS = switch("portal.refills", True)
"""Whether patients may ask for more of a medicine in the portal."""
RESULTS_BY_RULE = switch("portal.results_by_rule", True)
"""Whether results that nobody has released or held go to the patient by themselves."""
RESULTS_DAYS = switch("portal.results_days", 3, least=0, most=60)
"""After how many days; 0 = as soon as they are final."""
CRITICAL_MINUTES = switch("results.critical_minutes", 20, least=1, most=240)
"""After how many minutes a critical result that nobody answers for is told again, and to more people."""
