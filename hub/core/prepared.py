"""Prepared: an SQLAlchemy statement turned into PostgreSQL's own words once, and run straight on the driver.

    _FOUND = Prepared(select(Task.id, Task.name).where(Task.id == bindparam("task_id", type_=Uuid())))
    row = await db.first(_FOUND, task_id=task_id)

    _DAY = Loaded(select(Appointment, Patient).join(...).where(...))
    for appointment, patient in await db.load(_DAY, day=day): ...

For what is asked at every request. It runs on the connection and in the transaction of its session, after what the
session has not written yet; it only leaves out what the ORM does around each statement, which costs seven times as much
as the driver itself (bench/README: 117 against 16 microseconds). `Columns` reads a table's row from such an answer, as
an ordinary object of the session; `Loaded` is a statement that does so by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from uuid import UUID

import orjson
from sqlalchemy import BindParameter, DateTime, bindparam, inspect
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.orm.attributes import instance_dict, instance_state, set_committed_value
from sqlalchemy.orm.util import identity_key

from hub.core.clock import now

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement, Select

    from hub.core.db import Db, ReadDb

DIALECT = PGDialect_asyncpg(json_serializer=lambda value: orjson.dumps(value).decode(), json_deserializer=orjson.loads)  # type: ignore[no-untyped-call]
_MISSING = object()
_NAMES = count()
R = TypeVar("R")


class Prepared:
    """A statement with named parameters (`bindparam`s without a value), compiled when it is first run.

    A `bindparam(..., callable_=f)` is asked for each time, as `this_moment()` is.
    An `IN` needs its values in the statement; for a list that varies write `= any_(bindparam(..., ARRAY(...)))`.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self.sql = ""
        self.name = f"prepared_{next(_NAMES)}"
        """What connections know it by that are told its words once (Db.last)."""
        self._asked: dict[str, Callable[[], Any]] = {}
        self._plan: list[tuple[str, Callable[[Any], Any] | None, Any]] = []

    def _compile(self) -> None:
        compiled: Any = self._statement.compile(dialect=DIALECT)
        wanted = {name for name, bind in compiled.binds.items() if bind.required}
        whole = compiled.construct_expanded_state(dict.fromkeys(wanted))
        processors = {**compiled._bind_processors, **whole.processors}
        asked = {name: bind.callable for name, bind in compiled.binds.items() if bind.callable is not None}
        self._asked = {name: ask for name, ask in asked.items() if name in (whole.positiontup or ())}
        open_ = wanted | self._asked.keys()
        self._plan = [
            (name, processors.get(name), _MISSING if name in open_ else whole.parameters[name])
            for name in whole.positiontup or ()
        ]
        self.sql = whole.statement

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        """The values of $1, $2 … for these names; a name that is not given is a KeyError."""
        if not self.sql:
            self._compile()
        if self._asked:
            given = {**{name: ask() for name, ask in self._asked.items()}, **given}
        found = []
        for name, process, fixed in self._plan:
            value = given[name] if fixed is _MISSING else given.get(name, fixed)
            found.append(value if process is None or value is None else process(value))
        return found


def this_moment() -> BindParameter[Any]:
    """The time at which a prepared statement is run, by the hub's own clock."""
    return bindparam("this_moment", callable_=now, type_=DateTime(timezone=True))


