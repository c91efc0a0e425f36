"""Every directive, with every argument, is written as the call that means the same directive."""

from __future__ import annotations

import ast
import datetime
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.sql.elements import conv

from migrate.errors import OperationError, RegistrationError
from migrate.operations import ops
from migrate.operations.base import MigrateOperation
from migrate.operations.declare import REGISTRY
from migrate.renderers.python import render, render_ops
from migrate.renderers.registry import Registry, registry
from migrate.renderers.scope import Scope
from tests.unit.renderers.rendering import DIALECTS, RecordingOp, names, rendered, run_again

REQUIRED: dict[str, tuple[Any, ...]] = {
    "create_table": ("t", [sa.Column("a", sa.Integer, primary_key=True), sa.UniqueConstraint("a")]),
    "drop_table": ("t",),
    "rename_table": ("t", "u"),
    "rename_index": ("i", "k", "t"),
    "rename_constraint": ("c", "d", "t"),
    "rename_sequence": ("s", "r"),
    "add_column": ("t", sa.Column("a", sa.String(5), nullable=False)),
    "drop_column": ("t", "a"),
    "alter_column": ("t", "a"),
    "drop_constraint": (conv("c"), "t"),
    "create_primary_key": ("pk", "t", ["a", "b"]),
    "create_unique_constraint": ("uq", "t", ["a"]),
    "create_foreign_key": ("fk", "t", "u", ["a"], ["b"]),
    "create_check_constraint": ("ck", "t", "a > '\\:x' and b % 2 = 0"),
    "create_exclude_constraint": ("ex", "t", [("a", "="), (sa.text("int4range(a, b)"), "&&")]),
    "create_index": ("ix", "t", ["a", sa.text("lower(b)")]),
    "drop_index": ("ix",),
    "create_table_comment": ("t", "it's"),
    "drop_table_comment": ("t",),
    "alter_table_options": ("t", {"mysql_engine": "InnoDB", "postgresql_with": {"fillfactor": 70}, "prefixes": None}),
    "create_enum": ("e", ["a", "it's"]),
    "drop_enum": ("e",),
    "alter_enum": ("e", ["a", "b"]),
    "rename_enum_value": ("e", "a", "it's"),
    "replace_values": ("t", "a", {"x": "it's"}),
    "fill_missing": ("t", "a", "it's"),
    "required_value": ("t", "a", ...),
    "create_domain": ("d", sa.Integer()),
    "drop_domain": ("d",),
    "alter_domain": ("d",),
    "create_extension": ("pg_trgm",),
    "drop_extension": ("pg_trgm",),
    "alter_extension": ("pg_trgm", "tools"),
    "create_function": ("f(a integer)", "RETURNS integer LANGUAGE sql AS $$SELECT a$$"),
    "drop_function": ("f(integer)",),
    "replace_function": ("f(a integer)", "RETURNS integer LANGUAGE sql AS $$SELECT a$$"),
    "create_schema": ("s",),
    "drop_schema": ("s",),
    "create_trigger": ("r", "t", "BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"),
    "drop_trigger": ("r", "t"),
    "create_view": ("v", "SELECT 'it''s' AS a"),
    "drop_view": ("v",),
    "replace_view": ("v", "SELECT 'it''s' AS a"),
    "create_sequence": ("s",),
    "alter_sequence": ("s",),
    "drop_sequence": ("s",),
    "validate_constraint": ("c", "t"),
    "execute": ("update t set a = '\\:x'",),
    "bulk_insert": (sa.table("t", sa.column("a", sa.Date)), [{"a": datetime.date(2020, 1, 1)}, {"a": None}]),
}
OPTIONAL: dict[str, list[Any]] = {
    "data_type": [sa.SmallInteger()],
    "modify_type": [sa.Numeric(5, 2)],
    "existing_type": [sa.Integer()],
    "modify_server_default": [None, "x", sa.text("now()"), sa.func.now(), sa.Identity(start=3), sa.Computed("a + 1")],
    "existing_server_default": [None, "x", sa.text("1")],
    "modify_comment": [None, "x"],
    "where": [sa.text("a > 0")],
    "prefixes": [("TEMPORARY",)],
    "existing_values": [["a"]],
    "replace": [{"c": "it's"}],
    "checks": [{"c": "value > 0"}],
    "existing_checks": [{"c": "value > 0"}],
    "existing_data_type": [sa.SmallInteger()],
    "also": [["GRANT SELECT ON v TO PUBLIC"]],
    "options": [{"security_barrier": "true"}],
    "existing_options": [{"security_barrier": "true"}],
    "existing": [{"mysql_engine": "MyISAM"}],
    "execution_options": [{"isolation_level": "AUTOCOMMIT"}],
    "kw": [{"postgresql_where": sa.text("a > 0")}, {"mysql_length": {"a": 5}}, {"postgresql_include": ["b"]}],
    "dialect_kw": [{"postgresql_not_valid": True}],
}
"""Field → values to try; any other optional field gets the ones its annotation allows."""


