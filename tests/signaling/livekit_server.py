"""A stand-in for LiveKit's server API over real HTTP: it checks tokens by itself, answers in Twirp, can misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from email.message import Message
from typing import Any
from uuid import uuid4

from tests.outside import Outside, Reply

KEY, SECRET = "APItest", "a-secret-of-thirty-two-characters"
NEEDS = {
    "CreateRoom": "roomCreate", "DeleteRoom": "roomCreate", "ListRooms": "roomList", "ListParticipants": "roomAdmin",
    "RemoveParticipant": "roomAdmin",
}  # fmt: skip


class Refused(Exception):
    """A Twirp error: HTTP status, code."""


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed(claims: dict[str, Any], secret: str = SECRET, alg: str = "HS256") -> str:
    """A JWT, made without the product's code."""
    parts = [json.dumps({"alg": alg, "typ": "JWT"}), json.dumps(claims)]
    body = ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts)
    digest = hmac.digest(secret.encode(), body.encode(), hashlib.sha256)
    return f"{body}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def grants(token: str) -> dict[str, Any]:
    """The claims of a token of ours that holds now."""
    body, _, signature = token.rpartition(".")
    if not hmac.compare_digest(hmac.digest(SECRET.encode(), body.encode(), hashlib.sha256), unpadded(signature)):
        raise Refused(401, "unauthenticated")
    head, claims = (json.loads(unpadded(part)) for part in body.split("."))
    if head["alg"] != "HS256" or claims["iss"] != KEY or not claims["nbf"] <= time.time() < claims["exp"]:
        raise Refused(401, "unauthenticated")
    return dict(claims)


class LiveKitServer(Outside):
    """`rooms` maps names to who is inside; `fault` is "", slow, down, unauthorized, lost, full or garbage."""

    def __init__(self) -> None:
        super().__init__()
        self.rooms: dict[str, set[str]] = {}
        self.calls: list[str] = []
        self.fault = ""

    @property
    def url(self) -> str:
        return f"ws://{self.address}"

    def answer(self, path: str, headers: Message, raw: bytes) -> Reply | None:
        if self.fault == "slow":
            self.hang()
        if self.fault in ("slow", "down"):
            return None
        status, kind, body = self.reply(path, headers.get("Authorization", ""), raw)
        return status, {"Content-Type": kind}, body

    def reply(self, path: str, authorization: str, raw: bytes) -> tuple[int, str, bytes]:
        if self.fault == "garbage":
            return 200, "application/json", b'["no room"]'
        if self.fault == "lost":
            return 404, "text/plain", b"404 page not found"
        try:
            if self.fault == "full":
                raise Refused(429, "resource_exhausted")
            if self.fault == "unauthorized":
                raise Refused(401, "unauthenticated")
            service, _, method = path.rpartition("/")
            if service != "/twirp/livekit.RoomService" or method not in NEEDS:
                raise Refused(404, "bad_route")
            given, claims = json.loads(raw), grants(authorization.removeprefix("Bearer "))
            may = claims["video"]
            if not may.get(NEEDS[method]) or (NEEDS[method] == "roomAdmin" and may["room"] != given["room"]):
                raise Refused(403, "permission_denied")
            self.calls.append(method)
            said = getattr(self, method)(given)
        except Refused as error:
            status, code = error.args
            return status, "application/json", json.dumps({"code": code, "msg": code}).encode()
        return 200, "application/json", json.dumps(said).encode()

    def CreateRoom(self, given: dict[str, Any]) -> dict[str, Any]:
        self.rooms.setdefault(given["name"], set())
        return {"sid": "RM_1", "name": given["name"], "max_participants": given["max_participants"]}

    def DeleteRoom(self, given: dict[str, Any]) -> dict[str, Any]:
        self._room(given["room"])
        del self.rooms[given["room"]]
        return {}

    def ListRooms(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"rooms": [{"name": name} for name in self.rooms]} if self.rooms else {}

    def ListParticipants(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"participants": [{"sid": "PA_1", "identity": one} for one in sorted(self._room(given["room"]))]}

    def RemoveParticipant(self, given: dict[str, Any]) -> dict[str, Any]:
        people = self._room(given["room"])
        if given["identity"] not in people:
            raise Refused(404, "not_found")
        people.discard(given["identity"])
        return {}

    def _room(self, name: str) -> set[str]:
        if name not in self.rooms:
            raise Refused(404, "not_found")
        return self.rooms[name]

    def join(self, token: str) -> str:
        """What a page does with its token; who it is then."""
        claims = grants(token)
        may = claims["video"]
        assert may["roomJoin"] and may["room"] in self.rooms and not may["canPublishData"]
        self.rooms[may["room"]].add(claims["sub"])
        return str(claims["sub"])

    @staticmethod
    def hook(room: str, event: str = "participant_joined", *, secret: str = SECRET, **claims: Any) -> dict[str, Any]:
        """A webhook as the server sends it: arguments of a request."""
        told = {"event": event, "id": f"EV_{uuid4().hex[:12]}", "createdAt": str(int(time.time())),
                "room": {"sid": "RM_1", "name": room}, "participant": {"identity": "patient"}}  # fmt: skip
        raw = json.dumps(told).encode()
        body = {"iss": KEY, "nbf": int(time.time()) - 5, "exp": int(time.time()) + 300,
                "sha256": base64.b64encode(hashlib.sha256(raw).digest()).decode(), **claims}  # fmt: skip
        return {"data": raw, "headers": {"Authorization": signed(body, secret),
                                         "Content-Type": "application/webhook+json"}}  # fmt: skip
