"""A bill that an insurer pays, called by every pathway that bills: sent, waited for, asked after, and when it is denied
corrected, appealed, written off or billed to the patient."""
