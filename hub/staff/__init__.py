"""Staff and organisation: facilities, departments, rooms, equipment and specialties; the people who work there, their
employment, credentials, privileges, rotas, shifts and leave. It owns facility, department, room, equipment, specialty,
practitioner, employment, credential, privilege, rota, shift and leave; it states PractitionerChanged, FacilityChanged,
PlaceChanged, StaffLeaveChanged, RosterChanged and LicenceExpiring. It imports `hub.identity` (accounts) and `hub.core`;
patients and staff are strangers to each other."""