def values_of(field: Any) -> list[Any]:
    if field.name in OPTIONAL:
        return OPTIONAL[field.name]
    return [True, False] if "bool" in field.type else ["x"]


def every_directive() -> Iterator[Any]:
    """Yield each directive with its required arguments, then with each value of each optional one."""
    for name, declaration in REGISTRY.items():
        fields = [f for f, a in declaration.args if not a.hidden and f.name not in ("info",)]
        required = REQUIRED[name]
        yield pytest.param(name, {}, id=name)
        for f in fields[len(required) :]:
            for number, value in enumerate(values_of(f)):
                yield pytest.param(name, {f.name: value}, id=f"{name}-{f.name}-{number}")


def make(name: str, optional: dict[str, Any]) -> MigrateOperation:
    cls: Any = REGISTRY[name].cls
    found = dict(optional)
    extra = found.pop("kw", None) or found.pop("dialect_kw", None) or {}
    made: MigrateOperation = cls(*REQUIRED[name], **found, **extra)
    return made


@pytest.mark.parametrize(("name", "optional"), list(every_directive()))
def test_every_directive_with_every_argument_survives(name: str, optional: dict[str, Any]) -> None:
    op = make(name, optional)
    forms = REGISTRY[name].forms
    for batch in [form == "batch" for form in forms]:
        text, again = run_again(op, batch=batch)
        assert text == again
        ast.parse(text)


def test_every_directive_is_tested() -> None:
    assert set(REQUIRED) == set(REGISTRY)


@pytest.mark.parametrize(("name", "optional"), list(every_directive()))
def test_an_argument_that_is_given_is_seen(name: str, optional: dict[str, Any]) -> None:
    """Writing loses nothing: an argument that differs from its default changes the text."""
    declaration = REGISTRY[name]
    defaults = {f.name: f.default for f, _ in declaration.args}
    batch = any(a.only == "batch" for f, a in declaration.args if f.name in optional)
    if all(defaults[field] != value for field, value in optional.items() if field in defaults):
        assert not optional or rendered(make(name, optional), batch=batch) != rendered(make(name, {}), batch=batch)


def test_usual_directives_read_well() -> None:
    assert rendered(ops.DropTableOp("t", schema="s")) == "op.drop_table('t', schema='s')"
    assert rendered(make("create_index", {})) == "op.create_index('ix', 't', ['a', sa.text('lower(b)')], unique=False)"
    assert rendered(make("drop_index", {"table_name": "t"})) == "op.drop_index('ix', table_name='t')"
    alter = ops.AlterColumnOp("t", "a", modify_nullable=False, existing_type=sa.Integer())
    assert rendered(alter) == "op.alter_column('t', 'a', nullable=False, existing_type=sa.Integer())"
    assert rendered(alter, batch=True) == "batch_op.alter_column('a', nullable=False, existing_type=sa.Integer())"
    drop = ops.DropConstraintOp(conv("fk"), "t", "foreignkey")
    assert rendered(drop, batch=True) == "batch_op.drop_constraint(batch_op.f('fk'), type_='foreignkey')"


def test_a_new_column_says_its_primary_key_and_a_new_table_once() -> None:
    column = sa.Column("a", sa.Integer, primary_key=True)
    assert "primary_key=True" in rendered(ops.AddColumnOp("t", column, inline_primary_key=True))
    table = sa.Table("t", sa.MetaData(), sa.Column("a", sa.Integer, primary_key=True))
    assert rendered(ops.CreateTableOp.from_table(table)) == (
        "op.create_table('t', sa.Column('a', sa.Integer(), nullable=False), sa.PrimaryKeyConstraint('a'))"
    )


def test_a_server_default_that_is_an_expression_is_what_default_would_say() -> None:
    op = ops.AlterColumnOp("t", "a", modify_server_default=sa.func.lower("X"))
    assert rendered(op, "sqlite") == "op.alter_column('t', 'a', server_default=sa.text(\"(lower('X'))\"))"


def test_notes_of_the_model_are_left_out() -> None:
    op = ops.CreateTableOp("t", [sa.Column("a", sa.Integer)], info={"view": object()})
    assert "info" not in rendered(op)


def test_a_table_of_hundreds_of_columns_runs() -> None:
    columns = [sa.Column(f"c{number}", sa.Integer) for number in range(400)]
    text, again = run_again(ops.CreateTableOp("t", columns))
    assert text == again
    assert text.count("sa.Column") == 400


def test_nothing_to_do_is_pass() -> None:
    assert render_ops(ops.UpgradeOps([]), Scope()) == "pass"
    assert render_ops(ops.UpgradeOps([ops.ModifyTableOps("t", [])]), Scope(render_as_batch=True)) == "pass"


