"""Access to one patient's record, beyond rights: emergency access (break-glass) with its review, sensitivity labels, a
patient's objection to a person or a department, what a proxy's grant opens (`proxy`), who is not told whose a task is
(`veiling`), and who looked. Owns
sensitivity_label; break_glass and access_denial stand in `hub.identity.policy`, because the session lookup reads them.
It states GlassChanged and AccessChanged. `policy` holds the one decision that `hub.patients.queries` asks for every
record and every list.
"""
