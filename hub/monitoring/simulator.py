"""Simulated beds: shapes of ECG, pleth and breath, numbers that drift, scenarios that get worse, and faults.

It feeds the real ports with real keys, and everything it makes is labelled as simulated wherever it shows.
"""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.monitoring.frames import LEADS_OFF, Frame, Wave, encode
from hub.monitoring.vitals import DBP, HR, RR, SBP, SPO2, TEMP

FAULTS = ("none", "leads_off", "wrong_clock", "silent", "replay", "noise")
MS = 200
_PEAKS = ((0.18, 0.09, 120), (0.33, 0.012, -110), (0.36, 0.013, 1000), (0.39, 0.014, -220), (0.6, 0.05, 240))
"""P, Q, R, S and T of a beat: place in the beat, width, height in µV."""


@dataclass
class SimulatedBed:
    """One patient at one monitor."""

    serial: str
    seed: int
    scenario: str = "stable"
    """stable, desaturating, tachycardia, sepsis"""
    fault: str = "none"
    seq: int = 0
    beat: float = 0.0
    breath: float = 0.0
    rng: random.Random = field(init=False)
    values: dict[str, float] = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        r = self.rng
        self.values = {HR: r.uniform(62, 88), SPO2: r.uniform(95, 99), RR: r.uniform(12, 18), SBP: r.uniform(108, 138),
                       DBP: r.uniform(62, 84), TEMP: r.uniform(36.4, 37.2)}  # fmt: skip
        self.rest = dict(self.values)

    def frame(self, at_ms: int) -> bytes:
        """The next 200 ms, as the monitor would send them; b'' when it is silent."""
        self.seq += 1
        if self.fault == "silent" and self.seq > 50:
            return b""
        if self.fault == "wrong_clock":
            at_ms += 3 * 3_600_000
        if self.fault == "replay" and self.seq % 25 == 0:
            at_ms -= 60_000
        off = self.fault == "leads_off" and self.seq % 300 > 150
        waves = {} if off else self._waves()
        numbers: Mapping[str, float] = {}
        if self.seq % 5 == 1:
            self._drift()
            numbers = {HR: math.nan, SPO2: self.values[SPO2]} if off else self.values
        return encode(Frame(self.serial, self.seq, at_ms, LEADS_OFF if off else 0, waves), numbers)

    def _drift(self) -> None:
        """A second of life: back towards rest, a little chance, and what the scenario does."""
        for code, rest in self.rest.items():
            sway = 0.02 if code == TEMP else 0.4
            self.values[code] += (rest - self.values[code]) * 0.05 + self.rng.gauss(0, sway)
        seconds = self.seq / 5
        if self.scenario == "desaturating":
            self.rest[SPO2] = max(82.0, 97 - seconds / 6)
            self.rest[RR] = min(30.0, 15 + seconds / 12)
        elif self.scenario == "tachycardia":
            self.rest[HR] = min(148.0, 80 + seconds)
        elif self.scenario == "sepsis":
            self.rest[HR], self.rest[SBP] = min(128.0, 78 + seconds / 5), max(84.0, 122 - seconds / 6)
            self.rest[TEMP] = min(39.2, 36.8 + seconds / 120)
        self.values[SPO2] = min(100.0, self.values[SPO2])

    def _waves(self) -> dict[str, Wave]:
        noise = 90 if self.fault == "noise" else 12
        ecg, pleth, resp = array("h"), array("h"), array("h")
        per_beat, per_breath = self.values[HR] / 60 / 250, self.values[RR] / 60 / 250
        for n in range(50):
            self.beat = (self.beat + per_beat) % 1
            self.breath = (self.breath + per_breath) % 1
            height = sum(h * math.exp(-(((self.beat - at) / wide) ** 2) / 2) for at, wide, h in _PEAKS)
            ecg.append(round(height + 40 * math.sin(2 * math.pi * self.breath) + self.rng.gauss(0, noise)))
            if n % 2 == 0:
                phase = (self.beat - 0.45) % 1
                wave = math.exp(-(((phase - 0.2) / 0.11) ** 2)) + 0.35 * math.exp(-(((phase - 0.48) / 0.12) ** 2))
                pleth.append(round(1000 * wave + self.rng.gauss(0, 6)))
            if n % 4 == 0:
                resp.append(round(1000 * math.sin(2 * math.pi * self.breath) + self.rng.gauss(0, 8)))
        return {"ecg": Wave(250, 0.001, ecg), "pleth": Wave(125, 0.001, pleth), "resp": Wave(65, 0.001, resp)}


def beds(serials: list[str], fault: str = "none") -> list[SimulatedBed]:
    """A ward: most are stable, some get worse; a fault strikes every fourth bed."""
    scenarios = {5: "desaturating", 9: "tachycardia", 14: "sepsis"}
    return [
        SimulatedBed(serial, 7919 * n + 1, scenarios.get(n % 16, "stable"), fault if n % 4 == 0 else "none")
        for n, serial in enumerate(serials)
    ]
