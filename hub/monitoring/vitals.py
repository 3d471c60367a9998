"""Which of the hospital's measures (hub.core.quantities) devices and patients tell of; codes are LOINC."""

from __future__ import annotations

from collections.abc import Mapping

from hub.core.quantities import MEASURES, Measure

VITALS: tuple[Measure, ...] = tuple(
    MEASURES[name] for name in (
        "heart_rate", "oxygen_saturation", "respiratory_rate", "systolic", "diastolic", "temperature", "weight",
        "glucose", "oxygen", "consciousness",
    )
)  # fmt: skip
"""Their order is that of a monitor's frame: a device says the place in it, so it only ever grows at the end."""

BY_CODE: Mapping[str, Measure] = {vital.loinc: vital for vital in VITALS}
ACVPU = ("alert", "confusion", "voice", "pain", "unresponsive")
"""Consciousness is kept as its place here."""

HR, SPO2, RR, SBP, DBP, TEMP, WEIGHT, GLUCOSE, OXYGEN, CONSCIOUS = (vital.loinc for vital in VITALS)
HOME = (SBP, DBP, HR, SPO2, TEMP, WEIGHT, GLUCOSE)
"""What a patient may type."""
STREAMED = (HR, SPO2, RR, SBP, DBP, TEMP)
"""What a bedside monitor says every second (pressures when a line is in)."""
STOPPED = frozenset({HR, RR})
"""Nought of these is a person who does not live or a sensor that does not see: told by anybody but a clinician or a
monitor with its waveform, it is doubted first."""
