"""Record the corpus of a release: `python -m tests.workflows.corpus.record 0.1.0`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.workflows import drawing as d
from tests.workflows.drawing import NOW, at
from tests.workflows.play import Play, source, tables
from workflows import calling, engine

Move = list[Any]
DUE = {"billing.issue_invoice": {"billing": {"invoice_id": "i1", "amount_due": 12000}}}
FREE = {"billing.issue_invoice": {"billing": {"invoice_id": None, "amount_due": 0}}}


def do(name: str, **answers: Any) -> Move:
    return ["do", name, answers, 0]


def tell(name: str, **payload: Any) -> Move:
    return ["tell", name, payload, 0]


def wait(minutes: int) -> Move:
    return ["wait", "", {}, minutes]


def prepare(kind: str) -> list[Move]:
    return [do("consent", ok=True), do("insurance", kind=kind), do("confirm_details", ok=True), do("intake", ok=True),
            do("device_check", ok=True), tell("patient_waiting")]  # fmt: skip


def held(kind: str) -> list[Move]:
    return [*prepare(kind), do("consultation", note_id="n1")]


ELEMENTS = d.bpmn(
    [
        d.start(), d.step("hold"), d.on("undo", "hold", "compensate"), d.undoing(d.step("free")),
        d.association("undo", "free"), d.human("plan"),
        d.each(d.human("ask", candidate="person", result="answer"), "plan.people", item="person", result="answers"),
        d.each(
            d.sub("round", [d.start("r1"), d.human("look"), d.catch("w", "result", key="person"), d.end("r2")],
                  ["r1 -> look", "look -> w", "w -> r2"]),
            "plan.people", item="person", result="rounds", sequential=True,
        ),
        d.again(d.human("repeat"), "repeat.more", maximum="3"), d.both("f"), d.human("left"), d.human("right"),
        d.human("third"), d.counted("g", "arrived >= 2"), d.xor("ok", "ok_good"),
        d.event("intermediateThrowEvent", "back", "compensate"),
        d.event("intermediateThrowEvent", "out", "link", "over"),
        d.event("intermediateCatchEvent", "in", "link", "over"),
        d.event("endEvent", "told", "signal", "done", payload="plan"), d.human("good"), d.end("end"),
        d.event_sub("aside", d.begins("asked", "message", "question", interrupts=False, result="question"),
                    [d.human("reply"), d.end("replied")], ["asked -> reply", "reply -> replied"]),
        d.event_sub("stop", d.begins("late", "timeDuration", "P9D"), [d.human("close"), d.end("closed")],
                    ["late -> close", "close -> closed"]),
    ],
    ["start -> hold", "hold -> plan", "plan -> ask", "ask -> round", "round -> repeat", "repeat -> f", "f -> left",
     "f -> right", "f -> third", "left -> g", "right -> g", "third -> g", "g -> ok", "ok -> back : left.bad ?? false",
     "ok -> good", "back -> out", "in -> told", "good -> end"],
    name="elements", messages="result question", signals="done",
)  # fmt: skip
"""A drawing with what the shipped ones do not hold."""
HALF = [do("plan", people=["p1", "p2"]), do("ask", n=1), tell("question", text="?"), do("ask", n=2), do("look"),
        tell("result", value=1), do("reply"), do("look"), tell("result", value=2)]  # fmt: skip
WHOLE = [*HALF, do("repeat", more=True), do("repeat", more=False), do("right"), tell("question")]
STAY = [do("assign_bed", bed_id="b1"), do("accept_on_ward", accepted=True), do("daily_review", decision="continue"),
        wait(24 * 60), do("daily_review", decision="discharge"), do("insurance", kind="insured"),
        do("discharge", disposition="home")]  # fmt: skip
BEGIN: dict[str, dict[str, Any]] = {
    "visit": {"visit": {"appointment_id": "a1", "booked": at(hours=-20)}},
    "admission": {"admission": {"patient_id": "p1"}},
    "elements": {},
}
STORIES: list[tuple[str, str, dict[str, Any], list[Move]]] = [
    ("visit", "paid by the patient", DUE, [*held("self_pay"), tell("invoice_settled", payment_id="x1")]),
    ("visit", "claim paid", FREE, [*held("insured"), tell("claim_adjudicated", outcome="paid", patient_share=0)]),
    ("visit", "denied, sent again, share paid", DUE, [
        *held("insured"), tell("claim_adjudicated", outcome="denied", patient_share=0),
        do("work_denial", action="resubmit"), tell("claim_adjudicated", outcome="paid", patient_share=2000),
        tell("invoice_settled")]),
    ("visit", "rejected and written off", FREE, [
        *held("insured"), tell("claim_adjudicated", outcome="rejected", patient_share=0),
        do("work_denial", action="write_off", reason="timely filing")]),
    ("visit", "asked after, denied, appealed, billed", DUE, [
        *held("insured"), wait(2 * 24 * 60), do("ask_payer", action="resend"), do("ask_payer", action="wait"),
        tell("claim_adjudicated", outcome="denied", patient_share=0), do("work_denial", action="appeal", reason="odd"),
        tell("claim_adjudicated", outcome="denied", patient_share=0),
        do("work_denial", action="bill_patient", reason="upheld"), tell("invoice_settled")]),
    ("visit", "no-show", DUE, [do("consent", ok=True), do("intake", ok=True), wait(45)]),
    ("visit", "cancelled early", DUE, [do("insurance", kind="insured"), tell("visit_cancelled", by="patient")]),
    ("visit", "cancelled late", DUE, [*prepare("insured"), tell("visit_cancelled", by="clinic")]),
    ("admission", "stay", DUE, [
        *STAY, tell("claim_adjudicated", outcome="denied", patient_share=0),
        do("work_denial", action="bill_patient", reason="not covered"), tell("invoice_settled")]),
    ("admission", "refused and cancelled", DUE, [
        do("assign_bed", bed_id="b1"), do("accept_on_ward", accepted=False, reason="full"),
        do("assign_bed", bed_id="b2"), tell("admission_cancelled", by="family")]),
    ("elements", "undone", {}, [*WHOLE, do("left", bad=True), do("third"), do("reply")]),
    ("elements", "good", {}, [*WHOLE, do("left"), do("good"), do("reply"), do("third")]),
    ("elements", "too late", {}, [*HALF, do("repeat", more=True), wait(9 * 24 * 60), do("close")]),
]  # fmt: skip


def parsed_in(folder: Path, process: str) -> engine.Diagram:
    """A diagram of a release, with those that it calls and the decision tables that the release had."""
    xml = (folder / f"{process}.bpmn").read_bytes()
    called = [(folder / f"{name}.bpmn").read_bytes() for name in sorted(calling.head(xml.decode()).calls.values())]
    drawn = b"".join((xml, *called)).decode()
    decisions = {file.stem: file.read_text() for file in folder.glob("*.dmn") if f'ref="{file.stem}"' in drawn}
    return engine.parse(xml, called=called, decisions=decisions)


def result(play: Play) -> dict[str, Any]:
    """How a case ended: what must stay the same from release to release."""
    visits = Counter(f"{visit.element}:{visit.outcome}" for visit in engine.history(play.case))
    data = json.loads(json.dumps(play.case.data, default=str))
    return {"status": play.end[0], "outcome": play.end[1], "visits": dict(sorted(visits.items())), "data": data}


def record(folder: Path) -> int:
    """Writes the diagrams and every state of every story; returns how many states."""
    folder.mkdir(parents=True)
    lines: dict[str, list[str]] = {}
    for process, story, results, moves in STORIES:
        xml = ELEMENTS if process == "elements" else source(process)
        (folder / f"{process}.bpmn").write_bytes(xml)
        for called in calling.head(xml.decode()).calls.values():
            (folder / f"{called}.bpmn").write_bytes(source(called))
        for name, table in tables(process).items() if process != "elements" else ():
            (folder / f"{name}.dmn").write_text(table)
        case = engine.start(parsed_in(folder, process), BEGIN[process], now=NOW)
        play = Play(process, {}, results, case=case)
        states = [(play.now, engine.dump(play.case))]
        for move in moves:
            play.move(move)
            states.append((play.now, engine.dump(play.case)))
        end = result(play)
        for place, (now, blob) in enumerate(states[:-1]):
            lines.setdefault(process, []).append(json.dumps(
                {"story": story, "now": now.isoformat(), "state": blob.decode(), "moves": moves[place:],
                 "results": results, "end": end}))  # fmt: skip
    for process, found in lines.items():
        (folder / f"{process}.jsonl").write_text("\n".join(found) + "\n")
    return sum(len(found) for found in lines.values())


if __name__ == "__main__":
    print(record(Path(__file__).parent / sys.argv[1]), "states")
