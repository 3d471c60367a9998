"""Notifications: facts -> people who are not looking. Owns notification, delivery, push_subscription and mail (the
console twin's mailbox); states NotificationAdded and NotificationsRead. It sits above every room and imports only their
facts, queries and models. No clinical word and no token ever leaves the app."""
