"""The parent of the hub's processes in a test: imports the hospital once, then forks who is asked for.

Speaks JSON lines: {"start": "worker", "arguments": [...], "environment": {...}, "log": path} on standard input;
{"started": name, "pid": n} and {"ended": name, "status": n} on standard output. Ends, with all its children, when its
input does or when whoever started it is gone.
"""

from __future__ import annotations

import json
import os
import select
import sys
from pathlib import Path
from typing import Any

from hub import supervisor
from hub.core.clock import now
from hub.insurance.codes import icd10
from hub.processes import Child


def main() -> None:
    """Serve until the input ends."""
    supervisor.load()
    icd10.billable("J069", now().date())  # a running worker has read the code list
    say(ready=True)
    children: dict[str, Child] = {}
    rest = b""
    while True:
        if select.select([0], [], [], 0.01)[0]:
            read = os.read(0, 65536)
            if not read:
                break
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                order = json.loads(line)
                children[order["start"]] = start(order)
                say(started=order["start"], pid=children[order["start"]].pid)
        for name, child in list(children.items()):
            if (status := child.ended()) is not None:
                del children[name]
                say(ended=name, status=status)


def start(order: dict[str, Any]) -> Child:
    """Fork one process of the hub."""
    with Path(order["log"]).open("ab") as output:
        return supervisor.run(order["start"], order["arguments"], env=order["environment"], output=output)


def say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
