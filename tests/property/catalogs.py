"""What a server itself says of a schema, as lines: read without the code under test, whose errors it cannot share."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

import sqlalchemy as sa

from tests.property.spelling import DIALECTS

Shown = Callable[[str], str]
POSTGRESQL = """
WITH own AS (
  SELECT c.oid, c.relkind, n.nspname || '.' || c.relname AS place, c.relpersistence, c.reloptions
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm')
    AND NOT c.relispartition
)
SELECT place, NULL, concat_ws(' ', relkind, relpersistence,
    (SELECT array_agg(o ORDER BY o)::text FROM unnest(reloptions) o), obj_description(oid, 'pg_class'))
  FROM own
UNION ALL
SELECT place, NULL, concat_ws(' ', 'column', attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
    attgenerated, l.collname, col_description(own.oid, attnum),
    d.oid IS NOT NULL)
  FROM own JOIN pg_attribute a ON a.attrelid = own.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = own.oid AND d.adnum = attnum
  LEFT JOIN pg_collation l ON l.oid = attcollation
UNION ALL
SELECT place, conname, concat_ws(' ', 'constraint', pg_get_constraintdef(c.oid), convalidated)
  FROM own JOIN pg_constraint c ON c.conrelid = own.oid
UNION ALL
SELECT place, i.relname, concat_ws(' ', 'index',
    substr(pg_get_indexdef(i.oid), strpos(pg_get_indexdef(i.oid), ' USING ')),
    indisunique, indisvalid, i.reloptions::text)
  FROM own JOIN pg_index x ON x.indrelid = own.oid JOIN pg_class i ON i.oid = x.indexrelid
UNION ALL
SELECT place, NULL, concat_ws(' ', 'view', pg_get_viewdef(oid)) FROM own WHERE relkind IN ('v', 'm')
UNION ALL
SELECT place, NULL, pg_get_triggerdef(g.oid) FROM own JOIN pg_trigger g ON g.tgrelid = own.oid WHERE NOT tgisinternal
UNION ALL
SELECT n.nspname || '.' || proname, NULL, pg_get_functiondef(p.oid) FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT extname, NULL, extversion FROM pg_extension
UNION ALL
SELECT schemaname || '.' || sequencename, NULL, concat_ws(' ', 'sequence', data_type, start_value, min_value, max_value,
    increment_by, cycle, cache_size) FROM pg_sequences
UNION ALL
SELECT n.nspname || '.' || typname, NULL, concat_ws(' ', 'type', format_type(typbasetype, typtypmod),
    typnotnull, typdefault,
    (SELECT array_agg(enumlabel ORDER BY enumsortorder)::text FROM pg_enum WHERE enumtypid = t.oid))
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE typtype IN ('d', 'e') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""

_CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")
"""What PostgreSQL writes more or less of when it reads its own words again."""


def said(connection: sa.Connection, named: Collection[str] | None = None) -> list[str]:
    """Return the schema as sorted lines; names of constraints that are not among `named` are left out."""
    read = {"sqlite": _sqlite, "postgresql": _postgresql}.get(connection.dialect.name, _mariadb)
    return sorted(read(connection, lambda name: name if named is None or name in named else "?"))


def _postgresql(connection: sa.Connection, shown: Shown) -> Iterator[str]:
    for place, name, text in connection.exec_driver_sql(POSTGRESQL, execution_options={"no_parameters": True}):
        yield f"{place} {shown(name) if name is not None else ''} {_CASTS.sub('', text)}"


def _mariadb(connection: sa.Connection, shown: Shown) -> Iterator[str]:
    quote = DIALECTS["mariadb"].identifier_preparer.quote_identifier
    kinds = sa.text("SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = database()")

    def without_name(found: re.Match[str]) -> str:
        return f"{found[1]} {shown(found[2])}"

    for name, kind in connection.execute(kinds).all():
        if kind == "SEQUENCE":
            continue
        what = "VIEW" if kind == "VIEW" else "TABLE"
        text = _one(connection, f"SHOW CREATE {what} {quote(name)}", 1)
        for line in text.splitlines():
            line = re.sub(r" AUTO_INCREMENT=\d+| USING BTREE", "", line.strip().rstrip(","))
            line = re.sub(r" (PAGE_CHECKSUM|TRANSACTIONAL)=1", "", line) if "ENGINE=Aria" in line else line
            yield f"{name} " + re.sub(r"(CONSTRAINT|KEY) `((?:[^`]|``)+)`", without_name, line)
    for (trigger,) in connection.execute(
        sa.text("SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = database()")
    ).all():
        text = _one(connection, f"SHOW CREATE TRIGGER {quote(trigger)}", 2).lower()
        yield f"trigger {trigger} " + re.sub(r"`(\w+)`", r"\1", text)


def _one(connection: sa.Connection, statement: str, column: int) -> str:
    row = connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).one()
    return str(row[column])


def _sqlite(connection: sa.Connection, shown: Shown) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    for row in connection.exec_driver_sql("PRAGMA table_list").mappings().all():
        name = row["name"]
        if row["schema"] != "main" or name.startswith("sqlite_"):
            continue
        yield f"{name} {row['type']} wr={row['wr']} strict={row['strict']}"
        for each in connection.exec_driver_sql(f"PRAGMA table_xinfo({quote(name)})").mappings().all():
            fact = {key: value for key, value in each.items() if key not in ("cid", "dflt_value")}
            yield f"{name} column {fact}"
        for each in connection.exec_driver_sql(f"PRAGMA foreign_key_list({quote(name)})").mappings().all():
            yield f"{name} foreign key { {key: value for key, value in each.items() if key != 'id'} }"
        for each in connection.exec_driver_sql(f"PRAGMA index_list({quote(name)})").mappings().all():
            keys = connection.exec_driver_sql(f"PRAGMA index_xinfo({quote(each['name'])})").mappings().all()
            said = [tuple(key[part] for part in ("name", "desc", "coll")) for key in keys if key["key"]]
            own = "" if each["origin"] != "c" else each["name"]
            yield f"{name} index {own} {each['unique']} {each['partial']} {each['origin']} {said}"
