"""The national provider identifier's check digit: Luhn over 80840 and the ten digits (45 CFR 162.406)."""


def valid(npi: str) -> bool:
    """Ten digits with a right check digit."""
    if len(npi) != 10 or not (npi.isascii() and npi.isdigit()) or npi[0] not in "12":
        return False
    total = 0
    for place, digit in enumerate(reversed("80840" + npi)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def with_check_digit(nine: str) -> str:
    """Nine digits and their check digit (demo and test data)."""
    return next(nine + digit for digit in "0123456789" if valid(nine + digit))