def test_the_body_of_a_function_is_indented_after_its_first_line() -> None:
    text = render_ops(ops.UpgradeOps([ops.DropTableOp("a"), ops.DropTableOp("b")]), Scope())
    assert text == "op.drop_table('a')\n    op.drop_table('b')"


def changes(**kw: Any) -> ops.UpgradeOps:
    column = sa.Column("a", sa.Integer)
    inner = [ops.AddColumnOp("t", column, schema="s"), ops.DropIndexOp("ix", "t", schema="s")]
    return ops.UpgradeOps([ops.ModifyTableOps("t", inner, schema="s", **kw)])


BATCH = """\
with op.batch_alter_table('t', schema='s') as batch_op:
        batch_op.add_column(sa.Column('a', sa.Integer(), nullable=True))
        batch_op.drop_index('ix')"""


def test_changes_of_a_table_that_is_rebuilt_are_a_batch() -> None:
    assert render_ops(changes(rebuild=True), Scope()) == BATCH
    assert render_ops(changes(), Scope(render_as_batch=True)) == BATCH
    assert "batch" not in render_ops(changes(), Scope())


def test_what_has_no_batch_form_stands_beside_the_batch() -> None:
    inner = [ops.DropColumnOp("t", "a"), ops.RenameTableOp("t", "u"), ops.DropColumnOp("u", "b")]
    text = render_ops(ops.UpgradeOps([ops.ModifyTableOps("t", inner, rebuild=True)]), Scope())
    assert [line.split("(")[0].strip() for line in text.splitlines()] == [
        "with op.batch_alter_table", "batch_op.drop_column", "op.rename_table", "with op.batch_alter_table",
        "batch_op.drop_column",
    ]  # fmt: skip


def test_another_prefix_for_directives_is_used_everywhere() -> None:
    scope = Scope(alembic_module_prefix="migrate.op.")
    text = render(ops.DropIndexOp(conv("ix"), "t"), scope)
    assert text == "migrate.op.drop_index(migrate.op.f('ix'), table_name='t')"


class CreateSequenceOp(MigrateOperation):
    def __init__(self, name: str) -> None:
        self.name = name


def test_a_directive_of_the_users_is_written_by_the_users_function() -> None:
    @registry.dispatch_for(CreateSequenceOp, replace=True)
    def write(context: Any, op: CreateSequenceOp) -> list[str]:
        context.imports.add("import sequences")
        return [f"op.create_sequence({op.name!r})", "pass"]

    scope = Scope()
    inner = [ops.DropColumnOp("t", "a"), CreateSequenceOp("s")]
    text = render_ops(ops.UpgradeOps([ops.ModifyTableOps("t", inner, rebuild=True)]), scope)
    assert text.splitlines()[-2:] == ["    op.create_sequence('s')", "    pass"]
    assert scope.imports == {"import sequences"}


def test_a_directive_nobody_can_write_is_named() -> None:
    class Unknown(MigrateOperation):
        pass

    with pytest.raises(OperationError, match="no way to write a Unknown"):
        render(Unknown(), Scope())


def test_renderers_are_registered_once_and_per_dialect() -> None:
    found = Registry()
    found.dispatch_for(ops.DropTableOp)(lambda context, op: "any")
    found.dispatch_for(ops.DropTableOp, qualifier="sqlite")(lambda context, op: "sqlite")
    with pytest.raises(RegistrationError, match="DropTableOp"):
        found.dispatch_for(ops.DropTableOp)(lambda context, op: "again")
    assert [found.find(ops.DropTableOp, d)(None, None) for d in ("sqlite", "mysql")] == ["sqlite", "any"]  # type: ignore[misc]
    assert found.find(ops.DropColumnOp) is None


@pytest.mark.parametrize(("left", "right"), list(itertools.pairwise(REQUIRED)))
def test_a_script_of_several_directives_runs(left: str, right: str) -> None:
    scope = Scope(dialect=DIALECTS["postgresql"])
    body = render_ops(ops.UpgradeOps([make(left, {}), make(right, {})]), scope)
    recorder = RecordingOp()
    exec(f"def upgrade():\n    {body}\nupgrade()", names(scope, recorder))
    assert [op.declaration.name for op in recorder.ops] == [left, right]


class Context:
    """An AutogenContext as far as a scope looks at it."""

    def __init__(self, **opts: Any) -> None:
        self.opts = opts
        self.imports: set[str] = set()
        self.migration_context = None


def test_the_options_of_the_environment_describe_the_scope() -> None:
    context: Any = Context(sqlalchemy_module_prefix="", render_as_batch=True, user_module_prefix=None)
    scope = Scope.of(context)
    assert (scope.sa("Column"), scope.op("f"), scope.render_as_batch) == ("Column", "op.f", True)
    assert scope.imports is context.imports
    assert scope.hook_context is context
