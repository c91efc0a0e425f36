"""What a batch turns a table into: the definition is edited clause by clause, what nobody mentions stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...dialects.sqlite.lexer import folded, quote
from ...dialects.sqlite.native import NOT_NULL_CONFLICT
from ...dialects.sqlite.parts import (
    CHECK,
    COLLATE,
    DEFAULT,
    FOREIGN_KEY,
    GENERATED,
    NOT_NULL,
    PRIMARY_KEY,
    UNIQUE,
    Clause,
    ColumnText,
    TableText,
)
from ...dialects.sqlite.rebuild import Change
from ...dialects.sqlite.state import Stored, TableState, index_mentions, located, mentions, trigger_uses
from ...errors import NoSuchColumn, NoSuchConstraint, OperationError, UnsupportedError
from ..schemaobj import metadata_like_target, on_stub, stub_table
from . import definition
from .beside import BesideTheRebuild
from .names import constraint_names
from .order import reordered

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

    from ...ddl.impl import DefaultImpl

KINDS = {
    "primary_key_constraint": PRIMARY_KEY,
    "unique_constraint": UNIQUE,
    "foreign_key_constraint": FOREIGN_KEY,
    "check_constraint": CHECK,
    "table_or_column_check_constraint": CHECK,
    "column_check_constraint": CHECK,
}
"""`__visit_name__` of a SQLAlchemy constraint → kind of clause."""


class ApplyBatchImpl(BesideTheRebuild):
    """Collects changes of one table, with the method signatures of `DefaultImpl`; `change()` is their sum."""

    def __init__(
        self,
        impl: DefaultImpl,
        table: sa.Table | TableState,
        table_args: Sequence[Any],
        table_kwargs: Mapping[str, Any],
        reflected: bool,
        partial_reordering: Sequence[Sequence[str]] = (),
        naming_convention: Mapping[str, Any] | None = None,
    ) -> None:
        self.impl = impl
        self.dialect = impl.dialect
        self.state = table if isinstance(table, TableState) else definition.table_state(table, impl.dialect)
        self.reflected = reflected
        self.partial_reordering = partial_reordering
        text = self.state.text
        self.columns = list(text.columns)
        self.constraints = list(text.constraints)
        self.options = text.options
        written = quote if impl.dialect.name == "sqlite" else impl.dialect.identifier_preparer.quote
        self.sources = {column.name: written(column.name) for column in text.columns}
        self.kept = {index.name: index.ddl for index in self.state.indexes}
        self.indexes: dict[str, sa.Index] = {}
        self.gone: set[str] = set()  # went with a column; dropping them again is no error
        self.counting: str | None = None  # the column whose key was AUTOINCREMENT and goes; so is a new key of it
        self.names = constraint_names(text, impl.support.naming, naming_convention)
        for argument in table_args:
            self._table_argument(argument)
        self.alter_table_options(self.state.name, table_kwargs)

    def change(self) -> Change:
        """Return the new definition, where its rows come from and which indexes it has."""
        by_name = {column.name: column for column in self.columns}
        columns = [by_name[name] for name in reordered(self.state.name, list(by_name), self.partial_reordering)]
        text = TableText(self.state.name, tuple(columns), tuple(self.constraints), self.options)
        plain = {column.name for column in columns if column.find(GENERATED) is None}
        sources = {name: source for name, source in self.sources.items() if name in plain}
        return Change(text, sources, tuple(self._standing().values()), tuple(self.indexes.values()))

    def after(self) -> TableState:
        """Return the table as it will be, for the next change of a table that cannot be read."""
        made = (Stored(name, definition.index_ddl(i, self.dialect)) for name, i in self.indexes.items())
        kept = (Stored(name, ddl) for name, ddl in self._standing().items())
        return replace(self.state, text=self.change().text, indexes=(*kept, *made))

    def override(self, column: sa.Column[Any]) -> None:
        """Take a column's definition from the caller (`reflect_args`) and not from the database."""
        position = self._position(column.name)
        known, new = self.columns[position], definition.column_text(column, self.dialect)
        if known.find(PRIMARY_KEY) is not None:
            new = new.put(PRIMARY_KEY, known.find(PRIMARY_KEY))
        self.columns[position] = replace(new, name=known.name, source=None)
        for clause in self._type_clauses(column.name, column.type):
            self._add_clause(clause)

    def reflect(self, listener: Callable[[Any, sa.Table, dict[str, Any]], None]) -> None:
        """Let a listener for `column_reflect` (`reflect_kwargs`) give columns other types."""
        table = sa.Table(self.state.name, sa.MetaData(), schema=self.state.schema)
        for position, column in enumerate(self.columns):
            known = self.impl.support.type_object(column.type)
            info: dict[str, Any] = {
                "name": column.name,
                "type": known,
                "nullable": column.find(NOT_NULL) is None,
                "default": default.sql if (default := column.find(DEFAULT)) is not None else None,
            }
            listener(None, table, info)
            if info["type"] is not known:
                self.columns[position] = self._retyped(column, info["type"], None)

    # -- columns -------------------------------------------------------------------------------------------------

    def add_column(
        self, table_name: str, column: sa.Column[Any],
        insert_before: str | None = None, insert_after: str | None = None, **kw: Any,
    ) -> None:  # fmt: skip
        """Add a column, at the end unless a place is given."""
        if any(folded(c.name) == folded(column.name) for c in self.columns):
            if kw.get("if_not_exists"):
                return
            raise OperationError(f"the table {self.state.name!r} has a column {column.name!r} already")
        self.columns.append(definition.column_text(column, self.dialect))
        self._place(column.name, insert_before, insert_after)
        for clause in self._type_clauses(column.name, column.type):
            self._add_clause(clause)
        if column.primary_key and all(clause.kind != PRIMARY_KEY for clause in self._all_clauses()):
            self.add_constraint(definition.key_of(column))

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        nullable: bool | None = None,
        server_default: Any = False,
        name: str | None = None,
        type_: Any = None,
        autoincrement: bool | None = None,
        comment: Any = False,
        **kw: Any,
    ) -> None:
        """Change what is given of a column. Its name is changed by ALTER TABLE, before or after a rebuild."""
        if name is not None and name != column_name:
            raise UnsupportedError(f"{table_name}.{column_name} is renamed by ALTER TABLE, not by a rebuild")
        position = self._position(column_name)
        column = self.columns[position]
        if type_ is not None:
            column = self._retyped(column, type_, kw.get("existing_type"))
        if nullable is not None or NOT_NULL_CONFLICT in kw:
            column = definition.with_null(column, nullable, kw)
        if server_default is not False:
            column = self._with_default(column, server_default)
        if autoincrement is not None:
            column = self._with_autoincrement(column, autoincrement)
        self.columns[position] = column
        self._place(column.name, kw.get("insert_before"), kw.get("insert_after"))

    def _retyped(self, column: ColumnText, type_: Any, existing: Any) -> ColumnText:
        new = sa.types.to_instance(type_)
        old = self.impl.support.type_object(column.type)
        for clause in self._type_clauses(column.name, sa.types.to_instance(existing)):
            self._discard(clause)
        column = self.columns[self._position(column.name)]
        written = definition.type_text(new, self.dialect)
        for clause in self._type_clauses(column.name, new):
            self._add_clause(clause)
        if column.name in self.sources:
            expression = sa.column(column.name, old)
            transfer: dict[str, Any] = {"expr": expression}
            self.impl.cast_for_batch_migrate(sa.Column(column.name, old), transfer, new)
            if transfer["expr"] is not expression:
                compiled = transfer["expr"].compile(dialect=self.dialect, compile_kwargs={"literal_binds": True})
                self.sources[column.name] = str(compiled)
        return replace(column.put(COLLATE, written.find(COLLATE)), type=written.type, source=None)

    def _type_clauses(self, column: str, type_: TypeEngine[Any]) -> list[Clause]:
        """Return the CHECKs a type makes for a column of this table, named as the target metadata names them."""
        if not isinstance(type_, sa.types.SchemaType):
            return []
        table = sa.Table(self.state.name, metadata_like_target(self.impl.context_opts), sa.Column(column, type_))
        return definition.type_bound_clauses(table, self.dialect)

    def _with_default(self, column: ColumnText, default: Any) -> ColumnText:
        column = column.put(DEFAULT, None).put(GENERATED, None)
        if default is None:
            return column
        written = definition.default_text(default, self.dialect)
        kind = GENERATED if isinstance(default, sa.Computed) else DEFAULT
        return column.put(kind, written.find(kind))

    def _with_autoincrement(self, column: ColumnText, wanted: bool) -> ColumnText:
        """Return the column with its primary key written as AUTOINCREMENT needs it: in the column itself."""
        key = column.find(PRIMARY_KEY)
        own = next((c for c in self.constraints if c.kind == PRIMARY_KEY and c.columns == (column.name,)), None)
        known = key or own
        if known is None:
            self.counting = column.name if wanted else None
            return column
        if own is not None:
            self.constraints.remove(own)
        return column.put(PRIMARY_KEY, definition.own_key(known, counts=wanted))

    def drop_column(self, table_name: str, column: sa.Column[Any], **kw: Any) -> None:
        """Drop a column, and with it the constraints and indexes that mention it."""
        lower = folded(column.name)
        if kw.get("if_exists") and not any(folded(c.name) == lower for c in self.columns):
            return
        name = self.columns[self._position(column.name)].name
        for trigger in self.state.triggers:
            if trigger_uses(trigger.ddl, name):
                raise OperationError(
                    f"{self.state.name}.{name} cannot be dropped: the trigger {trigger.name!r} uses it",
                    hint="drop the trigger before, and create it again after the change",
                )
        for clause in self.columns[self._position(name)].clauses:
            self._goes_with(located(clause, name), lower)
        del self.columns[self._position(name)]
        self.counting = None if self.counting == name else self.counting
        self.sources.pop(name, None)
        self.constraints = [c for c in self.constraints if not self._goes_with(c, lower)]
        self.columns = [
            replace(c, clauses=tuple(k for k in c.clauses if not self._goes_with(k, lower)), source=None)
            if any(k.kind == CHECK and mentions(k.sql, name) for k in c.clauses)
            else c
            for c in self.columns
        ]
        self.gone |= {folded(index) for index, ddl in self.kept.items() if index_mentions(ddl, name)}

    def _standing(self) -> dict[str, str]:
        """Return the indexes whose columns are all there: a column dropped and added again keeps its own."""
        gone = {column.name for column in self.state.text.columns} - {column.name for column in self.columns}
        return {name: ddl for name, ddl in self.kept.items() if not any(index_mentions(ddl, one) for one in gone)}

    def _goes_with(self, clause: Clause, column: str) -> bool:
        """Return whether a constraint has to go when `column` (lower case) goes."""
        gone = mentions(clause.sql, column) if clause.kind == CHECK else column in map(str.lower, clause.columns)
        if gone:
            self.gone |= {folded(name) for name, known in self.names.items() if known == clause}
        return gone

    # -- constraints ---------------------------------------------------------------------------------------------

    def add_constraint(self, const: sa.Constraint) -> None:
        """Add a constraint, with or without a name; a primary key takes the place of the one there is."""
        clause = definition.constraint_clause(const, self.dialect)
        if clause is not None:
            self._add_clause(clause)

    def _add_clause(self, clause: Clause) -> None:
        if clause.kind == PRIMARY_KEY:
            self._remove_primary_key()
            for name in clause.columns:
                position = self._position(name)
                if self.columns[position].find(NOT_NULL) is None:
                    self.columns[position] = self.columns[position].put(NOT_NULL, Clause(NOT_NULL, "NOT NULL"))
        elif any(_same(known, clause) for known in self._all_clauses()):
            return
        self.constraints.append(clause)
        if clause.name is not None:
            self.names[clause.name] = clause
        if clause.kind == PRIMARY_KEY and clause.columns == (self.counting,):
            position = self._position(clause.columns[0])
            if self.columns[position].type.upper() == "INTEGER":
                self.columns[position] = self._with_autoincrement(self.columns[position], wanted=True)

    def drop_constraint(self, const: sa.Constraint, **kw: Any) -> None:
        """Drop a constraint by its name: its own, or the one a convention gives to a constraint without a name."""
        kind = KINDS.get(const.__visit_name__)
        if kind == PRIMARY_KEY:
            self._remove_primary_key()
            return
        name = str(const.name) if const.name is not None else None
        wanted = None if name is None else folded(name)
        for known, clause in list(self.names.items()):
            if folded(known) == wanted and kind in (None, clause.kind) and self._discard(clause):
                return
        if wanted in self.gone or kw.get("if_exists"):
            return
        raise NoSuchConstraint(
            f"the table {self.state.name!r} has no {kind or ''} constraint {name!r}".replace("  ", " "),
            hint=f"its constraints are: {', '.join(sorted(self.names)) or 'none'}",
        )

    def _remove_primary_key(self) -> None:
        gone = next((c for c in self._all_clauses() if c.kind == PRIMARY_KEY), None)
        if gone is not None:
            self.counting = gone.columns[0] if gone.autoincrement else None
        self.constraints = [c for c in self.constraints if c.kind != PRIMARY_KEY]
        for position, column in enumerate(self.columns):
            if column.find(PRIMARY_KEY) is not None:
                self.columns[position] = column.put(PRIMARY_KEY, None)

    def _discard(self, clause: Clause) -> bool:
        """Remove the first constraint that is the same as `clause`; return whether there was one."""
        for position, known in enumerate(self.constraints):
            if known == clause or _same(known, clause):
                del self.constraints[position]
                return True
        for position, column in enumerate(self.columns):
            for known in column.clauses:
                if _same(located(known, column.name), clause):
                    rest = tuple(c for c in column.clauses if c is not known)
                    self.columns[position] = replace(column, clauses=rest, source=None)
                    return True
        return False

    def _all_clauses(self) -> list[Clause]:
        return self.constraints + [located(k, c.name) for c in self.columns for k in c.clauses]

    # -- indexes -------------------------------------------------------------------------------------------------

    def create_index(self, idx: sa.Index, **kw: Any) -> None:
        """Add an index, created after the rows are copied."""
        name = str(idx.name)
        if kw.get("if_not_exists") and name in self._standing():
            return
        if folded(name) in self.gone:
            self.kept.pop(name, None)
        self.indexes[name] = idx

    def drop_index(self, idx: sa.Index, **kw: Any) -> None:
        """Leave an index away."""
        wanted = folded(str(idx.name))
        for indexes in (self.indexes, self.kept):
            if found := next((name for name in indexes if folded(name) == wanted), None):
                del indexes[found]
                return
        if wanted not in self.gone and not kw.get("if_exists"):
            raise OperationError(
                f"the table {self.state.name!r} has no index {str(idx.name)!r}",
                hint=f"its indexes are: {', '.join(sorted([*self.kept, *self.indexes])) or 'none'}",
            )

    # -- the whole table -----------------------------------------------------------------------------------------

    def _table_argument(self, argument: Any) -> None:
        if isinstance(argument, sa.Column):
            self.add_column(self.state.name, argument)
        elif isinstance(argument, sa.Constraint | sa.Index):
            names = [column.name for column in self.columns]
            on_stub(argument, stub_table(self.state.name, names, self.state.schema))
            self.create_index(argument) if isinstance(argument, sa.Index) else self.add_constraint(argument)
        else:
            raise OperationError(f"table_args of a batch holds {argument!r}, which belongs to no table")

    def alter_table_options(self, table_name: str, keywords: Mapping[str, Any], **kw: Any) -> None:
        """Give the table other options, by the keywords of `sa.Table`."""
        if not keywords:
            return
        strict = keywords.get("sqlite_strict", self.state.text.strict)
        rowid = keywords.get("sqlite_with_rowid", not self.state.text.without_rowid) is not False
        words = [word for word, said in (("WITHOUT ROWID", not rowid), ("STRICT", strict)) if said]
        self.options = ", ".join(words)
        wanted = keywords.get("sqlite_autoincrement")
        if wanted is not None:
            for position, column in enumerate(self.columns):
                if column.type.upper() == "INTEGER":
                    self.columns[position] = self._with_autoincrement(column, wanted)

    def _position(self, name: str) -> int:
        for position, column in enumerate(self.columns):
            if folded(column.name) == folded(name):
                return position
        raise NoSuchColumn(
            f"the table {self.state.name!r} has no column {name!r}",
            hint=f"its columns are: {', '.join(column.name for column in self.columns)}",
        )

    def _place(self, name: str, before: str | None, after: str | None) -> None:
        if before is None and after is None:
            return
        column = self.columns.pop(self._position(name))
        at = self._position(before) if before is not None else self._position(str(after)) + 1
        self.columns.insert(at, column)


def _same(one: Clause, other: Clause) -> bool:
    """Return whether two constraints have the same name and demand the same."""
    return _meaning(one) == _meaning(other)


def _meaning(clause: Clause) -> tuple[Any, ...]:
    columns = () if clause.kind == CHECK else tuple(folded(name) for name in clause.columns)
    return clause.kind, clause.name, clause.sql, clause.conflict, columns, clause.reference
