"""What the simulator remembers between files: a JSON document of its own, outside the hub's database."""

from base64 import b64decode, b64encode
from datetime import datetime

from pydantic import BaseModel, ConfigDict, TypeAdapter

from hub.insurance.simulator.adjudicate import Accumulators
from hub.insurance.snapshot import ClaimSnapshot
from hub.insurance.x12.remittance import ClaimPayment


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Known(_Part):
    """A claim that was decided: what we said, and what it added to the member's year."""

    snapshot: ClaimSnapshot
    fingerprint: str
    payment: ClaimPayment
    year_key: str
    added: Accumulators
    void: bool = False


class Reviewed(_Part):
    """A request for prior authorization: under which number it was pended or decided, and whether it was cancelled."""

    reference: str
    cancelled: bool = False


class Queued(_Part):
    """An answer that waits for its time."""

    due_at: datetime
    kind: str
    body: str

    @property
    def data(self) -> bytes:
        return b64decode(self.body)

    @classmethod
    def of(cls, due_at: datetime, kind: str, data: bytes) -> "Queued":
        return cls(due_at=due_at, kind=kind, body=b64encode(data).decode())


class Memory(_Part):
    """Everything; `files` counts what was sent so that names sort in sending order."""

    control: int = 0
    files: int = 0
    interchanges: set[str] = set()
    years: dict[str, Accumulators] = {}
    claims: dict[str, Known] = {}
    reviews: dict[str, Reviewed] = {}
    queue: list[Queued] = []

    def next_control(self) -> int:
        self.control += 1
        return self.control

    def dump(self) -> bytes:
        return _adapter.dump_json(self)


_adapter = TypeAdapter(Memory)


def load(data: bytes) -> Memory:
    """A dumped memory; ValidationError when it is damaged."""
    return _adapter.validate_json(data)
