"""The demo's facility and clinicians."""

from __future__ import annotations

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity.demo_logins import email
from hub.staff import actions, demo_duty, demo_incidents, queries
from hub.staff.models import PractitionerRole
from hub.staff.rules import HOSPITAL, npi_from

# (login, title, given, family, specialty, department, languages, about)
CLINICIANS = (
    ("doctor", "Dr", "Ada", "Okafor", "family_medicine", "TELE", "en,ig",
     "Everyday health for all ages. Likes to explain with pictures."),
    ("doctor2", "Dr", "Samuel", "Reyes", "family_medicine", "TELE", "en,es",
     "Family doctor with a special interest in blood pressure and diabetes."),
    ("", "Dr", "Miriam", "Katz", "internal_medicine", "MED", "en,he", "Looks after the medical ward."),
    ("", "Dr", "Jonas", "Brandt", "cardiology", "OPD", "en,de", "Heart failure, rhythm problems, prevention."),
    ("", "Dr", "Priya", "Raman", "dermatology", "TELE", "en,ta,hi", "Skin, hair and nails, mostly by video."),
    ("", "Dr", "Elise", "Fontaine", "pediatrics", "OPD", "en,fr", "Children from birth to eighteen."),
    ("", "Dr", "Kwame", "Mensah", "psychiatry", "TELE", "en", "Anxiety, low mood, sleep. Longer first visits."),
    ("", "Dr", "Lucia", "Ferri", "neurology", "OPD", "en,it", "Headache, dizziness, epilepsy."),
    ("", "Dr", "Erik", "Nyberg", "orthopedics", "SURG", "en,sv", "Knees, hips and sports injuries."),
    ("", "Dr", "Rosa", "Delgado", "gynecology", "OPD", "en,es", "Women's health, contraception, menopause."),
    ("nurse", "RN", "Noor", "Haddad", "nursing", "MED", "en,ar", "Charge nurse of the medical ward."),
    ("", "RN", "Peter", "Novak", "nursing", "SURG", "en,cs", "Night nurse of the surgical ward."),
    ("", "RN", "Grace", "Mbeki", "nursing", "TELE", "en", "Telehealth nurse."),
)  # fmt: skip


async def load(db: Db, demo: Demo) -> None:
    """Harbor Point Hospital and the people who work there."""
    facility = await queries.facility(db)
    await actions.change_facility(
        db, facility, {
            "name": "Harbor Point Hospital", "npi": npi_from("155555001"), "tin": "999990001",
            "taxonomy": HOSPITAL,
            "phone": "+15185550100", "address": {"line": "1 Harbor Point Road", "city": "Albany", "state": "NY",
                                                 "postal_code": "12207-1001", "country": "US"},
        }, actor=SYSTEM,
    )  # fmt: skip
    departments = {row.code: row.id for row in await queries.departments(db)}
    demo.made |= {"facility": facility, "doctors": [], "nurses": []}
    for n, (login, title, given, family, specialty, department, languages, about) in enumerate(CLINICIANS):
        role = PractitionerRole.nurse if specialty == "nursing" else PractitionerRole.doctor
        row, _, _ = await actions.hire(
            db, email(login or f"{given}.{family}".lower()), given=given, family=family, role=role, actor=SYSTEM,
            title=title, specialty=specialty, npi=npi_from(f"1555551{n + 10}"),
            languages=languages.split(","), department_id=departments.get(department), about=about, demo=True,
            password_hash=demo.password_hash,
        )  # fmt: skip
        demo.made["nurses" if role == PractitionerRole.nurse else "doctors"].append(row)
        if login:
            demo.made[login] = row
    await db.flush()
    await demo_duty.load(db, demo)
    await demo_incidents.load(db, demo)
