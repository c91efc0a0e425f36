"""For the tests of an application: is the database what the models say, and does the way there hold?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa
    from sqlalchemy.engine import Connection, Engine

    from .autogenerate.verify import Verification

__all__ = ["assert_in_sync", "verify"]


def assert_in_sync(
    bind: Connection | Engine | sa.URL | str, metadata: sa.MetaData | Sequence[sa.MetaData] | Any, **options: Any
) -> None:
    """Raise AssertionError, showing the difference, unless the database is what the models say.

    `bind` is a connection, an engine or a URL; `metadata` a MetaData, several, or anything with a `metadata`, such as
    a declarative base. `options` are those of `context.configure()`: `include_object`, `include_schemas` and so on.
    """
    __tracebackhide__ = True
    from .autogenerate.api import make_plan
    from .renderers.preview import plan_text
    from .runtime.migration import MigrationContext

    with _connected(bind) as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": _models(metadata), **options})
        plan = make_plan(context)
    if not plan.is_empty:
        raise AssertionError(
            "the database differs from the models; to agree it needs:\n\n"
            f"{plan_text(plan)}\n\nhint: run `migrate revision --autogenerate`, and upgrade"
        )


def verify(
    bind: Connection | Engine | sa.URL | str, metadata: sa.MetaData | Sequence[sa.MetaData] | Any, **options: Any
) -> Verification:
    """Try, on a copy, the script that would make a database what the models say, up and down; return what came of it.

    `holds` of the result says whether it runs, leaves no difference, and runs back; `require()` raises
    VerificationFailed unless it does. The arguments are those of `assert_in_sync`. The database stays as it is: see
    `docs/verify.md` for what the copy is. Raises DatabaseError where a scratch database is needed and refused.
    """
    from .autogenerate.api import AutogenContext, produce_migrations
    from .autogenerate.revision import text_of
    from .autogenerate.sources import Source
    from .autogenerate.verify import Trial, verify
    from .renderers.scope import Scope
    from .renderers.script import script_variables
    from .runtime.migration import MigrationContext

    models = _models(metadata)
    with _connected(bind) as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": models, **options})
        script = produce_migrations(context, models)
        variables = script_variables(script, Scope.of(AutogenContext(context)))
        directives = sum(len(list(ops.flat())) for ops in script.upgrade_ops_list)
        trial = Trial([text_of(None, script, variables)], Source("database"), Source("models"), directives)
        return verify(context, trial)


def _models(given: Any) -> Any:
    return given if isinstance(given, Sequence) else getattr(given, "metadata", given)


@contextmanager
def _connected(bind: Any) -> Iterator[Connection]:
    """Give a connection: the one passed in, left as it is, or a new one, closed afterwards."""
    import sqlalchemy as sa

    if isinstance(bind, sa.Connection):
        began = not bind.in_transaction()
        try:
            yield bind
        finally:
            if began and bind.in_transaction():
                bind.rollback()  # what reading began
        return
    engine = bind if isinstance(bind, sa.Engine) else sa.create_engine(bind)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        if engine is not bind:
            engine.dispose()
