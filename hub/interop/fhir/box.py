"""told(): which resource a row becomes; Box: what is in the archive, so that references lead to something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

Row = dict[str, Any]
Resource = dict[str, Any]
Tell = Callable[[Row, "Box"], Resource]
When = Callable[[Row], bool]


@dataclass(frozen=True)
class Told:
    """One kind of resource from one table."""

    kind: str
    table: str
    tell: Tell
    when: When


TOLD: list[Told] = []

HOMELESS: dict[str, str] = {
    "claim_appeal": "the billing office's letter to a payer; the claim is told",
    "appeal_enclosure": "a copy of what is told itself",
    "refund": "money that went back; R4 knows none",
    "access_denial": "who may not see it: the house's own rule",
    "audit_event": "the trail is asked for by itself",
    "break_glass": "how the house kept its own rules",
    "case_instance": "a pathway is the house's work on him; what it led to is told",
    "claim_history": "how a claim went; where it stands is told",
    "critical_result": "whom the house told of a result",
    "device_binding": "when a device hung at him; each value names its device",
    "diagnostic_report_version": "what a report said before",
    "document_version": "told with its document",
    "identity_evidence": "that a document was shown at the desk",
    "insurance_card": "a picture for the desk",
    "invoice_line": "told with its invoice",
    "claim_line": "told with its claim",
    "diagnostic_observation": "told as a result of its report",
    "journal_entry": "bookkeeping",
    "message_file": "told with its message",
    "note_version": "what a note said before",
    "patient_identifier": "told with the patient",
    "payment": "R4 has a notice to a payer, none of a patient's payment",
    "posting": "bookkeeping",
    "prior_authorization_history": "how a request went; where it stands is told",
    "prior_authorization_service": "told with its request",
    "queue_ticket": "a number in a waiting room",
    "reconciliation": "what became of the medicines is told at each of them",
    "record_version": "what an entry said before",
    "sensitivity_label": "told as a security label of what bears it",
    "service_rendered": "told as what was charged for it",
    "slot_offer": "an offer of a time that may be over",
    "appointment_series": "its appointments are told",
    "stay": "told with its encounter",
    "stay_place": "told with the encounter of its stay",
    "task": "the house's work; what it led to is told",
    "thread_member": "who reads along",
    "visit": "told as its encounter",
    "visit_photo": "a wish; the picture is told",
    "visit_recording": "films lie in a folder of their own",
    "visit_recording_consent": "who agreed to a film",
    "visit_recording_file": "films lie in a folder of their own",
    "visit_transcript": "its words are among the documents",
    "visit_transcript_consent": "who agreed to a transcript",
    "vital": "told with what was measured at the same time",
    "vital_hour": "means of values that are told",
    "vital_minute": "means of values that are told",
    "vital_limits": "when an alarm sounds",
    "waveform_kept": "curves, in our own JSON",
    "waveform_mark": "remarks at curves, in our own JSON",
    "user_account": "how he signs in",
}


def told(kind: str, *, of: str, when: When = lambda _: True) -> Callable[[Tell], Tell]:
    """Register what a row of the table `of` becomes, as far as `when` lets it."""

    def register(tell: Tell) -> Tell:
        TOLD.append(Told(kind, of, tell, when))
        return tell

    return register


@dataclass
class Box:
    """The rows of one archive, with the people, places and devices that they name."""

    tables: Mapping[str, list[Row]]
    beside: Mapping[str, list[Row]] = field(default_factory=dict)
    """Tables that are not the patient's: practitioner, facility, payer, bed, ward, device, identifier_system."""
    base: str = ""
    """The address of this house: where its own codes and numbers come from."""

    def rows(self, table: str) -> list[Row]:
        """The patient's rows of a table, or what is beside them."""
        return [*self.tables.get(table, ()), *self.beside.get(table, ())]

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in TOLD:
            found.setdefault(one.kind, set()).update(str(row["id"]) for row in self.rows(one.table) if one.when(row))
        return found

    @cached_property
    def _by(self) -> dict[tuple[str, str], dict[Any, list[Row]]]:
        return {}

    def by(self, table: str, column: str, value: Any) -> list[Row]:
        """The rows of a table whose column is that."""
        place = (table, column)
        if place not in self._by:
            index: dict[Any, list[Row]] = {}
            for row in self.rows(table):
                index.setdefault(row.get(column), []).append(row)
            self._by[place] = index
        return self._by[place].get(value, [])

    def ref(self, kind: str, id: UUID | str | None, words: str = "") -> Resource | None:
        """A reference that leads to something in the archive; else the words alone; else nothing."""
        if id is not None and str(id) in self._known.get(kind, ()):
            return {"reference": f"{kind}/{id}", "display": words}
        return {"display": words} if words.strip() else None

    def himself(self) -> Resource:
        """The patient."""
        return {"reference": f"Patient/{self.tables['patient'][0]['id']}"}

    def who(self, row: Row, column: str = "practitioner_id") -> Resource | None:
        """A clinician of the house, by the column that names him."""
        found = self.by("practitioner", "id", row.get(column))
        return self.ref("Practitioner", row.get(column), _named(found[0]) if found else "")

    def security(self, id: Any) -> list[str]:
        """The sensitivity labels that a row bears."""
        return sorted({row["label"] for row in self.by("sensitivity_label", "entity_id", id) if not row["removed_at"]})

    def kinds(self) -> list[str]:
        """The types of resources that may be told, in order."""
        return sorted({one.kind for one in TOLD})

    def resources(self, kind: str) -> Iterator[Resource]:
        """All resources of a type, one at a time."""
        for one in TOLD:
            if one.kind == kind:
                for row in self.rows(one.table):
                    if one.when(row):
                        yield {"resourceType": kind, "id": str(row["id"]), **one.tell(row, self)}


def _named(row: Row) -> str:
    return " ".join(part for part in (row["title"], row["given"], row["family"]) if part)
