"""The model side: one or several `MetaData` as a Snapshot in the words of one dialect.

Reading twelve thousand columns must take a fraction of a second, so whatever repeats is computed once: the text of a
type by its class and arguments, the text of a default by its value, a whole column by its parts.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.sql.ddl import CreateConstraint, CreateIndex
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.functions import AnsiFunction, now

from ..ddl.triggers import plain
from ..dialects.support import DialectSupport, is_silent
from ..errors import CommandError
from ..objects import is_view
from ..operations.schemaobj import referent
from .index_keys import split_modifiers
from .plain_types import other_columns, plain_key
from .records import (
    CheckConstraint,
    Column,
    Computed,
    ExcludeConstraint,
    ForeignKey,
    Identity,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    TableKey,
    UniqueConstraint,
    action,
    options,
    ordered,
    timing,
)
from .snapshot import Snapshot


class MetadataReader:
    """Reads SQLAlchemy tables into records, for one dialect."""

    def __init__(self, support: DialectSupport) -> None:
        self.support = support
        self.dialect = support.dialect
        self.default_schema = support.dialect.default_schema_name
        self.compiler = support.compiler
        self._types: dict[Any, str] = {}
        self._columns: dict[Any, Column] = {}
        self._defaults: dict[Any, str] = {}

    def key(self, table: sa.Table) -> TableKey:
        """Return where `table` lives; the connection's default schema is None, however it is spelled."""
        return TableKey(self.schema(table.schema), table.name)

    def schema(self, name: str | None) -> str | None:
        """Return a schema's name in the database, None for the default one."""
        return None if name is None or name == self.default_schema else self.support.stored_name(name)

    def table(self, table: sa.Table) -> Table:
        """Return the record of a table."""
        parts: dict[str, list[Any]] = {"unique": [], "foreign": [], "check": [], "exclude": []}
        primary: PrimaryKey | None = None
        for constraint in constraints_of(table, self.compiler):
            if isinstance(constraint, sa.PrimaryKeyConstraint):
                primary = self.primary_key(constraint)
            elif isinstance(constraint, sa.ForeignKeyConstraint):
                parts["foreign"].append(self.foreign_key(constraint))
            elif isinstance(constraint, sa.UniqueConstraint):
                parts["unique"].append(self.unique(constraint))
            elif isinstance(constraint, sa.CheckConstraint) and self.created(constraint):
                parts["check"].append(self.check(constraint))
            elif constraint.__visit_name__ == "exclude_constraint" and self.support.features.exclude_constraints:
                parts["exclude"].append(self.exclude(constraint))
        key = self.key(table)
        columns = {column.name: self.column(column) for column in table.columns if not column.system}
        if primary is not None and not self.support.features.null_in_primary_key:
            columns |= {
                name: columns[name]._replace(nullable=False) for name in primary.columns if columns[name].nullable
            }
        record = Table(
            key.schema,
            key.name,
            columns,
            primary,
            ordered(parts["unique"]),
            ordered(parts["foreign"]),
            ordered(parts["check"]),
            ordered([self.index(index) for index in indexes_of(table, self.compiler)]) if table.indexes else (),
            table.comment or None if self.support.features.table_comments else None,
            options(**dict(self.support.table_options(table))),
            ordered(parts["exclude"]),
        )
        return self.support.finish(record, table)

    # -- columns -------------------------------------------------------------------------------------------------

    def column(self, column: sa.Column[Any]) -> Column:
        """Return the record of a column."""
        key = _column_key(column)
        if key is not None and (known := self._columns.get(key)) is not None:
            return known
        default, text = column.server_default, self.type_text(column)
        record = Column(
            column.name,
            text,
            bool(column.nullable),
            self.default(column, text),
            self.computed(default) if isinstance(default, sa.Computed) else None,
            self.identity(default) if isinstance(default, sa.Identity) else None,
            collation=collation_of(column.type, self.dialect),
            comment=(column.comment or None) if self.support.features.table_comments else None,
            options=options(**dict(self.support.column_options(column))),
        )
        if key is not None:
            self._columns[key] = record
        return record

    def type_text(self, column: sa.Column[Any]) -> str:
        """Return the canonical text of a column's type; CommandError names the column when it does not compile."""
        type_ = column.type
        key = plain_key(type_)
        if key is not None and key in self._types:
            return self._types[key]
        try:
            text = self.support.type_text(without_collation(type_))
        except (sa.exc.CompileError, sa.exc.UnsupportedCompilationError) as error:
            raise CommandError(
                f"the type of {column.table}.{column.name} does not exist on {self.dialect.name}: {error}",
                hint="give the type what it needs (a length, a dimension), or a variant for this database",
            ) from error
        if key is not None:
            self._types[key] = text
        return text

    def default(self, column: sa.Column[Any], type_text: str) -> str | None:
        """Return the canonical text of a plain server default."""
        clause = column.server_default
        if not isinstance(clause, sa.DefaultClause):
            return None
        said = _default_key(clause)
        key = None if said is None else (*said, type_text)
        if key is not None and key in self._defaults:
            return self._defaults[key]
        text = self.support.canonical_default(self.compiler.get_column_default_string(column), type_text)
        if key is not None:
            self._defaults[key] = text
        return text

    def computed(self, computed: sa.Computed) -> Computed:
        """Return the record of a generated column; without `persisted` the dialect's finish() decides."""
        return Computed(self.sql(computed.sqltext), bool(computed.persisted))

    def identity(self, identity: sa.Identity) -> Identity:
        """Return the record of an identity column; what the model leaves out the dialect's finish() fills in."""
        return Identity(
            bool(identity.always),
            identity.start,
            identity.increment,
            identity.minvalue,
            identity.maxvalue,
            identity.cache,
            bool(identity.cycle),
        )

    # -- constraints ---------------------------------------------------------------------------------------------

    def primary_key(self, constraint: sa.PrimaryKeyConstraint) -> PrimaryKey | None:
        """Return the record of a primary key, None for the empty one every table without a key has."""
        columns = tuple([c.name for c in constraint.columns])
        return PrimaryKey(self.name(constraint), columns, self.constraint_options(constraint)) if columns else None

    def unique(self, constraint: sa.UniqueConstraint) -> UniqueConstraint:
        """Return the record of a UNIQUE constraint."""
        columns = tuple([c.name for c in constraint.columns])
        return UniqueConstraint(self.name(constraint), columns, self.constraint_options(constraint))

    def foreign_key(self, constraint: sa.ForeignKeyConstraint) -> ForeignKey:
        """Return the record of a foreign key."""
        table, schema, columns = referent(constraint)
        return ForeignKey(
            self.name(constraint),
            tuple([c.name for c in constraint.columns]),
            TableKey(self.schema(schema), table),
            tuple(columns),
            action(constraint.onupdate),
            action(constraint.ondelete),
            self.constraint_options(constraint),
        )

    def check(self, constraint: sa.CheckConstraint) -> CheckConstraint:
        """Return the record of a CHECK constraint."""
        return CheckConstraint(self.name(constraint), self.sql(constraint.sqltext), self.constraint_options(constraint))

    def exclude(self, constraint: sa.Constraint) -> ExcludeConstraint:
        """Return the record of an EXCLUDE constraint."""
        elements, own = self.support.exclusion(constraint)
        late = timing(constraint.deferrable, constraint.initially)
        return ExcludeConstraint(self.name(constraint), elements, options(**late, **dict(own)))

    def created(self, constraint: sa.CheckConstraint) -> bool:
        """Whether this dialect makes the constraint: the ones of Boolean and Enum depend on native support."""
        rule = constraint._create_rule
        return rule is None or bool(rule(self.compiler))

    def constraint_options(self, constraint: sa.Constraint) -> Any:
        """Return the options of a constraint."""
        match = getattr(constraint, "match", None)
        own = self.support.constraint_options(constraint)
        if own == () and constraint.deferrable is None and constraint.initially is None and match is None:
            return ()
        late = timing(constraint.deferrable, constraint.initially)
        return options(**late, match=match.upper() if match and match.upper() != "SIMPLE" else None, **dict(own))

    def said_elsewhere(self, constraint: sa.Constraint) -> bool:
        """Whether an option of a constraint is given with its column, so that the object itself does not say it."""
        own = options(**dict(self.support.constraint_options(constraint)))
        return not self.support.constraint_keywords(dict(own)).keys() <= set(constraint.dialect_kwargs)

    def name(self, constraint: sa.Constraint | sa.Index) -> str | None:
        """Return the name the constraint gets, by convention or given; None when the database chooses one."""
        name: Any = constraint.name
        if isinstance(name, str) and len(name) <= self.support.features.max_identifier:
            return str(name)
        if name is None and not getattr(constraint, "_type_bound", False):
            return None
        preparer = self.support.plain_dialect.identifier_preparer
        try:
            final: str | None = preparer.format_constraint(constraint)
        except sa.exc.IdentifierError as error:
            raise CommandError(
                f"SQLAlchemy refuses a name of table {getattr(constraint, 'table', None)}: {error}",
                hint="give the constraint or index a shorter name; one that a naming convention makes is cut off",
            ) from error
        return preparer._unescape_identifier(final.strip('"`[]')) if final else None

    # -- indexes -------------------------------------------------------------------------------------------------

    def index(self, index: sa.Index) -> Index:
        """Return the record of an index."""
        keys = tuple([self.index_key(index, i, e) for i, e in enumerate(index.expressions)])
        own = () if is_silent(index) else options(**dict(self.support.index_options(index)))
        return Index(self.name(index) or "", keys, bool(index.unique), own)

    def index_key(self, index: sa.Index, position: int, expression: Any) -> IndexKey:
        """Return one key: a column's name or canonical SQL, and what follows it."""
        if isinstance(expression, sa.Column):
            return IndexKey(expression.name, False, self.support.index_modifiers(index, position, expression))
        inner, after = split_modifiers(expression, self.sql, self.support.expression_text)
        own = self.support.index_modifiers(index, position, inner)
        modifiers = " ".join(part for part in (after[0], own, after[1]) if part)
        if isinstance(inner, sa.Column):
            return IndexKey(inner.name, False, modifiers)
        text = self.support.canonical_expression(inner) if isinstance(inner, str) else self.sql(inner)
        bare = plain(text)
        assert index.table is not None
        is_column = bare in index.table.c
        return IndexKey(bare if is_column else text, not is_column, modifiers)

    def sql(self, expression: Any) -> str:
        """Return an expression of the model as canonical SQL."""
        if isinstance(expression, TextClause) and ":" not in expression.text:
            return self.support.canonical_expression(expression.text)
        return self.support.canonical_expression(self.support.expression_text(expression))


