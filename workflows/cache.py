"""Hot cases: keeping a case in memory saves reading and re-building it (about half the work of a completion).

    with_case = cache.take(instance_id, saved_digest) or engine.load(diagram, blob, now=now)
    ...change it...
    blob = engine.dump(case)
    cache.put(instance_id, engine.digest(blob), case)

`take` hands a case out and forgets it, so whatever goes wrong afterwards leaves nothing stale behind. The key is the
digest of the saved bytes, not a counter: if the transaction rolls back, the row keeps its old digest and what was put
here is simply never asked for. One cache per process; not shared between threads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from uuid import UUID

from workflows.engine_case import Case


class CaseCache:
    """At most `size` cases, the least recently used leave first; at most one state per instance."""

    def __init__(self, size: int = 512) -> None:
        self.size = size
        self.hits = 0
        self.misses = 0
        self._cases: OrderedDict[UUID, tuple[Hashable, Case]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._cases)

    def take(self, instance_id: UUID, state: Hashable) -> Case | None:
        """The case in exactly this state, or None. It is yours now: put it back when it is saved."""
        kept = self._cases.pop(instance_id, None)
        if kept is None or kept[0] != state:
            self.misses += 1
            return None
        self.hits += 1
        return kept[1]

    def put(self, instance_id: UUID, state: Hashable, case: Case) -> None:
        """Keeps a case under the digest of the bytes it was just dumped to. Ended cases are not kept."""
        self._cases.pop(instance_id, None)
        if case.status != "running":
            return
        self._cases[instance_id] = (state, case)
        while len(self._cases) > self.size:
            self._cases.popitem(last=False)

    def drop(self, instance_id: UUID) -> None:
        """Forgets a case, e.g. because its row was changed by hand or migrated."""
        self._cases.pop(instance_id, None)
