"""The floor: bare catalog queries for all tables at once, and the least diff that tells two schemas apart.

What this reads is what any comparison has to read (columns, keys, indexes, checks); nothing is normalised, so it is
no diff tool. It is the yardstick for what a diff tool adds.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa

QUERIES = {
    "sqlite": (
        'SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master m,'
        " pragma_table_xinfo(m.name) c WHERE m.type = 'table'",
        'SELECT m.name, f.id, f."table", f."from", f."to", f.on_update, f.on_delete FROM sqlite_master m,'
        " pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
        'SELECT m.name, i.name, i."unique", i.origin, x.name FROM sqlite_master m, pragma_index_list(m.name) i,'
        " pragma_index_xinfo(i.name) x WHERE m.type = 'table' AND x.key = 1",
        "SELECT name, sql FROM sqlite_master",
    ),
    "postgresql": (
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
        " pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum) FROM pg_attribute a"
        " JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
        " WHERE n.nspname = 'public' AND a.attnum > 0 AND NOT a.attisdropped",
        "SELECT c.relname, k.contype::text, k.conname, k.conkey, rc.relname, k.confkey, pg_get_constraintdef(k.oid)"
        " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " LEFT JOIN pg_class rc ON rc.oid = k.confrelid WHERE n.nspname = 'public'",
        "SELECT c.relname, x.relname, i.indisunique, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'",
    ),
    "mysql": (
        "SELECT table_name, column_name, column_type, is_nullable, column_default, extra, column_comment,"
        " collation_name FROM information_schema.columns WHERE table_schema = DATABASE()",
        "SELECT table_name, index_name, non_unique, column_name, sub_part FROM information_schema.statistics"
        " WHERE table_schema = DATABASE()",
        "SELECT table_name, constraint_name, column_name, referenced_table_name, referenced_column_name"
        " FROM information_schema.key_column_usage WHERE table_schema = DATABASE()",
        "SELECT constraint_name, table_name, update_rule, delete_rule FROM information_schema.referential_constraints"
        " WHERE constraint_schema = DATABASE()",
        "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints"
        " WHERE constraint_schema = DATABASE()",
    ),
}


def compare(connection: sa.Connection, metadata: sa.MetaData) -> list[Any]:
    """Return what the least diff finds: names of tables and columns that only one side has."""
    rows = [connection.exec_driver_sql(sql).fetchall() for sql in QUERIES[connection.dialect.name]]
    live: dict[str, set[Any]] = defaultdict(set)
    for row in rows[0]:
        live[row[0]].add((row[1], row[3] in (False, 0, "YES")))
    model = {t.name: {(c.name, c.nullable) for c in t.columns} for t in metadata.tables.values()}
    return [name for name in sorted(live.keys() ^ model.keys()) if not name.startswith("sqlite_")] + [
        (name, column) for name in sorted(model) for column in sorted(model[name] ^ live[name])
    ]
