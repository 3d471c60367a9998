"""The diagrams we ship, walked over every branch with a virtual clock; the host's steps are played by a small script.

Each walk saves and loads the case after every move, so that every state it passes through is proven to survive.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from lxml import etree
from pydantic import BaseModel, ValidationError

from hub import modules
from tests.workflows.drawing import NOW, at
from tests.workflows.play import VISIT, Play, called, do, does, source, steps, tables
from workflows import calling, engine
from workflows.engine_parse import human_spec, step_spec, tag
from workflows.errors import NotWaiting, TaskNotReady
from workflows.steps import catalogue

SHIPPED = (
    "visit", "clinic_visit", "admission", "refill", "referral", "cosign", "monitoring_alert", "message_task",
    "incident_report", "lab_order", "onboarding", "prior_authorization", "claim",
    "appeal_records",
)  # fmt: skip
PREPARATION = ["confirm_details", "insurance", "consent", "intake", "device_check"]


def forms(name: str) -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = importlib.import_module(f"workflows.processes.{name}.forms").FORMS
    return found


def visit(kind: str = "self_pay", results: dict[str, Any] | None = None) -> Play:
    """A visit whose consultation has been done."""
    play = prepared(kind, results).deliver("patient_waiting", since=NOW)
    return play.do("consultation", note_id=str(UUID(int=1)), services=["99213"])


def prepared(kind: str = "self_pay", results: dict[str, Any] | None = None) -> Play:
    play = Play("visit", {"visit": {"appointment_id": "a1"}}, results)
    assert sorted(play.ready) == sorted(PREPARATION) and play.done == ["visits.open"]
    for element in ("device_check", "insurance", "confirm_details", "intake", "consent"):
        play.do(element, **({"kind": kind} if element == "insurance" else {"ok": True}))
    return play


# ---- drawing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_the_drawing_is_complete(name: str) -> None:
    """Every node and flow has a shape; every shape lies inside its parent; ids say what they are, and words why."""
    root: Any = etree.fromstring(source(name))
    assert len(root.findtext(f"{tag('process')}/{tag('documentation')}") or "") > 80, "say what the pathway is for"
    space = {"di": "http://www.omg.org/spec/BPMN/20100524/DI", "dc": "http://www.omg.org/spec/DD/20100524/DC"}
    bounds = {
        shape.get("bpmnElement"): [float(shape.find("dc:Bounds", space).get(k)) for k in ("x", "y", "width", "height")]
        for shape in root.iterfind(".//di:BPMNShape", space)
    }
    edges = {edge.get("bpmnElement") for edge in root.iterfind(".//di:BPMNEdge", space)}
    diagram = engine.parse(source(name), called=called(name), decisions=tables(name))
    own = [
        element for element in diagram.elements.values() if element.id in calling.head(source(name).decode()).elements
    ]
    assert {element.id for element in own} <= set(bounds)
    assert {flow.get("id") for flow in root.iter(tag("sequenceFlow"))} == edges
    for element in own:
        outer = bounds.get(element.scope)
        if outer is not None and element.kind != "boundaryEvent":
            x, y, width, height = bounds[element.id]
            assert outer[0] < x and outer[1] < y
            assert x + width < outer[0] + outer[2] and y + height < outer[1] + outer[3], element.id
    assert all(element.lane for element in own if element.scope == name)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_task_has_its_form(name: str) -> None:
    root = etree.fromstring(source(name))
    tasks = [human_spec(node) for kind in ("userTask", "receiveTask") for node in root.iter(tag(kind))]
    assert {task.form for task in tasks} == set(forms(name))
    assert [
        str(one)
        for one in engine.problems(source(name), called=called(name), forms=forms(name), decisions=tables(name))
    ] == []
    for form in forms(name).values():
        schema = form.model_json_schema()
        assert schema["additionalProperties"] is False and form.__doc__
        assert all("title" in field or "$ref" in field for field in schema.get("properties", {}).values())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_step_of_a_module_that_has_steps_is_registered(name: str) -> None:
    """Steps of modules that are not there yet are left out; of those that are, every name must be right."""
    modules.load(("steps",))
    known = catalogue()
    for problem in engine.problems(source(name), called=called(name), steps=known, decisions=tables(name)):
        module = problem.message.partition("'")[2].partition(".")[0]
        assert problem.code == "step_unknown" and not any(step.startswith(f"{module}.") for step in known), problem


def test_all_pathways_of_visits_settle_alike() -> None:
    """What becomes of a claim is called; invoice and payment are drawn in each, and this keeps them the same."""

    def settlement(name: str) -> list[tuple[Any, ...]]:
        root: Any = etree.fromstring(source(name))
        shared = {"insured", "claim", "issue_invoice", "amount_due", "pay", "send_receipt", "closed"}
        found: list[tuple[Any, ...]] = []
        for node in root.iter(f"{{{tag('x')[1:-2]}}}*"):
            if node.tag == tag("sequenceFlow") and node.get("sourceRef") in shared:
                condition = node.findtext(tag("conditionExpression"))
                found.append((node.get("sourceRef"), node.get("targetRef"), condition))
            elif node.get("id") in shared:
                step = step_spec(node)
                found.append((node.tag, node.get("id"), node.get("name"), node.get("calledElement"), step.name,
                              step.result, human_spec(node)))  # fmt: skip
        return sorted(found, key=repr)

    assert settlement("visit") == settlement("admission") == settlement("clinic_visit")
    assert len(settlement("visit")) > 12
    assert calling.head(source("visit").decode()).calls == {"claim": "claim"}


# ---- the visit at the clinic ----------------------------------------------------------------------------------------


def clinic(specialty: str = "family_medicine") -> Play:
    """An appointment at the clinic that has just been booked."""
    opened = {"encounters.open_visit": {**VISIT, "specialty": specialty}}
    play = Play("clinic_visit", {"visit": {"appointment_id": "a1"}}, opened)
    assert sorted(play.ready) == ["confirm_details", "intake"] and play.done == ["encounters.open_visit"]
    return play


@pytest.mark.parametrize("prepared_so_far", [0, 1, 2])
@pytest.mark.parametrize(("specialty", "measured"), [("family_medicine", True), ("dermatology", False)])
def test_a_visit_at_the_clinic(prepared_so_far: int, specialty: str, measured: bool) -> None:
    """Prepared at home or not, measured or not: seen, checked out, billed."""
    play = clinic(specialty)
    for element in ("confirm_details", "intake")[:prepared_so_far]:
        play.do(element, ok=True)
    play.deliver("patient_arrived", at=NOW.isoformat())
    assert play.ready == ["check_in"], "what was to be prepared at home is over"
    (desk,) = engine.ready_human_tasks(play.case)
    assert (desk.role, desk.form, desk.on_complete) == ("receptionist", "insurance", "insurance.capture_coverage")
    play.do("check_in", kind="self_pay")
    if measured:
        (nurse,) = engine.ready_human_tasks(play.case)
        assert (nurse.element, nurse.role, nurse.priority) == ("vitals", "nurse", 60)
        play.do("vitals", measured=3)
    (doctor,) = engine.ready_human_tasks(play.case)
    assert (doctor.element, doctor.candidates, doctor.on_complete) == (
        "consultation", ("d1",), "encounters.sign_consultation")  # fmt: skip
    play.do("consultation", note_id=str(UUID(int=1)), services=["99213"])
    assert play.ready == ["checkout"]
    if prepared_so_far == 1:
        assert play.wait(at(hours=5)) == ["left"], "who leaves without a word is billed all the same"
    else:
        play.do("checkout", follow_up_booked=True)
    assert play.ready == ["pay"] and play.deliver("invoice_settled").end == ("completed", "closed")
    assert [step for step in play.done if step.startswith("billing.")] == [
        "billing.raise_charges", "billing.issue_invoice", "billing.send_receipt"]  # fmt: skip


@pytest.mark.parametrize("prepared_so_far", [0, 1, 2])
@pytest.mark.parametrize(("message", "end"), [("visit_cancelled", "cancelled"), ("visit_missed", "no_show")])
def test_a_visit_at_the_clinic_that_does_not_take_place(message: str, end: str, prepared_so_far: int) -> None:
    play = clinic()
    for element in ("confirm_details", "intake")[:prepared_so_far]:
        play.do(element, ok=True)
    play.deliver(message, by="patient")
    assert play.end == ("completed", end) and play.done == ["encounters.open_visit", "encounters.withdraw_visit"]


@pytest.mark.parametrize("stage", ["check_in", "vitals", "consultation"])
def test_who_leaves_the_clinic_before_being_seen_ends_the_visit(stage: str) -> None:
    play = clinic().deliver("patient_arrived")
    for element in ("check_in", "vitals", "consultation"):
        if element == stage:
            break
        play.do(element, kind="self_pay")
    assert play.ready == [stage]
    assert play.deliver("visit_cancelled", by="clinic").end == ("completed", "cancelled")


# ---- the visit ------------------------------------------------------------------------------------------------------


def test_a_visit_paid_by_the_patient() -> None:
    play = visit()
    assert play.ready == ["pay"]
    (bill,) = engine.ready_human_tasks(play.case)
    assert (bill.role, bill.by_message, bill.due_at) == ("patient", "invoice_settled", at(days=14))
    with pytest.raises(TaskNotReady) as refused:
        engine.finish(play.case, bill.id, {}, now=NOW)
    assert refused.value.code == "task_by_message"
    play.deliver("invoice_settled", payment_id="x1")
    assert play.end == ("completed", "closed")
    assert play.done == [
        "visits.open",
        "visits.release",
        "billing.raise_charges",
        "billing.issue_invoice",
        "billing.send_receipt",
    ]
    assert play.params["close_visit"] == {"outcome": "ended"}
    assert play.case.data["payment"] == {"payment_id": "x1"}
    assert play.case.data["details"] == {"ok": True}


def test_who_gets_the_consultation_and_when() -> None:
    play = prepared()
    assert play.ready == []
    assert [message.name for message in engine.waiting_messages(play.case)] == ["visit_cancelled", "patient_waiting"]
    play.deliver("patient_waiting")
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.candidates, task.priority) == ("consultation", "doctor", ("d1",), 75)
    assert (task.due_at, task.on_complete, task.lane) == (at(minutes=30), "encounters.sign_consultation", "Clinician")
    assert engine.timers(play.case) == []  # who waits cannot be a no-show any more


def test_a_visit_that_costs_nothing_is_closed_without_a_bill() -> None:
    play = visit(results={"billing.issue_invoice": {"billing": {"invoice_id": None, "amount_due": 0}}})
    assert play.end == ("completed", "closed") and "billing.send_receipt" not in play.done


@pytest.mark.parametrize(("amount", "end"), [(0, "closed"), (2000, None)])
def test_a_claim_that_is_paid(amount: int, end: str | None) -> None:
    play = visit("insured", {"billing.issue_invoice": {"billing": {"amount_due": amount}}})
    assert play.ready == [] and play.done[-1] == "billing.submit_claim"
    assert [(m.name, m.key) for m in engine.waiting_messages(play.case)] == [("claim_adjudicated", "c1")]
    with pytest.raises(NotWaiting):  # an answer to some other claim
        engine.deliver(play.case, "claim_adjudicated", {"outcome": "paid"}, key="c0", now=NOW)
    play.deliver("claim_adjudicated", outcome="paid", patient_share=amount)
    assert play.case.outcome == end
    if end is None:
        assert play.ready == ["pay"]
        assert play.deliver("invoice_settled").end == ("completed", "closed")


@pytest.mark.parametrize("outcome", ["denied", "rejected"])
def test_a_denied_claim_is_sent_again_until_it_is_paid(outcome: str) -> None:
    play = visit("insured", {"billing.issue_invoice": {"billing": {"amount_due": 0}}})
    deadline = at(days=170).isoformat()
    for _ in range(3):
        play.deliver("claim_adjudicated", claim_id="c1", outcome=outcome, patient_share=0, work_by=deadline)
        (task,) = engine.ready_human_tasks(play.case)
        assert (task.element, task.role, task.priority) == ("work_denial", "billing_clerk", 75)
        assert (task.due_at, task.sla_at) == (at(days=170), at(days=2)), "the payer's deadline, and our own promise"
        assert task.on_complete == "insurance.decide_denial"
        play.do("work_denial", action="resubmit")
    assert play.done.count("billing.submit_claim") == 4
    play.deliver("claim_adjudicated", outcome="paid", patient_share=0)
    assert play.end == ("completed", "closed")


def test_what_our_own_check_holds_is_a_task_of_its_own_and_due_soon() -> None:
    """The payer's deadline is a year away, and nobody should wait for it: the payer never saw the claim."""
    play = visit("insured", {"billing.issue_invoice": {"billing": {"amount_due": 0}}})
    late = at(days=360).isoformat()
    play.deliver("claim_adjudicated", claim_id="c1", outcome="rejected", held=True, patient_share=0, work_by=late)
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.name, task.role) == ("correct_claim", "Correct the held claim", "billing_clerk")
    assert (task.due_at, task.sla_at, task.on_complete) == (at(days=2), at(days=1), "insurance.decide_denial")
    play.do("correct_claim", action="resubmit")
    assert play.done.count("billing.submit_claim") == 2
    play.deliver("claim_adjudicated", outcome="paid", patient_share=0)
    assert play.end == ("completed", "closed")


