"""What notifications are about, for whoever chooses: topic -> kinds, and what is on where nobody has chosen.

What somebody's duty or safety hangs on (URGENT) cannot be turned off and keeps to no quiet hours.
"""

from __future__ import annotations

from collections.abc import Mapping

CHANNELS = ("push", "email", "sms")
URGENT = "urgent"

TOPICS: Mapping[str, tuple[str, ...]] = {
    "visits": ("visit_booked", "visit_cancelled", "visit_missed", "visit_reminder", "visit_soon", "slot_offered",
               "onboarding_waits", "identity_returned", "welcome", "erasure_answered"),
    "messages": ("message",),
    "results": ("summary_ready", "refill_renewed", "refill_declined", "refill_visit_needed", "vitals_due",
                "vitals_missed", "result_released", "result_changed", "order_placed", "specimen_again"),
    "bills": ("invoice_issued", "receipt_ready", "payment_failed", "authorization_self_pay",
              "refund_sent", "credit_new"),
    "work": ("visit_booked_with_you", "visit_cancelled_with_you", "claim_denied", "result_arrived", "result_handed_on",
             "authorization_approved", "authorization_partial", "authorization_denied", "authorization_expired",
             "authorization_used_up", "task_taken_back", "appeal_due", "refund_failed", "erasure_asked", "erasure_due",
             "transfer_asked", "transfer_refused", "transfer_taken_over"),
    "duty": ("leave_asked", "leave_approved", "leave_refused", "bookings_stranded", "roster_changed", "swap_asked",
             "swap_to_decide", "swap_declined", "swap_approved", "swap_refused", "swap_approved_taker",
             "licence_ending", "licence_ending_of"),
    URGENT: ("patient_waiting", "come_in", "glass_broken", "alert_raised", "alert_escalated", "alert_unanswered",
             "result_critical", "result_unanswered", "result_shut", "order_stat", "emergency_arrived", "message_urgent",
             "message_unanswered", "incident"),
}  # fmt: skip
PATIENTS = ("visits", "messages", "results", "bills")
"""Topics of patients; the others are the staff's."""
TEXTED = frozenset({"visits", URGENT})
"""Topics that come as a text message unless the person says no; the others only when he says yes."""
_TOPIC = {kind: topic for topic, kinds in TOPICS.items() for kind in kinds}


def topic_of(kind: str) -> str:
    """The topic of a kind; what nobody has put anywhere is work."""
    return _TOPIC.get(kind, "work")


def default(topic: str, channel: str) -> bool:
    """Whether a topic comes over a channel where nobody has chosen."""
    return channel != "sms" or topic in TEXTED
