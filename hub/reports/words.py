"""The English words of a report on paper and in a file; the screens have catalogues of their own."""

from __future__ import annotations

SUBJECT = {
    "visits": "Visits", "appointments": "Appointments and no-shows", "waiting": "Waiting times",
    "prescriptions": "Prescriptions", "tasks": "Work of the staff", "occupancy": "Beds at midnight",
    "revenue": "Revenue", "payments": "Payments", "claims": "Claims and denials", "ageing": "What patients owe",
}  # fmt: skip
WORD = {
    "no_show_percent": "No-shows %", "cancelled_percent": "Cancelled %", "virtual_percent": "By video %",
    "late_percent": "Late %", "denial_percent": "Denied %", "occupancy_percent": "Occupied %",
    "override_percent": "Allergy overridden %", "renewed_percent": "Renewed %", "over_15_percent": "Over 15 min %",
    "minutes_mean": "Minutes, mean", "minutes_total": "Minutes in all", "waited_mean": "Minutes waited, mean",
    "waited_median": "Minutes waited, median", "waited_p90": "Minutes waited, 9 in 10", "lead_days": "Days ahead, mean",
    "late_days": "Days late, mean", "amount_mean": "Amount, mean", "patient_share": "Patient's share",
    "denied_amount": "Denied", "hour": "Hour of the day",
}  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def word(key: str) -> str:
    """'no_shows' -> 'No shows', unless we say it better."""
    return WORD.get(key, key.replace("_", " ").capitalize())


def name_of(kind: str, name: str) -> str:
    """How a group's value reads."""
    if kind == "weekday" and name.isdigit():
        return WEEKDAYS[int(name) - 1]
    if kind == "hour" and name:
        return f"{int(name):02}:00"
    if not name:
        return "(none)"
    return name.replace("_", " ") if kind == "code" else name
