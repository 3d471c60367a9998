"""Staff and organisation: facilities, departments, rooms, equipment and specialties; the people who work there, their
employment, credentials, privileges and leave (`records`, `leave`), rotas, shifts, swaps and who is on call (`rotas`,
`swaps`, `on_call`). A department's lead plans its duty and decides about its leave (`people.plans`). It states
PractitionerChanged, FacilityChanged, PlaceChanged, StaffRecordChanged, StaffLeaveChanged, RosterChanged,
ShiftSwapChanged, OnCallChanged, LicenceExpiring and IncidentReportChanged (`incidents`: what went wrong, with its
pathway `incident_report`). It imports `hub.identity` (accounts), `workflows` and `hub.core`; patients and staff are
strangers to each other. Other rooms ask `queries.on_call`, `queries.holds_privilege`, `queries.duty_of`.
"""
