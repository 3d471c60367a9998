"""Claim status values of the 277CA, in our words, with what a billing clerk should do next."""

CATEGORIES = {
    "A0": "passed on to the payer",
    "A1": "received",
    "A2": "accepted for adjudication",
    "A3": "returned: cannot be processed",
    "A4": "not found at the payer",
    "A5": "split by the payer",
    "A6": "rejected: information is missing",
    "A7": "rejected: information is not valid",
    "A8": "rejected: two facts on the claim contradict each other",
}

CODES = {
    "19": "the receiver has it",
    "20": "accepted for processing",
    "21": "information is missing or not valid",
    "24": "the provider is not known to the payer",
    "33": "the member is not known to the payer",
    "35": "the earlier claim was not found",
    "54": "the same claim was sent before",
    "88": "the member was not covered on the day of service",
    "97": "the patient is not eligible with this payer",
    "116": "it was sent to the wrong payer",
    "122": "a required value is missing or wrong",
    "125": "the name is wrong",
    "126": "the address is wrong",
    "135": "the other coverage must be named",
    "145": "the provider's specialty code is wrong",
    "153": "the provider's identifier is wrong",
    "157": "the patient's sex is wrong",
    "158": "the date of birth is wrong",
    "164": "the member number is wrong",
    "178": "the charge is wrong",
    "187": "the date of service is wrong",
    "189": "the admission date is wrong",
    "228": "the type of bill is wrong",
    "249": "the place of service is wrong",
    "252": "an authorization number is needed",
    "254": "the main diagnosis is wrong",
    "255": "a diagnosis code is wrong",
    "400": "the claim does not balance",
    "453": "a modifier is wrong",
    "454": "the service code is wrong",
    "464": "the payer's claim number is missing or wrong",
    "476": "the units are wrong",
    "478": "the main entity is not eligible",
    "488": "a diagnosis pointer is wrong",
    "507": "the service code is wrong",
    "535": "the claim frequency is wrong",
    "562": "the national provider number is wrong",
    "673": "the payer's number for this patient is wrong",
}

ENTITIES = {
    "IL": "subscriber",
    "QC": "patient",
    "85": "billing provider",
    "82": "rendering provider",
    "DN": "referring provider",
    "77": "service location",
    "PR": "payer",
    "AY": "clearing house",
    "40": "receiver",
    "41": "submitter",
}

_CORRECT_COVERAGE = frozenset({"33", "88", "97", "116", "125", "135", "157", "158", "164", "673"})
_CORRECT_CODING = frozenset({"249", "254", "255", "453", "454", "476", "488", "507"})
_CORRECT_PROVIDER = frozenset({"24", "126", "145", "153", "562"})


def explain(category: str, code: str, entity: str = "") -> str:
    """One status as a short sentence; unknown values are shown as themselves."""
    what = CODES.get(code, f"status {code}")
    who = ENTITIES.get(entity, "")
    return f"{CATEGORIES.get(category, category)}: {what}" + (f" ({who})" if who else "")


def next_action(code: str) -> str:
    """What to do about a rejection: a stable key that the screens translate."""
    if code in _CORRECT_COVERAGE:
        return "correct_coverage"
    if code in _CORRECT_CODING:
        return "correct_coding"
    if code in _CORRECT_PROVIDER:
        return "correct_provider"
    if code == "54":
        return "find_first_claim"
    return "correct_and_resend"
