"""What a declaration derives: signatures, construction from a call, and the call that rebuilds a directive."""

from __future__ import annotations

import inspect
from dataclasses import KW_ONLY
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from migrate.errors import OperationError, RegistrationError
from migrate.operations import BatchOperations, Operations, ops
from migrate.operations.base import Effect, MigrateOperation
from migrate.operations.declare import REGISTRY, Declaration, arg, operation, swap_pairs
from tests.unit.operations.documented import BATCH, BATCH_ALTER_TABLE, OP, signatures
from tests.unit.operations.samples import directives, same_value

P = inspect.Parameter
DOCUMENTED = [
    *[pytest.param(Operations, name, signature, id=f"op.{name}") for name, signature in signatures(OP)],
    *[pytest.param(BatchOperations, name, signature, id=f"batch_op.{name}") for name, signature in signatures(BATCH)],
]


OWN = {"drop_constraint": frozenset({"drop_index"})}
"""Keywords that nobody but this package has, for directives that take no others."""
OPEN = frozenset({"create_primary_key"})
"""Directives that take the options of a dialect only here."""


def of_kind(signature: inspect.Signature, *kinds: Any) -> list[tuple[str, Any]]:
    return [(p.name, p.default) for p in signature.parameters.values() if p.kind in kinds]


@pytest.mark.parametrize(("cls", "name", "documented"), DOCUMENTED)
def test_the_method_has_the_documented_signature(cls: type, name: str, documented: inspect.Signature) -> None:
    parameters = list(inspect.signature(getattr(cls, name)).parameters.values())
    assert parameters[0].name == "self"
    ours = inspect.Signature(parameters[1:])
    assert of_kind(ours, P.POSITIONAL_OR_KEYWORD, P.VAR_POSITIONAL) == of_kind(
        documented, P.POSITIONAL_OR_KEYWORD, P.VAR_POSITIONAL
    )
    assert of_kind(ours, P.VAR_KEYWORD) == of_kind(documented, P.VAR_KEYWORD) or name in OPEN
    wanted, given = dict(of_kind(documented, P.KEYWORD_ONLY)), dict(of_kind(ours, P.KEYWORD_ONLY))
    assert {n: given.get(n, "missing") for n in wanted} == wanted
    # what is spelled out beyond the documentation came in through its **kw, or is our own
    extra = given.keys() - wanted.keys() - OWN.get(name, frozenset())
    assert not extra or of_kind(documented, P.VAR_KEYWORD)


def test_every_documented_operation_is_declared_in_each_of_its_forms() -> None:
    for form, text in (("op", OP), ("batch", BATCH)):
        declared = {name for name, declaration in REGISTRY.items() if form in declaration.forms}
        assert dict(signatures(text)).keys() <= declared


def test_batch_alter_table_has_the_documented_arguments() -> None:
    assert tuple(inspect.signature(Operations.batch_alter_table).parameters)[1:] == BATCH_ALTER_TABLE


@pytest.mark.parametrize("name", REGISTRY)
def test_a_method_is_documented_by_its_directive(name: str) -> None:
    for form, cls in (("op", Operations), ("batch", BatchOperations)):
        if form in REGISTRY[name].forms:
            method = getattr(cls, name)
            assert method.__name__ == name
            assert method.__doc__ == REGISTRY[name].cls.__doc__


@pytest.mark.parametrize(
    ("args", "keywords", "problem"),
    [
        ((), {}, "missing a required argument: 'index_name'"),
        (("ix", "t"), {}, "missing a required argument: 'columns'"),
        (("ix", "t", ["a"], None), {}, "too many positional arguments"),
        (("ix", "t", ["a"]), {"table_name": "u"}, "multiple values for argument 'table_name'"),
    ],
)
def test_a_bad_call_shows_the_signature(args: tuple[Any, ...], keywords: dict[str, Any], problem: str) -> None:
    with pytest.raises(OperationError) as caught:
        REGISTRY["create_index"].build(args, keywords)
    assert caught.value.message == f"op.create_index(): {problem}"
    assert caught.value.hint == (
        "the call is op.create_index"
        "(index_name, table_name, columns, *, schema=None, unique=False, if_not_exists=None, **kw)"
    )


