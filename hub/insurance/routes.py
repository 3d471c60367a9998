"""HTTP of insurance: payers, coverages, the claims work list, files and remittances."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Page
from hub.core.settings import settings
from hub.insurance import actions, answering, coverages, files, payers, payments, posting, queries, receiving, views
from hub.insurance.payer_schemas import ChangePayer, NewPayer, PayerProfileOut, PayerProfilesOut
from hub.insurance.schemas import (
    AssignPayment,
    ChangeCoverage,
    ClaimCountsOut,
    ClaimFileOut,
    ClaimFilesOut,
    ClaimFilesQuery,
    ClaimOut,
    ClaimRow,
    ClaimsQuery,
    CoverageOut,
    CoveragesOut,
    CoveragesQuery,
    DismissReason,
    EnterAuthorization,
    EnterClaimAnswer,
    NewCoverage,
    PayerPaymentOut,
    PayersOut,
    RemittanceOut,
    RemittancePaymentsOut,
    RemittancesOut,
    UploadedOut,
)
from hub.patients.queries import access_patient

api = Api("insurance")


@api.get("/payers", may="claim.read")
async def read_payers(db: ReadDb) -> PayersOut:
    """Insurers to choose from."""
    return await views.payers(db)


@api.get("/payers/profiles", may="claim.manage")
async def read_payer_profiles(db: ReadDb) -> PayerProfilesOut:
    """Every insurer with all that is needed to send it claims."""
    return await views.payer_profiles(db)


@api.post("/payers", may="claim.manage", status=201, idempotent=True)
async def add_payer(db: Db, actor: Actor, data: NewPayer) -> PayerProfileOut:
    """Add an insurer."""
    return await views.payer_profile(db, await payers.add(db, data.model_dump(exclude={"version"}), actor=actor))


@api.put("/payers/<uuid:payer_id>", may="claim.manage")
async def change_payer(db: Db, actor: Actor, payer_id: UUID, data: ChangePayer) -> PayerProfileOut:
    """Correct an insurer, or stop using it."""
    found = await queries.payer(db, payer_id)
    details = data.model_dump(exclude={"version"})
    return await views.payer_profile(db, await payers.change(db, found, details, version=data.version, actor=actor))


@api.get("/coverages", may="claim.read")
async def read_coverages(db: ReadDb, actor: Actor, query: CoveragesQuery) -> CoveragesOut:
    """One's own coverages, or a patient's."""
    return await views.coverages(db, actor, query)


@api.post("/coverages", may="coverage.write", status=201, idempotent=True)
async def add_coverage(db: Db, actor: Actor, data: NewCoverage) -> CoverageOut:
    """Add a coverage from the insurance card."""
    patient = await access_patient(db, actor, views.whose(actor, data.patient_id))
    payer = await queries.payer(db, data.payer_id)
    return await views.coverage(db, await coverages.add(db, patient, payer, data.details(), actor=actor))


@api.put("/coverages/<uuid:coverage_id>", may="coverage.write")
async def change_coverage(db: Db, actor: Actor, coverage_id: UUID, data: ChangeCoverage) -> CoverageOut:
    """Correct a coverage; claims already built keep what they said."""
    coverage = await queries.access_coverage(db, actor, coverage_id, lock=True)
    coverage = await coverages.change(db, coverage, data.details(), version=data.version, actor=actor)
    return await views.coverage(db, coverage)


@api.post("/coverages/<uuid:coverage_id>/end", may="coverage.write")
async def end_coverage(db: Db, actor: Actor, coverage_id: UUID) -> CoverageOut:
    """No longer in force."""
    coverage = await queries.access_coverage(db, actor, coverage_id, lock=True)
    return await views.coverage(db, await coverages.end(db, coverage, actor=actor))


@api.get("/claims", may="claim.manage")
async def read_claims(db: ReadDb, actor: Actor, query: ClaimsQuery) -> Page[ClaimRow]:
    """One queue of the work list, or a search through all."""
    return await views.claims(db, actor, query)


@api.get("/claims/counts", may="claim.manage")
async def read_counts(db: ReadDb, actor: Actor) -> ClaimCountsOut:
    """How much each queue holds."""
    return await views.counts(db, actor)


@api.get("/claims/<uuid:claim_id>", may="claim.manage")
async def read_claim(db: Db, actor: Actor, claim_id: UUID) -> ClaimOut:
    """A claim's whole story."""
    return await views.page(db, await queries.access_claim(db, actor, claim_id))


