"""What random models are made of: types, defaults, names, options, and the values of their rows."""

from __future__ import annotations

import sqlalchemy as sa

ROWS = (1, 2, 3)

TYPES: dict[str, dict[str, tuple[str, ...]]] = {
    "": {
        "number": ("Integer", "Integer", "SmallInteger", "BigInteger", "Numeric(10, 2)", "Numeric(14, 4)"),
        "text": ("String(20)", "String(40)", "String(60)", "Unicode(30)"),
        "long": ("Text", "String(300)", "UnicodeText"),
        "date": ("Date", "DateTime"),
        "time": ("Time",),
        "float": ("Float", "Double"),
        "flag": ("Boolean", "Boolean(create_constraint=True, name='k_{name}')"),
        "json": ("JSON",),
        "binary": ("LargeBinary",),
    },
    "sqlite": {"text": ("String", "String(20, collation='NOCASE')"), "float": ("REAL",)},
    "postgresql": {
        "text": ("String", "CHAR(5)", "String(20, collation='C')"),
        "date": ("postgresql.TIMESTAMP(precision=3)", "DateTime(timezone=True)"),
        "time": ("postgresql.TIME(precision=3)",),
        "float": ("Float(20)",),
        "array": ("postgresql.ARRAY(Integer)", "postgresql.ARRAY(BigInteger)"),
        "texts": ("postgresql.ARRAY(String(20))", "postgresql.ARRAY(Text)"),
        "jsonb": ("postgresql.JSONB",),
        "uuid": ("Uuid",),
        "range": ("postgresql.INT4RANGE",),
        "ranges": ("postgresql.INT4MULTIRANGE",),
        "days": ("postgresql.DATERANGE",),
        "interval": ("Interval", "postgresql.INTERVAL(precision=3)", "postgresql.INTERVAL(fields='HOUR TO SECOND')"),
        "net": ("postgresql.INET", "postgresql.CIDR"),
        "flags": ("postgresql.BIT(8)", "postgresql.BIT(8, varying=True)", "postgresql.BIT(12, varying=True)"),
        "words": ("postgresql.TSVECTOR",),
    },
    "mariadb": {
        "text": (
            "String(20, collation='utf8mb4_bin')",
            "mysql.VARCHAR(20, charset='latin1')",
            "NVARCHAR(25)",
            "mysql.VARCHAR(20, charset='utf8mb4', collation='utf8mb4_unicode_ci')",
            "mysql.VARCHAR(24, ascii=True)",
            "mysql.VARCHAR(20, binary=True)",
        ),
        "long": (
            "mysql.MEDIUMTEXT",
            "mysql.LONGTEXT",
            "mysql.TINYTEXT",
            "Text(100)",
            "mysql.TEXT(charset='latin1')",
            "mysql.MEDIUMTEXT(collation='utf8mb4_bin')",
        ),
        "number": (
            "mysql.INTEGER(unsigned=True)",
            "mysql.MEDIUMINT",
            "mysql.BIGINT(unsigned=True)",
            "mysql.TINYINT",
            "mysql.MEDIUMINT(unsigned=True, zerofill=True)",
            "mysql.INTEGER(display_width=8, zerofill=True)",
            "mysql.SMALLINT(unsigned=True)",
            "mysql.DECIMAL(10, 2, unsigned=True)",
        ),
        "choice": (
            "mysql.ENUM('1', '2', '3')",
            "mysql.ENUM('3', '2', '1')",
            "mysql.ENUM('1', '2', '3', charset='latin1')",
            "mysql.ENUM('1', '2', '3', collation='utf8mb4_bin')",
        ),
        "date": ("mysql.DATETIME(fsp=3)", "mysql.TIMESTAMP(fsp=3)"),
        "time": ("mysql.TIME(fsp=3)",),
        "flag": ("mysql.TINYINT",),
        "float": (
            "Numeric(8, 3)",
            "mysql.DOUBLE(10, 3)",
            "mysql.FLOAT(unsigned=True)",
            "Float(53)",
            "mysql.FLOAT(8, 2)",
        ),
        "binary": ("mysql.VARBINARY(20)", "mysql.MEDIUMBLOB", "LargeBinary(100)", "mysql.LONGBLOB"),
        "bits": ("mysql.BIT(8)", "mysql.BIT(12)", "mysql.BIT(64)"),
        "year": ("mysql.YEAR", "mysql.YEAR(4)"),
        "stamp": ("DateTime", "TIMESTAMP", "mysql.DATETIME(fsp=0)"),
        "moment": ("mysql.DATETIME(fsp=3)", "mysql.TIMESTAMP(fsp=3)"),
        "fixed": ("mysql.CHAR(12)", "CHAR(5)", "mysql.NCHAR(7)"),
        "place": ("Spot()",),
    },
}
"""Dialect ("" is all of them) → family → types between which rows can be converted both ways."""
STRICT: dict[str, tuple[str, ...]] = {
    "number": ("Integer",),
    "long": ("Text",),
    "float": ("REAL",),
    "binary": ("LargeBinary",),
}
"""The same for STRICT tables of SQLite."""

EXTENSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "citext": {"any case": ("postgresql.CITEXT", "String(30)", "postgresql.CITEXT")},
    "hstore": {"pairs": ("postgresql.HSTORE",), "many pairs": ("postgresql.ARRAY(postgresql.HSTORE)",)},
}
"""Extension of PostgreSQL → family → types that it brings, and types between which rows can be converted."""

DEFAULTS = {
    "number": ("'0'", "'7'", "text('5')", "text('(1 + 1)')"),
    "text": ("'1'", "'2'", "text(\"(lower('X'))\")", '"it\'s"', "''", "'100%'"),
    "date": ("'2020-01-01'", "'2021-12-31'"),
    "time": ("'10:00:00'", "'11:30:00'"),
    "float": ("'1.5'", "text('0')"),
    "flag": ("true()", "false()"),
    "choice": ("'1'", "'2'"),
    "json": ("'{}'", "'[1]'"),
    "jsonb": ("'{}'", "'[1]'"),
    "array": ("'{}'", "'{1,2}'"),
    "texts": ("'{}'", "'{a,b}'", "text(\"ARRAY['x']\")"),
    "range": ("'[1,5)'", "text('int4range(1, 9)')"),
    "ranges": ("'{}'",),
    "days": ("'empty'",),
    "interval": ("'02:00:00'", "text(\"'1 day'::interval\")"),
    "net": ("'10.0.0.0/8'",),
    "uuid": ("text('gen_random_uuid()')", "'00000000-0000-0000-0000-000000000009'"),
    "words": ("''", "text(\"to_tsvector('english', 'a b')\")"),
    "year": ("'2020'",),
    "any case": ("'Abc'", "text(\"'it''s'::citext\")", "text(\"lower('X')::citext\")"),
    "pairs": ("''", "'a=>1'", "text(\"hstore('a', 'b')\")"),
    "many pairs": ("'{}'",),
    "bits": ("text(\"b'101'\")", "text('1')"),
    "flags": ("text(\"b'00000101'\")",),
    "stamp": (
        "func.now()",
        "'2020-01-01'",
        "text('CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP')",
        "text('NULL ON UPDATE now()')",
    ),
    "moment": ("text('now(3)')", "text('CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)')"),
    "fixed": ("'1'", "'100%'", "''"),
    "place": ("text(\"(ST_GeomFromText('POINT(0 1)'))\")",),
}
"""Family → source of defaults of the database."""
SCALARS = {
    "number": ("0", "7"),
    "text": ('"it\'s"', "':x'", "'100%'"),
    "long": ("'a\\nb'",),
    "float": ("1.5",),
    "flag": ("True",),
    "json": ("[1]", "{'a': None}"),
    "jsonb": ("{'a': [1]}",),
    "array": ("[1, 2]",),
    "date": ("datetime.datetime(2020, 1, 1)",),
    "binary": ("b'x'",),
}
"""Family → what Python gives a new row."""
COMMENTS = ("it's a comment", "100% :sure", "another")
CONDITIONS = {
    "number": ("{0} > 0", "{0} > -5", "{0} BETWEEN 0 AND 500 OR {0} IS NULL"),
    "text": ("{0} <> 'it''s'", "{0} <> 'X'", "{0} IN ('1', '2', '3')", "{0} NOT LIKE '%:x%'"),
    "date": ("{0} > '1999-12-31'",),
    "float": ("{0} <> 0", "abs({0}) < 1000"),
}
OPTIONS = {
    "sqlite": ("sqlite_with_rowid=True", "sqlite_with_rowid=False"),
    "postgresql": (
        "postgresql_with={'fillfactor': 70}",
        "postgresql_with={'fillfactor': 80, 'autovacuum_enabled': False}",
        "postgresql_with={'fillfactor': 70}, prefixes=['UNLOGGED']",
    ),
    "mariadb": (
        "mysql_row_format='DYNAMIC', mysql_collate='utf8mb4_general_ci', mysql_engine='InnoDB'",
        "mysql_row_format='COMPACT', mysql_collate='utf8mb4_unicode_ci', mysql_engine='InnoDB'",
        "mysql_row_format='DYNAMIC', mysql_charset='latin1', mysql_engine='InnoDB'",
        "mysql_row_format='REDUNDANT', mysql_charset='utf8mb3', mysql_engine='InnoDB'",
        "mysql_row_format='DYNAMIC', mysql_charset='utf8mb4', mysql_collate='utf8mb4_bin', mysql_engine='MyISAM'",
        "mysql_row_format='PAGE', mysql_collate='utf8mb4_general_ci', mysql_engine='Aria'",
    ),
}
"""Dialect → keywords of tables; each says all that the others say, because what no model says is not compared."""
WITHOUT_KEYS = ("UNLOGGED", "MyISAM", "Aria")
"""What is said of tables that no foreign key touches: it is refused, or ignored."""
if sa.__version__ < "2.1":  # PostgreSQL's tables have no `with` yet
    OPTIONS["postgresql"] = ("", "prefixes=['UNLOGGED']")
