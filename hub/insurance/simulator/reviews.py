"""SIMULATOR: how it answers requests for prior authorization (278), with the faults that real payers produce."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from hub.insurance.simulator import PAYER_ID, PAYER_NAME, faults
from hub.insurance.simulator.memory import Memory, Reviewed
from hub.insurance.simulator.triggers import Behaviour, ReviewBehaviour, find
from hub.insurance.snapshot import Payer
from hub.insurance.x12 import review_reply
from hub.insurance.x12.review import Review, ReviewReply, ReviewRequest, ServiceReview
from hub.insurance.x12.write import Parties

_APPEAL, _REVISED, _CANCEL = "2", "S", "3"
_NOT_FOUND, _BAD_MEMBER, _INELIGIBLE = "75", "72", "95"
B = ReviewBehaviour


@dataclass(slots=True)
class Reviewer:
    """Answers one request at a time; changes only `memory`."""

    memory: Memory
    parties: Parties
    now: datetime

    def answers(self, request: ReviewRequest) -> list[tuple[bool, bytes]]:
        """(late?, bytes) of every file that answers a request."""
        trigger = find(request.member_id)
        if request.payer.payer_id != PAYER_ID or trigger is None:
            return [(False, self._write(request, self._refused(request, _NOT_FOUND)))]
        first = self._decided(request, trigger.review)
        if first is None:
            return []
        found = self._spoiled(request, first, trigger.behaviour, trigger.review)
        if trigger.review is B.pend and first.review is not None and first.review.action == "A4":
            found.append((True, self._write(request, self._approved(request, first.reference))))
        return found

    def _spoiled(
        self, request: ReviewRequest, reply: ReviewReply, behaviour: Behaviour, review: ReviewBehaviour
    ) -> list[tuple[bool, bytes]]:
        """The file, or what becomes of it."""
        if behaviour is Behaviour.mangled_number:
            reply = replace(reply, trace=f"00{reply.trace.lower()}")
        data = self._write(request, *([reply, _foreign(reply)] if review is B.foreign else [reply]))
        if behaviour in (Behaviour.truncated, Behaviour.wrong_count):
            return [(False, faults.spoil_bytes(data, behaviour)), (True, data)]
        return [(False, data)] * (2 if behaviour is Behaviour.duplicate_file else 1)

    def _decided(self, request: ReviewRequest, behaviour: ReviewBehaviour) -> ReviewReply | None:
        known = self.memory.reviews.setdefault(_stem(request.trace), Reviewed(reference=self._number("SIMR")))
        if request.certification == _CANCEL:
            known.cancelled = True
            return self._reply(request, Review("C", request.number or known.reference))
        settled = request.certification == _APPEAL or (behaviour is B.pend and request.certification == _REVISED)
        if settled or behaviour in (B.approve, B.foreign):
            return self._approved(request, known.reference)
        match behaviour:
            case B.modify:
                return self._approved(request, known.reference, "A6", [_half(one.units) for one in request.services])
            case B.part:
                units = [one.units if place == 0 else Decimal(0) for place, one in enumerate(request.services)]
                units = units if len(units) > 1 else [_half(units[0])]
                return self._approved(request, known.reference, "A2", units)
            case B.deny:
                words = "NOT SHOWN TO BE NECESSARY. YOU MAY APPEAL."
                return replace(self._reply(request, Review("A3", "", "0V")), words=words)
            case B.pend:
                words = "PLEASE SEND THE LAST NOTE."
                return replace(self._reply(request, Review("A4", "", "0U")), reference=known.reference, words=words)
            case B.call:
                return replace(self._reply(request, Review("CT")), reference=known.reference)
            case B.ineligible:
                return self._refused(request, _INELIGIBLE)
            case B.bad_member:
                return self._refused(request, _BAD_MEMBER)
        return None  # silent

    def _approved(
        self, request: ReviewRequest, reference: str, action: str = "A1", units: list[Decimal] | None = None
    ) -> ReviewReply:
        number = reference.replace("SIMR", "SIMA")
        given = units or [one.units for one in request.services]
        services = tuple(
            ServiceReview(one.trace, one.code, Review("A3", "", "0V") if action == "A2" and not count else
                          Review("A1" if count == one.units else "A6", number), count)
            for one, count in zip(request.services, given, strict=True)
        )  # fmt: skip
        whole = self._reply(request, Review(action, number))
        return replace(whole, services=services, valid=(request.starts_on, request.ends_on))

    def _reply(self, request: ReviewRequest, review: Review | None) -> ReviewReply:
        return ReviewReply(
            trace=request.trace, payer=Payer(name=PAYER_NAME, payer_id=PAYER_ID), member_id=request.member_id,
            person=(request.person.last, request.person.first), review=review,
        )  # fmt: skip

    def _refused(self, request: ReviewRequest, error: str) -> ReviewReply:
        return replace(self._reply(request, None), errors=(error,))

    def _number(self, prefix: str) -> str:
        return f"{prefix}{self.memory.next_control():09d}"

    def _write(self, request: ReviewRequest, *replies: ReviewReply) -> bytes:
        provider = request.provider.name, request.provider.npi
        control = self.memory.next_control()
        return review_reply.write(replies, self.parties, control=control, made=self.now, provider=provider)


def _stem(trace: str) -> str:
    """The request behind its sendings."""
    return trace.rpartition("-")[0] or trace


def _half(units: Decimal) -> Decimal:
    return max(units / 2, Decimal(1)).to_integral_value()


def _foreign(model: ReviewReply) -> ReviewReply:
    """The answer to a request that some other hospital sent."""
    return replace(model, trace="OTHER0001-1", member_id="XX000000", person=("FOREIGN", "PERSON"), services=())
