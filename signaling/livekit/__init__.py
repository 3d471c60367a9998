"""LiveKit behind the port of media engines: it carries calls with guests where a hospital has outgrown our relay.

`tokens` are the keys to its rooms and to its API, `api` its room service, `rooms` what a room is to look like (whoever
may not be there is removed, a call that is over has no room), `tickets` how a page gets in, `webhooks` what LiveKit
tells us. Owns no table and states no fact: the visit's row says what carries it, and `rooms.settle` makes LiveKit
agree, again and again until it does. May import everything that signaling may.
"""
