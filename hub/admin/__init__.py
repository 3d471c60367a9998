"""Administration: how every part of the installation does and what needs somebody, background work, services and
prices, switches, the guided setup, the configuration file, and the audit trail to read and to verify. Owns what was
said of the steps of the setup, states no fact; it reads what the rooms below own and may import all of them. Cases and
processes have their own pages in `workflows`, the mailbox and the words of messages in `notifications`, figures in
`hub.reports`.
"""
