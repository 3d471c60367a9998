"""Staff: the facility, its departments, and the clinicians who work there. It owns facility, department and
practitioner; it states PractitionerChanged and FacilityChanged. It imports `hub.identity` (accounts) and `hub.core`;
patients and staff are strangers to each other."""
