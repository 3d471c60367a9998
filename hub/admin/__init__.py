"""Administration: how every part of the installation does, and the audit trail to read and to verify. Owns no table
and states no fact; it reads what the rooms below own and may import all of them. Cases and processes have their own
pages in `workflows`, the mailbox in `notifications`.
"""
