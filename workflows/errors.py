"""What can go wrong in a pathway: each error has a stable code, an HTTP status and a sentence a clinic can read."""

from __future__ import annotations

from hub.core.errors import HubError


class EngineError(HubError):
    """Something the engine refuses. `code` never changes between releases; `detail` is for people."""

    code, status, title = "workflow_error", 409, "The pathway does not allow this"


class ExpressionError(EngineError):
    """An expression cannot be read or cannot be worked out. `extra['expression']` is its source."""

    code, status, title = "expression_invalid", 422, "An expression in the diagram is not right"


class DiagramInvalid(EngineError):
    """A diagram cannot be published. `extra['problems']` lists all that was found, each with the element concerned."""

    code, status, title = "diagram_invalid", 422, "The diagram is not right"


class TaskUnknown(EngineError):
    """No such task in this case, or it is long gone."""

    code, status, title = "task_unknown", 404, "There is no such task"


class TaskNotReady(EngineError):
    """The task exists but cannot be finished now: done already, withdrawn, or not reached yet."""

    code, status, title = "task_not_ready", 409, "This task is not open"


class NotWaiting(EngineError):
    """The case does not wait for this message."""

    code, status, title = "message_not_expected", 409, "The case does not wait for this"


class CaseEnded(EngineError):
    """The case has ended; nothing can happen in it any more."""

    code, status, title = "case_ended", 409, "The case has ended"


class StepBudgetSpent(EngineError):
    """The diagram kept running without reaching a person, a timer or a message: stopped."""

    code, status, title = "step_budget_spent", 500, "The diagram runs in circles"


class DataRefused(EngineError):
    """Case data of a kind or size that cannot be kept."""

    code, status, title = "data_refused", 422, "This cannot be kept in the case"


class StateUnreadable(EngineError):
    """A saved state is damaged, of an unknown format, or belongs to another diagram version."""

    code, status, title = "state_unreadable", 500, "The saved case cannot be read"
