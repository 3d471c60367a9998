"""Is an ICD-10-CM code billable on a day? The bundled edition is a US government work (April 2026)."""

from datetime import date
from enum import StrEnum
from functools import lru_cache

ICD10_STARTS = date(2015, 10, 1)
EDITION = "April 2026"
EDITION_ENDS = date(2026, 9, 30)
"""Fiscal year editions change on 1 October: after this day a code we do not know may simply be newer than our list."""


class Billable(StrEnum):
    yes = "yes"
    category = "category"  # exists, but a longer code must be used
    unknown = "unknown"
    newer = "newer"  # not in our edition, and the service is later than our edition covers


@lru_cache(maxsize=4096)
def billable(code: str, on: date) -> Billable:
    """Whether `code` (with or without its dot) may be billed for a service on that day."""
    import simple_icd_10_cm  # 1.7 s to load: only where claims are checked

    if simple_icd_10_cm.is_valid_item(code) and simple_icd_10_cm.is_category_or_subcategory(code):
        return Billable.yes if simple_icd_10_cm.is_leaf(code) else Billable.category
    return Billable.newer if on > EDITION_ENDS else Billable.unknown
