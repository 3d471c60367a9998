"""Captions: a guest writes down what is said, others only their own words; nothing is stored."""

from __future__ import annotations

import pytest

from hub import captioner
from hub.core.errors import Conflict
from tests.factories import visits
from tests.hub_fixture import Hub
from tests.signaling.conftest import options_of


async def test_b50_a_captioning_guest_is_read_by_those_in_the_call_and_by_nobody_else(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(captioner, "EVERY", 0.0)
    house = options_of(hub)
    async with house.stack:
        await house.open()
        visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
        doctor, patient = await house.connect(visit.doctor), await house.connect(visit.patient)
        outside = await house.connect(await hub.sign_in("nurse"))
        for sock in (doctor, patient):
            assert (await sock.ask("visit:enter", {"visit_id": str(visit.id), "page": "page-0001"}))["ok"]
        invited = await visit.doctor.post(f"{visit.path}/guests", {"name": "Captions", "role": "interpreter"})
        url = house.webs[0].url
        assert await captioner.write(url, invited["link"], 2, "none") == {"shown": 2, "refused": 0}
        lines = await patient.hears("call:caption", 2)
        guest = f"guest-{invited['guest']['id']}"
        assert [(one["speaker"], one["participant_id"]) for one in lines] == [("clinician", guest), ("patient", guest)]
        assert all(one["text"].startswith("[simulated]") for one in lines)
        with pytest.raises(Conflict) as again:
            await captioner.write(url, invited["link"], 1, "none")
        assert again.value.code == "not_let_in", "a link is good for one browser"
        other = await visit.doctor.post(f"{visit.path}/guests", {"name": "Too much", "role": "interpreter"})
        assert await captioner.write(url, other["link"], 1, "endless") == {"shown": 0, "refused": 1}

        own = {"visit_id": str(visit.id), "gen": 1, "line": "l1", "text": "In my own words"}
        assert (await patient.ask("call:caption", own))["ok"]
        assert (await doctor.hears("call:caption", 3))[-1]["speaker"] == "patient"
        for wrong, code in (({"speaker": "clinician"}, "not_your_words"), ({"gen": 9}, "stale_generation"),
                            ({"text": "a\nb"}, "bad_line"), ({"speaker": "x"}, "invalid")):  # fmt: skip
            assert (await patient.ask("call:caption", own | wrong))["problem"]["code"] == code
        assert (await outside.ask("call:caption", own))["problem"]["code"] == "not_in_call"
        assert not [1 for event, _ in outside.heard if event == "call:caption"]
        for table in ("outbox", "audit_event", "visit_message"):
            assert "simulated]" not in str(await hub.sql(f"SELECT * FROM {table}")), "shown, and stored nowhere"
