"""The simulator's front desk: an 837P or 278 file in, answers queued; what is due comes out as (name, bytes)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.insurance.simulator import CLEARING_HOUSE, PAYER_ID, PAYER_NAME
from hub.insurance.simulator.decide import Payer835
from hub.insurance.simulator.memory import Memory, Queued
from hub.insurance.simulator.reviews import Reviewer
from hub.insurance.simulator.triggers import Behaviour, find
from hub.insurance.snapshot import ClaimSnapshot
from hub.insurance.x12 import acks, claim_acks, envelope, professional_read, review_request
from hub.insurance.x12.envelope import Interchange, TransactionSet
from hub.insurance.x12.errors import X12Code, X12Error
from hub.insurance.x12.review import ReviewRequest
from hub.insurance.x12.write import CLAIM_VERSION, Parties, acknowledgement


@dataclass(frozen=True, slots=True)
class Delays:
    """How long the simulator takes: to answer at all, and for what it does late (pended claims, files sent again)."""

    answer: timedelta = timedelta(0)
    late: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A claim that was read: which set it came in, and why it is refused at the door (category, code, entity)."""

    claim: ClaimSnapshot
    behaviour: Behaviour | None
    refusal: claim_acks.Status | None


class PayerSimulator:
    """One payer behind one clearing house. `receive` and `collect` change only `memory`."""

    def __init__(self, memory: Memory, delays: Delays | None = None) -> None:
        self.memory = memory
        self.delays = delays or Delays()

    def receive(self, data: bytes, now: datetime) -> None:
        """Read one file and queue every answer to it; X12Error when it has no readable interchange at all."""
        for interchange in envelope.read(data):
            self._interchange(interchange, now)

    def collect(self, now: datetime) -> list[tuple[str, bytes]]:
        """What is due, in sending order, each once."""
        due = [item for item in self.memory.queue if item.due_at <= now]
        self.memory.queue = [item for item in self.memory.queue if item.due_at > now]
        found = []
        for item in due:
            self.memory.files += 1
            found.append((f"{self.memory.files:06d}-{item.kind}.x12", item.data))
        return found

    def _queue(self, at: datetime, kind: str, data: bytes) -> None:
        self.memory.queue.append(Queued.of(at, kind, data))

    def _interchange(self, item: Interchange, now: datetime) -> None:
        parties = Parties(item.sender, item.receiver, item.sender_qualifier, item.receiver_qualifier, item.usage)
        back, at = parties.reversed(), now + self.delays.answer
        note = self._envelope_note(item)
        if item.wants_ack or note != "000":
            answered = (item.control, item.date, item.time)
            status = "A" if note == "000" else "R"
            control = self.memory.next_control()
            data = acknowledgement(back, control=control, made=now, acknowledged=answered, status=status, note=note)
            self._queue(at, "TA1", data)
        if note != "000":
            return
        for group in item.groups:
            results, taken, asked = [], [], []
            for found in group.sets:
                result, claims, requests = _read_set(found)
                results.append(result)
                asked += requests
                taken += [(found.body[0].get(3) if found.body else "", claim) for claim in claims]
            accepted = sum(result.accepted for result in results)
            status = "A" if accepted == len(results) else "P" if accepted else "R"
            codes = tuple(fault.ack for fault in group.faults)
            whole = acks.GroupResult(
                group.code, group.control, group.version or CLAIM_VERSION, "R" if codes else status, len(results),
                len(results), 0 if codes else accepted, tuple(results), codes,
            )  # fmt: skip
            self._queue(at, "999", acks.write([whole], back, control=self.memory.next_control(), made=now))
            if not codes:
                self._claims(taken, back, now)
                self._reviews(asked, back, now)

    def _reviews(self, asked: list[ReviewRequest], back: Parties, now: datetime) -> None:
        at = now + self.delays.answer
        reviewer = Reviewer(self.memory, back, now)
        for request in asked:
            for late, data in reviewer.answers(request):
                self._queue(at + (self.delays.late if late else timedelta(0)), "278", data)

    def _envelope_note(self, item: Interchange) -> str:
        """TA105: 000, or what is wrong with the interchange (025 when we have seen it before)."""
        key = f"{item.sender}/{item.control}"
        if key in self.memory.interchanges:
            return "025"
        self.memory.interchanges.add(key)
        return next((fault.ack for fault in item.faults), "000")

    def _claims(self, read: list[tuple[str, ClaimSnapshot]], back: Parties, now: datetime) -> None:
        at = now + self.delays.answer
        decided = Payer835(self.memory, back, now)
        for batch, claim in read:
            taken = self._door(claim)
            ack = _ack(taken, now, self.memory)
            early = taken.behaviour is Behaviour.early_835
            if early:
                self._decide(decided, taken, ack, at)
                self._flush(decided, at)
            if taken.behaviour is not Behaviour.no_277ca:
                for source in ("AY", "PR"):
                    self._queue(at, "277CA", self._report(source, batch, taken, ack, back, now))
            if not early:
                self._decide(decided, taken, ack, at)
        self._flush(decided, at)

    def _flush(self, decided: Payer835, at: datetime) -> None:
        """Queue the remittances that are ready; late ones (pended, sent again) at their own time."""
        for late, data in decided.files():
            self._queue(at + (self.delays.late if late else timedelta(0)), "835", data)

    def _decide(self, decided: Payer835, taken: _Taken, ack: claim_acks.ClaimAck, at: datetime) -> None:
        if taken.refusal is None and taken.behaviour is not None:
            decided.add(taken.claim, taken.behaviour, ack.payer_control_number)

    def _door(self, claim: ClaimSnapshot) -> _Taken:
        trigger = find(claim.coverage.member_id)
        if claim.payer.payer_id != PAYER_ID:
            return _Taken(claim, None, claim_acks.Status("A3", "116", "PR"))
        if trigger is None:
            return _Taken(claim, None, claim_acks.Status("A3", "33", "IL"))
        if trigger.behaviour is Behaviour.reject_277ca:
            return _Taken(claim, trigger.behaviour, claim_acks.Status("A7", "164", "IL"))
        earlier = self.memory.claims.get(claim.payer_control_number)
        if claim.frequency in ("7", "8") and (earlier is None or earlier.void):
            return _Taken(claim, trigger.behaviour, claim_acks.Status("A3", "35"))
        return _Taken(claim, trigger.behaviour, None)

    def _report(
        self, source: str, batch: str, taken: _Taken, ack: claim_acks.ClaimAck, back: Parties, now: datetime
    ) -> bytes:
        control = self.memory.next_control()
        house = source == "AY"
        if house:
            passed_on = (claim_acks.Status("A0", "19", "40"),)
            ack = replace(ack, statuses=passed_on, payer_control_number="")
        report = claim_acks.ClaimAckReport(
            source="AY" if house else "PR", source_name=CLEARING_HOUSE if house else PAYER_NAME,
            source_id="SIMCH" if house else PAYER_ID, receiver_name=back.receiver, receiver_id=back.receiver,
            batch=batch or ack.control_number, received=now.date(), processed=now.date(),
            provider_name=taken.claim.billing.name, provider_npi=taken.claim.billing.npi, claims=(ack,),
        )  # fmt: skip
        return claim_acks.write([report], back, control=control, made=now)