def test_a_denied_claim_is_appealed_and_the_payer_is_asked_until_it_gives_in() -> None:
    """An appeal sends nothing anew. Where the answer stays away somebody asks, again and again; one that comes while
    the task is open ends the task, as it does while the next denial is looked at."""
    asked = iter([False, True, False, True])

    def look(play: Play) -> dict[str, Any]:
        overdue = next(asked)
        later = play.now + timedelta(days=30)
        return {"claim": {"claim_id": "c1", "overdue": overdue, "ask_at": (play.now if overdue else later).isoformat()}}

    results = {"billing.issue_invoice": {"billing": {"amount_due": 0}}, "insurance.look_up_claim": look}
    play = visit("insured", results)
    assert play.wait(at(days=2)) == ["answer_overdue"] and play.ready == [], "it has been taken in: a month more"
    assert play.wait(at(days=31)) == [] and play.wait(at(days=32)) == ["answer_overdue"]
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.on_complete) == ("ask_payer", "billing_clerk", "insurance.follow_up_claim")
    play.do("ask_payer", action="wait")
    assert play.ready == [] and play.wait(at(days=62)) == ["answer_overdue"] and play.ready == ["ask_payer"]
    play.deliver("claim_adjudicated", claim_id="c1", outcome="denied", patient_share=0)
    assert play.ready == ["work_denial"]
    play.do("work_denial", action="appeal", reason="It was necessary.")
    assert play.ready == [] and play.done[-1] == "insurance.appeal_claim"
    assert play.done.count("billing.submit_claim") == 1
    play.deliver("claim_adjudicated", claim_id="c1", outcome="denied", patient_share=0)
    play.deliver("claim_adjudicated", claim_id="c1", outcome="paid", patient_share=0)
    assert play.end == ("completed", "closed") and play.case.data["claim"]["outcome"] == "paid"


