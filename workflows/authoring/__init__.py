"""The life of a pathway: drafts, building blocks, check, try, tests, review, publish, roll back, migration of running
cases, difference of two versions. Owns process drafts, reviews, tests and case migrations; states DraftChanged,
ProcessPublished and MigrationMoved. May import hub.core and the rest of `workflows`, which knows nothing of it.

Reading order: `drafts.py` (what is written), `checking.py`, `trial.py` and `explore.py` (the real engine on a virtual
clock), `reviews.py`, `publishing.py`, `migrating.py`.
"""
