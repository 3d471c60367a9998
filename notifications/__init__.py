"""Notifications: facts -> people who are not looking.

Owns notification, delivery, push_subscription, notification_setting, notification_preference, message_template, and
what the console twins keep: mail and text_message. States NotificationAdded and NotificationsRead. `rules` say who is
told of what, `topics` what people may choose, `preferences` what they chose and when it is quiet, `dispatch` writes the
bell and queues deliveries, `jobs` sends them once, `soon` is the last reminder before a visit, `phrases` and
`words` say it in the reader's language, `reports` hear from the gateway what became of a text. It sits above every room
and imports only their facts, queries and models. No clinical word and no token ever leaves the app.
"""