@pytest.mark.parametrize(
    ("action", "step", "amount"),
    [("write_off", "billing.write_off", 0), ("bill_patient", "billing.transfer_to_patient", 12000)],
)
def test_a_denied_claim_is_given_up(action: str, step: str, amount: int) -> None:
    play = visit("insured", {"billing.issue_invoice": {"billing": {"amount_due": amount}}})
    play.deliver("claim_adjudicated", claim_id="c1", outcome="denied", patient_share=0)
    play.do("work_denial", action=action, reason="agreed")
    assert step in play.done
    if amount:
        play.deliver("invoice_settled")
    assert play.end == ("completed", "closed")


@pytest.mark.parametrize("prepared_so_far", [0, 1, 4, 5])
def test_nobody_came(prepared_so_far: int) -> None:
    play = Play("visit", {"visit": {"appointment_id": "a1"}})
    for element in PREPARATION[:prepared_so_far]:
        play.do(element, ok=True)
    assert play.wait(at(minutes=44)) == []
    assert play.wait(at(minutes=45)) == ["no_show_due"]
    assert play.end == ("completed", "no_show") and play.done == ["visits.open", "visits.mark_no_show"]
    cut_short = {visit.element for visit in engine.history(play.case) if visit.outcome == "cancelled"}
    assert cut_short >= {"admission", *PREPARATION[prepared_so_far:]}


def test_nobody_can_be_a_no_show_from_the_waiting_room() -> None:
    play = prepared().deliver("patient_waiting")
    assert play.wait(at(days=1)) == [] and play.ready == ["consultation"]


@pytest.mark.parametrize("stage", ["start", "prepared", "waiting"])
def test_a_visit_is_cancelled(stage: str) -> None:
    play = Play("visit", {"visit": {"appointment_id": "a1"}}) if stage == "start" else prepared()
    if stage == "waiting":
        play.deliver("patient_waiting")
    play.deliver("visit_cancelled", by="patient")
    assert play.end == ("completed", "cancelled")
    assert play.done == ["visits.open", "visits.release"] and play.params["release"] == {"outcome": "cancelled"}
    assert play.case.data["cancellation"] == {"by": "patient"}
    with pytest.raises(Exception, match="completed"):
        engine.deliver(play.case, "visit_cancelled", now=NOW)


def test_a_visit_that_was_held_cannot_be_cancelled() -> None:
    with pytest.raises(NotWaiting):
        visit().deliver("visit_cancelled")


def test_what_the_worklist_has_to_strike_off() -> None:
    play = Play("visit", {"visit": {"appointment_id": "a1"}})
    tasks = {task.element: task.id for task in engine.ready_human_tasks(play.case)}
    do(play.case, "consent", {"ok": True})
    assert engine.take_ended(play.case) == {tasks["consent"]: "completed"} and engine.take_ended(play.case) == {}
    engine.deliver(play.case, "visit_cancelled", now=NOW)
    others = {task for element, task in tasks.items() if element != "consent"}
    assert engine.take_ended(play.case) == dict.fromkeys(others, "cancelled")


