"""Every type is written as the call that makes it again: same DDL on its dialect, with the imports it needs."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite
from sqlalchemy.types import TypeEngine

from migrate.renderers.scope import Scope
from migrate.renderers.values import write
from tests.unit.renderers import sample_types
from tests.unit.renderers.rendering import DIALECTS, evaluated, written

HOMES = [(sa, ""), (sa.types, ""), (postgresql, "postgresql"), (mysql, "mysql"), (sqlite, "sqlite")]
HOMES += [(mssql, "mssql"), (oracle, "oracle")]
SPECIAL: dict[str, list[Any]] = {
    "Enum": [lambda c: c("a", "b'x", name="e"), lambda c: c("é%", name="e", native_enum=False, length=50)],
    "ENUM": [lambda c: c("a", "b'x", name="e")],
    "SET": [lambda c: c("a", "b'x")],
    "ARRAY": [lambda c: c(sa.Integer), lambda c: c(sa.String(5), dimensions=2)],
    "DOMAIN": [
        lambda c: c("d", sa.Integer),
        lambda c: c("d", sa.String(5), check=sa.text("value > ''"), not_null=True),
    ],
    "TupleType": [lambda c: c(sa.Integer, sa.String)],
}
LIKELY: list[dict[str, Any]] = [
    {}, {"length": 10}, {"length": 10, "collation": "C"}, {"precision": 10}, {"precision": 10, "scale": 2},
    {"asdecimal": True}, {"asdecimal": False}, {"timezone": True}, {"fsp": 6}, {"display_width": 4}, {"unsigned": True},
    {"unsigned": True, "zerofill": True}, {"charset": "latin1", "length": 5}, {"national": True, "length": 5},
    {"timezone": True, "precision": 3}, {"fields": "DAY TO SECOND", "precision": 2}, {"none_as_null": True},
    {"as_uuid": False}, {"native_uuid": False}, {"native": False}, {"length": 4, "varying": True},
    {"day_precision": 3, "second_precision": 4}, {"binary_precision": 24}, {"local_timezone": True},
    {"filestream": True, "length": "max"}, {"create_constraint": True, "name": "ck"}, {"dim": 3},
    {"storage_format": "%(year)04d"}, {"text_type": sa.Text()}, {"astext_type": sa.String(9)},
]  # fmt: skip


def every_type() -> Iterator[Any]:
    """Yield each type of SQLAlchemy's, once bare and once with each set of arguments it takes."""
    seen: set[Any] = set()
    for home, dialect in HOMES:
        for name in sorted(n for n in dir(home) if not n.startswith("_")):
            cls = getattr(home, name)
            if not (inspect.isclass(cls) and issubclass(cls, TypeEngine)) or cls in seen:
                continue
            seen.add(cls)
            for number, made in enumerate(_made(cls, name)):
                yield pytest.param(made, dialect, id=f"{dialect or 'generic'}-{name}-{number}")


def _made(cls: Any, name: str) -> Iterator[Any]:
    if name in SPECIAL:
        yield from (make(cls) for make in SPECIAL[name])
        return
    for arguments in LIKELY:
        try:
            yield cls(**arguments)
        except Exception:  # the type does not take these
            continue


def ddl(type_: TypeEngine[Any], dialect: str) -> str:
    try:
        return type_.compile(dialect=DIALECTS[dialect])
    except Exception as error:
        return type(error).__name__


@pytest.mark.parametrize(("type_", "dialect"), list(every_type()))
def test_every_type_survives_being_written(type_: TypeEngine[Any], dialect: str) -> None:
    again = evaluated(type_, dialect or "postgresql")
    assert type(again) is type(type_)
    for name in [dialect] if dialect else list(DIALECTS):
        assert ddl(again, name) == ddl(type_, name), written(type_)
    assert written(again) == written(type_)


@given(
    values=st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), min_size=1, unique=True),
    name=st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1),
    native=st.booleans(),
)
def test_every_enumeration_keeps_its_values(values: list[str], name: str, native: bool) -> None:
    type_ = sa.Enum(*values, name=name, native_enum=native)
    again = evaluated(type_)
    assert again.enums == type_.enums
    assert (again.name, again.native_enum, again.length) == (type_.name, type_.native_enum, type_.length)


