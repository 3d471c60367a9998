"""What `hub pathway` does: the same verbs as the pages, with the rights of the account that is named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.core import db as core_db
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Invalid, NotFound
from hub.identity import queries
from workflows import calling, diagrams, engine_parse
from workflows.authoring import checking, content, drafts, migrating, publishing, trying
from workflows.authoring.checking import Drawing
from workflows.authoring.models import MigrationStatus
from workflows.authoring.schemas import NewDraft
from workflows.authoring.schemas_move import NewMigration


def lint(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything to put right in a bundle."""
    return [one.model_dump(mode="json") for one in checking.problems(_drawing(bundle))]


def tried(bundle: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Every branch of a bundle, visited."""
    if not isinstance(data, dict):
        raise Invalid("What a case begins with is a group of values.")
    drawn = _drawing(bundle)
    wrong = [one for one in checking.problems(drawn) if one.severity == "error"]
    if wrong:
        raise Invalid(f"{wrong[0].message} ({len(wrong)} to put right)", code="diagram_invalid")
    return trying.everything(drawn, data, {}, now()).model_dump(mode="json")


def _drawing(bundle: dict[str, Any]) -> Drawing:
    decisions, forms = bundle.get("decisions") or {}, bundle.get("forms") or {}
    content.check_limits(bundle["xml"], decisions, forms)
    return Drawing(bundle.get("process_id") or _process_id(bundle["xml"]), bundle["xml"], decisions, forms,
                   calling.read(bundle.get("called") or ()))  # fmt: skip


def _process_id(xml: str) -> str:
    process = content.read(xml).find(engine_parse.tag("process"))
    if process is None or not process.get("id"):
        raise Invalid("The file holds no process with an id.", code="no_process")
    return str(process.get("id"))


async def export(process_id: str, number: int | None) -> dict[str, Any]:
    """A version as a bundle."""
    async with core_db.reading() as db:
        version = await (publishing.version_of(db, process_id, number) if number else diagrams.active(db, process_id))
        return {
            "process_id": version.process_id, "name": version.name, "number": version.number, "xml": version.xml,
            "called": version.called_xml, "decisions": version.decisions, "forms": version.forms,
        }  # fmt: skip


async def imported(bundle: dict[str, Any], email: str) -> dict[str, Any]:
    """A draft of a bundle."""
    process_id = bundle.get("process_id") or _process_id(bundle["xml"])
    given = NewDraft(
        process_id=process_id, name=bundle.get("name") or process_id, xml=bundle["xml"],
        decisions=bundle.get("decisions") or {}, forms=bundle.get("forms") or {},
    )  # fmt: skip
    async with core_db.transaction() as db:
        draft = await drafts.create(db, given, actor=await _person(db, email))
        return {"id": str(draft.id), "process_id": draft.process_id}


async def publish(draft_id: str, email: str, reason: str, over: int | None) -> dict[str, Any]:
    """Publish an approved draft."""
    async with core_db.transaction() as db:
        actor = await _person(db, email)
        draft = await drafts.access_draft(db, actor, _uuid(draft_id), lock=True)
        version = await publishing.publish(db, draft, reason, over=over, actor=actor)
        return {"number": version.number, "process_id": version.process_id}


async def migrate(
    process_id: str, source: int, to: int, mapping: dict[str, str], email: str, reason: str, apply: bool
) -> dict[str, Any]:
    """A dry run, and with `apply` the move itself, done here without waiting for a worker."""
    given = NewMigration.model_validate(
        {"process_id": process_id, "from": source, "to": to, "mapping": mapping, "reason": reason}
    )
    async with core_db.transaction() as db:
        actor = await _person(db, email)
        migration = await migrating.plan(db, given, actor=actor)
        if apply:
            await migrating.apply(db, migration, actor=actor)
    while apply and migration.status == MigrationStatus.applying:
        async with core_db.transaction() as db:
            await migrating.batch(db, migration.id, actor=actor)
            migration = await migrating.access_migration(db, actor, migration.id)
    async with core_db.reading() as db:
        shown = await migrating.shown(db, await migrating.access_migration(db, actor, migration.id))
        return shown.model_dump(mode="json")


async def _person(db: Db, email: str) -> Actor:
    user = await queries.user_by_email(db, email.strip().lower())
    if user is None:
        raise NotFound(f"Nobody signs in as {email}.")
    return await queries.actor_of_user(db, user.id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(f"'{text[:60]}' is not the id of a draft.") from error
