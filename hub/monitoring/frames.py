"""The frame of a bedside monitor: 200 ms of waveforms and the numbers of the moment, as bytes.

Little endian: magic `WL`, version 1, flags (1 = leads off), u32 sequence, i64 device time of the first sample (ms since
1970), u8 channels, u8 numbers, u16 length of the bed's id, the id (UTF-8). Then per channel: u8 which, u8 unused,
u16 Hz, u16 samples, f32 units per step, int16 samples. Then per number: u8 which (place in vitals.VITALS), f32 value.
Several frames follow each other in one message. NaN is how a device says that it has no value.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.core.errors import Invalid, TooLarge
from hub.monitoring.vitals import VITALS

CHANNELS = ("ecg", "pleth", "resp", "abp")
UNITS = {"ecg": "mV", "pleth": "1", "resp": "1", "abp": "mm[Hg]"}
MAX_HZ = 1000
MAX_SAMPLES = 2_000
"""Of one channel in one frame: two seconds at the highest rate."""
MAX_FRAMES = 400
"""In one message."""
LEADS_OFF = 1
_HEAD = struct.Struct("<2sBBIqBBH")
_CHANNEL = struct.Struct("<BBHHf")
_NUMBER = struct.Struct("<Bf")


@dataclass(slots=True)
class Wave:
    """Samples of one channel: int16 steps of `scale` units each."""

    hz: int
    scale: float
    samples: array[int]


@dataclass(slots=True)
class Frame:
    """What one bed says in one frame. `numbers` holds finite values only; `blank` are those it has no value for."""

    bed: str
    seq: int
    at_ms: int
    flags: int = 0
    waves: dict[str, Wave] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    blank: tuple[str, ...] = ()


def _samples(raw: bytes) -> array[int]:
    found = array("h")
    found.frombytes(raw)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def encode(frame: Frame, numbers: Mapping[str, float] | None = None) -> bytes:
    """The bytes of a frame (simulator, tests, bench)."""
    bed = frame.bed.encode()
    given = frame.numbers if numbers is None else numbers
    parts = [_HEAD.pack(b"WL", 1, frame.flags, frame.seq, frame.at_ms, len(frame.waves), len(given), len(bed)), bed]
    for name, wave in frame.waves.items():
        parts.append(_CHANNEL.pack(CHANNELS.index(name), 0, wave.hz, len(wave.samples), wave.scale))
        parts.append(wave.samples.tobytes())
    for code, value in given.items():
        parts.append(_NUMBER.pack(next(n for n, vital in enumerate(VITALS) if vital.loinc == code), value))
    return b"".join(parts)


def decode(raw: bytes) -> list[Frame]:
    """Every frame of a message; Invalid bad_frame when it cannot be read, nothing of it is taken then."""
    found: list[Frame] = []
    place = 0
    try:
        while place < len(raw):
            if len(found) >= MAX_FRAMES:
                raise TooLarge(f"At most {MAX_FRAMES} frames come in one message.")
            frame, place = _one(raw, place)
            found.append(frame)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise Invalid("This is not a frame of a monitor.", code="bad_frame") from error
    if not found:
        raise Invalid("There is no frame in this message.", code="bad_frame")
    return found


def _one(raw: bytes, place: int) -> tuple[Frame, int]:
    magic, version, flags, seq, at_ms, channels, numbers, length = _HEAD.unpack_from(raw, place)
    if magic != b"WL" or version != 1 or length > 80 or not 0 < at_ms < 1 << 45:
        raise ValueError("not a frame")
    place += _HEAD.size
    frame = Frame(raw[place : place + length].decode(), seq, at_ms, flags)
    place += length
    for _ in range(channels):
        which, _unused, hz, count, scale = _CHANNEL.unpack_from(raw, place)
        place += _CHANNEL.size
        if not (1 <= hz <= MAX_HZ and count <= MAX_SAMPLES and math.isfinite(scale) and scale > 0):
            raise ValueError("not a channel")
        samples = raw[place : place + 2 * count]
        if len(samples) != 2 * count:
            raise ValueError("cut off")
        frame.waves[CHANNELS[which]] = Wave(hz, scale, _samples(samples))
        place += 2 * count
    blank = []
    for _ in range(numbers):
        which, value = _NUMBER.unpack_from(raw, place)
        place += _NUMBER.size
        code = VITALS[which].loinc
        if math.isfinite(value):
            frame.numbers[code] = value
        else:
            blank.append(code)
    frame.blank = tuple(blank)
    return frame, place
