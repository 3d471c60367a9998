"""Something went wrong, or nearly did: reported by anybody on the staff, reviewed by a lead, answered with measures."""
