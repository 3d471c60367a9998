"""What belongs to a patient here and in the rooms below, and what the timeline tells of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Table, Uuid, cast, exists, literal, not_, null, select

from hub.patients.belongings import STAY, But, belongs, once, tells
from hub.patients.filed import LIKE_THE_CHART, Document, PatientMerge, Visibility
from hub.patients.models import Consent, Patient, Proxy


def _other_than(theirs: str, ours: str) -> But:
    """A relation to the survivor himself stays, and one that he has, too."""

    def but(table: Table, survivor: UUID) -> ColumnElement[bool]:
        other = table.alias("s")
        known = exists().where(
            other.c[ours] == survivor, other.c[theirs] == table.c[theirs], other.c.ended_at.is_(None)
        )
        return table.c[theirs].is_distinct_from(survivor) & not_(known)

    return but


belongs("patient", column="merged_into_id", title="Earlier merges", export=False, because="the other record's own")
belongs("patient_identifier", title="Numbers", but=once("system_id", "key"))
belongs("related_person", title="Contacts", but=_other_than("relative_id", "patient_id"))
belongs(
    "related_person", column="relative_id", title="Contacts of others", but=_other_than("patient_id", "relative_id"),
    export=False, because="it is in the other patient's export",
)  # fmt: skip
belongs("proxy", title="Proxies", but=once("user_id", where=lambda t: cast(t.c.status, String) == "active"))
belongs(
    "identity_evidence", title="Identity documents shown", hide=("front_id", "back_id", "forget_at"),
    but=once(where=lambda t: cast(t.c.status, String).in_(("draft", "sent"))),
)  # fmt: skip
belongs("consent", title="Consents", hide=("strokes",))
belongs("document", title="Documents", children=(("document_version", "document_id"),))
belongs("care_relation", title="Care team", but=once("practitioner_id", "kind", "source"))
belongs("patient_export", title="Exports", merge=STAY, export=False, because="it holds the other record only")
belongs("patient_word", merge=STAY, export=False, because="an index; made anew from the patient")
belongs("patient_key", merge=STAY, export=False, because="an index; made anew from the patient")
belongs("not_duplicate", column="one_id", merge=STAY, export=False, because="a decision about that record")
belongs("not_duplicate", column="other_id", merge=STAY, export=False, because="a decision about that record")
belongs("patient_merge", column="survivor_id", merge=STAY, export=False, because="the history of merging itself")
belongs("patient_merge", column="loser_id", merge=STAY, export=False, because="the history of merging itself")

# The rooms below: accounts, pathways, the audit trail.
belongs("user_account", merge=STAY, hide=("password_hash",), because="merging decides about accounts by itself")
belongs("case_instance", title="Pathways", hide=("state", "data", "state_digest", "serializer_version"))
belongs("task", title="Tasks")
belongs(
    "task_comment", column="owner_id", title="Comments in pathways", export=False,
    because="colleagues talk here about their work; what is of the record they write into the chart",
)  # fmt: skip
belongs("access_denial", title="Denied access")
belongs("break_glass", title="Emergency access")
belongs("sensitivity_label", title="Labels")
belongs("audit_event", merge=STAY, export=False, because="append-only; read for both records (see audit of a patient)")


@tells("registered")
def _registered(patient_id: UUID) -> Any:
    return select(Patient.created_at, Patient.id, literal(""), null().cast(Uuid)).where(Patient.id == patient_id)


@tells("consent")
def _consents(patient_id: UUID) -> Any:
    return select(Consent.given_at, Consent.id, Consent.kind, null().cast(Uuid)).where(Consent.patient_id == patient_id)


@tells("document")
def _documents(patient_id: UUID) -> Any:
    return _papers(patient_id).where(~LIKE_THE_CHART)


@tells("document", clinical=True)
def _clinical_documents(patient_id: UUID) -> Any:
    return _papers(patient_id).where(LIKE_THE_CHART)


def _papers(patient_id: UUID) -> Any:
    found = select(Document.created_at, Document.id, Document.folder, null().cast(Uuid), Document.id.label("bears"),
                   Document.encounter_id)  # fmt: skip
    return found.where(Document.patient_id == patient_id, Document.visibility == Visibility.patient)


@tells("proxy")
def _proxies(patient_id: UUID) -> Any:
    return select(Proxy.created_at, Proxy.id, Proxy.status, null().cast(Uuid)).where(Proxy.patient_id == patient_id)


@tells("merge")
def _merges(patient_id: UUID) -> Any:
    found = select(PatientMerge.created_at, PatientMerge.id, literal("merged"), null().cast(Uuid))
    return found.where(PatientMerge.survivor_id == patient_id, PatientMerge.undone_at.is_(None))
