"""What an erasure does with what somebody was told, and with where it was sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from hub.patients.belongings import DELETE, Whose, erases
from notifications.models import Notification


def _his(table: Any, whose: Whose) -> ColumnElement[bool]:
    return table.c.user_id.in_(whose.users)  # type: ignore[no-any-return]


def _told(table: Any, whose: Whose) -> ColumnElement[bool]:
    told = select(Notification.id).where(Notification.user_id.in_(whose.users))
    return table.c.notification_id.in_(told)  # type: ignore[no-any-return]


def _sent(table: Any, whose: Whose) -> ColumnElement[bool]:
    """What the simulators keep: to his accounts, and what was sealed for him."""
    return or_(table.c.user_id.in_(whose.users), table.c.owner_id.in_([*whose.records, *whose.users]))


erases("delivery", DELETE, reach=_told)
for _table in ("notification", "notification_preference", "notification_setting", "push_subscription"):
    erases(_table, DELETE, reach=_his)
for _table in ("mail", "text_message"):
    erases(_table, DELETE, reach=_sent)
