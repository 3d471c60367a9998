"""The ward stay: a bed, acceptance, daily reviews, discharge, billed like a visit."""
