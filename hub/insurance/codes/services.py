"""Service codes that the scrubber and the screens know: HCPCS Level II only (CMS, for public use), in our own words.

CPT needs a licence and is never shipped; a hospital that has one imports its own list.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """A billable service; `telehealth` when it may be given by video."""

    code: str
    text: str
    telehealth: bool = False


SERVICES: dict[str, Service] = {
    item.code: item
    for item in (
        Service("G0463", "Clinic visit", telehealth=True),
        Service("Q3014", "Telehealth site fee", telehealth=True),
        Service("G0425", "Telehealth consultation, about 30 minutes", telehealth=True),
        Service("G0426", "Telehealth consultation, about 50 minutes", telehealth=True),
        Service("G0427", "Telehealth consultation, 70 minutes or more", telehealth=True),
        Service("G0406", "Telehealth follow-up in hospital, about 15 minutes", telehealth=True),
        Service("G0407", "Telehealth follow-up in hospital, about 25 minutes", telehealth=True),
        Service("G0408", "Telehealth follow-up in hospital, about 35 minutes", telehealth=True),
        Service("G2010", "Review of pictures or video sent by the patient", telehealth=True),
        Service("G2250", "Review of pictures or video, by a therapist", telehealth=True),
        Service("G2251", "Short check-in by phone or video, by a therapist", telehealth=True),
        Service("G2252", "Check-in by phone or video, 11 to 20 minutes", telehealth=True),
        Service("G0438", "Annual wellness visit, first", telehealth=True),
        Service("G0439", "Annual wellness visit, later", telehealth=True),
        Service("G0442", "Alcohol misuse screening", telehealth=True),
        Service("G0444", "Depression screening", telehealth=True),
        Service("G0447", "Counselling for obesity, 15 minutes", telehealth=True),
        Service("G0108", "Diabetes self-management training, 30 minutes", telehealth=True),
        Service("G0378", "Hospital observation, per hour"),
        Service("G0379", "Direct admission to observation"),
        Service("T1015", "Clinic visit, all inclusive", telehealth=True),
        Service("H0031", "Mental health assessment", telehealth=True),
        Service("A0425", "Ground ambulance, per mile"),
        Service("J1885", "Ketorolac injection, 15 mg"),
        Service("J0696", "Ceftriaxone injection, 250 mg"),
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
