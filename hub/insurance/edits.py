"""The edits of the scrubber, in the order of the claim: identity, coverage, diagnoses, lines, money, dates."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from hub.insurance.codes.icd10 import ICD10_STARTS, Billable
from hub.insurance.codes.services import PLACES, SERVICES, TELEHEALTH_MODIFIERS, TELEHEALTH_PLACES
from hub.insurance.findings import Problem, Reference, edit, fingerprint
from hub.insurance.snapshot import Address, ClaimSnapshot, ServiceLine
from hub.insurance.x12.text import basic
from hub.staff.rules import npi_is_valid

_TAXONOMY = re.compile(r"[0-9A-Z]{9}X")
_CLAIM_NUMBER = re.compile(r"[A-Z0-9-]{1,20}")
_SERVICE = re.compile(r"[A-Z]\d{4}|\d{4}[0-9A-Z]")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?")
_PO_BOX = re.compile(r"\bP\.? ?O\.? ?BOX\b|\bPOST OFFICE BOX\b")
_STATE = re.compile(r"[A-Z]{2}")
_SAME_AGAIN = frozenset({"59", "76", "77", "91", "XE", "XP", "XS", "XU"})
_MAX_LINES, _MAX_DIAGNOSES, _MAX_POINTERS, _MAX_MODIFIERS = 50, 12, 4, 4


def _at(index: int) -> str:
    return f"lines[{index + 1}]"


def _all_digits(text: str, *lengths: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) in lengths


@edit("claim_number")
def claim_number(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if not _CLAIM_NUMBER.fullmatch(claim.control_number):
        yield "control_number CLM01", "the claim number must be 1 to 20 capital letters and digits", "make a new number"


@edit("provider_npi")
def provider_npi(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    people = {"billing": claim.billing, "rendering": claim.rendering, "referring": claim.referring}
    for role, person in people.items():
        if person and not npi_is_valid(person.npi):
            wrong = "has a wrong check digit" if person.npi else "is missing"
            where = "the facility settings" if role == "billing" else "staff"
            yield f"{role}.npi NM109", f"the {role} provider's NPI {wrong}", f"correct it in {where}"


@edit("tax_number")
def tax_number(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if not _all_digits(claim.billing.tin, 9) or claim.billing.tin[:2] == "00":
        yield "billing.tin REF02", "the tax number must be nine digits", "correct it in the facility settings"


@edit("taxonomy")
def taxonomy(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if not _TAXONOMY.fullmatch(claim.billing.taxonomy):
        yield "billing.taxonomy PRV03", "the specialty code must be ten characters ending in X", "correct the facility"
    if claim.rendering and claim.rendering.taxonomy and not _TAXONOMY.fullmatch(claim.rendering.taxonomy):
        yield "rendering.taxonomy PRV03", "the specialty code must be ten characters ending in X", "correct it in staff"


@edit("phone")
def phone(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.billing.phone and not _all_digits(claim.billing.phone, 10):
        yield "billing.phone PER04", "the telephone number must be ten digits", "correct it in the facility settings"


@edit("billing_address")
def billing_address(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    address = claim.billing.address
    if _PO_BOX.search(f"{address.line1} {address.line2}".upper()):
        yield "billing.address N301", "the billing address may not be a post office box", "use the street address"
    if not _all_digits(address.zip.replace("-", ""), 9):
        yield "billing.address.zip N403", "the billing ZIP code needs nine digits", "add the four-digit extension"
    yield from _address("billing", address)


def _address(role: str, address: Address) -> Iterator[Problem]:
    if not basic(address.line1) or len(basic(address.city)) < 2:
        yield f"{role}.address N3", f"the {role} address has no street or city", "complete the address"
    if not _STATE.fullmatch(address.state):
        yield f"{role}.address.state N402", "the state must be two letters", "complete the address"


@edit("names")
def names(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    texts = {
        "billing.name": claim.billing.name,
        "payer.name": claim.payer.name,
        "subscriber.last": claim.subscriber.last,
    }
    if claim.patient:
        texts["patient.last"] = claim.patient.last
    for place, text in texts.items():
        if not basic(text):
            yield f"{place} NM103", "the name has no letter that X12 can carry", "add the Latin spelling"


@edit("payer_id")
def payer_id(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if not 2 <= len(claim.payer.payer_id) <= 80:
        yield "payer.payer_id NM109", "the payer has no identifier", "complete the payer"


@edit("member_id")
def member_id(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    member = claim.coverage.member_id
    if len(member) < 2:
        yield "coverage.member_id NM109", "the member number is missing", "copy it from the insurance card"
    elif ref.rules.member_id_masks and not any(_fits(mask, member) for mask in ref.rules.member_id_masks):
        yield (
            "coverage.member_id NM109",
            "the member number does not look like this payer's",
            "check the insurance card",
        )


def _fits(mask: str, text: str) -> bool:
    kinds = {"A": str.isalpha, "9": str.isdigit, "*": str.isalnum}
    fits = (kinds[m](letter) if m in kinds else m == letter for m, letter in zip(mask, text.upper(), strict=False))
    return len(mask) == len(text) and all(fits)


@edit("relationship")
def relationship(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if (claim.coverage.relationship == "18") != (claim.patient is None):
        yield "coverage.relationship SBR02", "relationship and patient contradict each other", "check who is insured"


@edit("patient_details")
def patient_details(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    person = claim.person
    if person.birth_date is None:
        yield "patient.birth_date DMG02", "the date of birth is missing", "complete the patient's details"
    elif person.birth_date > _first_day(claim, ref) or ref.today.year - person.birth_date.year >= 150:
        yield "patient.birth_date DMG02", "the date of birth cannot be right", "correct the patient's details"
    if person.sex is None:
        yield "patient.sex DMG03", "the administrative sex is missing", "complete the patient's details"
    if person.address is None:
        yield "patient.address N3", "the address is missing", "complete the patient's details"
        return
    yield from _address("patient", person.address)
    if not _all_digits(person.address.zip.replace("-", ""), 5, 9):
        yield "patient.address.zip N403", "the ZIP code must be five or nine digits", "correct the patient's address"


def _first_day(claim: ClaimSnapshot, ref: Reference) -> date:
    return min((line.starts_on for line in claim.lines), default=ref.today)


@edit("sequence")
def sequence(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.coverage.sequence != "P":
        yield "coverage.sequence SBR01", "only claims to the primary payer can be sent", "wait for the primary payer"


@edit("currency")
def currency(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.currency != "USD":
        yield "currency", "an 837P carries US dollars only", "send this claim another way"


@edit("diagnosis_count")
def diagnosis_count(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if not 1 <= len(claim.diagnoses) <= _MAX_DIAGNOSES:
        yield "diagnoses HI", "a claim needs one to twelve diagnoses", "complete the diagnoses in the note"


@edit("diagnosis_duplicate")
def diagnosis_duplicate(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    counts = Counter(code.replace(".", "").upper() for code in claim.diagnoses)
    for code, times in counts.items():
        if times > 1:
            yield "diagnoses HI", f"{code} is listed {times} times", "keep it once"


@edit("diagnosis_billable")
def diagnosis_billable(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    on = _first_day(claim, ref)
    for index, code in enumerate(claim.diagnoses, start=1):
        if not _DIAGNOSIS.fullmatch(code):
            yield f"diagnoses[{index}] HI", "this is not the form of an ICD-10-CM code", "choose the code from the list"
        elif (status := ref.icd10(code, on)) is Billable.category:
            yield (
                f"diagnoses[{index}] HI",
                f"{code} is a category; a more specific code is needed",
                "choose a leaf code",
            )
        elif status is Billable.unknown:
            yield f"diagnoses[{index}] HI", f"{code} is not an ICD-10-CM code", "choose the code from the list"
    if on < ICD10_STARTS:
        yield "diagnoses HI", "ICD-10-CM is not valid for services before October 2015", "check the date of service"


@edit("diagnosis_edition", "warn")
def diagnosis_edition(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    on = _first_day(claim, ref)
    for index, code in enumerate(claim.diagnoses, start=1):
        if _DIAGNOSIS.fullmatch(code) and ref.icd10(code, on) is Billable.newer:
            yield (
                f"diagnoses[{index}] HI",
                f"{code} is not in our edition of ICD-10-CM",
                "check it in the current edition",
            )


@edit("line_count")
def line_count(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if not 1 <= len(claim.lines) <= _MAX_LINES:
        yield "lines LX", "a claim needs one to fifty services", "split the claim"


@edit("line_id")
def line_id(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    counts = Counter(line.line_id for line in claim.lines)
    if any(not 1 <= len(id) <= 30 or times > 1 for id, times in counts.items()):
        yield "lines REF02", "every line needs a number of its own", "make new line numbers"


@edit("service_code")
def service_code(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    for index, line in enumerate(claim.lines):
        if not _SERVICE.fullmatch(line.code):
            yield (
                f"{_at(index)}.code SV101",
                "this is not the form of a service code",
                "choose the service from the list",
            )


@edit("modifiers")
def modifiers(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    for index, line in enumerate(claim.lines):
        if len(line.modifiers) > _MAX_MODIFIERS or len(set(line.modifiers)) != len(line.modifiers):
            yield f"{_at(index)}.modifiers SV101", "at most four different modifiers", "remove a modifier"
        if not all(_MODIFIER.fullmatch(item) for item in line.modifiers):
            yield f"{_at(index)}.modifiers SV101", "a modifier has two characters", "correct the modifier"


@edit("units")
def units(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    for index, line in enumerate(claim.lines):
        if not 0 < line.units <= ref.rules.max_units:
            yield (
                f"{_at(index)}.units SV104",
                f"units must be more than 0 and at most {ref.rules.max_units}",
                "check the units",
            )


@edit("pointers")
def pointers(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    for index, line in enumerate(claim.lines):
        found = line.pointers
        if not 1 <= len(found) <= _MAX_POINTERS or len(set(found)) != len(found):
            yield (
                f"{_at(index)}.pointers SV107",
                "a service points to one to four different diagnoses",
                "choose diagnoses",
            )
        elif not all(1 <= item <= len(claim.diagnoses) for item in found):
            yield (
                f"{_at(index)}.pointers SV107",
                "it points to a diagnosis that is not on the claim",
                "choose diagnoses",
            )


@edit("line_charge")
def line_charge(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    for index, line in enumerate(claim.lines):
        if line.charge <= 0:
            yield f"{_at(index)}.charge SV102", "the charge must be more than zero", "set a price for this service"


@edit("total")
def total(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.total != sum(line.charge for line in claim.lines):
        yield "total CLM02", "the total is not the sum of the lines", "build the claim again"
    elif claim.total <= 0:
        yield "total CLM02", "there is nothing to charge", "do not send this claim"


@edit("line_duplicate", "warn")
def line_duplicate(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    seen: set[tuple[object, ...]] = set()
    for index, line in enumerate(claim.lines):
        key = (line.starts_on, line.code, tuple(sorted(line.modifiers)), line.charge)
        if key in seen and not _SAME_AGAIN & set(line.modifiers):
            yield _at(index), "the same service is on the claim twice", "use units, or a repeat modifier"
        seen.add(key)


@edit("service_dates")
def service_dates(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    cover = claim.coverage
    for index, line in enumerate(claim.lines):
        last = line.ends_on or line.starts_on
        if last < line.starts_on:
            yield f"{_at(index)}.ends_on DTP03", "the service ends before it begins", "correct the dates"
        if last > ref.today:
            yield f"{_at(index)}.starts_on DTP03", "the service is in the future", "correct the date"
        if (cover.starts_on and line.starts_on < cover.starts_on) or (cover.ends_on and last > cover.ends_on):
            yield f"{_at(index)}.starts_on DTP03", "the patient was not covered on that day", "check the coverage dates"


@edit("filing_limit")
def filing_limit(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.frequency == "1" and (ref.today - _first_day(claim, ref)).days > ref.rules.filing_days:
        yield (
            "lines DTP03",
            f"the payer's filing limit of {ref.rules.filing_days} days has passed",
            "ask for an exception",
        )


@edit("filing_limit_near", "warn")
def filing_limit_near(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    left = ref.rules.filing_days - (ref.today - _first_day(claim, ref)).days
    if claim.frequency == "1" and 0 <= left < min(15, ref.rules.filing_days // 2):
        yield "lines DTP03", f"only {left} days are left to file this claim", "send it today"


@edit("place")
def place(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    for code in sorted({claim.pos, *(line.pos for line in claim.lines if line.pos)}):
        if code not in PLACES:
            yield "pos CLM05", f"'{code[:4]}' is not a place of service we use", "choose a place of service"


@edit("place_modifier")
def place_modifier(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    for index, line in enumerate(claim.lines):
        if problem := _telehealth(line, line.pos or claim.pos, ref):
            yield f"{_at(index)} SV101/SV105", *problem


def _telehealth(line: ServiceLine, pos: str, ref: Reference) -> tuple[str, str] | None:
    remote = pos in TELEHEALTH_PLACES
    marked = bool(TELEHEALTH_MODIFIERS & set(line.modifiers))
    service = SERVICES.get(line.code)
    if marked and not remote:
        return "a telehealth modifier with a place that is not telehealth", "use place 02 or 10, or drop the modifier"
    if remote and service and not service.telehealth:
        return "this service cannot be given by telehealth", "correct the place or the service"
    if remote and not marked and ref.rules.telehealth_modifier:
        return "this payer wants a telehealth modifier", "add GT"
    if line.code == "Q3014" and pos == "10":
        return "a site fee needs a site: the patient was at home", "remove the site fee or correct the place"
    return None


@edit("admission_date")
def admission_date(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.pos == "21" and claim.admitted_on is None:
        yield "admitted_on DTP435", "an inpatient claim needs the admission date", "complete the stay"
    if claim.admitted_on and claim.discharged_on and claim.discharged_on < claim.admitted_on:
        yield "discharged_on DTP096", "the discharge is before the admission", "correct the stay"
    if claim.admitted_on and claim.admitted_on > ref.today:
        yield "admitted_on DTP435", "the admission is in the future", "correct the stay"


@edit("frequency")
def frequency(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.frequency not in ("1", "7", "8"):
        yield "frequency CLM05-3", "the frequency must be 1, 7 or 8", "build the claim again"
    elif claim.frequency != "1" and not claim.payer_control_number:
        yield (
            "payer_control_number REF*F8",
            "a replacement or void names the payer's claim number",
            "wait for the payer",
        )
    elif claim.frequency == "1" and claim.payer_control_number:
        yield "payer_control_number REF*F8", "an original claim may not name an earlier one", "send it as a replacement"


@edit("rendering_is_billing", "warn")
def rendering_is_billing(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.rendering and claim.rendering.npi == claim.billing.npi:
        yield "rendering.npi NM109", "the clinician has the hospital's NPI", "enter the clinician's own NPI in staff"


@edit("exact_duplicate")
def exact_duplicate(claim: ClaimSnapshot, ref: Reference) -> Iterator[Problem]:
    if claim.frequency == "1" and fingerprint(claim) in ref.sent:
        yield "claim", "the same claim was sent before", "look at the first claim, or send a replacement"
