"""Facts to people who are not looking: who, how urgent, which channel, and nothing twice.

May import everything below the edges; nobody imports it but `hub.app` and `hub.cli`.
"""
