"""The words of e-mail: one template file per kind and language, times in the facility's zone, no clinical content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hub.core.settings import settings
from hub.scheduling import links
from notifications.phrases import ENGLISH, FOLDER, candidates, locale_of, phrases


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
    language: str = ENGLISH


@lru_cache
def _environment(html: bool) -> Environment:
    # Plain text is not escaped: nobody reads it as markup.
    loader = FileSystemLoader(FOLDER)
    return Environment(loader=loader, autoescape=html, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701


def kinds() -> set[str]:
    """The kinds that have e-mail words."""
    return {path.stem for path in FOLDER.glob("*.txt")}


@lru_cache(maxsize=512)
def file_of(kind: str, language: str) -> tuple[str, str]:
    """(template, its language) of the best file that we ship for a reader of `language`."""
    for one in candidates(language):
        name = f"{kind}.txt" if one == ENGLISH else f"{one}/{kind}.txt"
        if (FOLDER / name).is_file():
            return name, one
    raise LookupError(kind)


def values_of(
    params: dict[str, Any], link: str, *, name: str, facility: str, zone: str, language: str
) -> dict[str, Any]:  # fmt: skip
    """What fills the places of a message."""
    return {"name": name, "facility": facility, "url": settings().base_url + link, **_readable(params, zone, language)}


def written(kind: str, link: str, urgent: bool, values: dict[str, Any], language: str) -> Words:
    """The e-mail of a notification in the shipped words: first line of the file is the subject, the rest the text."""
    name, spoken = file_of(kind, language)
    subject, _, text = _environment(False).get_template(name).render(values).partition("\n")
    return rendered(kind, link, urgent, subject, text, values, spoken)


def rendered(
    kind: str, link: str, urgent: bool, subject: str, text: str, values: dict[str, Any], language: str
) -> Words:  # fmt: skip
    """The same for words that are filled already; `values` are those of the layout."""
    values = {"url": settings().base_url + link, "name": "", **values}
    paragraphs = [part.strip().replace("\n", " ") for part in text.strip().split("\n\n")]
    html = _environment(True).get_template("layout.html").render(
        values, paragraphs=paragraphs, subject=subject, language=language,
        direction=locale_of(language).text_direction, said=phrases(language),
    )  # fmt: skip
    plain = f"{text.strip()}\n\n{values['url']}\n\n{values['facility']}\n"
    return Words(kind, link, urgent, subject.strip(), plain, html, language=language)


def _readable(params: dict[str, Any], zone: str, language: str) -> dict[str, Any]:
    if "appointment_id" in params:  # signed anew for each message, kept nowhere
        params = {**params, "confirm_url": links.url(params["appointment_id"], links.Purpose.confirm),
                  "cancel_url": links.url(params["appointment_id"], links.Purpose.cancel),
                  "move_url": links.url(params["appointment_id"], links.Purpose.move)}  # fmt: skip
    if "starts_at" not in params:
        return params
    moment = datetime.fromisoformat(params["starts_at"]).astimezone(ZoneInfo(zone))
    return {**params, "when": _when(moment, ZoneInfo(zone), language)}


def _when(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """A moment in full, with the zone's name: on the night of the clocks 1:30 alone could be two moments."""
    pattern: str = phrases(language)["when"]
    return format_datetime(moment, pattern, tzinfo=zone, locale=locale_of(language))
