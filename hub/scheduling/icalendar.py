"""iCalendar text (RFC 5545): UTC times, escaping, folding at 75 octets. Pure; no name of a patient, no reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCT = "-//Wardline//Scheduling//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT. `sequence` grows with every change, `cancelled` takes it out of the reader's calendar."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar(entries: Iterable[Entry], *, name: str, method: str = "PUBLISH", stamp: datetime) -> str:
    """The VCALENDAR as text with CRLF line ends. All times are UTC, so no VTIMEZONE is needed (RFC 5545, 3.3.5)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}",
             f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]  # fmt: skip
    for one in entries:
        lines += _event(one, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(one: Entry, stamp: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{one.uid}",
        f"DTSTAMP:{utc(stamp)}",
        f"DTSTART:{utc(one.starts_at)}",
        f"DTEND:{utc(one.ends_at)}",
        f"LAST-MODIFIED:{utc(one.changed_at)}",
        f"SEQUENCE:{one.sequence}",
        f"SUMMARY:{escaped(one.summary)}",
        *([f"LOCATION:{escaped(one.location)}"] if one.location else []),
        *([f"DESCRIPTION:{escaped(one.description)}"] if one.description else []),
        *([f"URL:{one.url}"] if one.url else []),
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def utc(moment: datetime) -> str:
    """Form 2 of DATE-TIME: 20261129T141500Z."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """TEXT (3.3.11): backslash, semicolon, comma and line ends are written with a backslash, control characters go."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or (c >= " " and c != "\x7f"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """No line longer than 75 octets (3.1); never within a character."""
    parts, part, room = [], "", 75
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append(part)
            part, room = "", 74  # the space before a continued line counts
        part += character
        room -= size
    return "\r\n ".join([*parts, part])