def test_an_unknown_keyword_is_refused_where_there_is_no_kw() -> None:
    with pytest.raises(OperationError, match=r"op\.rename_table\(\): got an unexpected keyword argument 'shema'"):
        REGISTRY["rename_table"].build(("a", "b"), {"shema": "s"})


def test_a_bad_call_in_a_batch_shows_the_signature_of_the_batch() -> None:
    with pytest.raises(OperationError) as caught:
        REGISTRY["drop_constraint"].build(("a", "t", "unique"), {}, {"table": "t", "schema": None})
    assert caught.value.hint == "the call is batch_op.drop_constraint(constraint_name, type_=None, *, drop_index=None)"


def test_a_batch_supplies_table_and_schema() -> None:
    op = REGISTRY["create_foreign_key"].build(("fk", "b", ["x"], ["id"]), {}, {"table": "a", "schema": "s"})
    assert isinstance(op, ops.CreateForeignKeyOp)
    assert (op.source_table, op.source_schema, op.referent_table) == ("a", "s", "b")


def test_keywords_of_a_call_become_the_fields_of_the_directive() -> None:
    op = REGISTRY["alter_column"].build(("t", "c"), {"nullable": False, "type_": sa.Text(), "new_column_name": "d"})
    assert isinstance(op, ops.AlterColumnOp)
    assert (op.modify_nullable, type(op.modify_type), op.modify_name) == (False, sa.Text, "d")


def test_keywords_nobody_declared_are_collected() -> None:
    op = REGISTRY["create_index"].build(("ix", "t", ["a"]), {"postgresql_using": "gin", "unique": True})
    assert isinstance(op, ops.CreateIndexOp)
    assert op.kw == {"postgresql_using": "gin"}
    directive: Any = ops.CreateIndexOp
    assert directive("ix", "t", ["a"], unique=True, postgresql_using="gin").kw == op.kw


def test_collected_keywords_may_also_be_given_as_a_dictionary() -> None:
    directive: Any = ops.CreateUniqueConstraintOp
    op = directive("u", "t", ["a"], kw={"deferrable": True}, initially="DEFERRED")
    assert op.kw == {"deferrable": True, "initially": "DEFERRED"}


def test_two_directives_never_share_their_keywords() -> None:
    first, second = ops.DropColumnOp("t", "a"), ops.DropColumnOp("t", "b")
    first.kw["mssql_drop_check"] = True
    assert second.kw == {}
    given = {"deferrable": True}
    ops.CreateUniqueConstraintOp("u", "t", ["a"], kw=given).kw["initially"] = "DEFERRED"
    assert given == {"deferrable": True}


def test_arguments_leave_defaults_out_except_those_always_written() -> None:
    declaration = REGISTRY["create_index"]
    assert declaration.arguments(ops.CreateIndexOp("ix", "t", ["a"])) == (["ix", "t", ["a"]], {"unique": False})
    assert declaration.arguments(ops.CreateIndexOp("ix", "t", ["a"], schema="s", unique=True)) == (
        ["ix", "t", ["a"]],
        {"schema": "s", "unique": True},
    )


def test_arguments_of_a_batch_leave_out_what_the_batch_supplies() -> None:
    op = ops.CreateIndexOp("ix", "t", ["a"], schema="s", kw={"sqlite_where": "a > 0"})
    assert REGISTRY["create_index"].arguments(op, batch=True) == (
        ["ix", ["a"]],
        {"unique": False, "sqlite_where": "a > 0"},
    )


