"""Telephone numbers: one spelling to keep (E.164), and as much of one as may be shown."""

from __future__ import annotations

import phonenumbers

from hub.core.errors import Invalid


def phone_of(given: str, field: str = "phone", region: str = "US") -> str:
    """The E.164 spelling of a phone number, '' for none, or 422 at `field`."""
    if not given.strip():
        return ""
    try:
        parsed = phonenumbers.parse(given, region)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise Invalid("Please check the phone number.", code="bad_phone", errors=[
            {"path": field, "message": "Please check the phone number.", "type": "phone"}])  # fmt: skip
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def readable(number: str, region: str = "US") -> str:
    """A stored number as people of the region write it, e.g. (518) 555-0100; what is no number stays as it is."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == phonenumbers.country_code_for_region(region)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def ending(number: str) -> str:
    """The last four digits: enough to recognise a number, too little to call it; '' of none."""
    return f"…{number[-4:]}" if number else ""
