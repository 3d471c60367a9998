"""Patients: who they are, what they agreed to, and who takes care of them. It owns patient, patient_number, consent and
care_relation; it states PatientRegistered, PatientChanged, ConsentGiven and CareChanged. It imports `hub.identity`,
`workflows` (steps) and `hub.core`; practitioners are plain ids here, because staff and patients are strangers."""
