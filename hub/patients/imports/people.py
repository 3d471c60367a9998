"""Pure: one line of a file as a person to be registered, or what is wrong with it, field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from hub.core.errors import Invalid
from hub.core.phones import phone_of
from hub.identity.actions import email_of
from hub.patients import fields, numbering, rules
from hub.patients.models import FieldKind, IdentifierSystem, RegistrationField, Sex
from hub.patients.names import words
from hub.patients.schemas import Line, NewPatient, Phone

SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": ("name", "full name", "patient name", "nombre completo"),
    "given": ("given", "given name", "first name", "firstname", "forename", "nombre", "vorname", "prénom"),
    "family": ("family", "family name", "last name", "lastname", "surname", "apellido", "apellidos", "nachname", "nom"),
    "birth_date": ("birth date", "birthdate", "date of birth", "dob", "born", "fecha de nacimiento", "geburtsdatum"),
    "sex": ("sex", "gender", "sexo", "geschlecht"),
    "phone": ("phone", "mobile", "cell", "telephone", "phone number", "teléfono", "telefono", "telefon"),
    "email": ("email", "e-mail", "mail", "email address", "correo", "correo electrónico"),
    "language": ("language", "preferred language", "idioma", "sprache"),
    "preferred_name": ("preferred name", "nickname", "known as"),
    "pronouns": ("pronouns",),
    "interpreter": ("interpreter", "needs interpreter", "intérprete"),
    "address.line": ("address", "street", "address line 1", "address1", "dirección", "straße"),
    "address.city": ("city", "town", "ciudad", "ort", "stadt"),
    "address.state": ("state", "province", "region", "estado"),
    "address.postal_code": ("postal code", "postcode", "zip", "zip code", "código postal", "plz"),
    "address.country": ("country", "país", "land"),
    "emergency_name": ("emergency contact", "emergency name", "next of kin"),
    "emergency_phone": ("emergency phone", "emergency contact phone"),
}  # fmt: skip
"""Our field -> what other systems call it."""
SEXES = {
    "female": Sex.female, "f": Sex.female, "woman": Sex.female, "mujer": Sex.female, "femenino": Sex.female,
    "w": Sex.female, "weiblich": Sex.female, "male": Sex.male, "m": Sex.male, "man": Sex.male, "hombre": Sex.male,
    "masculino": Sex.male, "männlich": Sex.male, "other": Sex.other, "o": Sex.other, "x": Sex.other, "d": Sex.other,
    "unknown": Sex.unknown, "u": Sex.unknown, "?": Sex.unknown, "": Sex.unknown,
}  # fmt: skip
YES = {"yes": True, "y": True, "true": True, "1": True, "sí": True, "si": True, "ja": True, "x": True,
       "no": False, "n": False, "false": False, "0": False, "nein": False, "": False}  # fmt: skip
LANGUAGES = {"english": "en", "spanish": "es", "español": "es", "german": "de", "deutsch": "de", "french": "fr",
             "français": "fr", "arabic": "ar", "chinese": "zh", "portuguese": "pt", "russian": "ru"}  # fmt: skip
COUNTRIES = {"usa": "US", "united states": "US", "u.s.": "US", "mexico": "MX", "méxico": "MX", "canada": "CA",
             "germany": "DE", "deutschland": "DE", "spain": "ES", "españa": "ES", "united kingdom": "GB"}  # fmt: skip
ORDERS = ("ymd", "mdy", "dmy")
FORMULA = ("=", "@", "\t", "\r")
"""A text that begins so is no name but a formula; `+` and `-` begin phones and are judged with them."""


class Wrong(NamedTuple):
    """What is wrong with a field of a line; the message never repeats what stood there."""

    field: str
    code: str
    message: str


class Imported(NewPatient):
    """A person of a file: as at the desk, with whom to call."""

    emergency_name: Line = ""
    emergency_phone: Phone = ""


@dataclass(frozen=True)
class Asked:
    """What this hospital registers: kinds of numbers and fields of its own, by code; and which day it is there."""

    systems: Mapping[str, IdentifierSystem]
    fields: Sequence[RegistrationField]
    today: date

    def targets(self) -> list[str]:
        """Everything that a column can be."""
        return [*SYNONYMS, *(f"number.{code}" for code in self.systems), *(f"extra.{row.code}" for row in self.fields)]


@dataclass
class Person:
    """A line that was read: values for registration, numbers by kind, and what is wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def to_register(self) -> dict[str, Any]:
        """The arguments of patients.actions.register."""
        return {name: value for name, value in self.values.items() if name not in ("identifiers", "mother_id")}


