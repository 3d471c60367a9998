"""The video visit: booked, prepared by the patient, held by the clinician, billed, claimed, paid."""
