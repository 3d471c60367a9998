"""HTTP of monitoring. Devices come with their key in `Authorization: Bearer`, people with their session."""

from __future__ import annotations

from uuid import UUID

from quart import Response, request

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Done
from hub.monitoring import alerts, device_views, devices, live, plans, readings, strips, views
from hub.monitoring.models import DeviceKind, DeviceStatus
from hub.monitoring.queries import access_alert, access_device, access_observation, access_vitals
from hub.monitoring.schemas import (
    AlertOut,
    AlertQuery,
    AlertsOut,
    BindDevice,
    BindHere,
    ChangeDevice,
    DeviceOut,
    DeviceReadings,
    DevicesOut,
    KeptOut,
    KeyOut,
    LimitsOut,
    ObservationOut,
    PlanOut,
    ReadingsTakenOut,
    RegisterDevice,
    RegisterOwnDevice,
    Resolve,
    SetLimits,
    SetPlan,
    SetReminders,
    Snooze,
    SpotCheck,
    TypeReading,
    VerdictsOut,
    VitalsKnownOut,
    WornListOut,
)
from hub.monitoring.schemas_screens import (
    AddNote,
    OwnVitalsOut,
    PatientVitalsOut,
    SaveStrip,
    SpanQuery,
    StripOut,
    StripsOut,
    WallOut,
    WallQuery,
    WaveQuery,
    WavesOut,
)
from hub.patients.queries import open_patient, own_patient

api = Api("monitoring")


# ---- devices speak --------------------------------------------------------------------------------------------------


@api.post("/device/readings", may=PUBLIC, csrf=False)
async def receive_readings(db: Db, data: DeviceReadings) -> VerdictsOut:
    """Readings of a device, or of those behind a gateway; a verdict for each."""
    caller = await devices.of_key(db, devices.key_in(request.headers.get("Authorization")))
    return await readings.receive(db, caller, data)


@api.post("/device/frames", may=PUBLIC, csrf=False, max_bytes=1_048_576)
async def receive_frames(raw: bytes) -> ReadingsTakenOut:
    """Frames of monitors, as bytes (hub/monitoring/frames.py)."""
    beds = live.live()
    caller = await beds.caller(devices.key_in(request.headers.get("Authorization")))
    return await beds.take(caller, raw)


# ---- devices are looked after ---------------------------------------------------------------------------------------


@api.get("/devices", may="device.manage")
async def list_devices(db: ReadDb, actor: Actor) -> DevicesOut:
    """Every device and where it is."""
    return await device_views.device_list(db, actor)


@api.post("/devices", may="device.manage", status=201)
async def register_device(db: Db, actor: Actor, data: RegisterDevice) -> KeyOut:
    """Register a device of the house; its key is shown this once."""
    device, key = await devices.register(db, **data.model_dump(), actor=actor)
    return KeyOut(device=await device_views.device(db, device, actor), key=key)


@api.post("/devices/<uuid:device_id>/key", may="device.manage")
async def rotate_key(db: Db, actor: Actor, device_id: UUID) -> KeyOut:
    """A new key; the one before is worth nothing."""
    device = await access_device(db, actor, device_id, lock=True)
    key = await devices.rotate_key(db, device, actor=actor)
    return KeyOut(device=await device_views.device(db, device, actor), key=key)


@api.post("/devices/<uuid:device_id>/bind", may="device.bind")
async def bind_device(db: Db, actor: Actor, device_id: UUID, data: BindDevice) -> DeviceOut:
    """It measures this patient from now on."""
    device = await access_device(db, actor, device_id, lock=True)
    patient = await access_vitals(db, actor, data.patient_id, silent=True)
    await devices.bind(db, device, patient, ward_id=data.ward_id, place=data.place, actor=actor)
    return await device_views.device(db, device, actor)


@api.post("/patients/<uuid:patient_id>/devices", may="device.bind", status=201)
async def bind_here(db: Db, actor: Actor, patient_id: UUID, data: BindHere) -> DeviceOut:
    """At the bedside: the device with this code measures this patient from now on."""
    patient = await access_vitals(db, actor, patient_id, silent=True)
    return await device_views.device(db, await devices.bind_here(db, data.serial, patient, actor=actor), actor)


@api.get("/devices/<uuid:device_id>/bindings", may="device.manage")
async def show_bindings(db: Db, actor: Actor, device_id: UUID) -> WornListOut:
    """Whom it measured, and when; audited."""
    return await device_views.worn(db, await access_device(db, actor, device_id), actor)


