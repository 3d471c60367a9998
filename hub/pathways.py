"""What `hub pathway` does: the same verbs as the pages, with the rights of the account that is named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field, model_validator

from hub.core import db as core_db
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Invalid, NotFound
from hub.core.http import Body
from hub.core.parsing import parse
from hub.identity import queries
from workflows import calling, diagrams, engine_parse
from workflows.authoring import checking, content, drafts, migrating, publishing, trying
from workflows.authoring.checking import Drawing
from workflows.authoring.models import MigrationStatus
from workflows.authoring.schemas import NewDraft, PublishDraft
from workflows.authoring.schemas_move import NewMigration


class CalledBundle(Body):
    """A pathway that the one in a bundle calls; of one without tables and forms the drawing alone is written."""

    xml: str
    decisions: dict[str, str] = Field(default_factory=dict)
    forms: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _drawing_alone(cls, given: Any) -> Any:
        return {"xml": given} if isinstance(given, str) else given


class Bundle(Body):
    """A pathway in a file, as `export` writes it. Only the drawing must be there."""

    process_id: str | None = Field(default=None, pattern=content.PROCESS_ID)
    name: str | None = None
    number: int | None = None
    xml: str
    called: list[CalledBundle] = Field(default_factory=list)
    decisions: dict[str, str] = Field(default_factory=dict)
    forms: dict[str, Any] = Field(default_factory=dict)


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
    given = parse(Bundle, bundle)
    parts: list[Bundle | CalledBundle] = [given, *given.called]
    for one in parts:
        content.check_limits(one.xml, one.decisions, one.forms)
    return Drawing(given.process_id or _process_id(given.xml), given.xml, given.decisions, given.forms,
                   calling.read(one.model_dump() for one in given.called))  # fmt: skip


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
    file = parse(Bundle, bundle)
    process_id = file.process_id or _process_id(file.xml)
    given = parse(NewDraft, {
        "process_id": process_id, "name": file.name or process_id, "xml": file.xml,
        "decisions": file.decisions, "forms": file.forms,
    })  # fmt: skip
    async with core_db.transaction() as db:
        draft = await drafts.create(db, given, actor=await _person(db, email))
        return {"id": str(draft.id), "process_id": draft.process_id}


async def publish(draft_id: str, email: str, reason: str, over: int | None) -> dict[str, Any]:
    """Publish an approved draft."""
    why = parse(PublishDraft, {"reason": reason, "over": over})
    async with core_db.transaction() as db:
        actor = await _person(db, email)
        draft = await drafts.access_draft(db, actor, _uuid(draft_id), lock=True)
        version = await publishing.publish(db, draft, why.reason, over=why.over, actor=actor)
        return {"number": version.number, "process_id": version.process_id}


async def migrate(
    process_id: str, source: int, to: int, mapping: dict[str, str], email: str, reason: str, apply: bool
) -> dict[str, Any]:
    """A dry run, and with `apply` the move itself, done here without waiting for a worker."""
    given = parse(
        NewMigration, {"process_id": process_id, "from": source, "to": to, "mapping": mapping, "reason": reason}
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
