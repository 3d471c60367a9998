"""A question to another specialty: looked at, booked, seen, and the answer read by who asked."""