# ---- the stay -------------------------------------------------------------------------------------------------------


def on_ward() -> Play:
    play = Play("admission", {"admission": {"patient_id": "p1"}})
    assert sorted(play.ready) == ["assign_bed", "insurance"]
    play.do("assign_bed", bed_id="b1")
    assert sorted(play.ready) == ["accept_on_ward", "insurance"] and play.done == ["beds.reserve"]
    play.do("accept_on_ward", accepted=True)
    assert play.done == ["beds.reserve", "beds.occupy"]
    return play


def test_a_stay_with_daily_reviews() -> None:
    play = on_ward()
    (review,) = [task for task in engine.ready_human_tasks(play.case) if task.element == "daily_review"]
    assert (review.role, review.candidates, review.due_at) == ("doctor", ("d1",), at(hours=6))
    mornings = []
    for _ in range(4):
        play.do("daily_review", decision="continue")
        assert "daily_review" not in play.ready
        (timer,) = engine.timers(play.case)
        mornings.append(timer.due_at)
        assert play.wait(timer.due_at - timedelta(seconds=1)) == []
        assert play.wait(timer.due_at) == ["next_round"]
    # Berlin changes its clocks on 29 March 2026; here it is still an hour ahead of UTC: 08:00 there is 07:00 here.
    assert [morning.isoformat() for morning in mornings[:2]] == [
        "2026-03-03T07:00:00+00:00",
        "2026-03-04T07:00:00+00:00",
    ]
    play.do("insurance", kind="self_pay")
    play.do("daily_review", decision="discharge").do("discharge", disposition="home")
    assert play.done[2:] == ["beds.release", "billing.raise_bed_days", "billing.issue_invoice"]
    play.deliver("invoice_settled")
    assert play.end == ("completed", "closed")


def test_the_bill_of_a_stay_waits_for_the_insurance() -> None:
    play = on_ward().do("daily_review", decision="discharge").do("discharge", disposition="home")
    assert play.ready == ["insurance"] and play.done[-1] == "beds.release"
    play.do("insurance", kind="insured")
    assert play.done[-2:] == ["billing.raise_bed_days", "billing.submit_claim"]
    play.deliver("claim_adjudicated", outcome="denied")
    play.do("work_denial", action="bill_patient", reason="not covered")
    play.deliver("invoice_settled")
    assert play.end == ("completed", "closed")


def test_a_ward_that_cannot_take_the_patient_frees_the_bed() -> None:
    play = Play("admission", {"admission": {"patient_id": "p1"}})
    for _ in range(2):
        play.do("assign_bed", bed_id="b1").do("accept_on_ward", accepted=False, reason="no isolation room")
    assert play.done == ["beds.reserve", "beds.release"] * 2
    assert sorted(play.ready) == ["assign_bed", "insurance"]


@pytest.mark.parametrize("assigned", [False, True])
def test_an_admission_is_cancelled(assigned: bool) -> None:
    play = Play("admission", {"admission": {"patient_id": "p1"}})
    if assigned:
        play.do("assign_bed", bed_id="b1")
    play.deliver("admission_cancelled", by="family")
    assert play.end == ("completed", "cancelled") and play.done[-1] == "beds.release" and play.ready == []
    with pytest.raises(NotWaiting):
        on_ward().deliver("admission_cancelled")


def test_a_month_on_the_ward_stays_small() -> None:
    play = on_ward()
    sizes = []
    for _ in range(60):
        play.do("daily_review", decision="continue")
        play.wait(engine.timers(play.case)[0].due_at)
        sizes.append(len(engine.dump(play.case).partition(b"\n")[0]))
    assert max(sizes) - min(sizes) < 50


# ---- more of a medicine ----------------------------------------------------------------------------------------------


def refill(days_left: int | None) -> Play:
    wish = {"refill_request_id": "r1", "prescription_id": "x1", "patient_id": "p1", "practitioner_id": "d1"}
    return Play("refill", {"refill": {**wish, "days_left": days_left}})


@pytest.mark.parametrize(("days_left", "priority"), [(30, 50), (3, 75), (-2, 75), (None, 50)])
def test_a_refill_is_urgent_when_the_medicine_runs_out(days_left: int | None, priority: int) -> None:
    (task,) = engine.ready_human_tasks(refill(days_left).case)
    assert (task.element, task.role, task.candidates, task.priority) == ("review", "doctor", ("d1",), priority)
    assert (task.due_at, task.on_complete) == (at(hours=48), "encounters.decide_refill")


@pytest.mark.parametrize(
    ("decision", "step", "end"),
    [("renew", "encounters.renew_prescription", "renewed"), ("visit", "encounters.close_refill", "to_come"),
     ("decline", "encounters.close_refill", "declined")],
)  # fmt: skip
def test_a_refill_is_decided(decision: str, step: str, end: str) -> None:
    play = refill(20).do("review", decision=decision)
    assert play.end == ("completed", end) and play.done == [step]
    with pytest.raises(Exception, match="completed"):
        play.deliver("refill_withdrawn")


def test_a_second_signature_is_given_or_falls_away() -> None:
    ids = {"cosignature_id": "c1", "encounter_id": "e1", "practitioner_id": "d2"}
    play = Play("cosign", {"cosign": ids})
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.form, task.on_complete, task.due_at) == ("cosign_note", "encounters.cosign", at(hours=72))
    play.do("sign_beside", decision="sign")
    assert play.end == ("completed", "answered")
    gone = Play("cosign", {"cosign": ids}).deliver("cosign_withdrawn", by="author")
    assert gone.end == ("completed", "withdrawn")


def test_a_clinician_chooses_records_for_an_appeal_until_the_letter_is_signed() -> None:
    ids = {"appeal_id": "a1", "practitioner_id": "d2", "answer_by": at(hours=240).isoformat()}
    play = Play("appeal_records", {"appeal": ids})
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.form, task.on_complete, task.candidates) == ("enclose_records", "billing.enclose_records", ("d2",))
    assert (task.due_at, task.sla_at) == (at(hours=240), at(hours=120))
    play.do("choose_records", decision="nothing", reply="There is no note.")
    assert play.end == ("completed", "answered")
    gone = Play("appeal_records", {"appeal": ids}).deliver("appeal_closed", by="office")
    assert gone.end == ("completed", "withdrawn")


