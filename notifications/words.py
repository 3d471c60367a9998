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
    unsubscribe: str = ""
    """Where one press ends mail of this topic (RFC 8058); '' where it may not be ended."""


@lru_cache
def _environment(html: bool) -> Environment:
    # Plain text is not escaped: nobody reads it as markup.
    loader = FileSystemLoader(FOLDER)
    return Environment(loader=loader, autoescape=html, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701


def kinds() -> set[str]:
    """The kinds that have e-mail words."""
    return {path.stem for path in FOLDER.glob("*.txt") if path.stem != "layout"}


def values_of(params: dict[str, Any], link: str, *, name: str, facility: str, zone: str) -> dict[str, Any]:
    """What fills the places of a message."""
    return {"name": name, "facility": facility, "url": settings().base_url + link, **_readable(params, zone)}


def written(kind: str, link: str, urgent: bool, values: dict[str, Any]) -> Words:
    """The e-mail of a notification in the shipped words: first line of the file is the subject, the rest the text."""
    subject, _, text = _environment(False).get_template(f"{kind}.txt").render(values).partition("\n")
    return rendered(kind, link, urgent, subject, text, values)


def rendered(kind: str, link: str, urgent: bool, subject: str, text: str, values: dict[str, Any]) -> Words:
    """The same for words that are filled already; `values` are those of the layout."""
    values = {"url": settings().base_url + link, "name": "", **values}
    paragraphs = [part.strip().replace("\n", " ") for part in text.strip().split("\n\n")]
    html = _environment(True).get_template("layout.html").render(values, paragraphs=paragraphs, subject=subject)
    plain = f"{text.strip()}\n\n{values['url']}\n\n{values['facility']}\n"
    return Words(kind, link, urgent, subject.strip(), plain, html)


def _readable(params: dict[str, Any], zone: str) -> dict[str, Any]:
    if "appointment_id" in params:  # signed anew for each message, kept nowhere
        params = {**params, "confirm_url": links.url(params["appointment_id"], links.Purpose.confirm),
                  "cancel_url": links.url(params["appointment_id"], links.Purpose.cancel),
                  "move_url": links.url(params["appointment_id"], links.Purpose.move)}  # fmt: skip
    if "starts_at" not in params:
        return params
    moment = datetime.fromisoformat(params["starts_at"]).astimezone(ZoneInfo(zone))
    return {**params, "when": format_datetime(moment, "EEEE, MMMM d, h:mm a zzz", tzinfo=ZoneInfo(zone), locale="en")}
