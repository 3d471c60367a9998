"""What payers answer to a request for prior authorization, in our words: AAA03 errors and HCR03 reasons."""

ERRORS = {
    "15": "the application data is missing",
    "33": "a value cannot be right",
    "41": "we may not ask this payer this way",
    "42": "the payer cannot answer now",
    "43": "the provider's number is wrong",
    "51": "the provider is not known to the payer",
    "57": "the dates of the service are wrong",
    "58": "the date of birth is wrong",
    "60": "the date of birth is after the service",
    "64": "the patient's number is wrong",
    "65": "the patient's name is wrong",
    "67": "the patient was not found",
    "71": "the date of birth is not the one the payer knows",
    "72": "the member number is wrong",
    "73": "the name of the insured is wrong",
    "75": "the member is not known to the payer",
    "79": "it was sent to the wrong payer",
    "80": "no answer came in time",
    "95": "the member is not insured any more",
}
REASONS = {"0U": "more about the patient is needed", "0V": "a medical review is needed"}


def explain_error(code: str) -> str:
    """Why a request was not looked at; an unknown code is shown as itself."""
    return ERRORS.get(code, f"error {code[:6]}")


def explain_reason(code: str) -> str:
    """Why it was decided so; an unknown code is shown as itself, none is the empty string."""
    return REASONS.get(code, f"reason {code[:6]}" if code else "")