@api.post("/claims/<uuid:claim_id>/authorization", may="claim.manage")
async def authorize(db: Db, actor: Actor, claim_id: UUID, data: EnterAuthorization) -> ClaimOut:
    """Keep the payer's authorization number for the next attempt."""
    claim = await queries.access_claim(db, actor, claim_id, lock=True)
    return await views.page(db, await actions.authorize(db, claim, data.number, actor=actor))


@api.post("/claims/<uuid:claim_id>/answer", may="claim.manage", idempotent=True)
async def enter_answer(db: Db, actor: Actor, claim_id: UUID, data: EnterClaimAnswer) -> ClaimOut:
    """Keep what the payer said by telephone or letter; its pathway goes on with it."""
    claim = await queries.access_claim(db, actor, claim_id, lock=True)
    return await views.page(db, await answering.told(db, claim, data.model_dump(), actor=actor))


@api.post("/claims/<uuid:claim_id>/void", may="claim.manage", idempotent=True)
async def void(db: Db, actor: Actor, claim_id: UUID) -> ClaimOut:
    """Ask the payer to take the claim back; the answer is the voiding claim."""
    claim = await queries.access_claim(db, actor, claim_id, lock=True)
    return await views.page(db, await actions.void_claim(db, claim, actor=actor))


@api.get("/interchanges", may="claim.manage")
async def read_files(db: ReadDb, query: ClaimFilesQuery) -> ClaimFilesOut:
    """Files sent and received, newest first."""
    return await views.file_list(db, query.status)


@api.get("/interchanges/<uuid:interchange_id>/raw", may="claim.manage")
async def read_raw(db: Db, actor: Actor, interchange_id: UUID) -> Response:
    """A file byte for byte."""
    item = await files.access_interchange(db, actor, interchange_id, raw=True)
    disposition = {"Content-Disposition": f'attachment; filename="{item.id}.x12"', "Cache-Control": "no-store"}
    return Response(item.raw, 200, disposition, content_type="text/plain; charset=utf-8")


@api.post("/interchanges/<uuid:interchange_id>/dismiss", may="claim.manage")
async def dismiss_file(db: Db, actor: Actor, interchange_id: UUID, data: DismissReason) -> ClaimFileOut:
    """A quarantined file has been dealt with."""
    item = await files.access_interchange(db, actor, interchange_id, lock=True)
    return views.file(await receiving.dismiss(db, item, data.reason, actor=actor))


@api.get("/remittances", may="claim.manage")
async def read_remittances(db: ReadDb) -> RemittancesOut:
    """Remittances, newest first."""
    return await payments.remittance_list(db)


@api.get("/remittances/<uuid:remittance_id>", may="claim.manage")
async def read_remittance(db: Db, actor: Actor, remittance_id: UUID) -> RemittanceOut:
    """One remittance with all it pays."""
    return await payments.remittance(db, await files.access_remittance(db, actor, remittance_id))


@api.post("/remittances", may="claim.manage", status=201, max_bytes=settings().max_upload_bytes)
async def upload_remittance(db: Db, actor: Actor, raw: bytes) -> UploadedOut:
    """Post an 835 file (the request body is the file); one that cannot be accepted is refused whole."""
    return await payments.uploaded(db, await receiving.upload(db, raw, actor=actor))


@api.get("/unmatched-payments", may="claim.manage")
async def read_unmatched(db: ReadDb) -> RemittancePaymentsOut:
    """Payments whose claim is not certain."""
    return await payments.unmatched(db)


@api.post("/unmatched-payments/<uuid:unmatched_id>/assign", may="claim.manage")
async def assign_payment(db: Db, actor: Actor, unmatched_id: UUID, data: AssignPayment) -> PayerPaymentOut:
    """Say which claim a payment is about."""
    paid = await files.access_payment(db, actor, unmatched_id, lock=True)
    claim = await queries.access_claim(db, actor, data.claim_id, lock=True)
    return await payments.one(db, await posting.assign(db, paid, claim, actor=actor))


@api.post("/unmatched-payments/<uuid:unmatched_id>/dismiss", may="claim.manage")
async def dismiss_payment(db: Db, actor: Actor, unmatched_id: UUID, data: DismissReason) -> PayerPaymentOut:
    """Say that a payment is not ours."""
    paid = await files.access_payment(db, actor, unmatched_id, lock=True)
    return await payments.one(db, await posting.dismiss(db, paid, data.reason, actor=actor))