class Columns(Generic[R]):
    """The columns of a table as a statement lists them, and the way back from its answer to an object.

        TASK = Columns(Task, "t_")
        select(*TASK.listed) …;  task = TASK.adopt(db, row)

    Deferred columns and relationships are left out, as when the ORM loads a row.
    """

    def __init__(self, kind: type[R], prefix: str = "") -> None:
        mapper: Any = inspect(kind).mapper  # of an alias, too
        self._kind, self._mapper = kind, mapper
        found = [prop for prop in mapper.column_attrs if not prop.deferred]
        self.listed = [getattr(kind, prop.key).label(prefix + prop.key) for prop in found]
        self._keys = [(prefix + prop.key, prop.key) for prop in found]
        readers = [(prop.key, prop.columns[0].type.result_processor(DIALECT, None)) for prop in found]
        self._readers = [(key, read) for key, read in readers if read is not None]
        self._blank = dict.fromkeys(prop.key for prop in found)
        self._key = prefix + mapper.get_property_by_column(mapper.primary_key[0]).key
        self._primary = [mapper.get_property_by_column(column).key for column in mapper.primary_key]

    def values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The values of one row by attribute."""
        found = {key: row[label] for label, key in self._keys}
        for key, read in self._readers:
            if found[key] is not None:
                found[key] = read(found[key])
        return found

    def fresh(self, **values: Any) -> R:
        """A row that a statement of ours is about to write, to be shown: what is not given is None."""
        return cast(R, SimpleNamespace(**{**self._blank, **values}))

    def view(self, row: Mapping[str, Any]) -> R:
        """The row as an object that no session knows: to be shown, never to be changed."""
        return cast(R, SimpleNamespace(**self.values(row)))

    def adopt(self, db: Db | ReadDb, row: Mapping[str, Any]) -> R:
        """The row as an object of the session, with what the database holds now: as if the ORM had just loaded it."""
        return self.keep(db, self.values(row))

    def found(self, db: Db | ReadDb, row: Mapping[str, Any]) -> R | None:
        """The same, or None where an outer join has found nothing."""
        return None if row[self._key] is None else self.adopt(db, row)

    def keep(self, db: Db | ReadDb, values: Mapping[str, Any]) -> R:
        """An object of the session for a row that the database holds with these values (by attribute)."""
        key = self._mapper.identity_key_from_primary_key([values[name] for name in self._primary])
        found = db.identity_map.get(key)
        if found is not None:
            for name, value in values.items():
                set_committed_value(found, name, value)
            return found  # type: ignore[no-any-return]
        found = self._mapper.class_manager.new_instance()
        state, content = instance_state(found), instance_dict(found)
        content.update(values)
        # As the ORM's own loading does (sqlalchemy.orm.loading); `add` would walk along every relationship.
        state.key, state.session_id = key, db.sync_session.hash_key
        db.identity_map.add(state)
        state._commit_all(content, db.identity_map)
        return found  # type: ignore[no-any-return]


def held(db: Db | ReadDb, kind: type[R], id: UUID) -> R | None:
    """The row of this id, if somebody in this transaction holds it as the database has it: no need to ask again."""
    found = db.identity_map.get(identity_key(kind, id))
    return None if found is None or instance_state(found).expired else found


class Loaded(Prepared):
    """A select of tables and values whose rows come back as the ORM would load them: see `db.load`.

    Each row is a tuple (with one column: that alone); what an outer join has not found is None.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._parts: list[Callable[[Any, Any], Any]] = []
        listed: list[Any] = []
        for n, one in enumerate(statement.column_descriptions):
            label = f"c{n}"
            if inspect(one["expr"], raiseerr=False) is not None and one["entity"] is one["expr"]:
                columns: Columns[Any] = Columns(one["expr"], f"{label}_")
                listed += columns.listed
                self._parts.append(columns.found)
            else:
                listed.append(one["expr"].label(label))
                self._parts.append(_value(label, one["type"].result_processor(DIALECT, None)))
        super().__init__(statement.with_only_columns(*listed, maintain_column_froms=True))

    def rows(self, db: Any, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The answer of the driver as objects and values."""
        if len(self._parts) == 1:
            only = self._parts[0]
            return [only(db, row) for row in rows]
        return [tuple(part(db, row) for part in self._parts) for row in rows]


def _value(label: str, read: Callable[[Any], Any] | None) -> Callable[[Any, Any], Any]:
    def value(_: Any, row: Any) -> Any:
        found = row[label]
        return found if read is None or found is None else read(found)

    return value
