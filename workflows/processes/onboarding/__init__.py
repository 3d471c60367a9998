"""A new patient: details, insurance, consents, who it is, who takes care; welcomed when all of it is there."""
