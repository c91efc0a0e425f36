"""SQLAlchemy objects from the names a directive holds: constraints and indexes on tables known by name only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter, ColumnClause, TextClause

if TYPE_CHECKING:
    from ..runtime.migration import MigrationContext


def new_metadata(context: MigrationContext | None = None) -> sa.MetaData:
    """Return an empty MetaData with the naming convention of the target metadata, where there is one."""
    return metadata_like_target(getattr(context, "opts", {}) if context is not None else {})


def metadata_like_target(opts: Mapping[str, Any]) -> sa.MetaData:
    """Return an empty MetaData that names constraints as `target_metadata` of the options of `configure()` does."""
    target = opts.get("target_metadata")
    if isinstance(target, Sequence):
        target = target[0] if target else None
    convention = getattr(target, "naming_convention", None)
    return sa.MetaData(naming_convention=convention) if convention else sa.MetaData()


def stub_table(
    name: str, columns: Iterable[str], schema: str | None = None, metadata: sa.MetaData | None = None
) -> sa.Table:
    """Return a table with untyped columns of the given names; an existing one of `metadata` gets what it lacks."""
    metadata = metadata if metadata is not None else sa.MetaData()
    key = f"{schema}.{name}" if schema else name
    table = metadata.tables.get(key)
    if table is None:
        table = sa.Table(name, metadata, schema=schema)
    for column in columns:
        if column not in table.c:
            table.append_column(sa.Column(column, sa.types.NULLTYPE))
    return table


def on_stub(item: sa.Constraint | sa.Index, table: sa.Table) -> None:
    """Put a constraint or an index that names its columns, and has no table yet, on a table made by `stub_table`."""
    if isinstance(item, sa.Index):
        item._set_parent(table)
    else:
        table.append_constraint(item)


def names_of(columns: Iterable[Any]) -> list[str]:
    """Return column names for a mix of names and Column objects."""
    return [c if isinstance(c, str) else c.name for c in columns]


def foreign_key(
    name: str | None,
    source: str,
    referent: str,
    local: Sequence[str],
    remote: Sequence[str],
    *,
    source_schema: str | None = None,
    referent_schema: str | None = None,
    metadata: sa.MetaData | None = None,
    **kw: Any,
) -> sa.ForeignKeyConstraint:
    """Return a foreign key between two tables known by name."""
    metadata = metadata if metadata is not None else sa.MetaData()
    itself = (source, source_schema) == (referent, referent_schema)
    table = stub_table(source, [*local, *(remote if itself else ())], source_schema, metadata)
    target = table if itself else stub_table(referent, remote, referent_schema, metadata)
    constraint = sa.ForeignKeyConstraint(list(local), [target.c[c] for c in remote], name=name, **kw)
    table.append_constraint(constraint)
    return constraint


def referent(constraint: sa.ForeignKeyConstraint) -> tuple[str, str | None, list[str]]:
    """Return table, schema and columns a foreign key refers to, also when the target table is not at hand.

    A bare target "schema.table.column" is taken at its word, as SQLAlchemy does.
    """
    columns: list[str] = []
    table, schema = "", None
    for element in constraint.elements:
        try:
            column = element.column
        except sa.exc.InvalidRequestError:  # the target is not in this MetaData, or the constraint is on no table yet
            schema, table, name = target_of(element)
            columns.append(name)
        else:
            table, schema = column.table.name, column.table.schema
            columns.append(column.name)
    return table, schema, columns


def target_of(element: sa.ForeignKey) -> tuple[str | None, str, str]:
    """Return schema, table and column of a target as it was given, whether there is such a table or not."""
    try:
        *owner, name = element.target_fullname.split(".")
    except sa.exc.InvalidRequestError:  # SQLAlchemy 2.1: a name with a dot in it has no dotted spelling
        schema, table, column = element.target_tokens
        return schema, str(table), str(column)
    return ".".join(owner[:-1]) or None, owner[-1], name


def supply_referents(table: sa.Table, *, itself: bool = False) -> None:
    """Put stand-ins for what the foreign keys of `table` refer to into its MetaData, so that they can be compiled.

    With `itself` the table gets columns that its own keys refer to: it is a stand-in too.
    """
    for constraint in list(table.foreign_key_constraints):
        name, schema, columns = referent(constraint)
        if itself or (name, schema) != (table.name, table.schema):
            stub_table(name, columns, schema, table.metadata)


def index(
    name: str | None,
    table_name: str,
    columns: Sequence[Any],
    schema: str | None = None,
    metadata: sa.MetaData | None = None,
    **kw: Any,
) -> sa.Index:
    """Return an index; `columns` are names or SQL expressions."""
    mentioned = [c for c in columns if isinstance(c, str)] + included(kw)
    for expression in columns:
        if not isinstance(expression, str):
            mentioned += [e.name for e in visitors.iterate(expression) if isinstance(e, ColumnClause)]
    table = stub_table(table_name, dict.fromkeys(mentioned), schema, metadata)
    keys = [table.c[c] if isinstance(c, str) else on_table(c, table) for c in columns]
    made = sa.Index(name, *keys, **kw)
    if made.table is None:
        made._set_parent(table)  # an index of nothing but text does not find its table by itself
    return made


def included(kw: Mapping[str, Any]) -> list[str]:
    """Return the columns that dialect keywords name, such as `postgresql_include`."""
    return [name for key, value in kw.items() if key.endswith("_include") for name in names_of(value or ())]


def writable(expression: Any) -> Any:
    """Return an expression whose texts of types that cannot be written into DDL are plain strings.

    `func.to_tsvector("english", c)` holds such a one: REGCONFIG, which SQLAlchemy has no literal for.
    """

    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter) and isinstance(element.value, str):
            dialect = DefaultDialect()
            if element.type.literal_processor(dialect) is None:
                return sa.literal(element.value, sa.String())
        return None

    return expression if isinstance(expression, TextClause) else visitors.replacement_traverse(expression, {}, replace)


def on_table(expression: Any, table: sa.Table) -> Any:
    """Return an expression with every column replaced by the one of that name in `table`.

    Without it, an index or a constraint made from the model's expression would attach itself to the model's table.
    """

    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, sa.Column):
            return table.c[element.name] if element.name in table.c else sa.column(element.name, element.type)
        return None

    if isinstance(expression, TextClause):
        return sa.text(expression.text)
    return visitors.replacement_traverse(expression, {}, replace)
