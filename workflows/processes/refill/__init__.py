"""More of a medicine: a patient asks, a clinician renews it, declines, or wants to see the patient first."""
