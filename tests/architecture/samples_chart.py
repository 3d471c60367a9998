"""Samples of the chart in depth: the matrix's patient, as the matrix's doctor knows him."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.encounters import diagnostics, forms, history, letters, queries, vitals
from hub.encounters.diagnostic_schemas import EnterDiagnosticReport
from hub.encounters.form_schemas import GiveForm
from hub.encounters.history_schemas import (
    AddFamilyHistory,
    AddHomeMedication,
    AddImmunization,
    AddProcedure,
    SaySocialHistory,
)
from hub.encounters.letter_models import Form, LetterTemplate
from hub.encounters.letter_schemas import WriteLetter
from hub.encounters.vital_schemas import ChartVitals
from hub.encounters.writing_models import NoteTemplate, OrderSet, Phrase
from tests.architecture.samples import BODIES, SAMPLES, World, sample
from tests.architecture.samples_time import PILLS

PAIN = {"signs": [{"sign": "pain", "value": "2"}]}


async def encounter_id(db: Db, world: World) -> UUID:
    return UUID(str(await SAMPLES["encounter_id"](db, world)))


@sample("note_id")
async def note(db: Db, world: World) -> UUID:
    return (await queries.note_of(db, await encounter_id(db, world))).id


@sample("vital_set_id")
async def vital_set(db: Db, world: World) -> UUID:
    return (await vitals.chart(db, world.patient.id, ChartVitals.model_validate(PAIN), actor=SYSTEM)).id


@sample("home_medication_id")
async def home_medication(db: Db, world: World) -> UUID:
    wanted = AddHomeMedication(medication="Fish oil")
    return (await history.add_home_medication(db, world.patient.id, wanted, actor=SYSTEM)).id


@sample("immunization_id")
async def immunization(db: Db, world: World) -> UUID:
    wanted = AddImmunization(cvx="140", given_on=date(2020, 10, 1))
    return (await history.add_immunization(db, world.patient.id, wanted, actor=SYSTEM)).id


@sample("procedure_id")
async def procedure(db: Db, world: World) -> UUID:
    wanted = AddProcedure(display="Appendix removed", done_on=date(2010, 1, 1))
    return (await history.add_procedure(db, world.patient.id, wanted, actor=SYSTEM)).id


@sample("family_history_id")
async def family_history(db: Db, world: World) -> UUID:
    wanted = AddFamilyHistory(relation="mother", display="Gout")
    return (await history.add_family_history(db, world.patient.id, wanted, actor=SYSTEM)).id


@sample("social_history_id")
async def social_history(db: Db, world: World) -> UUID:
    wanted = SaySocialHistory(topic="work", remark="Baker")
    return (await history.say_social_history(db, world.patient.id, wanted, actor=SYSTEM)).id


RESULT = {"title": "Potassium", "effective_at": "2026-01-05T08:00:00Z",
          "observations": [{"name": "Potassium", "code": "2823-3", "value": "4.1", "unit": "mmol/L"}]}  # fmt: skip


@sample("report_id")
async def report(db: Db, world: World) -> UUID:
    """Released to the patient, so that his own door opens, too."""
    wanted = EnterDiagnosticReport.model_validate({**RESULT, "practitioner_id": world.practitioner.id})
    row = await diagnostics.enter(db, world.patient.id, wanted, actor=SYSTEM)
    return (await diagnostics.release(db, row, "All is well.", actor=SYSTEM)).id


PATIENT, CHART = "/api/patients/<uuid:patient_id>", "/api/encounters/<uuid:encounter_id>"
WRONG = {"reason": "Another patient"}
BODIES |= {
    f"POST {PATIENT}/encounters": {"kind": "EMER"},
    f"POST {CHART}/status": {"status": "arrived"},
    # The meeting of the matrix is no emergency: refused after the door.
    f"POST {CHART}/triage": {"level": 3, "complaint": "Chest pain"},
    f"POST {CHART}/note/copy": {"from_encounter_id": "@encounter_id", "sections": ["plan"], "version": 1},
    # A version that nobody has: refused after the door, before anything is signed.
    f"POST {CHART}/sign": {"note_id": "@note_id", "version": 999},
    f"POST {PATIENT}/diagnostic-reports": {**RESULT, "practitioner_id": "@practitioner_id"},
    # A version that nobody has: refused after the door.
    "PUT /api/diagnostic-reports/<uuid:report_id>": {**RESULT, "version": 999, "why": "Typed wrongly"},
    "POST /api/diagnostic-reports/<uuid:report_id>/release": {"comment": "All is well."},
    "POST /api/diagnostic-reports/<uuid:report_id>/hold": WRONG,
    "POST /api/diagnostic-reports/<uuid:report_id>/entered-in-error": WRONG,
    # It is his already: refused after the door.
    "POST /api/diagnostic-reports/<uuid:report_id>/reassign": {
        "practitioner_id": "@practitioner_id",
        "version": 999,
        "reason": "On leave",
    },
    f"POST {PATIENT}/vital-sets": PAIN,
    "POST /api/vital-sets/<uuid:vital_set_id>/entered-in-error": WRONG,
    f"POST {PATIENT}/home-medications": {"medication": "Vitamin D"},
    "POST /api/home-medications/<uuid:home_medication_id>/status": {"status": "stopped", "reason": "No use"},
    f"POST {PATIENT}/reconciliations": {"decisions": []},
    f"POST {PATIENT}/immunizations": {"cvx": "115", "given_on": "2021-01-01"},
    "POST /api/immunizations/<uuid:immunization_id>/entered-in-error": WRONG,
    f"POST {PATIENT}/procedures": {"display": "Tonsils removed", "done_on": "2012-01-01"},
    "POST /api/procedures/<uuid:procedure_id>/entered-in-error": WRONG,
    f"POST {PATIENT}/family-history": {"relation": "father", "display": "Stroke"},
    "POST /api/family-history/<uuid:family_history_id>/entered-in-error": WRONG,
    f"POST {PATIENT}/social-history": {"topic": "tobacco", "answer": "never"},
    "POST /api/social-history/<uuid:social_history_id>/entered-in-error": WRONG,
    "PUT /api/allergies/<uuid:allergy_id>": {"substance": "Latex"},
    f"POST {CHART}/prescriptions/check": PILLS,
    "PUT /api/problems/<uuid:problem_id>": {"severity": "mild"},
}


@sample("template_id")
async def template(db: Db, world: World) -> UUID:
    """A template of the hospital."""
    found = await db.scalar(select(NoteTemplate.id).where(NoteTemplate.active))
    assert found is not None
    return found


@sample("phrase_id")
async def phrase(db: Db, world: World) -> UUID:
    found = await db.scalar(select(Phrase.id).where(Phrase.active))
    assert found is not None
    return found


@sample("order_set_id")
async def order_set(db: Db, world: World) -> UUID:
    found = await db.scalar(select(OrderSet.id).where(OrderSet.active))
    assert found is not None
    return found


@sample("form_id")
async def form(db: Db, world: World) -> UUID:
    found = await db.scalar(select(Form.id).where(Form.key == "before_visit"))
    assert found is not None
    return found


@sample("form_answer_id")
async def form_answer(db: Db, world: World) -> UUID:
    wanted = GiveForm(form_id=await form(db, world), by_patient=True)
    return (await forms.give(db, world.patient.id, wanted, actor=SYSTEM)).id


@sample("letter_template_id")
async def letter_template(db: Db, world: World) -> UUID:
    found = await db.scalar(select(LetterTemplate.id).where(LetterTemplate.key == "patient_summary"))
    assert found is not None
    return found


@sample("letter_id")
async def letter(db: Db, world: World) -> UUID:
    wanted = WriteLetter(template_id=await letter_template(db, world))
    return (await letters.write(db, world.patient.id, wanted, actor=SYSTEM)).id


DRAWN = {"type": "object", "properties": {"well": {"type": "boolean"}}}
LETTER = {"template_id": "@letter_template_id"}
BODIES |= {
    "DELETE /api/note-templates/<uuid:template_id>": {},
    "PUT /api/note-templates": {"name": "Mine", "sections": {"plan": "Rest"}},
    "PUT /api/note-templates/shared": {"name": "Ours", "sections": {"plan": "Rest"}},
    "PUT /api/phrases": {"short": "mine", "words": "Mine."},
    "PUT /api/phrases/shared": {"short": "ours", "words": "Ours."},
    "PUT /api/order-sets/<uuid:order_set_id>": {
        "name": "Changed", "items": [{"kind": "diagnosis", "code": "I10"}], "version": 1,
    },
    f"POST {CHART}/order-sets/<uuid:order_set_id>": {"items": [{"kind": "diagnosis", "code": "I10"}]},
    f"POST {CHART}/note/unlock": WRONG,
    f"POST {CHART}/cosignatures": {"cosigner_id": "@practitioner_id"},
    "PUT /api/practitioners/<uuid:practitioner_id>/supervision": {"supervisor_id": None},
    f"POST {PATIENT}/letters": LETTER,
    "POST /api/letter-templates/preview": {"key": "fit", "kind": "other", "title": "Fit", "body": "{patient.name}"},
    f"POST {PATIENT}/letters/preview": LETTER,
    "POST /api/letters/<uuid:letter_id>/revoke": WRONG,
    f"POST {PATIENT}/forms": {"form_id": "@form_id"},
    "POST /api/form-answers/<uuid:form_answer_id>/answer": {"answers": {"concern": "My back"}},
    "POST /api/form-answers/<uuid:form_answer_id>/strike": WRONG,
}  # fmt: skip
