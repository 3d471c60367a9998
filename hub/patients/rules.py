"""Pure rules of patients: names and phones for searching, numbers, ages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

import phonenumbers

from hub.core.errors import Invalid

CONSENT_VERSIONS = {"treatment": "2026-01", "telehealth": "2026-01", "billing": "2026-01", "privacy": "2026-01"}
"""The version of each text that is asked for today."""

OLDEST_YEARS = 130


def folded(text: str) -> str:
    """Letters without case and accents, for searching: 'García' and 'garcia' are one."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The searchable words of a text."""
    return [word for word in re.split(r"[^\w]+", folded(text)) if word]


def search_text(number: str, given: str, family: str, birth_date: date, phone: str, email: str) -> str:
    """What a search looks into: names, number with and without zeros, date, last digits of the phone, e-mail."""
    digits = re.sub(r"\D", "", phone)
    plain = number.removeprefix("W-").lstrip("0")
    day = birth_date
    parts = [*words(given), *words(family), *words(number), plain, day.isoformat().replace("-", ""), str(day.year),
             f"{day.month:02}{day.day:02}{day.year}", digits, digits[-10:], digits[-7:], *words(email)]  # fmt: skip
    return " ".join(dict.fromkeys(part for part in parts if part))


def query_text(search: str) -> str:
    """A PostgreSQL tsquery (prefix match of every word) of what somebody typed; '' when nothing is left to look for."""
    text = search.strip()
    if re.fullmatch(r"[\d\s()./+-]{6,}", text):  # a phone number or a date with any punctuation
        text = re.sub(r"\D", "", text)
    found = [re.sub(r"\W", "", word) for word in words(text)][:6]
    # '1' is patient number 1, not everything that begins with a 1.
    return " & ".join(word if word.isdigit() and len(word) < 4 else f"{word}:*" for word in found if word)


def number_of(n: int) -> str:
    """W-000123."""
    return f"W-{n:06}"


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


def check_birth_date(birth_date: date, today: date) -> None:
    """Raise 422 bad_birth_date unless somebody alive can have been born then."""
    # Where the day begins earlier than in UTC, today's newborn has tomorrow's date.
    if birth_date > today + timedelta(days=1) or birth_date.year < today.year - OLDEST_YEARS:
        raise Invalid("Please check the date of birth.", code="bad_birth_date", errors=[
            {"path": "birth_date", "message": "Please check the date of birth.", "type": "date"}])  # fmt: skip


def age_on(birth_date: date, day: date) -> int:
    """Whole years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


@dataclass(frozen=True)
class Likeness:
    """Weighs how much another record looks like the same person: names by sound, date, phone, e-mail."""

    given: str
    family: str
    birth_date: date | None
    phone: str
    email: str

    def score(self, given: str, family: str, birth_date: date, phone: str, email: str) -> int:
        """0 (somebody else) to 100 (surely the same)."""
        points = 0
        points += _name_points(self.family, family, 30)
        points += _name_points(self.given, given, 20)
        if self.birth_date == birth_date:
            points += 35
        elif self.birth_date and _digits_swapped(self.birth_date, birth_date):
            points += 20
        points += 20 if self.phone and self.phone == phone else 0
        points += 20 if self.email and self.email.casefold() == email.casefold() else 0
        return min(points, 100)


def _name_points(one: str, other: str, most: int) -> int:
    a, b = "".join(words(one)), "".join(words(other))
    if not a or not b:
        return 0
    if a == b:
        return most
    if sound(a) == sound(b):
        return most * 2 // 3
    return most // 2 if a.startswith(b) or b.startswith(a) else 0


def sound(name: str) -> str:
    """American Soundex: names that sound alike in English share it (R163 = Robert, Rupert)."""
    groups = {"bfpv": "1", "cgjkqsxz": "2", "dt": "3", "l": "4", "mn": "5", "r": "6"}
    code = {letter: digit for letters, digit in groups.items() for letter in letters}
    letters = [c for c in folded(name) if c.isascii() and c.isalpha()]
    if not letters:
        return ""
    out, last = letters[0].upper(), code.get(letters[0], "")
    for letter in letters[1:]:
        digit = code.get(letter, "")
        if digit and digit != last:
            out += digit
        if letter not in "hw":
            last = digit
    return (out + "000")[:4]


def _digits_swapped(one: date, other: date) -> bool:
    """Day and month exchanged, or one typing slip in an otherwise equal date."""
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1
