"""Beds: wards, beds and the stays of patients in them.

It owns ward, bed, stay, stay_place (the beds of a stay, one after the other) and stay_note; PostgreSQL itself refuses
two in one bed, and one in two beds. A transfer within a ward happens at once; another ward is asked and answers
(`transfers`). It states WardChanged, BedChanged, StayChanged and TransferChanged, starts the `admission`
pathway and gives it its steps. It may import encounters, patients, staff, identity, workflows and the core."""
