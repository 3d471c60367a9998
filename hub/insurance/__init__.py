"""Insurance: payers, coverages, claims and what payers answer (837P out; TA1, 999, 277CA and 835 in), in minor units.

Owns the X12 codec, the scrubber, the file link to the clearing house and the built-in payer simulator (`simulator`,
clearly labelled, never a real payer). Prior authorization (278) is a room of its own inside it. It may import patients,
staff, identity, workflows and the core; billing sits above it and reacts to its facts, so no ledger entry is made here.
"""
