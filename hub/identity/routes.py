"""HTTP of identity: the session, one's open sessions, the accounts."""

from __future__ import annotations

from uuid import UUID

from quart import Response, request

from hub.core import limits
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb, reading, transaction
from hub.core.http import PUBLIC, SIGNED_IN, Api, Done, Page, request_actor
from hub.core.valkey import valkey
from hub.identity import actions, cookies, departments, devices, queries, sessions, views
from hub.identity import remembered as remembered  # how a cookie becomes a person
from hub.identity.factors import letters, proofs
from hub.identity.policy import services
from hub.identity.schemas import (
    AssignDepartments,
    ChangePassword,
    CorrectUser,
    CreatedUser,
    CreateUser,
    DepartmentsOfUser,
    NewPassword,
    OpenSessionsOut,
    PeopleHereOut,
    PersonHere,
    Printed,
    SessionOut,
    SetRoles,
    Setup,
    SignIn,
    UserOut,
    UserPage,
    UsersQuery,
    WelcomeOut,
)

api = Api("identity")


@api.blueprint.after_app_request
async def seen(response: Response) -> Response:
    """Idle time starts again when the page says that its person did something; polling and sockets do not say so."""
    actor = request_actor.get()
    acting = actor.via == "key" or (actor.via == "session" and request.headers.get("X-Activity") == "1")
    if not acting or actor.session_id is None or not sessions.worth_touching(actor.session_id):
        return response
    if actor.via == "key":
        async with transaction() as db:
            await services.used(db, actor.session_id)
    else:
        async with transaction() as db:
            await sessions.touch(db, actor.session_id)
    return response


@api.get("/welcome", may=PUBLIC)
async def welcome(db: ReadDb) -> WelcomeOut:
    """The hospital's name, and whether this is a demo or a fresh installation."""
    return await views.welcome(db)


@api.post("/setup", may=PUBLIC, status=201)
async def setup(db: Db, actor: Actor, data: Setup) -> SessionOut:
    """Make the first administrator and sign in; 404 once there is one."""
    await limits.limit(valkey(), "setup", actor.ip, most=30, per=600)
    user = await actions.first_admin(
        db, data.email, data.password.get_secret_value(), data.name, data.code, actor=actor
    )
    return await views.entered(db, user, actor)


@api.get("/session", may=SIGNED_IN)
async def read_session(db: ReadDb, actor: Actor) -> SessionOut:
    """Who is signed in here; 401 when nobody is."""
    return await views.session(db, actor)


@api.post("/session", may=PUBLIC, status=201)
async def sign_in(actor: Actor, data: SignIn) -> SessionOut:
    """Sign in with e-mail and password; the cookie is the session."""
    opened = await sessions.sign_in(
        actions.email_of(data.email), data.password.get_secret_value(), actor=actor, device=cookies.device(),
        user_agent=cookies.user_agent(),
    )  # fmt: skip
    cookies.remember(opened)
    async with reading() as db:
        return await views.opened(db, opened)


@api.get("/session/people", may=PUBLIC)
async def people_here(db: ReadDb) -> PeopleHereOut:
    """Which colleagues signed in with this browser today: on a shared computer the next one needs one tap less."""
    found = await devices.people_here(db, cookies.device())
    return PeopleHereOut(items=[PersonHere(name=name, email=email) for name, email in found])


@api.delete("/session", may=SIGNED_IN, viewer=True)
async def sign_out(db: Db, actor: Actor) -> Done:
    """End this session."""
    await sessions.end(db, [actor.session_id], "signed_out", actor=actor)
    cookies.forget()
    return Done()


@api.post("/session/printed", may=SIGNED_IN, viewer=True)
async def printed(db: Db, actor: Actor, data: Printed) -> Done:
    """A page was printed: paper leaves the house, so the trail knows."""
    sessions.note_print(db, data.path, actor=actor)
    return Done()


@api.get("/sessions", may="session.manage")
async def read_sessions(db: ReadDb, actor: Actor) -> OpenSessionsOut:
    """Where one is signed in."""
    return await views.own_sessions(db, actor)


@api.delete("/sessions/<uuid:session_id>", may="session.manage")
async def end_session(db: Db, actor: Actor, session_id: UUID) -> Done:
    """End one of one's own sessions (an administrator: anybody's)."""
    session = await queries.access_session(db, actor, session_id)
    await sessions.end(db, [session.id], "revoked", actor=actor)
    return Done()


@api.post("/account/password", may="session.manage")
async def change_password(db: Db, actor: Actor, data: ChangePassword) -> SessionOut:
    """Change one's own password; every session ends and this browser gets a fresh one."""
    user = await queries.access_user(db, actor, queries.self_id(actor), lock=True)
    await limits.limit(valkey(), "password", str(user.id), most=10, per=900)
    await actions.change_password(db, user, data.current.get_secret_value(), data.new.get_secret_value(), actor=actor)
    return await views.entered(db, user, actor)