def test_usual_types_read_well() -> None:
    assert written(sa.String(50)) == "sa.String(length=50)"
    assert written(sa.Numeric(10, 2)) == "sa.Numeric(precision=10, scale=2)"
    assert written(sa.DateTime(timezone=True)) == "sa.DateTime(timezone=True)"
    assert written(postgresql.JSONB()) == "postgresql.JSONB()"
    assert written(sa.Enum(sample_types.Currency)) == "sa.Enum('EUR', 'USD', name='currency')"
    assert written(sa.ARRAY(sa.String(5))) == "sa.ARRAY(sa.String(length=5))"


def test_an_enumeration_says_where_and_how_it_is_kept() -> None:
    type_ = sa.Enum("a", name="e", schema="s", native_enum=False, create_constraint=True, metadata=sa.MetaData())
    assert written(type_) == "sa.Enum('a', name='e', schema='s', native_enum=False, create_constraint=True)"
    assert written(postgresql.ENUM("a", name="e", create_type=False)).endswith("name='e', create_type=False)")
    assert written(mysql.ENUM("a", charset="latin1")) == "mysql.ENUM('a', charset='latin1')"


def test_a_class_in_place_of_a_type_is_called() -> None:
    assert written(sa.Integer) == "sa.Integer()"


def test_what_a_type_is_elsewhere_is_written_too() -> None:
    variant = mysql.VARCHAR(9, charset="latin1")
    type_ = sa.String(5).with_variant(variant, "mysql", "mariadb").with_variant(sa.Text(), "sqlite")
    again = evaluated(type_)
    for name in DIALECTS:
        assert ddl(again, name) == ddl(type_, name)
    assert written(type_) == (
        "sa.String(length=5).with_variant(mysql.VARCHAR(length=9, charset='latin1'), 'mysql', 'mariadb')"
        ".with_variant(sa.Text(), 'sqlite')"
    )


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (sample_types.Money(10, 2), "Money(precision=10, scale=2)"),
        (sample_types.Money(), "Money()"),
        (sample_types.Cents(), "Cents()"),
        (sample_types.Spoken(3), "Spoken(3)"),
        (sample_types.Geometry("LINE", srid=1), "Geometry(kind='LINE', srid=1)"),
        (sample_types.Outer.Inner(), "Outer.Inner()"),
    ],
)
def test_a_projects_type_is_imported_and_called(type_: TypeEngine[Any], text: str) -> None:
    home = "tests.unit.renderers.sample_types"
    scope = Scope(dialect=DIALECTS["postgresql"])
    assert write(type_, scope) == f"{home}.{text}"
    assert scope.imports == {f"import {home}"}
    assert ddl(evaluated(type_), "postgresql") == ddl(type_, "postgresql")


def test_arguments_of_a_projects_type_are_imported_as_well() -> None:
    again = evaluated(sample_types.Amount(sample_types.Currency.EUR, 8))
    assert again.currency is sample_types.Currency.EUR
    assert again.digits == 8


def test_a_type_no_script_can_make_is_written_as_what_the_database_has() -> None:
    assert written(sample_types.Forgetful(object())) == "sa.String(length=9)"
    assert written(sample_types.local_type()) == "sa.String(length=7)"


def test_a_prefix_for_projects_types_takes_the_place_of_the_import() -> None:
    scope = Scope(user_module_prefix="mytypes.")
    assert write(sample_types.Money(5), scope) == "mytypes.Money(precision=5)"
    assert scope.imports == set()


def test_another_prefix_for_sqlalchemy_is_used_everywhere() -> None:
    scope = Scope(sqlalchemy_module_prefix="sqlalchemy.")
    assert write(sa.ARRAY(sa.Integer()), scope) == "sqlalchemy.ARRAY(sqlalchemy.Integer())"


def test_a_hook_decides_about_a_type_and_gets_the_context() -> None:
    def hook(kind: str, item: Any, context: Any) -> str | bool:
        if kind == "type" and isinstance(item, sample_types.Money):
            context.imports.add("from bookshop import types")
            return f"types.{item!r}"
        return False

    scope = Scope(render_item=hook)
    assert write(sa.ARRAY(sample_types.Money(5)), scope) == "sa.ARRAY(types.Money(precision=5))"
    assert scope.imports == {"from bookshop import types"}
