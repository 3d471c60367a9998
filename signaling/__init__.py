"""Sockets and media: an edge, like HTTP. Owns no table and states no fact.

`gate` lets sessions in and cuts who misbehaves, `server` is Socket.IO, `edge` parses and answers messages, `rooms`
says who may sit where, `rights` looks again every second, `manager` fans out, `publish` turns facts into emits,
`calls` passes offers and candidates between the two people of a visit, `engines` is the port to what carries more than
two (`relaying` our own relay, `livekit` a server beside us), `asking` lets processes ask each other, `talk` shows who
types, `captions` what is said, `turn` makes TURN credentials, `media` keeps strangers' datagrams off aiortc. May import
everything below the edges; nobody imports it but `hub.app`, `hub.serve` and `hub.doctor`.
"""
