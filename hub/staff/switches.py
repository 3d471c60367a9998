"""What a hospital decides about its staff."""

from hub.core.switches import switch

EXPIRED_BLOCKS = switch("staff.expired_licence_blocks", False)
"""Nobody is booked or planned with whose licence has ended by then; otherwise it is only shown."""
CONTROLLED_NEEDS_PRIVILEGE = switch("staff.controlled_needs_privilege", False)
"""Controlled drugs are prescribed only by those who hold the privilege prescribe_controlled."""
REST_HOURS = switch("staff.rest_hours", 11, least=0, most=24)
"""Hours between two shifts of a person; fewer are marked in the rota (0: nobody looks)."""
ALERT_SERVICE = switch("notifications.alert_service", "", most=40)
"""The on-call service (its code) whose people are told of what waits unanswered: alerts, critical results; '' = none,
and more colleagues are told."""
