"""Scheduling owns when clinicians see people: weekly availability, exceptions, free slots, holds and appointments.

Hours are kept as the wall clock of the facility shows them, appointments as moments; PostgreSQL itself refuses two at
once for one clinician or one patient. It states SlotTaken, SlotFreed, AppointmentBooked, AppointmentChanged and
AppointmentCancelled, starts the pathway of what is booked (`visit` for video, `clinic_visit` for the clinic), and tells
it of arrival, cancellation and no-show. It may import hub.patients, hub.staff, hub.identity, workflows and hub.core.
"""