@api.post("/devices/<uuid:device_id>/unbind", may="device.manage")
async def unbind_device(db: Db, actor: Actor, device_id: UUID) -> DeviceOut:
    """It measures nobody from now on."""
    device = await access_device(db, actor, device_id, lock=True)
    await devices.unbind(db, device, actor=actor)
    return await device_views.device(db, device, actor)


@api.post("/devices/<uuid:device_id>/status", may="device.manage")
async def change_device(db: Db, actor: Actor, device_id: UUID, data: ChangeDevice) -> DeviceOut:
    """Suspend, take back into use, retire."""
    device = await access_device(db, actor, device_id, lock=True)
    await devices.change_status(db, device, DeviceStatus(data.status), actor=actor)
    return await device_views.device(db, device, actor)


# ---- a patient's own ------------------------------------------------------------------------------------------------


@api.get("/my/observations", may="record.own")
async def own_vitals(db: ReadDb, actor: Actor, query: SpanQuery) -> OwnVitalsOut:
    """My readings, goals and reminders."""
    return await views.own_vitals(db, actor, query)


@api.post("/my/observations", may="record.own", status=201, idempotent=True)
async def type_reading(db: Db, actor: Actor, data: TypeReading) -> KeptOut:
    """Enter a measurement."""
    rows = await readings.type_in(db, await own_patient(db, actor), data, actor=actor)
    return KeptOut(items=[ObservationOut.model_validate(row) for row in rows])


@api.put("/my/reminders", may="record.own")
async def set_reminders(db: Db, actor: Actor, data: SetReminders) -> PlanOut:
    """When I want to be reminded."""
    return views.plan_out(await plans.set_reminders(db, await own_patient(db, actor), data.reminders, actor=actor))


@api.get("/my/devices", may="record.own")
async def own_devices(db: ReadDb, actor: Actor) -> DevicesOut:
    """The devices that measure me."""
    return await device_views.own_devices(db, actor)


@api.post("/my/devices", may="record.own", status=201)
async def register_own_device(db: Db, actor: Actor, data: RegisterOwnDevice) -> KeyOut:
    """Add a device of my own; its key is shown this once."""
    patient = await open_patient(db, (await own_patient(db, actor)).id)
    device, key = await devices.register(db, kind=DeviceKind(data.kind), name=data.name, serial=data.serial,
                                         owner=patient.id, actor=actor)  # fmt: skip
    return KeyOut(device=await device_views.device(db, device, actor), key=key)


@api.post("/my/devices/<uuid:device_id>/retire", may="record.own")
async def retire_own_device(db: Db, actor: Actor, device_id: UUID) -> Done:
    """My device is not used any more."""
    device = await access_device(db, actor, device_id, lock=True)
    await devices.change_status(db, device, DeviceStatus.retired, actor=actor)
    return Done()


# ---- clinicians -----------------------------------------------------------------------------------------------------


@api.get("/vitals", may="vitals.read")
async def known_vitals(db: ReadDb) -> VitalsKnownOut:
    """Every kind of measurement, with units and bounds."""
    return views.known()


@api.get("/monitoring/wall", may="vitals.watch")
async def show_wall(db: ReadDb, actor: Actor, query: WallQuery) -> WallOut:
    """The ward wall as it begins; live values follow over the socket."""
    return await views.wall(db, actor, query)


@api.get("/patients/<uuid:patient_id>/observations", may="vitals.watch")
async def show_vitals(db: Db, actor: Actor, patient_id: UUID, query: SpanQuery) -> PatientVitalsOut:
    """One patient: now, curves, alerts, limits; audited."""
    return await views.patient_vitals(db, await access_vitals(db, actor, patient_id), query, actor=actor)


@api.post("/patients/<uuid:patient_id>/observations", may="vitals.write", status=201, idempotent=True)
async def spot_check(db: Db, actor: Actor, patient_id: UUID, data: SpotCheck) -> KeptOut:
    """Keep what was measured at the bedside; makes a NEWS2 when it is complete."""
    patient = await access_vitals(db, actor, patient_id, silent=True)
    rows = await readings.spot_check(db, patient, data, actor=actor)
    return KeptOut(items=[ObservationOut.model_validate(row) for row in rows])


@api.post("/patients/<uuid:patient_id>/observations/notes", may="vitals.write", status=201)
async def add_note(db: Db, actor: Actor, patient_id: UUID, data: AddNote) -> Done:
    """A remark beside the curves."""
    patient = await access_vitals(db, actor, patient_id, silent=True)
    await readings.add_note(db, patient, data.at, data.words, actor=actor)
    return Done()


@api.get("/patients/<uuid:patient_id>/waves", may="vitals.watch")
async def show_waves(db: Db, actor: Actor, patient_id: UUID, query: WaveQuery) -> WavesOut:
    """A recorded strip of waveforms; audited."""
    return await views.waves(db, await access_vitals(db, actor, patient_id), query)