def key_of(cells: Sequence[str], columns: Sequence[str], mapping: Mapping[str, str]) -> str:
    """The same in every line of a file that says the same person: the names in any order, and the date of birth."""
    told = [cells[place] if (place := columns.index(mapping[one])) < len(cells) else ""
            for one in ("name", "given", "family", "birth_date") if one in mapping]  # fmt: skip
    return f"{' '.join(sorted(words(' '.join(told[:-1]))))}|{told[-1]}"


def suggested(columns: Sequence[str], asked: Asked) -> dict[str, str]:
    """Our field -> the column that seems to hold it."""
    called = {_bare(column): column for column in reversed(columns)}
    names = {target: SYNONYMS.get(target, ()) for target in asked.targets()}
    for code, system in asked.systems.items():
        names[f"number.{code}"] = (system.name, code)
    for row in asked.fields:
        names[f"extra.{row.code}"] = (row.label, row.code)
    found = {target: next((called[_bare(one)] for one in known if _bare(one) in called), "")
             for target, known in names.items()}  # fmt: skip
    if found.get("given") and found.get("family"):
        found.pop("name", None)
    return {target: column for target, column in found.items() if column}


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def date_order(samples: Sequence[str]) -> str:
    """Which order these dates are written in, as far as they say: ymd, dmy when one begins above 12, else mdy."""
    found = [list(map(int, re.findall(r"\d+", text)[:3])) for text in samples]
    parts = [one for one in found if len(one) == 3]
    if parts and all(one[0] > 31 for one in parts):
        return "ymd"
    dotted = any(re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text.strip()) for text in samples)
    return "dmy" if dotted or any(12 < one[0] <= 31 for one in parts) else "mdy"


def read(cells: Sequence[str], columns: Sequence[str], mapping: Mapping[str, str], order: str, asked: Asked) -> Person:
    """One line as a person; every wrong field is said, not the first one only."""
    found = Person()
    if len(cells) > len(columns):
        found.wrong.append(Wrong("", "too_many_cells", "This line has more cells than the header."))
    place = {column: n for n, column in enumerate(columns)}
    told = {target: cells[place[column]] if place[column] < len(cells) else "" for target, column in mapping.items()}
    for target, text in told.items():
        if text.startswith(FORMULA):
            found.wrong.append(Wrong(target, "formula", "This is a formula, not a value."))
        elif len(text) > 1000:
            found.wrong.append(Wrong(target, "too_long", "This is too long."))
    blocked = {one.field for one in found.wrong}
    _fill(found, {target: text for target, text in told.items() if target not in blocked}, order, asked)
    return found


def _fill(found: Person, told: Mapping[str, str], order: str, asked: Asked) -> None:
    values: dict[str, Any] = {"address": {}}
    for target, text in told.items():
        if target.startswith("number."):
            _number(found, asked.systems[target[7:]], text)
        elif target.startswith("extra.") or target == "name":
            continue
        elif target.startswith("address."):
            if text:
                values["address"][target[8:]] = COUNTRIES.get(text.casefold(), text)
        elif target in ("interpreter", "sex", "birth_date", "language"):
            _coded(found, values, target, text, order, asked.today)
        else:
            values[target] = text
    if told.get("name"):
        values |= {name: value for name, value in _two(told["name"]).items() if not values.get(name)}
    values["extra"] = _extra(found, told, asked)
    _checked(found, values, asked.today)
    _whole(found, told, asked)


