"""Patients: who they are and how they are found again, their numbers, relatives and proxies, what they agreed to, their
documents, and who takes care of them. It owns patient, its search tables (patient_word, patient_key, name_word,
name_slip), patient_identifier, related_person, proxy, consent, document, care_relation, patient_merge, patient_export,
identity_evidence and what the hospital decides about them; it states PatientRegistered, PatientChanged, ConsentGiven,
CareChanged, OnboardingChanged, DocumentChanged, ProxyChanged, PatientsMerged and ExportChanged. It imports
`hub.identity`, `workflows` (steps) and `hub.core`; practitioners are plain ids here, because staff and patients are
strangers."""
