"""Samples of messages: the matrix's patient writes to the matrix's doctor."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select

from hub.core.db import Db
from hub.identity.queries import actor_of_user
from hub.messaging import actions, attaching, canned
from hub.messaging.models import Message, ThreadKind
from hub.messaging.queries import access_thread
from hub.messaging.schemas import NewThread, WriteAnswer
from tests.architecture.samples import BODIES, SAMPLES, World, sample

THREAD, MESSAGE = "/api/threads/<uuid:thread_id>", "/api/messages/<uuid:message_id>"


@sample("thread_id")
async def thread(db: Db, world: World) -> UUID:
    wanted = NewThread(client_id=uuid4(), kind=ThreadKind.care, subject="A question", text="May I swim?",
                       user_ids=[world.users["doctor"]], urgent=False)  # fmt: skip
    return (await actions.start(db, wanted, actor=await actor_of_user(db, world.users["patient"]))).id


@sample("message_id")
async def message(db: Db, world: World) -> UUID:
    thread_id = await SAMPLES["thread_id"](db, world)
    found: UUID | None = await db.scalar(select(Message.id).where(Message.thread_id == thread_id))
    assert found is not None
    return found


@sample("message_file_id")
async def message_file(db: Db, world: World) -> UUID:
    actor = await actor_of_user(db, world.users["patient"])
    row = await access_thread(db, actor, UUID(str(await SAMPLES["thread_id"](db, world))))
    file = await attaching.attach(db, row, "knee.txt", b"My knee.", actor=actor)
    file.message_id = UUID(str(await message(db, world)))
    return file.id


@sample("colleague_user_id")
async def colleague(db: Db, world: World) -> UUID:
    return world.users["nurse"]


@sample("canned_answer_id")
async def canned_answer(db: Db, world: World) -> UUID:
    wanted = WriteAnswer(title="Swimming", text="Yes, you may.", role="doctor")
    return (await canned.write(db, None, wanted, actor=await actor_of_user(db, world.users["admin"]))).id


BODIES |= {
    f"POST {THREAD}/messages": {"client_id": "7d4c6b5a-0000-4000-8000-000000000001", "text": "Yes."},
    f"POST {THREAD}/read": {"seq": 1},
    f"POST {THREAD}/mute": {"muted": True},
    f"POST {THREAD}/members": {"user_id": "@colleague_user_id"},
    f"POST {MESSAGE}/hide": {"reason": "sent by mistake"},
    f"POST {MESSAGE}/chart": {"title": "A question"},
    f"POST {MESSAGE}/task": {"role": "nurse"},
    f"POST {MESSAGE}/translate": {"language": "es"},
    "PUT /api/canned-answers/<uuid:canned_answer_id>": {"title": "Swimming", "text": "Yes.", "role": "doctor"},
}
