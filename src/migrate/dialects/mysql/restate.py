"""One column changed in one thing, and otherwise as it was: the arguments of `alter_column` as a `ColumnSpec`."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from ...ddl.base import format_literal, format_server_default
from ...ddl.offline import offline_dialect
from ..text import sql_text
from .normalize import split_on_update, tokens
from .show_create import ColumnSpec, read_column
from .spell import default_clause

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

CHARACTERS = re.compile(r"(var)?char|(tiny|medium|long)?text|enum|set", re.IGNORECASE)
SAYS_CHARSET = re.compile(r"^(national|nchar|nvarchar)|\b(ascii|unicode|binary)$", re.IGNORECASE)


class Changes(NamedTuple):
    """What `alter_column` changes: None leaves alone, and so does False for default and comment."""

    type_: Any
    nullable: bool | None
    server_default: Any
    autoincrement: bool | None
    comment: str | bool | None


class Existing(NamedTuple):
    """What `alter_column` was told of the column as it is."""

    type_: Any
    nullable: bool | None
    server_default: Any
    autoincrement: bool | None
    comment: str | None


class ColumnWriter:
    """Writes column specifications in one dialect, as SQL that no driver will look at."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = offline_dialect(dialect)

    @cached_property
    def _compiler(self) -> Any:
        return self.dialect.ddl_compiler(self.dialect, None)  # type: ignore[arg-type]

    def existing(self, existing: Existing, fallback: Any = None) -> ColumnSpec:
        """Return the column as told; its type is "" when neither it nor `fallback`, the new type, is known."""
        spec = self._told_type(existing.type_ if existing.type_ is not None else fallback, fallback)
        spec = replace(
            spec,
            nullable=existing.nullable is not False,
            auto_increment=bool(existing.autoincrement),
            comment=self._literal(existing.comment),
        )
        return spec if existing.server_default is None else self._with_default(spec, existing.server_default, None)

    def changed(self, old: ColumnSpec, changes: Changes, existing: Existing) -> ColumnSpec:
        """Return `old` with the changes."""
        new = self._with_type(old, changes.type_, existing.type_)
        new = self._with_default(new, changes.server_default, existing.server_default)
        if changes.nullable is not None:
            new = replace(new, nullable=changes.nullable)
        if changes.autoincrement is not None:
            new = replace(new, auto_increment=changes.autoincrement)
        if changes.comment is not False:
            new = replace(new, comment=self._literal(changes.comment))
        null = not new.nullable and (new.default or "").upper() == "NULL"
        return replace(new, default=None) if null or new.auto_increment or new.generated else new

    def _told_type(self, type_: Any, new: Any) -> ColumnSpec:
        """Return an existing type; where it is told as none that this database has (`String()`), the new one."""
        try:
            return self._type(type_) if type_ is not None else ColumnSpec("")
        except sa.exc.CompileError:
            if new is None:
                raise
            return self._type(new)

    def _type(self, type_: Any) -> ColumnSpec:
        sql = sa.types.to_instance(type_).compile(dialect=self.dialect)
        return read_column(sql, tokens(sql))

    def _with_type(self, spec: ColumnSpec, type_: Any, existing_type: Any) -> ColumnSpec:
        """Return `spec` with another type.

        Character set and collation stay, unless the new type says its own, or the existing type said them and
        the new one does not any more.
        """
        if type_ is None:
            return spec
        new = self._type(type_)
        told = [new] if existing_type is None else [new, self._told_type(existing_type, type_)]
        says = any(each.charset or each.collation or SAYS_CHARSET.search(each.type) for each in told)
        stays = not says and CHARACTERS.match(new.type) and CHARACTERS.match(spec.type)
        charset, collation = (spec.charset, spec.collation) if stays else (new.charset, new.collation)
        return replace(spec, type=new.type, charset=charset, collation=collation)

    def _with_default(self, spec: ColumnSpec, default: Any, existing: Any) -> ColumnSpec:
        """Return `spec` with another default, expression or AUTO_INCREMENT; False leaves it alone.

        ON UPDATE stays, unless the new default says its own, or the existing one said it.
        """
        if default is False:
            return spec
        if isinstance(default, sa.Computed):
            return replace(spec, generated=self._compiler.process(default), default=None, on_update=None)
        if isinstance(default, sa.Identity):
            return replace(spec, default=None, auto_increment=True)
        if isinstance(existing, sa.Identity):
            spec = replace(spec, auto_increment=False)
        value, on_update = self._default(default)
        if on_update is None and self._default(existing)[1] is None:
            on_update = spec.on_update
        return replace(spec, generated=None, default=value, on_update=on_update)

    def _default(self, default: Any) -> tuple[str | None, str | None]:
        """Return what follows DEFAULT and what follows ON UPDATE; SQLAlchemy's idiom has both in one text."""
        if not is_default(default):
            return None, None
        text = format_server_default(self._compiler, default)
        value, update = split_on_update(text)
        return default_clause(value), update

    def _literal(self, comment: Any) -> str | None:
        return format_literal(self._compiler, comment) if comment else None


def as_json(name: str, spec: ColumnSpec) -> ColumnSpec:
    """Return MariaDB's JSON as what it is: it shows as LONGTEXT with a collation and a CHECK of its own."""
    check = f"(json_valid(`{name.replace('`', '``')}`))"
    if spec.type == "longtext" and spec.check == check and spec.collation in (None, "utf8mb4_bin"):
        return replace(spec, type="json", charset=None, collation=None, check=None)
    return spec


def is_default(value: Any) -> bool:
    """Return whether `value` is a plain server default."""
    return value is not None and value is not False and not isinstance(value, (sa.Computed, sa.Identity))


def only_default(old: ColumnSpec, new: ColumnSpec) -> bool:
    """Return whether SET DEFAULT says all: nothing else differs, no ON UPDATE and no expression is involved."""
    return replace(old, default=None) == replace(new, default=None) and not (new.on_update or new.generated)


def default_to_set(new: ColumnSpec, *, nulls: bool) -> sa.TextClause | None:
    """Return the default to set; None drops it.

    A column that may be NULL goes back to NULL: DROP DEFAULT would make it a column an INSERT must name.
    """
    text = "NULL" if new.default is None and nulls and not new.auto_increment else new.default
    return None if text is None else sql_text(text)