@api.get("/users", may="user.manage")
async def read_users(db: ReadDb, query: UsersQuery) -> Page[UserOut]:
    """Accounts by name."""
    return await views.users(db, query)


@api.post("/users", may="user.manage", status=201, fresh=True)
async def create_user(db: Db, actor: Actor, data: CreateUser) -> CreatedUser:
    """Make an account with a first password, which is told once."""
    user, password = await letters.hire(db, data, actor=actor)
    return CreatedUser(user=await views.user(db, user), password=password)


@api.get("/users/<uuid:user_id>", may="user.manage")
async def read_user(db: ReadDb, actor: Actor, user_id: UUID) -> UserPage:
    """One account and where it is signed in."""
    return await views.user_page(db, await queries.access_user(db, actor, user_id), actor)


@api.patch("/users/<uuid:user_id>", may="user.manage", fresh=True)
async def correct_user(db: Db, actor: Actor, user_id: UUID, data: CorrectUser) -> UserOut:
    """Correct the name or the address of an account."""
    user = await queries.access_user(db, actor, user_id, lock=True)
    return await views.user(db, await letters.correct(db, user, data, actor=actor))


@api.put("/users/<uuid:user_id>/roles", may="user.manage", fresh=True)
async def set_roles(db: Db, actor: Actor, user_id: UUID, data: SetRoles) -> UserOut:
    """Give exactly these roles."""
    user = await queries.access_user(db, actor, user_id, lock=True)
    return await views.user(db, await actions.set_roles(db, user, data.roles, actor=actor))


@api.put("/users/<uuid:user_id>/departments", may="user.manage", fresh=True)
async def assign_departments(db: Db, actor: Actor, user_id: UUID, data: AssignDepartments) -> DepartmentsOfUser:
    """Say in which departments the person works."""
    user = await queries.access_user(db, actor, user_id, lock=True)
    further = [departments.Further(**one.model_dump()) for one in data.further]
    return await views.places(db, await departments.assign(db, user, data.home, further, actor=actor))


@api.post("/users/<uuid:user_id>/disable", may="user.manage", fresh=True)
async def disable_user(db: Db, actor: Actor, user_id: UUID) -> UserOut:
    """Switch an account off and end its sessions."""
    user = await queries.access_user(db, actor, user_id, lock=True)
    return await views.user(db, await actions.disable(db, user, actor=actor))


@api.post("/users/<uuid:user_id>/enable", may="user.manage")
async def enable_user(db: Db, actor: Actor, user_id: UUID) -> UserOut:
    """Switch an account on again."""
    user = await queries.access_user(db, actor, user_id, lock=True)
    return await views.user(db, await actions.enable(db, user, actor=actor))


@api.post("/users/<uuid:user_id>/invite", may="user.manage", fresh=True)
async def invite_user(db: Db, actor: Actor, user_id: UUID) -> Done:
    """Mail the link under which the person chooses his own password."""
    await letters.invite(db, await queries.access_user(db, actor, user_id, lock=True), actor=actor)
    return Done()


@api.delete("/users/<uuid:user_id>/second-factor", may="user.manage", fresh=True)
async def reset_second_factor(db: Db, actor: Actor, user_id: UUID) -> Done:
    """Take away the authenticator app and the passkeys of somebody who lost them; every session ends."""
    await proofs.take_all(db, await queries.access_user(db, actor, user_id, lock=True), actor=actor)
    return Done()


@api.post("/users/<uuid:user_id>/view", may="user.manage", fresh=True)
async def view_as(db: Db, actor: Actor, user_id: UUID) -> Done:
    """Look at the screens of this account: without its patients, without changing anything."""
    session = await queries.access_session(db, actor, queries.session_id(actor))
    await sessions.view_as(db, session, await queries.access_user(db, actor, user_id), actor=actor)
    return Done()


@api.delete("/session/view", may=SIGNED_IN, viewer=True)
async def stop_viewing(db: Db, actor: Actor) -> Done:
    """Be oneself again."""
    await sessions.stop_viewing(db, await queries.access_session(db, actor, queries.session_id(actor)), actor=actor)
    return Done()


@api.post("/users/<uuid:user_id>/reset-password", may="user.manage", fresh=True)
async def reset_password(db: Db, actor: Actor, user_id: UUID) -> NewPassword:
    """Give a new first password, which is told once; every session ends."""
    user = await queries.access_user(db, actor, user_id, lock=True)
    return NewPassword(password=await actions.reset_password(db, user, actor=actor))