@pytest.mark.parametrize("role", ["doctor", "nurse", "receptionist", "billing_clerk"])
def test_a_message_is_followed_up_by_its_role(role: str) -> None:
    ids = {"message_id": "m1", "thread_id": "t1", "person": "u1" if role == "nurse" else None}
    play = Play("message_task", {"message": {**ids, "role": role, "hours": 8}})
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.role, task.form, task.due_at) == (role, "follow_up", at(hours=8))
    assert task.candidates == (("u1",) if role == "nurse" else ())
    assert play.do(f"follow_up_{role}").end == ("completed", f"done_{role}")


def test_a_refill_is_taken_back() -> None:
    play = refill(20).deliver("refill_withdrawn", by="patient")
    assert play.end == ("completed", "withdrawn") and play.params["close_withdrawn"] == {"outcome": "withdrawn"}
    assert play.ready == []


# ---- a question to another specialty --------------------------------------------------------------------------------


def referral(**more: Any) -> Play:
    asked = {"referral_id": "r1", "patient_id": "p1", "practitioner_id": "d1", "specialty": "cardiology"}
    return Play("referral", {"referral": {**asked, "specialist_id": None, "urgent": False, **more}})


def test_a_referral_that_is_seen() -> None:
    play = referral()
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.priority, task.due_at) == ("triage", 50, at(days=3))
    play.do("triage", decision="accept")
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.by_message) == ("book", "patient", "referral_booked")
    play.deliver("referral_booked", appointment_id="a1").deliver("referral_unbooked")
    assert play.ready == ["book"]
    play.deliver("referral_booked", appointment_id="a2").deliver("referral_seen")
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.candidates) == ("read", ("d1",))
    assert play.do("read", read=True).end == ("completed", "closed")


def test_an_urgent_referral_to_somebody() -> None:
    (task,) = engine.ready_human_tasks(referral(urgent=True, specialist_id="d2").case)
    assert (task.priority, task.due_at, task.candidates) == (80, at(hours=24), ("d2",))


def test_reception_calls_who_does_not_book() -> None:
    play = referral(urgent=True).do("triage", decision="accept")
    assert play.wait(at(days=2)) == ["not_booked"]
    assert sorted(play.ready) == ["book", "call"]
    play.do("call", outcome="will_book").deliver("referral_booked").deliver("referral_seen").do("read", read=True)
    assert play.end == ("completed", "closed")


@pytest.mark.parametrize(("decision", "outcome"), [("answer", "answered"), ("decline", "declined")])
def test_a_referral_answered_without_a_visit(decision: str, outcome: str) -> None:
    play = referral().do("triage", decision=decision, answer="words")
    assert play.ready == ["read"] and play.params[f"{outcome}_it"] == {"outcome": outcome}
    assert play.do("read", read=True).end == ("completed", "closed")


@pytest.mark.parametrize("stage", ["triage", "book", "booked"])
def test_a_referral_is_withdrawn(stage: str) -> None:
    play = referral()
    if stage != "triage":
        play.do("triage", decision="accept")
    if stage == "booked":
        play.deliver("referral_booked")
    play.deliver("referral_withdrawn", by="clinician")
    assert play.end == ("completed", "withdrawn") and play.params["withdraw"] == {"outcome": "withdrawn"}


# ---- laboratory order -----------------------------------------------------------------------------------------------


def lab_order(priority: str = "routine", **more: Any) -> Play:
    order = {"service_request_id": "o1", "practitioner_id": "d1", "priority": priority, "signed": True, **more}
    return Play("lab_order", {"order": order})


def answered(*, critical: bool) -> Play:
    """An order whose result has come."""
    play = lab_order().do("collect", outcome="collected")
    return play.deliver("result_arrived", critical=critical, practitioner_id="d1")


@pytest.mark.parametrize(
    ("priority", "critical", "collect", "look"),
    [("routine", False, 24 * 60, 3 * 24 * 60), ("urgent", False, 240, 24 * 60), ("stat", False, 15, 60),
     ("routine", True, 24 * 60, 30)],
)  # fmt: skip
def test_a_laboratory_order_in_time(priority: str, critical: bool, collect: int, look: int) -> None:
    """Collected, rejected, collected again, answered, looked at: each within what the tables give."""
    play = lab_order(priority)
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.due_at) == ("collect", "nurse,lab_technician", at(minutes=collect))
    play.do("collect", outcome="collected").deliver("specimen_rejected")
    assert play.ready == ["collect"]
    play.do("collect", outcome="collected").deliver("result_arrived", critical=critical, practitioner_id="d2")
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.candidates, task.due_at) == ("review", ("d2",), at(minutes=look))
    play.deliver("result_withdrawn")
    assert play.ready == ["result"]
    play.deliver("result_arrived", critical=critical, practitioner_id="d1").deliver("result_reviewed")
    assert play.end == ("completed", "closed")


def test_a_result_that_nobody_looks_at_goes_to_a_second_doctor() -> None:
    play = answered(critical=True)
    assert play.wait(at(minutes=15)) == ["not_reviewed"]
    assert sorted(play.ready) == ["overdue", "review"]
    assert play.deliver("result_reviewed").end == ("completed", "closed"), "what is looked at is overdue no more"


def test_who_answers_for_a_critical_result_stops_the_clock_of_the_pathway_too() -> None:
    play = answered(critical=True).deliver("review_changed", critical=False, practitioner_id="d2")
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.candidates, task.due_at) == ("review", ("d2",), at(minutes=3 * 24 * 60))
    assert play.wait(at(minutes=16)) == [] and play.ready == ["review"]


@pytest.mark.parametrize(("decision", "end"), [("again", None), ("revoke", "given_up")])
def test_a_specimen_that_could_not_be_taken(decision: str, end: str | None) -> None:
    play = lab_order().do("collect", outcome="not_collected")
    assert play.ready == ["decide"]
    play.do("decide", decision=decision)
    assert play.ready == (["collect"] if end is None else []) and (end is None or play.end == ("completed", end))


