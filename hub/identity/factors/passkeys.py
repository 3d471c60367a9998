"""Passkeys (WebAuthn level 2): register, sign in without a password, prove again who one is. Checked by py_webauthn."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
import webauthn
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.settings import settings
from hub.identity.factors import tokens
from hub.identity.factors.models import Passkey, Purpose
from hub.identity.models import UserAccount

MOST = 20


def _place() -> tuple[str, list[str]]:
    """(relying party id, origins): this hub's own public address; on this machine alone it is `localhost`, since
    browsers give no passkey to a bare address.
    """
    if not settings().public_url:
        return "localhost", [f"http://localhost:{settings().port}"]
    return urlsplit(settings().base_url).hostname or "localhost", [settings().base_url]


async def of_user(db: Db | ReadDb, user_id: UUID) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    return list(await db.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)))


async def ask_to_create(db: Db, user: UserAccount, *, issuer: str) -> tuple[str, dict[str, Any]]:
    """(ticket, options for navigator.credentials.create)."""
    mine = await of_user(db, user.id)
    if len(mine) >= MOST:
        raise Conflict("You have many passkeys already. Remove one first.", code="too_many_passkeys")
    host, _ = _place()
    options = webauthn.generate_registration_options(
        rp_id=host, rp_name=issuer, user_id=user.id.bytes, user_name=user.email, user_display_name=user.display_name,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row.credential_id) for row in mine],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )  # fmt: skip
    data = {"challenge": bytes_to_base64url(options.challenge)}
    ticket = await tokens.issue(db, Purpose.passkey_register, user.id, data=data, alone=True)
    return ticket, orjson.loads(webauthn.options_to_json(options))


async def finish(
    db: Db, user: UserAccount, ticket: str, credential: dict[str, Any], name: str, *, actor: Actor
) -> Passkey:
    """Keep the new passkey; 422 bad_passkey when the answer is not one to our challenge, from our page."""
    row = await tokens.use(db, ticket, Purpose.passkey_register)
    if row.user_id != user.id:
        raise NotFound()
    host, origins = _place()
    try:
        checked = webauthn.verify_registration_response(
            credential=credential, expected_challenge=_bytes(row.data["challenge"]), expected_rp_id=host,
            expected_origin=origins, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Invalid("This passkey could not be checked. Please try again.", code="bad_passkey") from error
    made = Passkey(user_id=user.id, credential_id=checked.credential_id, public_key=checked.credential_public_key,
                   sign_count=checked.sign_count, name=name.strip() or "Passkey")  # fmt: skip
    try:
        async with db.begin_nested():
            db.add(made)
            audit.noted(db, actor, "create", "passkey", made.id, after={"name": made.name})
    except IntegrityError:
        raise Conflict("This passkey is known already.", code="passkey_known") from None
    return made


async def ask_to_prove(db: Db, user_id: UUID | None = None) -> tuple[str, dict[str, Any]]:
    """(ticket, options for navigator.credentials.get); whose passkey it is, the answer tells."""
    host, _ = _place()
    options = webauthn.generate_authentication_options(
        rp_id=host, user_verification=UserVerificationRequirement.REQUIRED
    )
    data = {"challenge": bytes_to_base64url(options.challenge)}
    ticket = await tokens.issue(db, Purpose.passkey_sign_in, user_id, data=data)
    return ticket, orjson.loads(webauthn.options_to_json(options))


async def proven(db: Db, ticket: str, credential: dict[str, Any]) -> Passkey:
    """The passkey that answered our challenge; 422 bad_passkey for everything else, unknown ones too."""
    row = await tokens.use(db, ticket, Purpose.passkey_sign_in)
    host, origins = _place()
    refused = Invalid("This passkey is not known here, or the answer was not right.", code="bad_passkey")
    try:
        wanted = _bytes(str(credential["id"]))
    except (KeyError, ValueError) as error:
        raise refused from error
    passkey = await db.scalar(select(Passkey).where(Passkey.credential_id == wanted).with_for_update())
    if passkey is None or row.user_id not in (None, passkey.user_id):
        raise refused
    try:
        checked = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=_bytes(row.data["challenge"]), expected_rp_id=host,
            expected_origin=origins, credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise refused from error
    passkey.sign_count, passkey.used_at = checked.new_sign_count, now()
    return passkey


async def remove(db: Db, user_id: UUID, passkey_id: UUID, *, actor: Actor) -> None:
    """Forget one of a person's passkeys."""
    row = await db.get(Passkey, passkey_id)
    if row is None or row.user_id != user_id:
        raise NotFound()
    await db.delete(row)
    audit.noted(db, actor, "delete", "passkey", row.id, after={"name": row.name})


def _bytes(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