def test_false_is_not_left_out_where_none_is_the_default() -> None:
    op = ops.AlterColumnOp("t", "c", modify_nullable=False, modify_comment=None, modify_server_default=None)
    assert REGISTRY["alter_column"].arguments(op) == (
        ["t", "c"],
        {"nullable": False, "comment": None, "server_default": None},
    )


def test_an_expression_is_never_asked_whether_it_equals_a_default() -> None:
    default = sa.func.now() == sa.text("1")
    op = ops.AlterColumnOp("t", "c", modify_server_default=default)
    assert REGISTRY["alter_column"].arguments(op)[1]["server_default"] is default


def test_hidden_fields_are_no_arguments() -> None:
    op = ops.CreateUniqueConstraintOp("u", "t", ["a"]).reverse()
    assert op._reverse is not None
    assert REGISTRY["drop_constraint"].arguments(op) == (["u", "t"], {"type_": "unique"})


@given(directives(), st.booleans())
def test_the_arguments_of_a_directive_build_it_again(op: MigrateOperation, batch: bool) -> None:
    declaration = op.declaration
    batch = batch and "batch" in declaration.forms
    scopes = {a.scope: getattr(op, f.name) for f, a in declaration.args if a.scope}
    scope = {"table": scopes.get("table"), "schema": scopes.get("schema")} if batch else None
    positional, keywords = declaration.arguments(op, batch)
    again = declaration.build(tuple(positional), keywords, scope)
    assert type(again) is type(op)
    for field, argument in declaration.visible(batch):
        assert same_value(getattr(again, field.name), getattr(op, field.name)), (field.name, argument)


def test_swap_pairs_exchanges_only_what_changes() -> None:
    text, number = sa.Text(), sa.Integer()
    op = ops.AlterColumnOp(
        "t", "a", modify_type=text, existing_type=number, modify_name="b", existing_nullable=True, existing_comment="c"
    )
    back = swap_pairs(op)
    assert (back.column_name, back.modify_name) == ("b", "a")
    assert (back.modify_type, back.existing_type) == (number, text)
    assert (back.modify_nullable, back.existing_nullable) == (None, True)
    assert (back.modify_comment, back.existing_comment) == (False, "c")
    assert (op.column_name, op.modify_type) == ("a", text), "the directive itself stays as it is"


def test_swap_pairs_brings_back_the_absence_of_a_default_and_of_a_comment() -> None:
    op = ops.AlterColumnOp(
        "t", "a", modify_server_default="1", existing_server_default=None, modify_comment="x", existing_comment=None
    )
    back = swap_pairs(op)
    assert (back.modify_server_default, back.existing_server_default) == (None, "1")
    assert (back.modify_comment, back.existing_comment) == (None, "x")


def test_declaring_a_name_twice_is_refused() -> None:
    class SecondOp(MigrateOperation):
        table_name: str

    with pytest.raises(RegistrationError, match="'create_table' is declared twice: CreateTableOp, SecondOp"):
        operation("create_table", kind="table", effect=Effect.CREATE)(SecondOp)


def test_a_new_declaration_needs_nothing_but_its_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(REGISTRY, "paint_table", raising=False)

    @operation("paint_table", kind="table", effect=Effect.ALTER)
    class PaintTableOp(MigrateOperation):
        """Paint a table."""

        table_name: str = arg(scope="table")
        colour: str = arg()
        _: KW_ONLY
        coats: int = arg(default=1, name="times")

    declaration = REGISTRY.pop("paint_table")
    assert isinstance(declaration, Declaration)
    assert declaration.plain_signature() == "(table_name, colour, *, times=1)"
    assert declaration.plain_signature(batch=True) == "(colour, *, times=1)"
    op = declaration.build(("t", "red"), {"times": 2})
    assert repr(op).endswith("PaintTableOp(table_name='t', colour='red', coats=2)")
    assert declaration.arguments(op) == (["t", "red"], {"times": 2})
    assert PaintTableOp.declaration is declaration
