"""Who: the patient, those near him, who pays, who takes care of him, what he agreed to, and where that is."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hub.core.clock import now
from hub.interop.fhir.box import Box, Resource, Row, told
from hub.interop.fhir.words import LOINC, TERMS, address, clean, code, note, path, said, telecom, term

# Our word -> v3-RoleCode.
KIN = {
    "mother": "MTH", "father": "FTH", "parent": "PRN", "child": "CHILD", "spouse": "SPS", "sibling": "SIB",
    "guardian": "GUARD", "grandparent": "GRPRN", "grandchild": "GRNDCHILD", "friend": "FRND",
}  # fmt: skip
LABELS = {"psychiatry": "PSY", "hiv": "HIV", "substance_use": "ETH", "reproductive": "SEX", "staff": "EMP",
          "vip": "CEL"}  # fmt: skip
"""Our word -> v3-ActCode, the information that a security label speaks of."""


def meta(row: Row, box: Box) -> dict[str, Any]:
    """When it was written; which labels it bears (DS4P: restricted, and why)."""
    borne = box.security(row["id"])
    codes = [{"system": TERMS + "v3-ActCode", "code": LABELS[one]} for one in borne if one in LABELS]
    restricted = [{"system": TERMS + "v3-Confidentiality", "code": "R"}] if borne else []
    return {"security": restricted + codes}


@told("Patient", of="patient")
def patient(row: Row, box: Box) -> Resource:
    """The person himself."""
    number = {"use": "usual", "type": term("v2-0203", "MR"), "system": f"{box.base}/fhir/sid/patient-number",
              "value": row["number"]}  # fmt: skip
    known = [{"use": "nickname", "given": [row["preferred_name"]]}] if row["preferred_name"] else []
    spoken = [row["language"], *(row["other_languages"] or ())]
    return {
        "meta": meta(row, box),
        "identifier": [number, *(_identifier(one, box) for one in box.rows("patient_identifier"))],
        "active": True,
        "name": [{"use": "official", "family": row["family"], "given": [row["given"]]}, *known],
        "telecom": telecom(row["phone"], row["email"]),
        "gender": row["sex"], "birthDate": row["birth_date"], "address": [address(row["address"])],
        "deceasedDateTime": row["deceased_on"],
        "deceasedBoolean": True if row["deceased"] and not row["deceased_on"] else None,
        "contact": [_emergency(row)],
        "communication": [{"language": code("urn:ietf:bcp:47", one), "preferred": one == row["language"] or None}
                          for one in dict.fromkeys(spoken) if one],
        "photo": [{"contentType": row["photo_type"], "url": path(f"photo.{row['photo_type'].partition('/')[2]}")}]
        if row["photo_id"] else [],
    }  # fmt: skip


def _identifier(row: Row, box: Box) -> dict[str, Any]:
    system = next(iter(box.by("identifier_system", "id", row["system_id"])), None)
    address = f"{box.base}/fhir/sid/{quote(system['code'] if system else str(row['system_id']))}"
    kind = {"mrn": "MR", "national": "NI", "insurance": "MB"}.get(system["kind"] if system else "", "")
    return {"use": "old" if row["ended_at"] else "usual", "type": term("v2-0203", kind) if kind else None,
            "system": address, "value": row["value"]}  # fmt: skip


def _emergency(row: Row) -> dict[str, Any]:
    named = {"text": row["emergency_name"]} if row["emergency_name"] else None
    ways = telecom(row["emergency_phone"])
    if not clean(named) and not clean(ways):
        return {}
    return {"relationship": [term("v2-0131", "C")], "name": named, "telecom": ways}


def kin(word: str) -> dict[str, Any]:
    """How somebody is related."""
    return term("v3-RoleCode", KIN[word], word) if word in KIN else said(word.replace("_", " "))


@told("RelatedPerson", of="related_person")
def related(row: Row, box: Box) -> Resource:
    """Somebody near him."""
    return {
        "active": row["ended_at"] is None, "patient": box.himself(), "relationship": [kin(row["kinship"])],
        "name": [{"text": row["name"]}], "telecom": telecom(row["phone"], row["email"]),
        "period": {"start": row["created_at"], "end": row["ended_at"]},
    }  # fmt: skip


@told("RelatedPerson", of="proxy")
def proxy(row: Row, box: Box) -> Resource:
    """Somebody who may act for him."""
    return {
        "active": row["status"] == "active", "patient": box.himself(), "relationship": [kin(row["kinship"])],
        "telecom": telecom("", row["email"]), "period": {"start": row["starts_on"], "end": row["ends_on"]},
    }  # fmt: skip


@told("Coverage", of="coverage")
def coverage(row: Row, box: Box) -> Resource:
    """Who pays for him."""
    parts = {"group": row["group_number"], "plan": row["plan"]}
    subscriber = row["subscriber"] if isinstance(row["subscriber"], dict) else {}
    named = " ".join(str(subscriber.get(one) or "") for one in ("given", "first", "family", "last")).strip()
    return {
        "status": "active", "subscriberId": row["member_id"],
        "subscriber": box.himself() if row["relationship"] == "self" else {"display": named or "somebody else"},
        "beneficiary": box.himself(), "relationship": term("subscriber-relationship", row["relationship"]),
        "period": {"start": row["starts_on"], "end": row["ends_on"]},
        "payor": [box.ref("Organization", row["payer_id"], "Payer")],
        "class": [{"type": term("coverage-class", kind), "value": value} for kind, value in parts.items()
                  if clean(value)],
        "order": max(1, row["priority"]),
    }  # fmt: skip


@told("Consent", of="consent")
def consent(row: Row, box: Box) -> Resource:
    """What he agreed to."""
    scope = "treatment" if row["kind"] in ("treatment", "telehealth") else "patient-privacy"
    paper = box.ref("DocumentReference", row["document_id"])
    return {
        "status": "inactive" if row["withdrawn_at"] else "active", "scope": term("consentscope", scope, row["kind"]),
        "category": [code(LOINC, "59284-0")], "patient": box.himself(), "dateTime": row["given_at"],
        "policyRule": {"text": f"{row['kind']} {row['text_version']}"},
        "sourceReference": paper if paper and "reference" in paper else None,
        "provision": {"period": {"start": row["given_at"], "end": row["withdrawn_at"]}},
    }  # fmt: skip


@told("CareTeam", of="care_relation")
def care(row: Row, box: Box) -> Resource:
    """Somebody who takes care of him, and by what."""
    return {
        "status": "inactive" if row["until"] and row["until"] <= now() else "active",
        "name": row["kind"].replace("_", " "), "subject": box.himself(),
        "period": {"start": row["created_at"], "end": row["until"]},
        "participant": [{"role": [{"text": row["kind"].replace("_", " ")}], "member": box.who(row)}],
    }  # fmt: skip


@told("Practitioner", of="practitioner")
def practitioner(row: Row, box: Box) -> Resource:
    """A clinician whom the record names."""
    npi = {"system": "http://hl7.org/fhir/sid/us-npi", "value": row["npi"]} if row["npi"] else {}
    name = {"use": "official", "family": row["family"], "given": [row["given"]], "prefix": [row["title"]]}
    return {"identifier": [npi], "active": row["active"], "name": [name]}


@told("PractitionerRole", of="practitioner")
def role(row: Row, box: Box) -> Resource:
    """What he is here."""
    taxonomy = "http://nucc.org/provider-taxonomy"
    return {
        "active": row["active"], "practitioner": box.who({"practitioner_id": row["id"]}),
        "code": [term("practitioner-role", row["role"])],
        "specialty": [code(taxonomy, row["taxonomy"], text=row["specialty"])] if row["specialty"] else [],
    }  # fmt: skip


@told("Organization", of="facility")
def facility(row: Row, box: Box) -> Resource:
    """A house."""
    npi = {"system": "http://hl7.org/fhir/sid/us-npi", "value": row["npi"]} if row["npi"] else {}
    return {"identifier": [npi], "active": row["active"], "type": [term("organization-type", "prov")],
            "name": row["name"], "telecom": telecom(row["phone"]), "address": [address(row["address"])]}  # fmt: skip


@told("Organization", of="payer")
def payer(row: Row, box: Box) -> Resource:
    """Who pays."""
    number = {"system": f"{box.base}/fhir/sid/payer", "value": row["code"]}
    return {"identifier": [number], "active": row["active"], "type": [term("organization-type", "pay")],
            "name": row["name"]}  # fmt: skip


@told("Location", of="ward")
def ward(row: Row, box: Box) -> Resource:
    """A ward on which he lay."""
    return {"status": "active", "name": row["name"], "mode": "instance",
            "physicalType": term("location-physical-type", "wa")}  # fmt: skip


@told("Location", of="bed")
def bed(row: Row, box: Box) -> Resource:
    """A bed in which he lay."""
    return {"status": "active", "name": row["label"], "mode": "instance",
            "physicalType": term("location-physical-type", "bd"),
            "partOf": box.ref("Location", row["ward_id"])}  # fmt: skip


@told("Device", of="device")
def device(row: Row, box: Box) -> Resource:
    """What measured, or a device of his own."""
    his = row.get("owner_patient_id") is not None
    return {
        "status": "active" if row["status"] == "active" else "inactive", "serialNumber": row["serial"],
        "manufacturer": row["maker"], "type": {"text": row["kind"].replace("_", " ")},
        "deviceName": [{"name": row["name"], "type": "user-friendly-name"}] if clean(row["name"]) else [],
        "patient": box.himself() if his else None, "note": note("simulated" if row["simulated"] else ""),
    }  # fmt: skip