@pytest.mark.parametrize("decision", ["sign", "decline"])
def test_what_a_nurse_wrote_down_is_signed_first(decision: str) -> None:
    play = lab_order(signed=False)
    assert play.ready == ["sign"]
    play.do("sign", decision=decision)
    assert play.ready == ["collect"] if decision == "sign" else play.end == ("completed", "not_wanted")


@pytest.mark.parametrize("stage", ["sign", "collect", "decide", "result", "review"])
def test_an_order_is_revoked_at_any_point(stage: str) -> None:
    play = lab_order(signed=stage != "sign")
    if stage in ("decide", "result", "review"):
        play.do("collect", outcome="not_collected" if stage == "decide" else "collected")
    if stage == "review":
        play.deliver("result_arrived", critical=False, practitioner_id="d1")
    assert play.ready == [stage]
    assert play.deliver("order_revoked").end == ("completed", "over") and play.done == ["lab.revoke_order"]


# ---- what a hospital may change --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "table", "change", "data", "until", "due"),
    [
        ("refill", "refill_urgency", (">48<", ">8<"), {"refill": {"days_left": 2}}, [], at(hours=8)),
        ("referral", "referral_urgency", (">24<", ">1<"), {"referral": {"urgent": True}}, [], at(hours=1)),
        ("prior_authorization", "payer_deadlines", (">24<", ">2<"), {"authorization": {"urgent": False}}, [],
         at(hours=2)),
        ("claim", "denial_work", (">2<", ">9<"), {"claim": {"claim_id": "c1", "ask_at": at(days=2).isoformat()}},
         ["submit", "denied"], at(days=9)),
        ("admission", "ward_rounds", (">6<", ">1<"), {"stay": {"doctor_id": "d1"}}, ["bed"], at(hours=1)),
    ],
)  # fmt: skip
def test_a_decision_table_of_a_pathway_is_what_decides(
    name: str, table: str, change: tuple[str, str], data: dict[str, Any], until: list[str], due: Any
) -> None:
    """Every number of the table that a hospital changes is one that the drawing reads."""
    changed = {**tables(name), table: tables(name)[table].replace(*change)}
    case = engine.start(engine.parse(source(name), called=called(name), decisions=changed), data, now=NOW)
    for one in until:
        if one == "submit":
            does(case, "submit_claim", {"claim_id": "c1", "ask_at": at(days=2).isoformat()})
        elif one == "denied":
            engine.deliver(case, "claim_adjudicated", {"claim_id": "c1", "outcome": "denied"}, key="c1", now=NOW)
        else:
            do(case, "assign_bed", {"bed_id": "b1"})
            does(case, "reserve_bed", {"bed_id": "b1", "ward": "A1"})
            do(case, "accept_on_ward", {"accepted": True})
            does(case, "occupy_bed", {"on_ward": True})
    assert due in [task.due_at for task in engine.ready_human_tasks(case)]
    reads = source(name).decode()
    answers = outputs(changed[table])
    assert answers and all(f"{table}.{output}" in reads for output in answers)


def outputs(xml: str) -> set[str]:
    """The names of the outputs of a decision table."""
    found: Any = etree.fromstring(xml.encode())
    return {one.get("name") for one in found.iter("{*}output")}


# ---- prior authorization --------------------------------------------------------------------------------------------


def authorization(*, sent: bool = True, urgent: bool = False) -> Play:
    asked = {"prior_authorization_id": "a1", "practitioner_id": "d1", "urgent": urgent}
    play = Play("prior_authorization", {"authorization": asked})
    return play.do("complete", decision="send") if sent else play


def answered_with(status: str) -> Play:
    return authorization().deliver("authorization_answered", status=status)


@pytest.mark.parametrize(("urgent", "priority", "due"), [(False, 50, at(days=1)), (True, 70, at(hours=4))])
def test_an_authorization_that_is_approved(urgent: bool, priority: int, due: Any) -> None:
    play = authorization(sent=False, urgent=urgent)
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.priority, task.due_at) == ("complete", "billing_clerk", priority, due)
    play.do("complete", decision="send")
    assert play.ready == [] and play.done == ["insurance.send_authorization"]
    assert play.deliver("authorization_answered", status="approved").end == ("completed", "approved")


def test_a_request_that_the_clerk_does_not_send() -> None:
    play = authorization(sent=False).do("complete", decision="withdraw", words="not needed")
    assert play.end == ("completed", "withdrawn") and play.done == ["insurance.withdraw_authorization"]


def test_a_request_that_is_sent_back_is_completed_anew() -> None:
    play = answered_with("rejected")
    assert play.ready == ["complete"]
    play.do("complete", decision="send").deliver("authorization_answered", status="approved")
    assert play.end == ("completed", "approved") and play.done == ["insurance.send_authorization"] * 2


def test_who_is_not_answered_asks_again() -> None:
    """Pended begins the wait anew; the reminder makes a task; asked again, or waited on; the answer ends it."""
    play = authorization()
    play.now = at(days=4)
    play.deliver("authorization_answered", status="pended")
    assert play.wait(at(days=5)) == [] and play.wait(at(days=9)) == ["reminder"]
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.on_complete) == (
        "chase", "billing_clerk", "insurance.chase_authorization")  # fmt: skip
    play.do("chase", action="wait")
    assert play.ready == [] and play.wait(at(days=14)) == ["reminder"]
    play.do("chase", action="ask_again", words="the note")
    assert play.done == ["insurance.send_authorization"] * 2
    play.wait(at(days=19))
    assert play.ready == ["chase"]
    assert play.deliver("authorization_answered", status="approved").end == ("completed", "approved")


def test_a_payer_who_wants_to_be_called_is_called_at_once() -> None:
    assert answered_with("call").ready == ["chase"]


