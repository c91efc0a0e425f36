"""`Operations`: running directives, and the registrations of other people's."""

from __future__ import annotations

import inspect
import io
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from migrate import op
from migrate.errors import OperationError, RegistrationError
from migrate.operations import BatchOperations, MigrateOperation, Operations, ops
from migrate.operations.facade import AbstractOperations
from migrate.runtime.migration import MigrationContext


def offline(dialect: str = "postgresql") -> tuple[Any, io.StringIO]:
    """Return Operations that write SQL, and where they write it; they may have methods that no stub knows."""
    text = io.StringIO()
    context = MigrationContext.configure(dialect_name=dialect, opts={"as_sql": True, "output_buffer": text})
    return Operations(context), text


def sql(text: io.StringIO) -> str:
    return " ".join(text.getvalue().split())


@pytest.fixture
def registrations(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget what a test registers."""
    for registry in ("implementations", "registered"):
        monkeypatch.setattr(AbstractOperations, registry, dict(getattr(AbstractOperations, registry)))
    known = {cls: dict(vars(cls)) for cls in (AbstractOperations, Operations, BatchOperations)}
    yield
    for cls, members in known.items():
        for name in [name for name, member in vars(cls).items() if members.get(name) is not member]:
            setattr(cls, name, members[name]) if name in members else delattr(cls, name)


class CreateSequenceOp(MigrateOperation):
    """Create a sequence, as the documentation of plug-ins writes it."""

    def __init__(self, sequence_name: str, schema: str | None = None) -> None:
        self.sequence_name = sequence_name
        self.schema = schema

    @classmethod
    def create_sequence(cls, operations: Any, sequence_name: str, **kw: Any) -> Any:
        """Issue CREATE SEQUENCE."""
        return operations.invoke(cls(sequence_name, **kw))

    @classmethod
    def batch_create_sequence(cls, operations: Any, sequence_name: str) -> Any:
        return operations.invoke(cls(sequence_name))

    def reverse(self) -> MigrateOperation:
        return ops.ExecuteSQLOp(f"DROP SEQUENCE {self.sequence_name}")


def create_sequence(operations: Any, operation: CreateSequenceOp) -> str:
    operations.execute(f"CREATE SEQUENCE {operation.sequence_name}")
    return operation.sequence_name


def test_a_call_runs_its_directive() -> None:
    operations, text = offline()
    operations.create_index("ix", "t", ["a", sa.text("lower(b)")], unique=True)
    operations.drop_constraint("uq", "t", "unique", schema="s")
    assert sql(text) == "CREATE UNIQUE INDEX ix ON t (a, lower(b)); ALTER TABLE s.t DROP CONSTRAINT uq;"


def test_creating_a_table_returns_the_table() -> None:
    operations, text = offline()
    table = operations.create_table("t", sa.Column("a", sa.Integer), sa.Column("b", sa.Text))
    operations.bulk_insert(table, [{"a": 1, "b": "it's"}], multiinsert=False)
    assert isinstance(table, sa.Table)
    assert "INSERT INTO t (a, b) VALUES (1, 'it''s')" in sql(text)


def test_invoking_a_directive_runs_it() -> None:
    operations, text = offline()
    operations.invoke(ops.AddColumnOp("t", sa.Column("c", sa.Integer)))
    assert sql(text) == "ALTER TABLE t ADD COLUMN c INTEGER;"


def test_invoking_a_container_runs_what_is_in_it() -> None:
    operations, text = offline()
    inner = ops.ModifyTableOps("t", [ops.ExecuteSQLOp("SELECT 2")])
    operations.invoke(ops.UpgradeOps([ops.ExecuteSQLOp("SELECT 1"), inner]))
    assert sql(text) == "SELECT 1; SELECT 2;"


@pytest.mark.usefixtures("registrations")
def test_a_plug_in_adds_a_directive_and_its_method() -> None:
    Operations.register_operation("create_sequence")(CreateSequenceOp)
    Operations.implementation_for(CreateSequenceOp)(create_sequence)
    operations, text = offline()
    assert operations.create_sequence("s1") == "s1"
    assert operations.create_sequence.__doc__ == "Issue CREATE SEQUENCE."
    with Operations.context(operations.migration_context):
        assert getattr(op, "create_sequence")("s2") == "s2"  # noqa: B009 - no stub knows it
    assert sql(text) == "CREATE SEQUENCE s1; CREATE SEQUENCE s2;"
    assert not hasattr(BatchOperations, "create_sequence")


@pytest.mark.usefixtures("registrations")
def test_a_plug_in_may_name_another_classmethod() -> None:
    BatchOperations.register_operation("create_sequence", "batch_create_sequence")(CreateSequenceOp)
    assert hasattr(BatchOperations, "create_sequence")


@pytest.mark.usefixtures("registrations")
def test_registering_without_the_classmethod_is_refused() -> None:
    with pytest.raises(RegistrationError) as caught:
        Operations.register_operation("make_sequence")(CreateSequenceOp)
    assert caught.value.message == "CreateSequenceOp has no classmethod 'make_sequence' to serve as op.make_sequence()"
    assert "def make_sequence(cls, operations, …)" in (caught.value.hint or "")


@pytest.mark.usefixtures("registrations")
def test_a_second_implementation_needs_replace() -> None:
    Operations.implementation_for(CreateSequenceOp)(create_sequence)
    Operations.implementation_for(CreateSequenceOp)(create_sequence)  # the same again, as env.py does
    with pytest.raises(RegistrationError, match="of CreateSequenceOp is registered already") as caught:
        Operations.implementation_for(CreateSequenceOp)(lambda operations, operation: "second")
    assert caught.value.hint == "pass replace=True to put another in its place; registered are CreateSequenceOp"
    Operations.implementation_for(CreateSequenceOp, replace=True)(lambda operations, operation: "second")
    operations, _ = offline()
    assert operations.invoke(CreateSequenceOp("s")) == "second"


@pytest.mark.usefixtures("registrations")
def test_a_built_in_directive_can_be_replaced_on_purpose_only() -> None:
    with pytest.raises(RegistrationError, match="an implementation of DropTableOp is built in"):
        Operations.implementation_for(ops.DropTableOp)(create_sequence)

    @Operations.implementation_for(ops.DropTableOp, replace=True)
    def keep(operations: Any, operation: ops.DropTableOp) -> str:
        return f"kept {operation.table_name}"

    operations, text = offline()
    assert operations.drop_table("t") == "kept t"
    assert sql(text) == ""


@pytest.mark.usefixtures("registrations")
def test_a_directive_derived_from_a_built_in_one_has_its_own_implementation() -> None:
    class DropEmptyTableOp(ops.DropTableOp):
        pass

    @Operations.implementation_for(DropEmptyTableOp)
    def drop(operations: Any, operation: DropEmptyTableOp) -> str:
        return f"dropped {operation.table_name}"

    operations, text = offline()
    assert operations.invoke(DropEmptyTableOp("t")) == "dropped t"
    operations.drop_table("t")
    assert sql(text) == "DROP TABLE t;"


@pytest.mark.usefixtures("registrations")
def test_a_method_of_a_plug_in_shows_the_signature_of_its_classmethod() -> None:
    Operations.register_operation("create_sequence")(CreateSequenceOp)
    operations, _ = offline()
    assert str(inspect.signature(operations.create_sequence)) == "(sequence_name: 'str', **kw: 'Any') -> 'Any'"


@pytest.mark.usefixtures("registrations")
def test_an_implementation_serves_subclasses_of_the_directive() -> None:
    class CreateBigSequenceOp(CreateSequenceOp):
        pass

    Operations.implementation_for(CreateSequenceOp)(create_sequence)
    operations, text = offline()
    assert operations.invoke(CreateBigSequenceOp("big")) == "big"
    assert sql(text) == "CREATE SEQUENCE big;"


def test_a_directive_without_an_implementation_says_so() -> None:
    operations, _ = offline()
    with pytest.raises(NotImplementedError, match="CreateSequenceOp has no implementation"):
        operations.invoke(CreateSequenceOp("s"))


def test_names_marked_final_are_left_alone_by_a_naming_convention() -> None:
    operations, text = offline()
    metadata = sa.MetaData(naming_convention={"uq": "uq_%(table_name)s_%(constraint_name)s"})
    operations.migration_context.opts["target_metadata"] = metadata
    operations.create_unique_constraint("x", "t", ["a"])
    operations.create_unique_constraint(operations.f("x"), "t", ["a"])
    assert sql(text) == "ALTER TABLE t ADD CONSTRAINT uq_t_x UNIQUE (a); ALTER TABLE t ADD CONSTRAINT x UNIQUE (a);"


def test_an_inline_literal_is_written_into_the_statement() -> None:
    operations, text = offline()
    account = sa.table("account", sa.column("name", sa.String))
    operations.execute(account.update().where(account.c.name == operations.inline_literal("it's")).values(
        name=operations.inline_literal("b")
    ))  # fmt: skip
    assert sql(text) == "UPDATE account SET name='b' WHERE account.name = 'it''s';"


def test_there_is_no_connection_offline() -> None:
    operations, _ = offline()
    assert operations.get_context() is operations.migration_context
    with pytest.raises(OperationError, match=r"what op\.run_async\(\) runs, and offline"):
        operations.run_async(lambda connection: None)


def test_the_connection_is_the_one_of_the_context() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        operations = Operations(MigrationContext.configure(connection))
        assert operations.get_bind() is connection
        operations.create_table("t", sa.Column("a", sa.Integer))
        assert sa.inspect(connection).get_table_names() == ["t"]
    engine.dispose()


def test_a_batch_that_raises_changes_nothing() -> None:
    operations, text = offline()

    def failing() -> None:
        with operations.batch_alter_table("t") as batch:
            batch.add_column(sa.Column("c", sa.Integer))
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        failing()
    assert sql(text) == ""


def test_a_batch_runs_its_directives_on_its_table() -> None:
    operations, text = offline()
    with operations.batch_alter_table("t", schema="s") as batch:
        batch.add_column(sa.Column("c", sa.Integer))
        batch.create_index("ix", ["c"])
    assert sql(text) == "ALTER TABLE s.t ADD COLUMN c INTEGER; CREATE INDEX ix ON s.t (c);"


@pytest.mark.parametrize(
    ("dialect", "dropped"), [("postgresql", ["ALTER TABLE t DROP CONSTRAINT was;"]), ("mysql", [])]
)
def test_checks_that_types_make_change_with_the_type(dialect: str, dropped: list[str]) -> None:
    operations, text = offline(dialect)

    def enum(name: str, *values: str) -> sa.Enum:
        return sa.Enum(*values, name=name, native_enum=False, create_constraint=True)

    operations.alter_column(
        "t", "s", type_=enum("made", "a", "b"), existing_type=enum("was", "a"), existing_nullable=False
    )
    lines = [f"{line};" for line in sql(text).rstrip(";").split("; ") if "CONSTRAINT" in line]
    assert lines == [*dropped, "ALTER TABLE t ADD CONSTRAINT made CHECK (s IN ('a', 'b'));"]


def test_an_existing_type_without_its_length_does_no_harm_on_mysql() -> None:
    operations, text = offline("mysql")
    operations.alter_column("t", "s", type_=sa.Text(), existing_type=sa.String(), existing_nullable=False)
    assert sql(text) == "ALTER TABLE t MODIFY s TEXT NOT NULL;"
