"""For the tests of an application: is the database what the models say?"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa
    from sqlalchemy.engine import Connection, Engine

__all__ = ["assert_in_sync"]


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

    models = metadata if isinstance(metadata, Sequence) else getattr(metadata, "metadata", metadata)
    with _connected(bind) as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": models, **options})
        plan = make_plan(context)
    if not plan.is_empty:
        raise AssertionError(
            "the database differs from the models; to agree it needs:\n\n"
            f"{plan_text(plan)}\n\nhint: run `migrate revision --autogenerate`, and upgrade"
        )


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
