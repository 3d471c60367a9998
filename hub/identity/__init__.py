"""Identity: who somebody is and what their roles allow. It owns user_account, user_role, session, known_device and
sign_in_attempt; it states SessionRevoked and UserChanged. It knows people only as accounts (`patient_id` and
`practitioner_id` are plain ids of rooms above) and imports nothing but `hub.core`. What the house is called and which
day it is there is asked in `house`, which staff answers."""
