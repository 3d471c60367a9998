"""X12 5010 in our own words: bytes in, frozen typed loops out, and back.

Owns the tokenizer (`syntax`), the envelope (`envelope`), the text and money codecs (`text`, `values`), the 837P
(`professional`, `professional_read`), TA1 and 999 (`acks`), 277CA (`claim_acks`), 835 (`remittance`, `balance`) and 278
(`review`, `review_request`, `review_reply`).
Nothing here touches a database, a clock or a network. Every fault in foreign bytes is an `X12Error` with a stable
code; money is always whole minor units.
"""
