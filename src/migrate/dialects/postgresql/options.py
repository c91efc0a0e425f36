"""Options of a table as ALTER TABLE changes them (manual, ALTER TABLE)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...errors import UnsupportedError


def option_actions(
    table: str, options: Mapping[str, Any], existing: Mapping[str, Any], quote: Callable[[str], str]
) -> Iterator[str]:
    """Yield what follows ALTER TABLE for each option, a keyword of `sa.Table`; None is the default.

    Raises UnsupportedError for an option that no ALTER TABLE changes.
    """
    for name, value in sorted(options.items()):
        before = existing.get(name)
        if name == "prefixes":
            yield "SET UNLOGGED" if "UNLOGGED" in map(str.upper, value or ()) else "SET LOGGED"
        elif name == "postgresql_with":
            yield from _storage(value or {}, before or {})
        elif name == "postgresql_tablespace":
            yield f"SET TABLESPACE {quote(value or 'pg_default')}"
        elif name == "postgresql_using":
            yield f"SET ACCESS METHOD {quote(value or 'heap')}"
        elif name == "postgresql_inherits":
            now, then = _names(value), _names(before)
            yield from (f"NO INHERIT {quote(parent)}" for parent in then if parent not in now)
            yield from (f"INHERIT {quote(parent)}" for parent in now if parent not in then)
        else:
            raise _fixed(table, name, before, value)


def _storage(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[str]:
    gone = [name for name in old if name not in new]
    if new:
        yield f"SET ({', '.join(f'{name} = {value}' for name, value in new.items())})"
    if gone:
        yield f"RESET ({', '.join(gone)})"


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _fixed(table: str, name: str, before: Any, value: Any) -> UnsupportedError:
    if name == "postgresql_partition_by":
        return UnsupportedError(
            f"{table!r} is partitioned by {before or 'nothing'} and cannot become partitioned by {value or 'nothing'}: "
            "how a table is partitioned is fixed when it is created",
            hint="create a new table with its partitions, copy the rows and rename it, with op.create_table(), "
            "op.execute() and op.rename_table(); or leave postgresql_partition_by as the database has it",
        )
    return UnsupportedError(
        f"PostgreSQL does not change {name} of {table!r} in place", hint="write the ALTER TABLE with op.execute()"
    )
