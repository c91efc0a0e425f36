"""A snapshot as JSON text, and back: a line for each fact, so that two versions of a file differ where the schema does.

A record becomes an object of its fields, without those that have their default; what a table calls its columns are the
names in one object, in order. Reading goes by the annotations of the records, so a new field or a new kind of record
needs nothing here. A field that is not known is refused: ignoring it would compare less than the file says.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from ..errors import SnapshotError
from . import records
from .records import ObjectKey, Options, Table, TableKey

FORMAT = 1
"""The version of the format, in the field MARK of every file; raised when an older version cannot read a new file."""
MARK = "migrate_snapshot"

Tables = Mapping[TableKey, Table]
Objects = Mapping[str, Mapping[ObjectKey, Any]]


def dump(dialect: str, tables: Tables, objects: Objects) -> str:
    """Return the JSON text of a schema; the same schema always gives the same bytes."""
    kinds = {
        kind: [
            {**_without_none(key, "schema", "name", "table"), "definition": encode(record)}
            for key, record in sorted(found.items(), key=_by_name)
        ]
        for kind, found in sorted(objects.items())
    }
    document = {
        MARK: FORMAT,
        "dialect": dialect,
        "tables": [encode(table) for _, table in sorted(tables.items(), key=_by_name)],
        "objects": kinds,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def load(text: str, source: str) -> tuple[str, Tables, Objects]:
    """Return dialect, tables and objects of a text that `dump` made; `source` is its name in messages.

    Raises SnapshotError for anything else, and for a text in a newer format.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise SnapshotError(f"{source} is not a snapshot: {error}", hint=WRITE) from None
    if not isinstance(document, dict) or MARK not in document:
        raise SnapshotError(f"{source} is not a snapshot: it has no {MARK!r}", hint=WRITE)
    version = document[MARK]
    if not isinstance(version, int) or not 1 <= version <= FORMAT:
        raise SnapshotError(
            f"{source} is a snapshot in format {version!r}, and this version of migrate knows up to {FORMAT}",
            hint="upgrade migrate, or write the snapshot again with this version",
        )
    try:
        tables = [decode(one, Table, f"tables[{n}]") for n, one in enumerate(document["tables"])]
        objects = {kind: _objects(kind, found) for kind, found in document.get("objects", {}).items()}
        return str(document["dialect"]), {table.key: table for table in tables}, objects
    except (_Unfit, KeyError, TypeError, AttributeError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise SnapshotError(f"{source} is not a whole snapshot: {reason}", hint=WRITE) from None


WRITE = "`migrate snapshot --output FILE` writes one"


class _Unfit(ValueError):
    """A value that is not what its place asks for; the message says where."""


def encode(value: Any) -> Any:
    """Return a record, and all records in it, as JSON objects and lists."""
    if hasattr(value, "_fields"):
        cls: Any = type(value)
        defaults, hints = cls._field_defaults, _hints(cls)
        return {
            name: dict(encode_pairs(item)) if hints[name] == Options else encode(item)
            for name, item in zip(value._fields, value, strict=True)
            if name not in defaults or item != defaults[name]
        }
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _unnamed(encode(item)) for name, item in value.items()}
    return value


def encode_pairs(options: Options) -> list[tuple[str, Any]]:
    """Return options with their values as JSON has them."""
    return [(name, encode(item)) for name, item in options]


def decode(value: Any, hint: Any, at: str) -> Any:
    """Return the value that `encode` turned into `value`, by its annotation; `at` is where it stands, for messages."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        if value is None and len(inner) < len(get_args(hint)):
            return None
        hint = inner[0] if len(inner) == 1 else Any
        origin = get_origin(hint)
    if hint is Any:
        return tuple(decode(item, Any, at) for item in value) if isinstance(value, list) else value
    if hint == Options:
        return tuple(sorted((name, decode(item, Any, at)) for name, item in _a(dict, value, at).items()))
    if origin is tuple:
        return _tuple(value, get_args(hint), at)
    if isinstance(hint, type) and hasattr(hint, "_fields"):
        return _record(_a(dict, value, at), hint, at)
    if origin is not None and issubclass(origin, Mapping):
        kind = get_args(hint)[1]
        named = hasattr(kind, "_fields") and "name" in kind._fields
        items = _a(dict, value, at).items()
        return {n: decode({"name": n, **item} if named else item, kind, f"{at}.{n}") for n, item in items}
    return _a(hint, value, at)


def _tuple(value: Any, kinds: tuple[Any, ...], at: str) -> tuple[Any, ...]:
    items = _a(list, value, at)
    each = [kinds[0]] * len(items) if len(kinds) == 2 and kinds[1] is ... else list(kinds)
    if len(each) != len(items):
        raise _Unfit(f"{at} has {len(items)} items, not {len(each)}")
    return tuple(decode(item, kind, f"{at}[{n}]") for n, (item, kind) in enumerate(zip(items, each, strict=True)))


def _record(value: Mapping[str, Any], cls: Any, at: str) -> Any:
    unknown = [name for name in value if name not in cls._fields]
    missing = [name for name in cls._fields if name not in value and name not in cls._field_defaults]
    if unknown or missing:
        what = f"an unknown field {unknown[0]!r}" if unknown else f"no field {missing[0]!r}"
        raise _Unfit(f"{at} has {what}")
    hints = _hints(cls)
    return cls(**{name: decode(item, hints[name], f"{at}.{name}") for name, item in value.items()})


def _objects(kind: str, found: Any) -> dict[ObjectKey, Any]:
    known = record_classes()
    if kind not in known:
        raise _Unfit(f"it has objects of an unknown kind {kind!r}")
    result = {}
    for number, one in enumerate(_a(list, found, kind)):
        key = ObjectKey(kind, one.get("schema"), one["name"], one.get("table"))
        result[key] = decode(one["definition"], known[kind], f"objects.{kind}[{number}]")
    return result


def record_classes() -> dict[str, Any]:
    """Return kind → class of record, for every kind of object that belongs to no table."""
    from .diff import ADDED_KINDS, OBJECT_KINDS  # which knows SQLAlchemy, and a snapshot must not need it

    return {kind.name: kind.record for kind in (*OBJECT_KINDS, *ADDED_KINDS.values())}


def _a(kind: Any, value: Any, at: str) -> Any:
    if isinstance(kind, type) and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
        raise _Unfit(f"{at} is {json.dumps(value, ensure_ascii=False)[:40]}, not of type {kind.__name__}")
    return value


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls, vars(records) if cls.__module__ == records.__name__ else None)


def _unnamed(value: Any) -> Any:
    """Return a column without its name, which is its key already."""
    return {name: item for name, item in value.items() if name != "name"} if isinstance(value, dict) else value


def _without_none(key: ObjectKey, *names: str) -> dict[str, Any]:
    return {name: getattr(key, name) for name in names if getattr(key, name) is not None}


def _by_name(item: tuple[Any, Any]) -> tuple[str, ...]:
    return tuple(part or "" for part in item[0])
