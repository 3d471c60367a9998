"""Prepared: an SQLAlchemy statement turned into PostgreSQL's own words once, and run straight on the driver.

    _FOUND = Prepared(select(Task.id, Task.name).where(Task.id == bindparam("task_id", type_=Uuid())))
    row = await db.first(_FOUND, task_id=task_id)

For what is asked at every request. It runs on the connection and in the transaction of its session, after what the
session has not written yet; it only leaves out what the ORM does around each statement, which costs seven times as much
as the driver itself (bench/README: 117 against 16 microseconds). `Columns` reads a table's row from such an answer, as
an ordinary object of the session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import orjson
from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.orm.attributes import instance_dict, instance_state, set_committed_value

if TYPE_CHECKING:
    from sqlalchemy import ClauseElement

    from hub.core.db import Db, ReadDb

DIALECT = PGDialect_asyncpg(json_serializer=lambda value: orjson.dumps(value).decode(), json_deserializer=orjson.loads)  # type: ignore[no-untyped-call]
_MISSING = object()
R = TypeVar("R")


class Prepared:
    """A statement with named parameters (`bindparam`s without a value), compiled when it is first run.

    An `IN` needs its values in the statement; for a list that varies write `= any_(bindparam(..., ARRAY(...)))`.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self.sql = ""
        self._plan: list[tuple[str, Callable[[Any], Any] | None, Any]] = []

    def _compile(self) -> None:
        compiled: Any = self._statement.compile(dialect=DIALECT)
        wanted = {name for name, bind in compiled.binds.items() if bind.required}
        whole = compiled.construct_expanded_state(dict.fromkeys(wanted))
        processors = {**compiled._bind_processors, **whole.processors}
        self._plan = [
            (name, processors.get(name), _MISSING if name in wanted else whole.parameters[name])
            for name in whole.positiontup or ()
        ]
        self.sql = whole.statement

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        """The values of $1, $2 … for these names; a name that is not given is a KeyError."""
        if not self.sql:
            self._compile()
        found = []
        for name, process, fixed in self._plan:
            value = given[name] if fixed is _MISSING else given.get(name, fixed)
            found.append(value if process is None or value is None else process(value))
        return found


class Columns(Generic[R]):
    """The columns of a table as a statement lists them, and the way back from its answer to an object.

        TASK = Columns(Task, "t_")
        select(*TASK.listed) …;  task = TASK.adopt(db, row)

    Deferred columns and relationships are left out, as when the ORM loads a row.
    """

    def __init__(self, kind: type[R], prefix: str = "") -> None:
        mapper: Any = inspect(kind)
        self._kind, self._mapper = kind, mapper
        found = [prop for prop in mapper.column_attrs if not prop.deferred]
        self.listed = [getattr(kind, prop.key).label(prefix + prop.key) for prop in found]
        self._keys = [(prefix + prop.key, prop.key) for prop in found]
        readers = [(prop.key, prop.columns[0].type.result_processor(DIALECT, None)) for prop in found]
        self._readers = [(key, read) for key, read in readers if read is not None]
        self._blank = dict.fromkeys(prop.key for prop in found)
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
