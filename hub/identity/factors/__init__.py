"""Second factors and mailed links: proof beyond a password. Owns second_factor (TOTP), sms_factor, sms_code,
recovery_code, passkey, one_time_token and letter; it states LetterWritten and SmsCodeWritten, which notifications send.
TOTP seeds, telephones, codes on their way and the links of letters are sealed; otherwise codes and tokens are kept only
as hashes. It imports `hub.core` and its parent `hub.identity`, nothing else.
"""
