"""A patient's vital signs have left their limits: a nurse looks after it in time, or the doctor hears of it.

`urgency.dmn` says how soon, by how bad it is and whether the patient lies on a ward or is at home. The nurse writes
what came of it; an emergency goes to a doctor at once. Nobody answers: the patient's doctor gets it as well, then every
doctor is told. What is resolved at the monitor ends it, too.
"""
