"""Encounters owns the clinical record: meetings and their notes, and everything that is known of a patient for good.

A note is a draft that saves itself until it is signed; signing writes an immutable version and locks the encounter,
after which there are addenda, second signatures, an opening again for a kept reason, and "entered in error", never
edits. Beside it: diagnoses, services, prescriptions that are checked with a bundled, dated table (medicines.py,
checks.py), vital signs judged by age and sex (ranges.py, growth.py), problems, allergies, medicines at home, vaccines,
procedures, family and social history, results that are reviewed and released to the patient (diagnostics.py; who looks
at them: reviewing.py; what cannot wait climbs: critical.py), letters that can be proved, forms that administrators
draw, order sets, phrases and code sets that the hospital brings. It states NoteSigned, EncounterFinished, ChartChanged,
RecordChanged, DiagnosticReportChanged, CriticalResultUnanswered, RefillChanged and ReferralChanged, and gives pathways
the steps of steps.py. It may import hub.scheduling, hub.patients, hub.staff, hub.identity, workflows and hub.core.
"""
