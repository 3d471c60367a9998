"""The demo's results: two patients' values over two years, and what their doctors still have to look at. Invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from hub.core.db import Db
from hub.core.demo import Demo
from hub.core.ids import uuid7
from hub.encounters.analytes import analytes
from hub.encounters.critical_models import CriticalResult
from hub.encounters.diagnostic_models import DiagnosticObservation, DiagnosticReport, DiagnosticReportVersion
from hub.encounters.diagnostic_schemas import DiagnosticObservationOut, EnterDiagnosticObservation
from hub.encounters.diagnostics import judge
from hub.encounters.statuses import ReleaseStatus, ReportCategory, ReportStatus
from hub.patients.models import Patient
from hub.staff.models import Practitioner

LAB = "Riverside Laboratory"
PANELS = {
    "Blood sugar and fats": {"4548-4": 6.1, "1558-6": 112, "2093-3": 214, "13457-7": 138, "2085-9": 52, "2571-8": 148},
    "Blood count": {"718-7": 14.1, "4544-3": 42, "789-8": 4.7, "787-2": 88, "6690-2": 6.8, "777-3": 241},
    "Kidneys and salts": {"2951-2": 139, "2823-3": 4.3, "2160-0": 0.9, "98979-8": 88, "3094-0": 14},
    "Thyroid": {"3016-3": 2.1, "3024-7": 1.2},
    "Liver": {"1742-6": 31, "1920-8": 27, "2324-2": 44, "1975-2": 0.7, "1751-7": 4.3},
}  # fmt: skip
WORDS = {
    "Blood sugar and fats": "Your long-term sugar is a little lower than last time: the walks help. Please go on. "
    "We look at the cholesterol again in three months before we think of a tablet.",
    "Blood count": "Everything is as it should be.",
}


async def load(db: Db, demo: Demo) -> None:
    """Deterministic, in three statements: reports, their findings, what an amended one said before."""
    doctor, doctor2 = demo.made["doctor"], demo.made["doctor2"]
    findings: list[DiagnosticObservation] = []
    for patient, who in ((demo.made["patient"], doctor), (demo.made["patient2"], doctor2)):
        for back in range(5):
            findings += _report(db, demo, patient, who, "Blood sugar and fats", 9 + 130 * back, step=back)
        for back in range(2):
            findings += _report(db, demo, patient, who, "Blood count", 24 + 300 * back, step=back)
        findings += _report(db, demo, patient, who, "Thyroid", 140)
        findings += _report(db, demo, patient, who, "Kidneys and salts", 1, waits=True, odd={"2823-3": 5.4})
        _in_words(db, demo, patient, who)
    findings += _report(
        db, demo, demo.made["patient2"], doctor2, "Liver", 3, held=True, odd={"1742-6": 96, "2324-2": 140}
    )
    for n, patient in enumerate(demo.made["patients"][4:16]):
        odd = {"2160-0": 1.6} if n % 3 else {}
        findings += _report(db, demo, patient, (doctor, doctor2)[n % 2], "Kidneys and salts", n % 3, waits=True,
                            odd=odd, number=n)  # fmt: skip
    grown = next(one for one in demo.made["patients"][16:] if one.birth_date.year < demo.now.year - 40)
    urgent = _report(db, demo, grown, doctor, "Kidneys and salts", 0, waits=True,
                     odd={"2823-3": 6.7}, taken=demo.now - timedelta(hours=5, minutes=24))  # fmt: skip
    findings += urgent
    await db.flush()
    _unanswered(db, demo, urgent[0], doctor)
    db.add_all(findings)
    await db.flush()
    await _amended(db, demo)


def _report(
    db: Db, demo: Demo, patient: Patient, who: Practitioner, title: str, days: int, *, step: int = 0,
    waits: bool = False, held: bool = False, odd: dict[str, float] | None = None, number: int = 0,
    taken: datetime | None = None,
) -> list[DiagnosticObservation]:  # fmt: skip
    taken = taken or demo.now - timedelta(days=days, hours=7, minutes=11 * number)
    issued = taken + timedelta(hours=5)
    release = ReleaseStatus.held if held else ReleaseStatus.waiting if waits else ReleaseStatus.released
    row = DiagnosticReport(
        patient_id=patient.id, practitioner_id=who.id, category=ReportCategory.laboratory, title=title,
        specimen="Blood", performer=LAB, effective_at=taken, issued_at=issued, status=ReportStatus.final,
        entered_by_name=LAB, created_at=issued, release=release,
        released_at=issued + timedelta(hours=20) if release == ReleaseStatus.released else None,
        reviewed_at=None if waits else issued + timedelta(hours=20), reviewed_by_name="" if waits else who.name,
        comment=WORDS.get(title, "") if not step and release == ReleaseStatus.released else "",
        held_reason="I want to call first: the values need an explanation." if held else "",
        seen_at=issued + timedelta(days=1) if release == ReleaseStatus.released and step else None,
    )  # fmt: skip
    db.add(row)
    values = {**PANELS[title], **(odd or {})}
    adult = (taken.date() - patient.birth_date).days
    found = []
    for position, (code, value) in enumerate(values.items()):
        known = analytes()[code]
        low, high = known.range(age_days=adult, sex=patient.sex)
        wanted = EnterDiagnosticObservation(
            name=known.name, code=code, value=_drift(demo, value, step), unit=known.unit, low=low, high=high,
            critical_low=known.critical[0], critical_high=known.critical[1],
        )  # fmt: skip
        found.append(DiagnosticObservation(
            id=uuid7(), report_id=row.id, patient_id=patient.id, position=position, key=code,
            interpretation=judge(wanted), **wanted.model_dump(exclude={"abnormal"}),
        ))  # fmt: skip
    return found


def _unanswered(db: Db, demo: Demo, one: DiagnosticObservation, who: Practitioner) -> None:
    """A critical value that came in a while ago: its reviewer was told twice, who is on call comes next."""
    times = [demo.now - timedelta(minutes=24), demo.now - timedelta(minutes=4)]
    db.add(CriticalResult(
        report_id=one.report_id, patient_id=one.patient_id, rung=1, escalate_at=demo.now + timedelta(minutes=16),
        created_at=times[0], status_at=times[0], told_ids=[who.user_id],
        told=[{"at": at.isoformat(), "rung": rung, "names": [who.name]} for rung, at in enumerate(times)],
    ))  # fmt: skip


def _drift(demo: Demo, value: float, step: int) -> Decimal:
    """A little worse the longer ago."""
    places = 1 if value < 20 else 0
    return Decimal(str(round(value * (1 + 0.035 * step + demo.random.gauss(0, 0.012)), places)))


def _in_words(db: Db, demo: Demo, patient: Patient, who: Practitioner) -> None:
    """An examination without a number."""
    taken = demo.now - timedelta(days=60)
    db.add(DiagnosticReport(
        patient_id=patient.id, practitioner_id=who.id, category=ReportCategory.imaging, title="Ultrasound of the belly",
        performer="Riverside Imaging", effective_at=taken, issued_at=taken, status=ReportStatus.final,
        entered_by_name=who.name, conclusion="Liver, gallbladder, kidneys and spleen without findings.",
        reviewed_at=taken, reviewed_by_name=who.name, comment="Good news: nothing to be seen.",
        release=ReleaseStatus.released, released_at=taken, seen_at=taken, created_at=taken,
    ))  # fmt: skip


async def _amended(db: Db, demo: Demo) -> None:
    """A blood count whose laboratory corrected a value, and what it said before."""
    patient, who, taken = demo.made["patient"], demo.made["doctor"], demo.now - timedelta(days=400)
    row = DiagnosticReport(
        patient_id=patient.id, practitioner_id=who.id, category=ReportCategory.laboratory, title="Iron", performer=LAB,
        specimen="Blood", effective_at=taken, issued_at=taken + timedelta(days=2), status=ReportStatus.amended,
        reason="The laboratory had exchanged two samples.", entered_by_name=LAB, created_at=taken,
        reviewed_at=taken + timedelta(days=2), reviewed_by_name=who.name, comment="The right value is a good one.",
        release=ReleaseStatus.released, released_at=taken + timedelta(days=1), seen_at=taken + timedelta(days=3),
    )  # fmt: skip
    known = analytes()["2276-4"]
    low, high = known.range(age_days=20000, sex=patient.sex)
    right, wrong = (
        EnterDiagnosticObservation(
            name=known.name, code=known.code, value=Decimal(value), unit=known.unit, low=low, high=high
        )
        for value in (64, 9)
    )
    before = DiagnosticObservationOut(**wrong.model_dump(exclude={"abnormal"}), interpretation=judge(wrong))
    db.add(row)
    await db.flush()
    db.add(DiagnosticObservation(report_id=row.id, patient_id=patient.id, position=0, key=known.code,
                                 interpretation=judge(right), **right.model_dump(exclude={"abnormal"})))  # fmt: skip
    db.add(DiagnosticReportVersion(
        id=uuid7(), report_id=row.id, patient_id=patient.id, number=1, by_name=LAB, at=taken + timedelta(days=2),
        content={"status": "final", "title": "Iron", "conclusion": "", "comment": "",
                 "observations": [before.model_dump(mode="json")]},
    ))  # fmt: skip
    await db.flush()