def _column_key(column: sa.Column[Any]) -> tuple[Any, ...] | None:
    """Return what decides the record of an ordinary column; None where more than that may matter."""
    type_ = plain_key(column.type)
    if type_ is None or not is_silent(column):
        return None
    default = column.server_default
    said = None
    if default is not None and (said := _default_key(default)) is None:
        return None
    return column.name, type_, column.nullable, column.comment, said


def _default_key(default: Any) -> tuple[Any, ...] | None:
    """Return what decides the text of a server default; None for an expression of any other sort."""
    if type(default) is not sa.DefaultClause:
        return None
    value = default.arg
    if isinstance(value, str):
        return ("literal", value)
    if isinstance(value, TextClause):
        return ("text", value.text)
    if isinstance(value, AnsiFunction | now) and not len(value.clauses):
        return ("function", type(value))
    return None


def schemas_beside_tables(models: Iterable[sa.MetaData]) -> list[str]:
    """Return the schemas, in order, that the sequences of the models are in, and the types of their columns."""
    found = set()
    for metadata in models:
        found |= {sequence.schema for sequence in metadata._sequences.values()}
        for table in metadata.tables.values():
            found |= {getattr(column.type, "schema", None) for column in other_columns(table)}
    return sorted(name for name in found if name)


def collation_of(type_: Any, dialect: Any = None) -> str | None:
    """Return the collation a model's type asks for; for a decorated type or a variant, that of what it is inside."""
    if dialect is not None and (isinstance(type_, sa.types.TypeDecorator) or type_._variant_mapping):
        type_ = type_.dialect_impl(dialect)
        type_ = getattr(type_, "impl_instance", type_)
    return None if isinstance(type_, DOMAIN) else getattr(type_, "collation", None)  # a domain's is its own


