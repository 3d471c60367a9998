"""How many of everything: plausible ratios of one hospital, so that growth of one number is growth of all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import time

SCALES = {"small": 0, "medium": 10_000, "large": 100_000}
"""Name -> patients beside those of the demo. `small` is the demo alone."""
MOST = 1_000_000
LEAST = 100

DAY_STARTS, SLOT_MINUTES = (time(8), time(13)), 20
SLOTS = tuple((hour, minute) for hour in (*range(8, 12), *range(13, 17)) for minute in (0, 20, 40))
"""Wall-clock starts of a clinician's day."""
BOOKED = 18
"""Of the slots of a day so many are taken, at every scale: a day is a day, however large the hospital."""
PAST = 0.8
"""Share of the working days that lie behind."""


@dataclass(frozen=True)
class Scale:
    """Counts of a hospital with so many patients."""

    patients: int

    @property
    def staff(self) -> int:
        return max(12, self.patients // 500)

    @property
    def doctors(self) -> int:
        return max(6, self.staff * 6 // 10)

    @property
    def nurses(self) -> int:
        return max(3, self.staff // 4)

    @property
    def others(self) -> int:
        return self.staff - self.doctors - self.nurses

    @property
    def appointments(self) -> int:
        return self.patients * 5

    @property
    def encounters(self) -> int:
        return self.patients * 10

    @property
    def days(self) -> int:
        """Working days that the appointments fill."""
        return max(5, math.ceil(self.appointments / (self.doctors * BOOKED)))
