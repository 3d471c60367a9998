"""SIMULATOR, not a payer: a test clearing house and payer in one, for demonstrations, development and tests.

It reads the very 837P bytes we send and answers with real TA1, 999, 277CA and 835 bytes through the same file link, so
that nothing in the hub knows the difference. Its plans, members and prices are invented. What it does with a claim is
chosen by the member number (`triggers`), including the faults that real payers produce. It keeps its own memory outside
the hub's database, as a foreign system would.
"""

PAYER_NAME = "TEST PAYER SIMULATOR"
PAYER_ID = "SIM01"
PAYER_TIN = "999999999"
CLEARING_HOUSE = "TEST CLEARING HOUSE SIMULATOR"
CONTACT = "6175550199"
