"""The words of e-mail: one template file per kind, with times in the facility's zone and no clinical content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hub.core.settings import settings
from hub.scheduling import links

FOLDER = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Words:
    """One message, ready for any channel."""

    kind: str
    link: str
    urgent: bool
    subject: str = ""
    text: str = ""
    html: str = ""


@lru_cache
def _environment(html: bool) -> Environment:
    # Plain text is not escaped: nobody reads it as markup.
    loader = FileSystemLoader(FOLDER)
    return Environment(loader=loader, autoescape=html, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701


def kinds() -> set[str]:
    """The kinds that have e-mail words."""
    return {path.stem for path in FOLDER.glob("*.txt") if path.stem != "layout"}


def written(
    kind: str, link: str, urgent: bool, params: dict[str, Any], *, name: str, facility: str, zone: str
) -> Words:
    """The e-mail of a notification. First line of the template is the subject, the rest the text."""
    values = {"name": name, "facility": facility, "url": settings().base_url + link, **_readable(params, zone)}
    subject, _, text = _environment(False).get_template(f"{kind}.txt").render(values).partition("\n")
    paragraphs = [part.strip().replace("\n", " ") for part in text.strip().split("\n\n")]
    html = _environment(True).get_template("layout.html").render(values, paragraphs=paragraphs, subject=subject)
    return Words(kind, link, urgent, subject.strip(), f"{text.strip()}\n\n{values['url']}\n\n{facility}\n", html)


def _readable(params: dict[str, Any], zone: str) -> dict[str, Any]:
    if "appointment_id" in params:  # signed anew for each message, kept nowhere
        params = {**params, "confirm_url": links.url(params["appointment_id"], links.Purpose.confirm),
                  "cancel_url": links.url(params["appointment_id"], links.Purpose.cancel)}  # fmt: skip
    if "starts_at" not in params:
        return params
    moment = datetime.fromisoformat(params["starts_at"]).astimezone(ZoneInfo(zone))
    return {**params, "when": format_datetime(moment, "EEEE, MMMM d, h:mm a zzz", tzinfo=ZoneInfo(zone), locale="en")}
