"""Pathways: the BPMN engine, running cases and the worklist. Owns process versions, case instances, tasks, timers and
message subscriptions; states CaseStarted, CaseMoved, CaseEnded, IncidentRaised and the Task* facts. May import hub.core
only; the hospital's modules above hand it steps (`@step`) and start, complete and message cases through its actions.

Reading order: `engine.py` (the pure functions), `engine_case.py` (what they hand out), `expressions.py`, the
`check` package, then the `engine_*` files for how it is done; `processes/` holds the diagrams we ship.
"""
