"""The token endpoint speaks forms, not JSON, and errors of RFC 6749: the translation between that and our actions."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson
from quart import Response, request

from hub.core.actor import Actor
from hub.core.db import Db
from hub.identity.oauth import actions
from hub.identity.oauth.models import OAuthClient
from hub.identity.oauth.rules import OAuthError


def form(raw: bytes) -> dict[str, str]:
    """A form as a dictionary; a member that comes twice is refused (RFC 6749 3.2)."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise OAuthError("Send a form.", code="invalid_request")
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=30)
    except ValueError as error:
        raise OAuthError("This is not a form.", code="invalid_request") from error
    if len(dict(pairs)) != len(pairs) or any("\0" in part for pair in pairs for part in pair):
        raise OAuthError("A member comes twice.", code="invalid_request")
    return dict(pairs)


async def client_of(db: Db, values: Mapping[str, str]) -> OAuthClient:
    """Who calls: HTTP Basic, or client_id and client_secret in the form; never both."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    client_id, secret = values.get("client_id", ""), values.get("client_secret", "")
    if kind.lower() == "basic":
        if secret:
            raise OAuthError("Prove who you are once.", code="invalid_request")
        try:
            name, _, word = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, ValueError) as error:
            raise OAuthError("The app could not prove who it is.", code="invalid_client") from error
        client_id, secret = unquote(name), unquote(word)
    return await actions.authenticated(db, client_id, secret)


async def token(db: Db, raw: bytes, *, actor: Actor) -> Response:
    """The answer of the token endpoint; what a refusal has ended stays ended."""
    try:
        values = form(raw)
        client = await client_of(db, values)
        kind = values.get("grant_type", "")
        if kind == "authorization_code":
            made = await actions.by_code(db, client, values, actor=actor)
        elif kind == "refresh_token":
            made = await actions.by_refresh(db, client, values.get("refresh_token", ""), actor=actor)
        else:
            raise OAuthError("Only authorization_code and refresh_token are offered.", code="unsupported_grant_type")
    except OAuthError as error:
        return refusal(error)
    return _json(made.model_dump(exclude_none=True)) if made else refusal(OAuthError(code="invalid_grant"))


async def revoke(db: Db, raw: bytes, *, actor: Actor) -> Response:
    """The answer of the revocation endpoint."""
    try:
        values = form(raw)
        await actions.revoke(db, await client_of(db, values), values.get("token", ""), actor=actor)
    except OAuthError as error:
        return refusal(error)
    return _json({})


def refusal(error: OAuthError) -> Response:
    """RFC 6749 5.2."""
    status = 401 if error.code == "invalid_client" else 400
    return _json({"error": error.code, "error_description": error.detail}, status)


def document(value: Mapping[str, Any]) -> Response:
    """A public document that may be kept for a while."""
    reply = _json(value)
    reply.headers["Access-Control-Allow-Origin"] = "*"
    return reply


def _json(value: Mapping[str, Any], status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, content_type="application/json", headers={"Cache-Control": "no-store"})