def _ack(taken: _Taken, now: datetime, memory: Memory) -> claim_acks.ClaimAck:
    claim = taken.claim
    days = [line.starts_on for line in claim.lines], [line.ends_on or line.starts_on for line in claim.lines]
    number = "" if taken.refusal else f"SIM{memory.next_control():09d}"
    return claim_acks.ClaimAck(
        claim.control_number, (taken.refusal or claim_acks.Status("A2", "20", "PR"),), now.date(), claim.total, number,
        claim.coverage.member_id, (claim.person.last, claim.person.first), (min(days[0]), max(days[1])),
    )  # fmt: skip


def _read_set(item: TransactionSet) -> tuple[acks.SetResult, list[ClaimSnapshot], list[ReviewRequest]]:
    """Read one set; what is wrong with it becomes the 999's answer."""
    codes = tuple(fault.ack for fault in item.faults)
    if codes:
        return acks.SetResult(item.type, item.control, "R", (), codes), [], []
    try:
        requests = [review_request.read(item)] if item.type == "278" else []
        claims = [] if requests else professional_read.read(item)
    except X12Error as error:
        return acks.SetResult(item.type, item.control, "R", *_explain(item, error)), [], []
    for member_id in [*(claim.coverage.member_id for claim in claims), *(one.member_id for one in requests)]:
        trigger = find(member_id)
        if trigger and trigger.behaviour is Behaviour.reject_999:
            names = [n for n, found in enumerate(item.body, start=2) if found.id == "NM1" and found.get(1) == "IL"]
            wrong = acks.SegmentError("NM1", names[0], "2010", "8", 9, "7")
            return acks.SetResult(item.type, item.control, "R", (wrong,), ("5",)), [], []
    return acks.SetResult(item.type, item.control, "A"), claims, requests


def _explain(item: TransactionSet, error: X12Error) -> tuple[tuple[acks.SegmentError, ...], tuple[str, ...]]:
    if error.kind is X12Code.wrong_type:
        return (), ("1",)
    if error.kind is X12Code.wrong_version:
        return (), ("I6",)
    position = (error.position or item.header.position) - item.header.position + 1
    kinds = {X12Code.missing: ("3", "1"), X12Code.unexpected: ("2", "10"), X12Code.bad_value: ("8", "6")}
    whole, part = kinds.get(error.kind, ("8", "6"))
    element = error.element or 0
    code, element_code = ("8", part) if element else (whole, "")
    wrong = acks.SegmentError(error.segment or "ST", position, "", code, element, element_code)
    return (wrong,), ("5",)