def _coded(
    found: Person, values: dict[str, Any], target: str, text: str, order: str, today: date
) -> None:  # fmt: skip
    if target == "birth_date":
        values[target] = _date(text, order, today)
        if text and values[target] is None:
            found.wrong.append(Wrong(target, "bad_date", "This is no date that we can read."))
        return
    known: Mapping[str, Any] = SEXES if target == "sex" else YES
    if target == "language":
        values[target] = LANGUAGES.get(text.casefold(), text) or "en"
    elif text.casefold() in known:
        values[target] = known[text.casefold()]
    else:
        found.wrong.append(Wrong(target, f"bad_{target}", "We do not know what this means."))


def _date(text: str, order: str, today: date) -> date | None:
    """A written date; a year of two digits is of the last hundred years. None for what is none."""
    if not (match := re.fullmatch(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ]00:00(?::00)?)?", text.strip())):
        return None
    parts = dict(zip("ymd" if len(match[1]) == 4 else order, match.groups(), strict=True))
    if len(parts["y"]) not in (2, 4) or len(parts["d"]) > 2:
        return None
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year <= today.year % 100 else 1900
    try:
        return date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None


def _two(name: str) -> dict[str, str]:
    """'Marsh, Elena' and 'Elena Marsh'."""
    family, comma, given = name.partition(",")
    if not comma:
        given, _, family = name.rpartition(" ")
    return {"given": given.strip() or family.strip(), "family": family.strip()}


def _number(found: Person, system: IdentifierSystem, text: str) -> None:
    if not text:
        return
    if not numbering.fits(system.pattern, system.check_digit, text):
        found.wrong.append(Wrong(f"number.{system.code}", "bad_identifier", f"This is not a {system.name}."))
        return
    found.numbers[system.code] = text


def _whole(found: Person, told: Mapping[str, str], asked: Asked) -> None:
    """What the desk could not leave out either: numbers and fields that this hospital requires."""
    required = [f"number.{code}" for code, system in asked.systems.items() if system.required]
    answers = {target.removeprefix("extra."): text for target, text in told.items() if target.startswith("extra.")}
    missing = [target for target in required if not told.get(target)]
    missing += [f"extra.{row.code}" for row in fields.lacking(asked.fields, answers)]
    said = {one.field for one in found.wrong}
    found.wrong += [Wrong(target, "missing", "This is missing.") for target in missing if target not in said]


def _extra(found: Person, told: Mapping[str, str], asked: Asked) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for row in asked.fields:
        if text := told.get(f"extra.{row.code}", ""):
            value = _typed(row.kind, text)
            if message := fields.unfit(row, value):
                found.wrong.append(Wrong(f"extra.{row.code}", "bad_field", message))
            else:
                kept[row.code] = value
    return kept


def _typed(kind: FieldKind, text: str) -> Any:
    if kind == FieldKind.boolean:
        return YES.get(text.casefold(), text)
    if kind == FieldKind.number and re.fullmatch(r"-?\d{1,15}([.,]\d{1,6})?", text):
        return float(text.replace(",", ".")) if re.search(r"[.,]", text) else int(text)
    return text


def _checked(found: Person, values: dict[str, Any], today: date) -> None:
    """As strict as the desk: the same shape, phones, addresses and dates; NUL, control and turning characters fall."""
    values.setdefault("sex", Sex.unknown)
    said = {one.field for one in found.wrong}
    for name, test in (("phone", phone_of), ("emergency_phone", phone_of), ("email", email_of)):
        try:
            values[name] = test(values[name]) if values.get(name) else ""
        except Invalid as error:
            found.wrong.append(Wrong(name, error.code, str(error.detail)))
    try:
        found.values = Imported.model_validate({k: v for k, v in values.items() if v is not None}).model_dump()
        rules.check_birth_date(found.values["birth_date"], today)
    except ValidationError as error:
        for one in error.errors(include_input=False, include_context=False, include_url=False):
            path = ".".join(str(part) for part in one["loc"])
            if path not in said:
                lacks = one["type"] in ("missing", "string_too_short", "too_short")
                found.wrong.append(Wrong(path, "missing", "This is missing.") if lacks
                                   else Wrong(path, "bad_value", "This cannot be kept like this."))  # fmt: skip
    except Invalid as error:
        found.wrong.append(Wrong("birth_date", error.code, str(error.detail)))
