"""What documents, proxies and consents look like from outside."""

from __future__ import annotations

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.downloads import saved
from hub.patients import consents, documents, proxies
from hub.patients.access.proxy import acts_for
from hub.patients.file_schemas import (
    AgesOut,
    DocumentOut,
    DocumentsOut,
    DocumentVersionOut,
    DocumentVersionsOut,
    FamilyOut,
    InvitationOut,
    ProxiesOut,
    ProxyOut,
    RepresentedOut,
    WordingOut,
    WordingsOut,
)
from hub.patients.filed import Document, DocumentVersion
from hub.patients.models import ConsentWording, Patient, Proxy


def document(row: Document, version: DocumentVersion) -> DocumentOut:
    made = {"latest": DocumentVersionOut.model_validate(version)}
    return DocumentOut(**{name: getattr(row, name) for name in DocumentOut.model_fields if name not in made}, **made)


async def document_list(db: Db | ReadDb, actor: Actor, patient: Patient) -> DocumentsOut:
    await db.flush()
    items = [document(*found) for found in await documents.of_patient(db, actor, patient)]
    return DocumentsOut(items=items, restricted=await documents.restricted(db, actor, patient))


async def version_list(db: Db | ReadDb, row: Document) -> DocumentVersionsOut:
    return DocumentVersionsOut(
        items=[DocumentVersionOut.model_validate(one) for one in await documents.versions(db, row.id)]
    )


async def download(db: Db | ReadDb, row: Document, number: int) -> Response:
    """The bytes, to be saved and never shown inside our pages."""
    version, content = await documents.content(db, row, number)
    return saved(content, version.name, version.media_type)


async def picture(db: Db, patient: Patient) -> Response:
    """A photo; always an image of a kind that was checked."""
    kind, content = await documents.photo(db, patient)
    return Response(content, 200, {"Cache-Control": "no-store"}, content_type=kind)


def proxy(row: Proxy, name: str, today: frozenset[str]) -> ProxyOut:
    made = {"name": name, "rights": proxies.in_order(row.rights), "rights_today": proxies.in_order(today)}
    return ProxyOut(**{field: getattr(row, field) for field in ProxyOut.model_fields if field not in made}, **made)


async def proxy_list(db: Db | ReadDb, patient: Patient) -> ProxiesOut:
    await db.flush()
    return ProxiesOut(items=[proxy(*found) for found in await proxies.of_patient(db, patient)])


async def family(db: Db | ReadDb, actor: Actor, own: Patient | None) -> FamilyOut:
    """Everything that the family page of an account shows."""
    await db.flush()
    return FamilyOut(
        own=own.id if own else None,
        acts_for=[
            RepresentedOut(
                proxy_id=one.proxy.id, patient_id=one.patient.id, name=one.patient.name,
                birth_date=one.patient.birth_date, kind=one.proxy.kind, rights=proxies.in_order(one.rights),
                ends_on=one.proxy.ends_on,
            )
            for one in await acts_for(db, actor)
        ],
        acted_for_by=(await proxy_list(db, own)).items if own else [],
        invitations=[
            InvitationOut(proxy_id=row.id, name=who.name, rights=proxies.in_order(row.rights), ends_on=row.ends_on)
            for row, who in await proxies.invitations_for(db, actor)
        ],
    )  # fmt: skip


def ages(found: proxies.Ages) -> AgesOut:
    return AgesOut(teen=found.teen, adult=found.adult)


async def wordings(db: Db | ReadDb, language: str) -> WordingsOut:
    found = (await consents.wordings(db, language)).values()
    return WordingsOut(items=[WordingOut.model_validate(one) for one in found])


async def published(db: Db | ReadDb) -> WordingsOut:
    return WordingsOut(items=[WordingOut.model_validate(one) for one in await consents.published(db)])


def wording(row: ConsentWording) -> WordingOut:
    return WordingOut.model_validate(row)