ACTIONS = (
    "",
    ", ondelete='CASCADE'",
    ", ondelete='SET NULL'",
    ", onupdate='CASCADE'",
    ", ondelete='RESTRICT', onupdate='SET NULL'",
    ", ondelete='NO ACTION'",
)
LATE = ("", "", ", deferrable=True", ", deferrable=True, initially='DEFERRED'", ", deferrable=False")
IDENTITIES = ("always=True", "start=100", "always=True, start=50, increment=5, cache=10", "maxvalue=5000, cycle=True")
SCHEMAS = (None, None, None, "public", "apart", "Set Apart")
"""Where tables of PostgreSQL are: nowhere in particular, in the schema of that name, or elsewhere."""
CONVENTIONS: tuple[dict[str, str], ...] = (
    {},
    {
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    },
    {
        "ix": "%(column_0_N_name)s of the table %(table_name)s that is indexed",
        "uq": "%(table_name)s.%(column_0_N_name)s is unique",
        "fk": "a rather long beginning of a name of foreign keys %(table_name)s_%(column_0_N_name)s",
    },
)
"""Naming conventions of a MetaData; the last makes names that have to be cut off."""
FORMS = (
    "{}",
    "{} b",
    "{}%",
    "{}%(x)s",
    "{}'s",
    '{}"q',
    "{}`q",
    "{} :x",
    "Mixed{}",
    "{}é",
    "{}[1]",
    "{}(1)",
    "{}_that_has_a_rather_long_name_of_which_little_is",
)
"""What names look like."""
DOTTED = ("{}.d", "a.{}.b c")
"""And those of constraints and indexes besides."""
RESERVED = ("order", "select", "user", "group", "values")

VALUES = {
    "number": "{0}",
    "counter": "{0}",
    "text": "'{0}'",
    "long": "'{0}'",
    "choice": "'{0}'",
    "date": "'2020-01-0{0}'",
    "time": "'0{0}:00:00'",
    "float": "{0}.5",
    "json": "'[{0}]'",
    "jsonb": "'[{0}]'",
    "array": "'{{{0}}}'",
    "texts": "'{{{0}}}'",
    "uuid": "'00000000-0000-0000-0000-00000000000{0}'",
    "flag": "true",
    "label": "'{0}'",
    "enum": "'{0}'",
    "enums": "'{{{0}}}'",
    "domain": "{0}",
    "binary": "'{0}'",
    "range": "'[{0},{0}]'",
    "ranges": "'{{[{0},{0}]}}'",
    "days": "'[2020-01-0{0},2020-01-0{0}]'",
    "interval": "'0{0}:00:00'",
    "net": "'10.0.0.{0}'",
    "bits": "b'000000{0:02b}'",
    "flags": "b'000000{0:02b}'",
    "words": "'{0}'",
    "year": "200{0}",
    "any case": "'A{0}'",
    "pairs": "'a=>{0}'",
    "many pairs": "'{{a=>{0}}}'",
    "stamp": "'2020-01-0{0} 10:00:00'",
    "moment": "'2020-01-0{0} 10:00:00.125'",
    "fixed": "'{0}'",
    "place": "ST_GeomFromText('POINT({0} {0})')",
}
"""Family → what row number k holds: k in every number and text, so that keys and foreign keys hold."""
BLOBS = {"sqlite": "x'3{0}'"}
"""Dialect → what `binary` holds where a string is not one."""
