"""Erasure and legal hold (B70). Somebody asks for a record to be erased; the privacy officer looks at what stands
against it; what the law keeps is restricted until a day, the rest is erased after a second person has confirmed. It
owns erasure_request and legal_hold and states ErasureChanged.

`rules.py` holds the times by which the law keeps a class of record, `checks.py` what has to be settled first,
`parts.py` what is done with each table (from `belongs` and `erases` of every module), `work.py` does it part by part,
`journal.py` keeps outside the database who was erased, so that a restored backup forgets him again.
"""
