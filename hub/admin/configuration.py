"""The configuration file: everything that a hospital has set, as one JSON document; looked at before it is applied."""

from __future__ import annotations

from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from quart import Response

from hub.admin.schemas import ApplyConfiguration, ConfigurationChange, ConfigurationOut
from hub.core import audit, configuration, switches
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.parsing import parse
from hub.encounters import letter_file  # noqa: F401  (registers its part)
from hub.encounters.letter_schemas import SaveLetterTemplate
from hub.encounters.schemas import NewService
from hub.scheduling import configuring  # noqa: F401
from hub.scheduling.schemas_closing import HolidayIn, PolicyIn, WeekTemplateIn


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Service(_Row):
    code: str = Field(max_length=20)
    active: bool


class _OwnService(NewService):
    active: bool


class _Price(_Row):
    service_code: str = Field(max_length=20)
    valid_from: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    minor: int = Field(ge=0, le=10**12)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class _Switch(_Row):
    key: str = Field(max_length=80)
    value: bool | int | str


class _Template(_Row):
    kind: str = Field(max_length=80)
    subject: str = Field(max_length=200)
    body: str = Field(max_length=4000)


class _Policy(PolicyIn):
    name: Literal["booking"]


class _Letter(SaveLetterTemplate):
    version: None = Field(None, exclude=True)


class Document(_Row):
    """What a file may hold; anything else is refused."""

    format: str = Field(pattern=f"^{configuration.FORMAT}$")
    services: list[_Service] = Field(default_factory=list, max_length=5000)
    own_services: list[_OwnService] = Field(default_factory=list, max_length=5000)
    prices: list[_Price] = Field(default_factory=list, max_length=20_000)
    switches: list[_Switch] = Field(default_factory=list, max_length=500)
    templates: list[_Template] = Field(default_factory=list, max_length=500)
    letters: list[_Letter] = Field(default_factory=list, max_length=500)
    weeks: list[WeekTemplateIn] = Field(default_factory=list, max_length=500)
    holidays: list[HolidayIn] = Field(default_factory=list, max_length=1000)
    booking_policy: list[_Policy] = Field(default_factory=list, max_length=1)


async def download(db: Db, actor: Actor) -> Response:
    """The whole configuration as a file; noted as an export."""
    document = await configuration.exported(db)
    audit.noted(db, actor, "export", "configuration", after={name: len(rows) for name, rows in _parts(document)})
    return Response(
        orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS), content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="wardline-configuration.json"'},
    )  # fmt: skip


def _parts(document: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    return [(name, rows) for name, rows in document.items() if isinstance(rows, list)]


async def take(db: Db, data: ApplyConfiguration, *, actor: Actor) -> ConfigurationOut:
    """What the file would change; with `apply` it is changed, all of it or nothing."""
    document = parse(Document, data.document).model_dump(mode="json")
    changes = await configuration.differences(db, document)
    if data.apply:
        await configuration.apply(db, changes, actor=actor)
        audit.noted(db, actor, "import", "configuration", after={"changes": len(changes)})
    return ConfigurationOut(applied=data.apply, changes=[ConfigurationChange.model_validate(one) for one in changes])


async def _switches(db: Db | ReadDb) -> list[configuration.Row]:
    held = await switches.values(db)
    return [{"key": key, "value": held.get(key, one.default)} for key, one in sorted(switches.SWITCHES.items())]


async def _take_switch(db: Db, row: configuration.Row, actor: Actor) -> None:
    await switches.change(db, switches.named(row["key"]), row["value"], "configuration file", actor=actor)


configuration.configures("switches", "key", reads=_switches, writes=_take_switch)
