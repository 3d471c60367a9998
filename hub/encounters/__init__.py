"""Encounters owns the clinical record of a meeting: chart, note, diagnoses, prescriptions, services, allergies.

A note is a draft that saves itself until it is signed; signing writes an immutable version and locks the encounter,
after which there are addenda and "entered in error", never edits. It states NoteSigned, EncounterFinished and
ChartChanged, and gives the visit pathway its steps `encounters.record_intake` and `encounters.sign_consultation`.
It may import hub.scheduling, hub.patients, hub.staff, hub.identity, workflows and hub.core.
"""
