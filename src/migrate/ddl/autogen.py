"""The part of an implementation that autogenerate asks: is this the same, and how is it written.

The answers for the databases known here come from the dialect's bundle (`migrate.dialects.support`). These
methods are the documented way for a third party to answer otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import schema

from .comparison import ComparisonResult

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.engine import Dialect
    from sqlalchemy.engine.interfaces import ReflectedColumn
    from sqlalchemy.engine.reflection import Inspector
    from sqlalchemy.schema import DDLElement
    from sqlalchemy.sql.elements import ColumnElement
    from sqlalchemy.types import TypeEngine

    from ..dialects.support import DialectSupport


class AutogenHooks:
    """Comparison and rendering hooks of `DefaultImpl`."""

    dialect: Dialect

    type_synonyms: tuple[set[str], ...] = ({"NUMERIC", "DECIMAL"},)
    """Sets of type names, without arguments and upper case, that mean the same type."""
    type_arg_extract: Sequence[str] = ()
    """Patterns of parts of a type that matter only when both sides have them; group 1 is the value."""
    identity_attrs_ignore: tuple[str, ...] = ()
    """Attributes of `Identity` that the database does not keep."""

    @cached_property
    def support(self) -> DialectSupport:
        """The bundle of this dialect."""
        from ..dialects.support import support_for

        return support_for(self.dialect)

    # -- comparison -----------------------------------------------------------------------------------------

    def compare_type(self, inspector_column: sa.Column[Any], metadata_column: sa.Column[Any]) -> bool:
        """Return True when the two columns have different types."""
        texts = [self.support.type_text(column.type) for column in (inspector_column, metadata_column)]
        if texts[0] == texts[1]:
            return False
        return self._without_synonyms(texts[0], texts[1]) != self._without_synonyms(texts[1], texts[0])

    def compare_server_default(
        self,
        inspector_column: sa.Column[Any],
        metadata_column: sa.Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Return True when the two rendered defaults are different."""
        if rendered_metadata_default is None or rendered_inspector_default is None:
            return rendered_metadata_default != rendered_inspector_default
        support = self.support
        type_text = support.type_text(metadata_column.type)
        model = support.canonical_default(rendered_metadata_default, type_text)
        return model != support.canonical_default(rendered_inspector_default, type_text)

    def compare_indexes(self, metadata_index: sa.Index, reflected_index: sa.Index) -> ComparisonResult:
        """Return whether two indexes are the same: the statements that create them are."""
        return self._compare(schema.CreateIndex(metadata_index), schema.CreateIndex(reflected_index))

    def compare_unique_constraint(
        self, metadata_constraint: sa.UniqueConstraint, reflected_constraint: sa.UniqueConstraint
    ) -> ComparisonResult:
        """Return whether two unique constraints are the same: the statements that add them are."""
        return self._compare_constraints(metadata_constraint, reflected_constraint)

    def compare_check_constraint(
        self, metadata_constraint: sa.CheckConstraint, reflected_constraint: sa.CheckConstraint
    ) -> ComparisonResult:
        """Return whether two check constraints are the same: the statements that add them are."""
        return self._compare_constraints(metadata_constraint, reflected_constraint)

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[sa.UniqueConstraint],
        conn_indexes: set[sa.Index],
        metadata_unique_constraints: set[sa.UniqueConstraint],
        metadata_indexes: set[sa.Index],
    ) -> None:
        """Change the sets before unique constraints and indexes are compared."""

    def correct_for_autogen_foreignkeys(
        self, conn_fks: set[sa.ForeignKeyConstraint], metadata_fks: set[sa.ForeignKeyConstraint]
    ) -> None:
        """Change the sets before foreign keys are compared."""

    def autogen_column_reflect(self, inspector: Inspector, table: sa.Table, column_info: ReflectedColumn) -> None:
        """Change what was read about a column, before a `Column` is made of it."""

    def adjust_reflected_dialect_options(self, reflected_object: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Return the dialect options of a reflected index or constraint that are worth writing down."""
        return dict(reflected_object.get("dialect_options", {}))

    # -- rendering ------------------------------------------------------------------------------------------

    def render_type(self, type_obj: TypeEngine[Any], autogen_context: Any) -> str | Literal[False]:
        """Return the Python text of a type, or False for the generic one."""
        return False

    def render_ddl_sql_expr(self, expr: ColumnElement[Any], is_server_default: bool = False, **kw: Any) -> str:
        """Return an expression as DDL would write it: values as literals, columns without their table."""
        compiled = expr.compile(dialect=self.dialect, compile_kwargs={"literal_binds": True, "include_table": False})
        return str(compiled)

    # -- pieces ---------------------------------------------------------------------------------------------

    def _compare(self, model: DDLElement, reflected: DDLElement) -> ComparisonResult:
        new, old = (str(item.compile(dialect=self.dialect)) for item in (model, reflected))
        return ComparisonResult.Equal() if new == old else ComparisonResult.Different(f"{old} to {new}")

    def _compare_constraints(self, model: sa.Constraint, reflected: sa.Constraint) -> ComparisonResult:
        rules = model._create_rule, reflected._create_rule
        result = self._compare(schema.AddConstraint(model), schema.AddConstraint(reflected))
        model._create_rule, reflected._create_rule = rules  # AddConstraint takes it out of CREATE TABLE
        return result

    def _without_synonyms(self, text: str, other: str) -> str:
        """Return `text` with one name for all synonyms, and without the parts that only one side has."""
        for pattern in self.type_arg_extract:
            if bool(re.search(pattern, text)) != bool(re.search(pattern, other)):
                text = re.sub(pattern, "", text)
        name, bracket, arguments = text.upper().strip().partition("(")
        for synonyms in self.type_synonyms:
            if name.strip() in synonyms:
                name = min(synonyms)
        return f"{name.strip()}{bracket}{arguments}"


class ConnUniqueConstraints(AutogenHooks):
    """The hook whose first parameter is documented under a longer name for PostgreSQL, MySQL and SQLite."""

    def correct_for_autogen_constraints(
        self,
        conn_unique_constraints: set[sa.UniqueConstraint],
        conn_indexes: set[sa.Index],
        metadata_unique_constraints: set[sa.UniqueConstraint],
        metadata_indexes: set[sa.Index],
    ) -> None:
        """Change the sets before unique constraints and indexes are compared."""
