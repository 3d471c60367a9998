"""Appeals: letters against a payer's denial of a claim, level by level, with what is enclosed and what came of them.

The billing office writes and signs them (`appeal.write`) without reading the chart: what of the record goes along is
chosen by a clinician who may read it, by a task that the office asks for (the pathway `appeal_records`); it is copied,
sealed under the patient's key, and the office sees that copy. The PDF is one of encounters' letters, of the template
kind `appeal`. States AppealChanged and AppealDue; the claim itself moves by its pathway. May import what billing may.
"""
