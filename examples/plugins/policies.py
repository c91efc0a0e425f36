"""A kind of object by plug-in: row-level-security policies of PostgreSQL, read, compared, created and dropped.

env.py sets it up, or an entry point in the group `migrate.plugins` names this module:

    Plugin.setup_plugin_from_module(policies, "shop.policies")

The models say `policy(table, "own_rows", using="author = CURRENT_USER")`, in the words PostgreSQL would store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from migrate.autogenerate import renderers
from migrate.comparators.comparison import Comparison
from migrate.comparators.objects import Declared, Models, ObjectKind
from migrate.comparators.records import ObjectKey
from migrate.operations import MigrateOperation, Operations
from migrate.operations.base import Effect, table_key
from migrate.operations.objects import ObjectOp
from migrate.plan.hazards import Hazard, Severity
from migrate.plugins import Plugin

READ = """
SELECT CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname END AS schema,
       c.relname AS "table", p.polname AS name, pg_get_expr(p.polqual, p.polrelid) AS using
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (:schemas)
"""


class Policy(NamedTuple):
    """What a policy says: the condition of the rows that may be seen and changed."""

    using: str


def policy(table: sa.Table, name: str, using: str) -> None:
    """Declare a policy of a table."""
    table.info.setdefault("policies", {})[name] = Policy(using)


class PolicyOp(ObjectOp):
    """What creating and dropping a policy have in common."""

    kind = "policy"

    def __init__(self, name: str, policy_table: str, using: str, schema: str | None = None) -> None:
        self.name, self.policy_table, self.using, self.schema = name, policy_table, using, schema

    def key(self) -> ObjectKey:
        """Return the policy's key."""
        return ObjectKey("policy", self.schema, self.name, self.policy_table)

    def needs(self) -> Iterable[ObjectKey]:
        """Return the table, which has to be there while the policy is created or dropped."""
        return [*super().needs(), table_key(self.schema, self.policy_table)]

    def detail(self) -> tuple[str, ...]:
        """Return the definition, for the preview."""
        return (f"USING ({self.using})",)

    def on_table(self, operations: Operations) -> str:
        """Return `name ON table`, quoted."""
        quoted = operations.get_bind().dialect.identifier_preparer.quote
        parts = [quoted(part) for part in (self.schema, self.policy_table) if part]
        return f"{quoted(self.name)} ON {'.'.join(parts)}"


@Operations.register_operation("create_policy")
class CreatePolicyOp(PolicyOp):
    """Create a policy."""

    effect = Effect.CREATE

    @classmethod
    def create_policy(cls, operations: Operations, name: str, table: str, using: str, **kw: Any) -> Any:
        """Issue CREATE POLICY."""
        return operations.invoke(cls(name, table, using, **kw))

    def reverse(self) -> DropPolicyOp:
        """Return the drop."""
        return DropPolicyOp(self.name, self.policy_table, self.using, self.schema)


@Operations.register_operation("drop_policy")
class DropPolicyOp(PolicyOp):
    """Drop a policy; `using` is what brings it back."""

    effect = Effect.DROP

    @classmethod
    def drop_policy(cls, operations: Operations, name: str, table: str, using: str = "", **kw: Any) -> Any:
        """Issue DROP POLICY."""
        return operations.invoke(cls(name, table, using, **kw))

    def reverse(self) -> CreatePolicyOp:
        """Return the creation."""
        return CreatePolicyOp(self.name, self.policy_table, self.using, self.schema)


class Policies(ObjectKind[Policy]):
    """Policies. One that differs is dropped and created again."""

    name = "policy"
    record = Policy
    dialects = ("postgresql",)
    stands_on_tables = True

    def read(self, connection: sa.Connection, schemas: Sequence[str | None]) -> Mapping[ObjectKey, Policy]:
        """Return the policies of some schemas, in one statement."""
        default = connection.dialect.default_schema_name
        rows = connection.execute(sa.text(READ), {"schemas": [schema or default for schema in schemas]})
        return {ObjectKey("policy", row.schema, row.name, row.table): Policy(bare(row.using)) for row in rows}

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the policies of the models' tables."""
        for table in models.tables.values():
            for name, said in table.info.get("policies", {}).items():
                yield Declared(models.key("policy", table.schema, name, table.name), Policy(bare(said.using)))

    def create(self, on: Comparison, key: ObjectKey, new: Policy) -> Iterator[MigrateOperation]:
        """Return the creation."""
        assert key.table is not None
        yield CreatePolicyOp(key.name, key.table, new.using, key.schema)

    def drop(self, on: Comparison, key: ObjectKey, old: Policy) -> Iterator[MigrateOperation]:
        """Return the drop."""
        assert key.table is not None
        yield DropPolicyOp(key.name, key.table, old.using, key.schema)


def bare(condition: str) -> str:
    """Return a condition without the parentheses PostgreSQL stores around it."""
    return condition[1:-1] if condition.startswith("(") and condition.endswith(")") else condition


def create_policy(operations: Operations, operation: CreatePolicyOp) -> None:
    """Create the policy in the database."""
    operations.execute(f"CREATE POLICY {operation.on_table(operations)} USING ({operation.using})")


def drop_policy(operations: Operations, operation: DropPolicyOp) -> None:
    """Drop the policy from the database."""
    operations.execute(f"DROP POLICY {operation.on_table(operations)}")


def render(autogen_context: Any, operation: PolicyOp) -> str:
    """Return the call for a script."""
    verb = "drop" if operation.effect is Effect.DROP else "create"
    schema = f", schema={operation.schema!r}" if operation.schema else ""
    return f"op.{verb}_policy({operation.name!r}, {operation.policy_table!r}, {operation.using!r}{schema})"


def check(operation: MigrateOperation) -> Iterator[Hazard]:
    """Yield the hazard of a policy that goes: rows are seen by more people."""
    if isinstance(operation, DropPolicyOp):
        message = f"policy {operation.name} no longer protects the rows of {operation.policy_table}"
        yield Hazard("drop-policy", Severity.RISKY, message, "make sure another policy does", operation)


def setup(plugin: Plugin) -> None:
    """Register the kind, how its directives run and are written, and its hazard."""
    plugin.add_kind(Policies())
    plugin.add_hazard_rule(check)
    Operations.implementation_for(CreatePolicyOp)(create_policy)
    Operations.implementation_for(DropPolicyOp)(drop_policy)
    renderers.dispatch_for(PolicyOp)(render)
