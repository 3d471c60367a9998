"""Service codes of the demo hospital: HCPCS Level II only (maintained by CMS for public use), in short own words.

CPT needs a licence and is never shipped; a hospital that has one imports its own list.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """A billable service: `charge` is the demo price in cents; `telehealth` when it may be given by video."""

    code: str
    text: str
    charge: int
    telehealth: bool = False


SERVICES: dict[str, Service] = {
    item.code: item
    for item in (
        Service("G0463", "Clinic visit", 12_500, telehealth=True),
        Service("Q3014", "Telehealth site fee", 3_500, telehealth=True),
        Service("G0425", "Telehealth consultation, about 30 minutes", 14_500, telehealth=True),
        Service("G0426", "Telehealth consultation, about 50 minutes", 19_500, telehealth=True),
        Service("G0427", "Telehealth consultation, 70 minutes or more", 26_500, telehealth=True),
        Service("G0406", "Telehealth follow-up in hospital, about 15 minutes", 7_500, telehealth=True),
        Service("G0407", "Telehealth follow-up in hospital, about 25 minutes", 11_000, telehealth=True),
        Service("G0408", "Telehealth follow-up in hospital, about 35 minutes", 15_500, telehealth=True),
        Service("G2010", "Review of pictures or video sent by the patient", 2_500, telehealth=True),
        Service("G2250", "Review of pictures or video, by a therapist", 2_000, telehealth=True),
        Service("G2251", "Short check-in by phone or video, by a therapist", 2_500, telehealth=True),
        Service("G2252", "Check-in by phone or video, 11 to 20 minutes", 4_500, telehealth=True),
        Service("G0438", "Annual wellness visit, first", 21_000, telehealth=True),
        Service("G0439", "Annual wellness visit, later", 17_000, telehealth=True),
        Service("G0442", "Alcohol misuse screening", 3_000, telehealth=True),
        Service("G0444", "Depression screening", 3_000, telehealth=True),
        Service("G0447", "Counselling for obesity, 15 minutes", 4_000, telehealth=True),
        Service("G0108", "Diabetes self-management training, 30 minutes", 8_000, telehealth=True),
        Service("G0378", "Hospital observation, per hour", 9_500),
        Service("G0379", "Direct admission to observation", 35_000),
        Service("T1015", "Clinic visit, all inclusive", 18_000, telehealth=True),
        Service("H0031", "Mental health assessment", 16_000, telehealth=True),
        Service("A0425", "Ground ambulance, per mile", 1_500),
        Service("J1885", "Ketorolac injection, 15 mg", 1_200),
        Service("J0696", "Ceftriaxone injection, 250 mg", 1_800),
    )
}

TELEHEALTH_PLACES = frozenset({"02", "10"})
TELEHEALTH_MODIFIERS = frozenset({"GT", "GQ", "95", "93", "FQ", "FR"})

PLACES = {
    "02": "telehealth, patient not at home",
    "10": "telehealth, patient at home",
    "11": "office",
    "12": "home",
    "19": "outpatient hospital, off campus",
    "20": "urgent care",
    "21": "inpatient hospital",
    "22": "outpatient hospital, on campus",
    "23": "emergency room",
    "31": "skilled nursing facility",
    "32": "nursing facility",
    "49": "independent clinic",
    "50": "federally qualified health center",
    "71": "public health clinic",
    "72": "rural health clinic",
    "81": "independent laboratory",
}
