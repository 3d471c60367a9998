"""What belongs to a patient here and in the rooms below, and what the timeline tells of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Table, Uuid, cast, exists, func, literal, not_, null, select

from hub.core.db import Base
from hub.patients.belongings import DELETE, KEEP, STAY, But, Whose, belongs, erases, hinders, lasts, once, tells
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
belongs("erasure_request", merge=STAY, export=False, because="a request about that very record")
belongs("legal_hold", merge=STAY, export=False, because="a decision about that very record")
belongs("audit_event", merge=STAY, export=False, because="append-only; read for both records (see audit of a patient)")


def _his(table: Any, whose: Whose) -> ColumnElement[bool]:
    return table.c.patient_id.in_(whose.records)  # type: ignore[no-any-return]


def _accounts(table: Any, whose: Whose) -> ColumnElement[bool]:
    return table.c.user_id.in_(whose.users)  # type: ignore[no-any-return]


def _of_cases(table: Any, whose: Whose) -> ColumnElement[bool]:
    cases = Base.metadata.tables["case_instance"].c
    return table.c.case_id.in_(select(cases.id).where(cases.patient_id.in_(whose.records)))  # type: ignore[no-any-return]


# What an erasure does where it is not enough that the words go.
erases("patient", KEEP, because="its tombstone is a part of its own")
erases(
    "audit_event", KEEP, because="ids stay; its words go in a part of its own, so that the chain still proves itself"
)
for _table in ("patient_identifier", "patient_word", "patient_key", "not_duplicate"):
    erases(_table, DELETE)
for _table in ("related_person", "proxy"):
    erases(_table, reach=_his)  # what other patients' records say of him is theirs
erases(
    "erasure_request",
    KEEP,
    because="that and why it was erased outlives the record; what somebody wrote is the house's",
)
erases("legal_hold", KEEP, because="that nothing stood against it any more")
erases("user_account", reach=lambda t, whose: t.c.id.in_(whose.users))
_DRAWN = ("name", "candidate_role", "other_roles", "candidates", "result", "on_complete", "by_message", "department",
          "outcome", "came_from", "verdict", "code", "state_digest")  # fmt: skip
for _table in ("task", "case_instance"):
    erases(_table, but=tuple(n for n in _DRAWN if n in Base.metadata.tables[_table].c),
           because="words of the drawing and of the house")  # fmt: skip
for _table in ("attachment", "case_history", "incident", "case_migration_item", "message_receipt"):
    erases(_table, reach=_of_cases, but=tuple(n for n in _DRAWN if n in Base.metadata.tables[_table].c and n != "name"),
           because="words of the drawing and of the house")  # fmt: skip
for _table in ("early_message", "subscription"):
    erases(_table, DELETE, reach=_of_cases)


def _of_tasks(table: Any, whose: Whose) -> ColumnElement[bool]:
    tasks = Base.metadata.tables["task"].c
    about_him = table.c.task_id.in_(select(tasks.id).where(tasks.patient_id.in_(whose.records)))
    return about_him | table.c.user_id.in_(whose.users)  # type: ignore[no-any-return]


erases("task_draft", DELETE, reach=_of_tasks)
for _table in ("session", "known_device", "passkey", "second_factor", "recovery_code", "sms_factor", "sms_code",
               "account_letter", "one_time_token", "external_identity", "api_key", "user_role",
               "idempotency_key"):  # fmt: skip
    erases(_table, DELETE, reach=_accounts)


def _of_grants(table: Any, whose: Whose) -> ColumnElement[bool]:
    grants = Base.metadata.tables["oauth_grant"].c
    return table.c.grant_id.in_(select(grants.id).where(grants.user_id.in_(whose.users)))  # type: ignore[no-any-return]


erases("oauth_refresh", DELETE, reach=_of_grants)
erases("oauth_grant", DELETE, reach=_accounts)


@hinders("legal_hold")
def _held(whose: Whose) -> Any:
    hold = Base.metadata.tables["legal_hold"].c
    return select(func.count()).where(hold.patient_id.in_(whose.records), hold.lifted_at.is_(None))


@hinders("running_case")
def _running(whose: Whose) -> Any:
    case = Base.metadata.tables["case_instance"].c
    runs = cast(case.status, String).in_(("running", "incident", "suspended"))
    return select(func.count()).where(case.patient_id.in_(whose.records), runs)


@hinders("acts_for_others")
def _acts(whose: Whose) -> Any:
    """Others count on him: they have to know, and choose somebody else."""
    acts = Proxy.user_id.in_(whose.users), cast(Proxy.status, String) == "active"
    return select(func.count()).where(*acts)


@lasts("chart")
def _paper(whose: Whose) -> Any:
    """What came from outside belongs to the chart, too."""
    return select(func.max(Document.created_at)).where(Document.patient_id.in_(whose.records), LIKE_THE_CHART)


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
