"""The engine and the worklist: BPMN instances that live in PostgreSQL, their human tasks and their timers.

Owns instances, tasks, timers and diagram versions. May import `hub.core` only.
"""
