"""Sockets and media: an edge, like HTTP. Authenticates sockets, seats them in rooms, passes facts and calls on.

May import everything below the edges; nobody imports it but `hub.app` and `hub.cli`.
"""
