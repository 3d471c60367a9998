"""The visit at the clinic: booked, checked in, measured, seen, checked out, billed, claimed, paid."""