@pytest.mark.parametrize("status", ["denied", "partial"])
@pytest.mark.parametrize(
    ("decision", "step", "end"),
    [("appeal", "insurance.send_authorization", None), ("go_on", "insurance.go_on_without_payer", "gone_on"),
     ("withdraw", "insurance.withdraw_authorization", "withdrawn")],
)  # fmt: skip
def test_a_denial_is_the_clinicians_to_decide(status: str, decision: str, step: str, end: str | None) -> None:
    play = answered_with(status)
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.candidates) == ("decide", "doctor", ("d1",))
    play.do("decide", decision=decision, words="needed")
    assert play.done[-1] == step
    if end is None:
        assert play.deliver("authorization_answered", status="approved").end == ("completed", "approved")
    else:
        assert play.end == ("completed", end)


def test_a_payer_who_thinks_better_of_it_ends_the_clinicians_task() -> None:
    play = answered_with("denied").deliver("authorization_answered", status="approved")
    assert play.end == ("completed", "approved")


@pytest.mark.parametrize("stage", ["complete", "payer", "chase", "decide"])
def test_a_request_is_withdrawn_at_any_point(stage: str) -> None:
    statuses = {"chase": "call", "decide": "denied"}
    play = answered_with(statuses[stage]) if stage in statuses else authorization(sent=stage == "payer")
    assert play.ready == ([] if stage == "payer" else [stage])
    play.deliver("authorization_withdrawn")
    assert play.end == ("completed", "over") and play.done[-1] == "insurance.withdraw_authorization"


# ---- patient onboarding ---------------------------------------------------------------------------------------------


def test_a_new_patient_is_reminded_and_at_last_seen_to_at_the_desk() -> None:
    play = Play("onboarding", {"onboarding": {"patient_id": "p1", "account": True}})
    assert sorted(play.ready) == ["agree", "assign", "details", "insurance", "show_identity", "verify"]
    assert play.wait(at(days=3)) == ["not_yet"] and play.params["remind"] == {"what": "reminded"}
    play.do("details", confirmed=True)
    assert play.wait(at(days=14)) == ["not_done"]
    assert sorted(play.ready) == ["assign", "at_desk", "show_identity", "verify"], (
        "what was not done at home is done at the desk"
    )
    play.do("at_desk", details=True).do("verify", document="passport").do("assign", practitioner_id="d1")
    assert play.end == ("completed", "done") and play.params["welcome"] == {"what": "welcomed"}


@pytest.mark.parametrize("how", ["pictures", "desk"])
def test_pictures_that_do_not_do_are_asked_for_again_until_somebody_has_seen_who_it_is(how: str) -> None:
    play = Play("onboarding", {"onboarding": {"patient_id": "p1", "account": True}})
    play.do("show_identity", sent=True).do("compare", verified=False)
    assert {"show_identity", "verify"} <= set(play.ready) and "compare" not in play.ready
    if how == "pictures":
        play.do("show_identity", sent=True).do("compare", verified=True)
    else:
        play.do("show_identity", sent=False)
        assert "compare" not in play.ready
        play.do("verify", document="passport")
    assert not {"show_identity", "compare", "verify"} & set(play.ready)


# ---- forms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "form", "answers", "fine"),
    [
        ("cosign", "cosign_note", {"decision": "sign"}, True),
        ("cosign", "cosign_note", {"decision": "return"}, False),
        ("appeal_records", "enclose_records", {"decision": "enclose", "records": []}, False),
        ("appeal_records", "enclose_records", {"decision": "enclose", "records": ["note:x"]}, False),
        (
            "appeal_records",
            "enclose_records",
            {"decision": "enclose", "records": ["note:01890000-0000-7000-8000-000000000001"]},
            True,
        ),
        ("appeal_records", "enclose_records", {"decision": "nothing"}, False),
        ("refill", "review_refill", {"decision": "renew"}, True),
        ("refill", "review_refill", {"decision": "decline"}, False),
        ("refill", "review_refill", {"decision": "visit", "answer": "Please come in."}, True),
        ("referral", "triage_referral", {"decision": "accept"}, True),
        ("referral", "triage_referral", {"decision": "decline"}, False),
        ("referral", "read_answer", {"read": False}, False),
        ("lab_order", "sign_order", {"decision": "decline"}, False),
        ("lab_order", "collect_specimen", {"outcome": "collected"}, False),
        ("lab_order", "collect_specimen", {"outcome": "not_collected"}, False),
        ("lab_order", "decide_order", {"decision": "revoke"}, False),
        ("prior_authorization", "complete_authorization", {"decision": "send"}, True),
        ("prior_authorization", "complete_authorization", {"decision": "withdraw"}, False),
        ("prior_authorization", "chase_authorization", {"action": "wait"}, True),
        ("prior_authorization", "chase_authorization", {"action": "ask_again"}, False),
        ("prior_authorization", "decide_authorization", {"decision": "appeal"}, False),
        ("prior_authorization", "decide_authorization", {"decision": "go_on"}, True),
        ("onboarding", "show_identity", {"how": "desk"}, True),
        ("onboarding", "show_identity", {"how": "pictures"}, False),
        ("onboarding", "compare_identity", {"decision": "confirm"}, False),
        ("onboarding", "compare_identity", {"decision": "send_back"}, False),
        ("visit", "insurance", {"kind": "self_pay"}, True),
        ("visit", "insurance", {"kind": "insured"}, False),
        ("visit", "insurance", {"kind": "insured", "coverage_id": str(UUID(int=1))}, True),
        ("visit", "insurance", {"kind": "insured", "payer_id": str(UUID(int=1)), "member_id": "X1"}, True),
        ("visit", "insurance", {"kind": "insured", "payer_id": str(UUID(int=1))}, False),
        ("visit", "insurance", {"kind": "free"}, False),
        ("visit", "consent", {"telehealth": True, "signature": "  Ann  "}, True),
        ("visit", "consent", {"telehealth": True, "signature": "  "}, False),
        ("visit", "consent", {"telehealth": False, "signature": "Ann"}, False),
        ("visit", "confirm_details", {"confirmed": True, "phone": "+1 555 0100"}, True),
        ("visit", "confirm_details", {"confirmed": False}, False),
        ("visit", "confirm_details", {"confirmed": True, "role": "admin"}, False),
        ("visit", "intake", {"reason": "cough", "pain": 11}, False),
        ("visit", "device_check", {"camera": "ok", "microphone": "ok", "speaker": "ok"}, True),
        ("visit", "consultation", {"note_id": "x"}, False),
        ("claim", "work_denial", {"action": "resubmit"}, True),
        ("claim", "work_denial", {"action": "write_off"}, False),
        ("claim", "ask_payer", {"action": "wait"}, True),
        ("claim", "ask_payer", {"action": "wait", "days": 91}, False),
        ("claim", "ask_payer", {"action": "denied"}, False),
        ("claim", "ask_payer", {"action": "denied", "reason": "Not covered, Ms Lee"}, True),
        ("claim", "ask_payer", {"action": "denied", "reason": "Not covered", "paid": 1}, False),
        ("claim", "ask_payer", {"action": "paid", "paid": 9300}, False),
        ("claim", "ask_payer", {"action": "paid", "decided_on": "2026-03-02", "reference": "77-1", "paid": 9300}, True),
        ("claim", "ask_payer", {"action": "paid", "decided_on": "2026-03-02"}, False),
        ("visit", "pay", {}, True),
        ("admission", "accept_on_ward", {"accepted": True}, True),
        ("admission", "accept_on_ward", {"accepted": False}, False),
        ("admission", "daily_review", {"decision": "maybe"}, False),
        ("admission", "discharge", {"disposition": "home", "summary": "well"}, True),
    ],
)
def test_forms_say_what_is_missing(name: str, form: str, answers: dict[str, Any], fine: bool) -> None:
    check: Callable[[Any], BaseModel] = forms(name)[form].model_validate
    if fine:
        check(answers)
    else:
        with pytest.raises(ValidationError):
            check(answers)


