"""What models declare beside SQLAlchemy's own objects: views, functions and triggers as text, extensions.

Each is kept in the `info` of its MetaData, and listens to it: `metadata.create_all()` and `drop_all()` create and drop
it with the tables. Nothing of SQLAlchemy is changed. `info` is for a project's own use, as that of a `Table` is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from .ddl.functions import plain_name, reads_tables
from .dialects.support import support_for
from .dialects.text import qualified, sql_text
from .errors import CommandError

INFO = "migrate_objects"
Kept = TypeVar("Kept", bound="KeptObject")


class KeptObject:
    """Base of what is kept with a MetaData: SQL that creates and drops it with the tables."""

    kinds: tuple[str, ...] = ()
    """The kinds of objects it may be, as `DialectSupport.object_kinds` names them."""
    before_tables = False
    """Whether tables may use it, so that it is created before them and dropped after them."""

    def __init__(
        self, name: str, metadata: sa.MetaData, schema: str | None, info: Mapping[Any, Any] | None = None
    ) -> None:
        self.name = name
        self.info = dict(info or {})
        self.schema = metadata.schema if schema is None else schema
        metadata.info.setdefault(INFO, []).append(self)
        created, dropped = ("before_create", "after_drop") if self.before_tables else ("after_create", "before_drop")
        sa.event.listen(metadata, created, self._create)
        sa.event.listen(metadata, dropped, self._drop, insert=True)  # the last one declared is the first to go

    def statements(self, dialect: sa.Dialect) -> Sequence[str]:
        """Return the SQL that creates it."""
        raise NotImplementedError

    def drop_statement(self, dialect: sa.Dialect) -> str:
        """Return the SQL that drops it, if it is there."""
        raise NotImplementedError

    def is_there(self, connection: sa.Connection) -> bool:
        """Whether the database has it."""
        return False

    def _create(self, target: Any, connection: Any, **kw: Any) -> None:
        if self._takes_part(connection) and not (kw.get("checkfirst") and self.is_there(connection)):
            for statement in self.statements(support_for(connection.dialect).plain_dialect):
                connection.execute(sql_text(statement))

    def _drop(self, target: Any, connection: Any, **kw: Any) -> None:
        if self._takes_part(connection):
            connection.execute(sql_text(self.drop_statement(support_for(connection.dialect).plain_dialect)))

    def _takes_part(self, connection: Any) -> bool:
        return bool(set(self.kinds) & set(support_for(connection.dialect).object_kinds))


class View(KeptObject):
    """A view: its name, and its query as SQL text or as a select of SQLAlchemy.

    The text may begin with names for the columns, `(a, b) AS SELECT …`. A view is created after those declared before
    it. `also` are statements that belong to it, such as the indexes of a materialised view.
    """

    def __init__(
        self,
        name: str,
        definition: Any,
        *,
        metadata: sa.MetaData,
        schema: str | None = None,
        materialized: bool = False,
        also: Sequence[str] = (),
        info: Mapping[Any, Any] | None = None,
    ) -> None:
        super().__init__(name, metadata, schema, info)
        self.definition = definition
        self.materialized = materialized
        self.also = tuple(also)
        self.kinds = ("materialized_view",) if materialized else ("view",)

    def statements(self, dialect: sa.Dialect) -> Sequence[str]:
        """Return CREATE VIEW, and what belongs to the view."""
        from .ddl.views import create_view

        text = support_for(dialect).query_text(self.definition)
        return [create_view(self.name, text, self.schema, dialect, materialized=self.materialized), *self.also]

    def drop_statement(self, dialect: sa.Dialect) -> str:
        """Return DROP VIEW."""
        from .ddl.views import words

        name = qualified(self.name, self.schema, dialect)
        return support_for(dialect).dropping(words(self.materialized), name, if_exists=True)

    def is_there(self, connection: sa.Connection) -> bool:
        """Whether the database has the view."""
        return isinstance(connection, sa.Connection) and sa.inspect(connection).has_table(self.name, self.schema)


class Extension(KeptObject):
    """An extension of PostgreSQL: its name, and the schema of its objects where that matters."""

    kinds = ("extension",)
    before_tables = True

    def __init__(
        self, name: str, metadata: sa.MetaData, *, schema: str | None = None, info: Mapping[Any, Any] | None = None
    ) -> None:
        super().__init__(name, metadata, schema, info)
        self.schema = schema  # tables may have a schema by default, an extension has the one it is given

    def statements(self, dialect: sa.Dialect) -> Sequence[str]:
        """Return CREATE EXTENSION."""
        from .ddl.extensions import create_extension

        return [create_extension(self.name, self.schema, dialect, if_not_exists=True)]

    def drop_statement(self, dialect: sa.Dialect) -> str:
        """Return DROP EXTENSION."""
        from .ddl.extensions import drop_extension

        return drop_extension(self.name, dialect, if_exists=True)


def declared(metadata: sa.MetaData, cls: type[Kept]) -> Iterator[Kept]:
    """Yield the objects of a class that are kept with a MetaData, in the order of their declaration."""
    yield from (each for each in metadata.info.get(INFO, ()) if isinstance(each, cls))


class Function(KeptObject):
    """A function of PostgreSQL: its signature, `add(a integer, b integer)`, and what follows it, `RETURNS … AS …`.

    One in SQL is created after the tables that it may read, any other before the tables that may use it.
    """

    kinds = ("function",)

    def __init__(
        self, signature: str, definition: str, *, metadata: sa.MetaData, schema: str | None = None,
        procedure: bool = False, info: Mapping[Any, Any] | None = None,
    ) -> None:  # fmt: skip
        self.before_tables = not reads_tables(definition)
        super().__init__(plain_name(signature), metadata, schema, info)
        self.signature = signature
        self.definition = definition
        self.procedure = procedure

    def statements(self, dialect: sa.Dialect) -> Sequence[str]:
        """Return CREATE OR REPLACE FUNCTION."""
        from .ddl.functions import create_function

        how: dict[str, Any] = {"procedure": self.procedure, "replacing": support_for(dialect).replacing("function")}
        return [create_function(self.signature, self.definition, self.schema, dialect, **how)]

    def drop_statement(self, dialect: sa.Dialect) -> str:
        """Return DROP FUNCTION."""
        from .ddl.functions import drop_function

        support = support_for(dialect)
        return drop_function(self.signature, self.schema, support, procedure=self.procedure, if_exists=True)


class Trigger(KeptObject):
    """A trigger: its name, and what follows it: `BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()`.

    A definition that begins with CONSTRAINT makes a constraint trigger (PostgreSQL). `schema` is that of the table.
    Raises CommandError for a definition that names no table after ON.
    """

    kinds = ("trigger",)

    def __init__(
        self, name: str, definition: str, *, metadata: sa.MetaData, schema: str | None = None,
        info: Mapping[Any, Any] | None = None,
    ) -> None:  # fmt: skip
        from .ddl.triggers import parts

        try:
            found = parts(definition)
        except ValueError:
            raise CommandError(
                f"the definition of trigger {name!r} names no table: {definition.strip()[:60]!r}",
                hint="it is what follows the trigger's name: BEFORE INSERT ON my_table FOR EACH ROW …",
            ) from None
        super().__init__(name, metadata, schema or found.schema, info)
        self.definition = definition.strip()
        self.table = found.table

    def statements(self, dialect: sa.Dialect) -> Sequence[str]:
        """Return CREATE TRIGGER."""
        from .ddl.triggers import create_trigger

        return [create_trigger(self.name, self.definition, self.schema, dialect)]

    def drop_statement(self, dialect: sa.Dialect) -> str:
        """Return DROP TRIGGER."""
        from .ddl.triggers import drop_trigger

        return drop_trigger(self.name, self.table, self.schema, support_for(dialect), if_exists=True)

    def _create(self, target: Any, connection: Any, **kw: Any) -> None:
        made = {(table.schema, table.name) for table in kw.get("tables") or ()}
        if (self.schema, self.table) in made:
            super()._create(target, connection, **kw)


def is_view(table: sa.Table) -> bool:
    """Whether a table of the models stands for a view (`CreateView`, since SQLAlchemy 2.1)."""
    return bool(getattr(table, "is_view", False))
