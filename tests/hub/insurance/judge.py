"""pyx12 as an independent judge of every byte we write: it never helps us read, only says whether it agrees."""

import io
import json
import logging
from typing import Any

import pyx12.params
import pyx12.x12n_document

logging.getLogger("pyx12").setLevel(logging.CRITICAL)


def verdict(data: bytes) -> list[str]:
    """What pyx12 objects to, in its own words; empty when it accepts the document."""
    report = io.StringIO()
    accepted = pyx12.x12n_document.x12n_document(
        pyx12.params.ParamsBase(), io.StringIO(data.decode()), None, None, None, report
    )
    found = _errors(json.loads(report.getvalue()))
    return found or ([] if accepted else ["rejected without a reason"])


def _errors(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [str(item.get("err_str", item)) for item in node.get("errors", [])]
        return own + [error for key, value in node.items() if key != "errors" for error in _errors(value)]
    if isinstance(node, list):
        return [error for item in node for error in _errors(item)]
    return []
