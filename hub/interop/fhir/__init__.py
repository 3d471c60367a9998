"""FHIR R4 (4.0.1): pure functions, each of which turns one row of an export into one resource.

    @told("Condition", of="problem")
    def problem(row: Row, box: Box) -> Resource: ...

They read the tables of an archive after labels and what is kept back were taken out (hub.patients.exports), so they
cannot tell more than our own JSON does. `archive.py` writes them as NDJSON, a file for each type. HOMELESS names the
tables that say nothing FHIR R4 has a place for, with the reason; a table that is neither told nor named fails a test.
"""