@api.get("/patients/<uuid:patient_id>/strips", may="vitals.watch")
async def list_strips(db: Db, actor: Actor, patient_id: UUID) -> StripsOut:
    """The stretches of waveforms that are kept; audited."""
    return await strips.of_patient(db, (await access_vitals(db, actor, patient_id)).id)


@api.post("/patients/<uuid:patient_id>/strips", may="vitals.write", status=201)
async def save_strip(db: Db, actor: Actor, patient_id: UUID, data: SaveStrip) -> StripOut:
    """Keep a stretch for good, with a note."""
    return await strips.save(db, await access_vitals(db, actor, patient_id, silent=True), data, actor=actor)


@api.get("/strips/<uuid:strip_id>/pdf", may="vitals.watch")
async def print_strip(db: Db, actor: Actor, strip_id: UUID) -> Response:
    """A strip on paper; audited."""
    return await strips.pdf(db, await strips.access_strip(db, actor, strip_id))


@api.get("/patients/<uuid:patient_id>/limits", may="vitals.watch")
async def show_limits(db: Db, actor: Actor, patient_id: UUID) -> LimitsOut:
    """The limits that hold for a patient."""
    return await views.limits(db, await access_vitals(db, actor, patient_id))


@api.put("/patients/<uuid:patient_id>/limits", may="vitals.write")
async def set_limits(db: Db, actor: Actor, patient_id: UUID, data: SetLimits) -> LimitsOut:
    """A patient's own limits, with a reason."""
    patient = await access_vitals(db, actor, patient_id, silent=True)
    await plans.set_limits(db, patient, data, actor=actor)
    return await views.limits(db, patient)


@api.put("/patients/<uuid:patient_id>/monitoring-plan", may="vitals.write")
async def set_plan(db: Db, actor: Actor, patient_id: UUID, data: SetPlan) -> PlanOut:
    """Goals, reminders, and the scale of NEWS2."""
    patient = await access_vitals(db, actor, patient_id, silent=True)
    return views.plan_out(await plans.set_plan(db, patient, data, actor=actor))


@api.post("/observations/<uuid:observation_id>/confirm", may="vitals.write")
async def confirm_observation(db: Db, actor: Actor, observation_id: UUID) -> ObservationOut:
    """A doubtful value is right."""
    row = await access_observation(db, actor, observation_id)
    return ObservationOut.model_validate(await readings.decide(db, row, right=True, actor=actor))


@api.post("/observations/<uuid:observation_id>/reject", may="vitals.write")
async def reject_observation(db: Db, actor: Actor, observation_id: UUID) -> ObservationOut:
    """A value was entered or sent in error; it stays readable as such."""
    row = await access_observation(db, actor, observation_id)
    return ObservationOut.model_validate(await readings.decide(db, row, right=False, actor=actor))


# ---- alerts ---------------------------------------------------------------------------------------------------------


@api.get("/alerts", may="vitals.watch")
async def list_alerts(db: ReadDb, actor: Actor, query: AlertQuery) -> AlertsOut:
    """Alerts that are one's business, the most urgent first."""
    return await views.alert_list(db, actor, query)


@api.get("/alerts/<uuid:alert_id>", may="vitals.watch")
async def show_alert(db: Db, actor: Actor, alert_id: UUID) -> AlertOut:
    """One alert; audited."""
    return await views.alert(db, await access_alert(db, actor, alert_id))


@api.post("/alerts/<uuid:alert_id>/acknowledge", may="vitals.write")
async def acknowledge(db: Db, actor: Actor, alert_id: UUID) -> AlertOut:
    """I have seen it and look after it."""
    alert = await access_alert(db, actor, alert_id, lock=True)
    return await views.alert(db, await alerts.acknowledge(db, alert, actor=actor))


@api.post("/alerts/<uuid:alert_id>/snooze", may="vitals.write")
async def snooze(db: Db, actor: Actor, alert_id: UUID, data: Snooze) -> AlertOut:
    """Be silent for a while, for a reason."""
    alert = await access_alert(db, actor, alert_id, lock=True)
    return await views.alert(db, await alerts.snooze(db, alert, data.minutes, data.reason, actor=actor))


@api.post("/alerts/<uuid:alert_id>/resolve", may="vitals.write")
async def resolve(db: Db, actor: Actor, alert_id: UUID, data: Resolve) -> AlertOut:
    """Close it with what came of it; its pathway ends."""
    alert = await access_alert(db, actor, alert_id, lock=True)
    return await views.alert(db, await alerts.resolve(db, alert, data.outcome, data.words, actor=actor))