def without_collation(type_: Any) -> Any:
    """Return the type, or a copy without its collation where it has one."""
    if getattr(type_, "collation", None) is None or isinstance(type_, sa.types.TypeDecorator):
        return type_
    bare = copy.copy(type_)
    bare.collation = None
    return bare


def read_metadata(
    metadata: sa.MetaData | Sequence[sa.MetaData],
    support: DialectSupport,
    only: Callable[[sa.Table], bool] | None = None,
) -> Snapshot:
    """Return the Snapshot of one or several MetaData; `only` says which tables take part."""
    from .cut_names import as_stored

    reader = MetadataReader(support)
    tables = as_stored((table for table in tables_of(metadata) if only is None or only(table)), reader)
    return Snapshot(support.name, {key: reader.table(table) for key, table in tables.items()})


def constraints_of(table: sa.Table, compiler: Any) -> list[sa.Constraint]:
    """Return the constraints that a table has on this database, with the CHECKs that were given to its columns."""
    found = [each for each in table.constraints if each._ddl_if is None or made_here(each, compiler)]
    for column in table.columns:
        if column.constraints:
            checks = (each for each in column.constraints if isinstance(each, sa.CheckConstraint))
            found += [each for each in checks if made_here(each, compiler)]
    return found


def indexes_of(table: sa.Table, compiler: Any) -> Iterator[sa.Index]:
    """Yield the indexes that a table has on this database."""
    return (index for index in table.indexes if made_here(index, compiler))


def made_here(item: sa.Constraint | sa.Index, compiler: Any) -> bool:
    """Whether this database gets a constraint or an index: `ddl_if()` may leave it to others."""
    condition = item._ddl_if
    if condition is None:
        return True
    created = CreateIndex(item) if isinstance(item, sa.Index) else CreateConstraint(item)
    return condition._should_execute(created, item, None, compiler=compiler)


def tables_of(metadata: sa.MetaData | Sequence[sa.MetaData]) -> Iterator[sa.Table]:
    """Yield the tables of one or several MetaData, in the order of their declaration."""
    for each in as_list(metadata):
        yield from (table for table in each.tables.values() if not is_view(table))


def as_list(metadata: sa.MetaData | Iterable[sa.MetaData] | None) -> list[sa.MetaData]:
    """Return one or several MetaData as a list."""
    if metadata is None:
        return []
    return [metadata] if isinstance(metadata, sa.MetaData) else list(metadata)
