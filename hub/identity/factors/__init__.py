"""Second factors and mailed links: proof beyond a password. Owns second_factor (TOTP), recovery_code, passkey,
one_time_token and letter; it states LetterWritten, which notifications send. TOTP seeds and the links of letters are
sealed; codes and tokens are kept only as hashes. It imports `hub.core` and its parent `hub.identity`, nothing else.
"""
