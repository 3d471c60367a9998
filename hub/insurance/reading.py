"""A file from a payer, read whole before anything is done with it: all of it can be accepted, or none of it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from hub.insurance.x12 import acks, claim_acks, remittance_read, review_reply
from hub.insurance.x12.acks import GroupResult
from hub.insurance.x12.claim_acks import ClaimAck
from hub.insurance.x12.envelope import Acknowledgement, Interchange, TransactionSet, read_sound
from hub.insurance.x12.errors import X12Code, X12Error
from hub.insurance.x12.remittance import Remittance
from hub.insurance.x12.review import ReviewReply
from hub.insurance.x12.write import ACK_VERSION, CLAIM_ACK_VERSION, REMITTANCE_VERSION, REVIEW_VERSION


@dataclass(slots=True)
class Document:
    """What one file says, in the order in which it is acted upon."""

    sender: str = ""
    control: str = ""
    envelopes: list[Acknowledgement] = field(default_factory=list)
    syntax: list[GroupResult] = field(default_factory=list)
    claims: list[ClaimAck] = field(default_factory=list)
    reviews: list[ReviewReply] = field(default_factory=list)
    remittances: list[Remittance] = field(default_factory=list)

    @property
    def kind(self) -> str:
        parts = {"TA1": self.envelopes, "999": self.syntax, "277CA": self.claims, "278": self.reviews,
                 "835": self.remittances}  # fmt: skip
        found = [name for name, items in parts.items() if items]
        return found[0] if len(found) == 1 else "mixed" if found else "unknown"


def read(data: bytes, *, usages: Collection[str]) -> Document:
    """The file as a document; X12Error (nothing else) when any part of it cannot be accepted.

    `usages` are the ISA15 values of this link: a test file on a production link pays nobody.
    """
    found = Document()
    for item in read_sound(data):
        if item.usage not in usages:
            raise X12Error(X12Code.wrong_usage, "test and production files do not mix")
        found.sender, found.control = item.sender, item.control
        _interchange(found, item)
    return found


def _interchange(found: Document, item: Interchange) -> None:
    found.envelopes += item.acknowledgements
    if not item.groups and not item.acknowledgements:
        raise X12Error(X12Code.empty, "the interchange holds nothing")
    for part in item.sets:
        _set(found, part)


def _set(found: Document, part: TransactionSet) -> None:
    match part.type, part.version:
        case "999", version if version == ACK_VERSION:
            found.syntax.append(acks.read(part))
        case "277", version if version == CLAIM_ACK_VERSION:
            found.claims += claim_acks.read(part)
        case "835", version if version == REMITTANCE_VERSION:
            found.remittances.append(remittance_read.read(part))
        case "278", version if version == REVIEW_VERSION:
            found.reviews += review_reply.read(part)
        case "999" | "277" | "278" | "835", _:
            part.header.fail(X12Code.wrong_version, "this guide version is not one we read")
        case _:
            part.header.fail(X12Code.wrong_type, f"transaction set {part.type[:6]} is not one we read", 1)