def test_nothing_is_left_pending_anywhere() -> None:
    play = visit("insured")
    assert steps(play.case) == [] and engine.incidents(play.case) == []


# ---- the monitoring alert -------------------------------------------------------------------------------------------

ALERT = {"alert_id": "a1", "patient_id": "p1", "priority": "high", "rule": "8867-4:high", "place": "ward",
         "department": None, "doctor_id": "d1"}  # fmt: skip


def alert(unanswered: bool = True, **given: str) -> Play:
    return Play("monitoring_alert", {"alert": ALERT | given}, {"monitoring.escalate": {"unanswered": unanswered}})


@pytest.mark.parametrize(
    ("priority", "place", "urgency", "due"),
    [("high", "ward", 90, 15), ("high", "home", 90, 15), ("medium", "ward", 75, 30), ("medium", "home", 60, 120),
     ("low", "home", 40, 480)],
)  # fmt: skip
def test_an_alert_is_as_urgent_as_its_table_says(priority: str, place: str, urgency: int, due: int) -> None:
    play = alert(priority=priority, place=place)
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.priority) == ("review", "nurse", urgency)
    assert task.due_at == at(minutes=due) and task.on_complete == "monitoring.record_outcome"


def test_an_alert_that_a_nurse_looks_after() -> None:
    for outcome in ("false_alarm", "advice_given", "visit_booked"):
        assert alert().do("review", outcome=outcome).end == ("completed", "closed")


def test_an_emergency_goes_to_the_doctor() -> None:
    play = alert().do("review", outcome="emergency")
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.role, task.candidates, task.due_at) == ("take_over", "doctor", ("d1",), at(minutes=15))
    assert play.do("take_over", words="Ambulance called").end == ("completed", "closed")


def test_an_alert_that_nobody_answers_climbs() -> None:
    play = alert()
    assert play.wait(at(minutes=4)) == [] and play.wait(at(minutes=5)) == ["not_answered"]
    assert sorted(play.ready) == ["review", "review_escalated"] and play.done == ["monitoring.escalate"]
    assert play.wait(at(minutes=10)) == ["not_answered_again"] and play.done == ["monitoring.escalate"] * 2
    assert play.do("review_escalated", outcome="advice_given").end == ("completed", "closed")
    assert {v.element for v in engine.history(play.case) if v.outcome == "cancelled"} >= {"review"}


def test_an_alert_that_was_acknowledged_does_not_climb() -> None:
    play = alert(unanswered=False)
    play.wait(at(minutes=5))
    assert play.ready == ["review"] and play.do("review", outcome="false_alarm").end == ("completed", "closed")


@pytest.mark.parametrize("minutes", [0, 5])
def test_an_alert_that_is_resolved_at_the_monitor(minutes: int) -> None:
    play = alert()
    play.wait(at(minutes=minutes))
    assert play.deliver("alert_resolved", outcome="false_alarm").end == ("completed", "resolved")


# ---- an incident report ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("harm", "kind", "priority", "hours"),
    [("death", "fall", 95, 4), ("severe", "medication", 85, 24), ("moderate", "fall", 65, 72), ("low", "data", 45, 168),
     ("none", "medication", 50, 168), ("none", "fall", 30, 336)],
)  # fmt: skip
def test_an_incident_is_looked_at_as_soon_as_its_table_says(harm: str, kind: str, priority: int, hours: int) -> None:
    play = Play("incident_report", {"incident": {"incident_report_id": "i1", "harm": harm, "kind": kind}})
    (task,) = engine.ready_human_tasks(play.case)
    assert (task.element, task.priority, task.due_at) == ("review", priority, at(hours=hours))
    assert task.role == "team_lead, privacy_officer", "where the only lead has reported it himself, she reviews it"
    assert task.on_complete == "staff.review_incident" and play.done == ["staff.grade_incident"]


@pytest.mark.parametrize("decision", ["measures", "none", "not_an_incident"])
def test_an_incident_ends_with_measures_or_with_the_reason_for_none(decision: str) -> None:
    play = Play("incident_report", {"incident": {"incident_report_id": "i1", "harm": "low", "kind": "fall"}})
    play.do("review", decision=decision)
    if decision == "measures":
        (task,) = engine.ready_human_tasks(play.case)
        assert (task.element, task.on_complete, task.due_at) == ("measures", "staff.record_measures", at(days=60))
        assert play.do("measures").end == ("completed", "closed")
    else:
        assert play.end == ("completed", "dismissed")
