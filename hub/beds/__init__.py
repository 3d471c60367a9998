"""Beds: wards, beds and the stays of patients in them. It owns ward, bed, stay and stay_note; PostgreSQL itself refuses
two stays at once in one bed or of one patient. It states BedChanged and StayChanged, starts the `admission` pathway and
gives it its steps. It may import encounters, patients, staff, identity, workflows and the core."""
