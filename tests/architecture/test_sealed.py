"""Whatever is written about a patient is sealed, or stands here with the reason why not (B68): nothing slips in."""

from __future__ import annotations

from sqlalchemy import ARRAY, JSON, Column, Enum, String

from hub.core.db import Base
from hub.core.sealed import SEALED
from hub.modules import load
from hub.patients.belongings import BELONGINGS

CLEAR: dict[str, str] = {
    "an id of something, or a hash of it": """
        prior_authorization.authorization_number prior_authorization.number prior_authorization.payer_reference
        appeal_enclosure.sha256 claim_appeal.reference
        business_key client_id control_number document_version.sha256 element_id entity_id external_id fingerprint
        insurance_card.sha256 interchange.control interchange.sha256 interchange.sender issuer journal_entry.key
        key_hint line_id message_file.sha256 message_id note_version.sha256 password_hash
        patient_export.code_sha256 patient_export.sha256 patient_letter.code patient_letter.sha256
        payer_control_number process_id request_id serial set_control slug source_key state_digest
        text_sha256 visit_file.sha256 ip participant patient_page clinician_page tracks""",
    "a code, a unit, or one of a few words that the house has given": """
        arrival authorization band by_message candidate_role cancelled_by category claim_appeal.channel
        charge.modifiers claim_line.modifiers
        claim_status claim.frequency code comparator criticality currency cvx declined_by department device_check
        disposition document.body_site domains dose_unit engine entity action actor_roles flag flags form gateway
        given_unit identity identity_document identity_evidence.document front_type back_type
        interpretation journal_entry.memo kind labels language match media_type
        method missing next_action code_system on_complete other_languages other_roles outcome partner payer_code
        photo_type place points pool pronouns quantity_unit reason_code relation rights route rule service_code
        severity sign site source specialty stay_note.decision stopped_by system task.result topic unit
        visit_photo.reason zone text_version patient_import_row.field patient_import_row.message failure
        prescription.frequency task.note audit_event.outcome remittance_claim.adjustments remittance_claim.remarks
        answer_code claim_history.what prior_authorization_history.what lot specimen.label checked_with""",
    "numbers, dates and codes of a calculation": """inputs goals reminders appointment_series.rule
        erasure_request.kept erasure_request.tally""",
    "the name of who did it, one of the house": """
        acknowledged_by_name acknowledged_name actor_name added_by_name asked_by_name assignee_name author author_name
        by_name collected_by_name covers_name entered_by_name hidden_by_name owner_name placed_by_name resolved_name
        reviewed_by_name saved_by_name scanned_by set_by_name lifted_by_name performer maker display_name
        thread_member.name told""",
    "who the patient is: searched, sorted, and on every list": """
        patient.given patient.family patient.number patient.preferred_name patient.sound patient_key.value
        patient_word.word patient_word.other user_account.email account_letter.name remittance_claim.patient
        mail.recipient text_message.recipient""",
    "a blind index": "member_key email_key patient_identifier.key",
    "names of diseases, medicines, vaccines, tests and services, as code sets and lists call them: checked against "
    "each other, sorted, counted": """
        charge.display diagnosis.display family_history.display immunization.display invoice_line.display
        problem.display procedure.display service_rendered.display substance medication diagnostic_observation.name
        diagnostic_observation.key diagnostic_report.title diagnostic_report.specimen service_request.title
        service_request.specimen service_request.tests coverage.plan""",
    "what a paper or a device is called where it is filed: listed and sorted": """
        document.title document_version.name patient_letter.title device.name interchange.name invoice.number
        patient_letter.number identity_provider.name""",
    "what is to be done, as a drawing calls it, and the heading of a list": """
        task.name task.subject case_instance.subject mail.subject""",
    "why one of the house did something: the house's own words, which the privacy officer and the auditor read": """
        access_denial.reason break_glass.reason break_glass.review_note audit_event.reason case_instance.end_reason
        patient_export.reason patient_merge.reason patient_merge.undone_reason proxy.reason proxy.paper
        withdrawn_reason hidden_reason""",
    "what the audit trail tells, with everything clinical masked": "audit_event.before audit_event.after",
    "money: payers' findings and the desk's remarks on a claim, which are searched, sorted and sent": """
        claim.findings claim.reason claim_history.detail prior_authorization_history.detail
        interchange.reason invoice.reason remittance_claim.note
        remittance_claim.candidates""",
    "a signature, which has to be seen beside its wording": "consent.signature consent.strokes",
}
"""Reason -> columns, by name alone where the name says it in every table."""


def _is_text(column: Column[object]) -> bool:
    kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
    return isinstance(kind, String | JSON) and not isinstance(kind, Enum) and not column.foreign_keys


def _of_patients() -> set[str]:
    """Tables that name a patient, those whose rows belong to such a row, and those that are sealed for somebody."""
    named = {
        name for name, table in Base.metadata.tables.items()
        if name == "patient" or "patient_id" in table.c
        or any(key.column.table.name == "patient" for key in table.foreign_keys)
    }  # fmt: skip
    belonging = {one.table for one in BELONGINGS.values()}
    children = {child for one in BELONGINGS.values() for child, _ in one.children}
    return named | belonging | children | {place.table for place in SEALED}


def test_b68_every_text_of_a_patient_is_sealed_or_named_with_its_reason() -> None:
    load()
    sealed = {(place.table, column) for place in SEALED for column in (place.column, place.clear)}
    named = [word for words in CLEAR.values() for word in words.split()]
    texts = {
        (name, column.name) for name in _of_patients() for column in Base.metadata.tables[name].c if _is_text(column)
    }
    clear = {(table, column) for table, column in texts - sealed
             if column not in named and f"{table}.{column}" not in named}  # fmt: skip
    assert clear == set(), "seal these (docs/keys.md), or say above why they may stand in clear"
    there = {column for _, column in texts - sealed} | {f"{table}.{column}" for table, column in texts - sealed}
    assert sorted(word for word in named if word not in there or named.count(word) > 1) == [], "named, and not there"
