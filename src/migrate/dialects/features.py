"""What a database can do and how it names things, as data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Features:
    """What a database can do, as data."""

    transactional_ddl: bool = False      # DDL takes part in transactions
    table_comments: bool = True
    named_primary_key: bool = True       # a primary key has a name of its own
    foreign_key_makes_index: bool = False  # a foreign key without an index gets one of its own (MySQL)
    unique_is_index: bool = False        # a UNIQUE constraint and a unique index are the same thing (MySQL)
    retyping_rewrites: bool = False      # a column's new type changes the text of expressions over it (PostgreSQL)
    retyping_frees_keys: bool = False    # a column in a foreign key cannot change its type (MySQL)
    forward_references: bool = False     # a foreign key may refer to a table that does not exist yet (SQLite)
    holds_referred_keys: bool = True     # a unique key stays while a foreign key refers to it (all but SQLite)
    null_in_primary_key: bool = False    # a primary key may hold NULL where its columns may (SQLite)
    implicit_autoincrement: bool = False # an integer primary key counts up without a word in the DDL (SQLite)
    counting_needs_key: bool = False     # a column counts only while a key begins with it (MySQL)
    holds_positions: bool = False        # a limit that a sequence is past is refused (PostgreSQL, MariaDB)
    exclude_constraints: bool = False    # tables may have EXCLUDE constraints (PostgreSQL)
    overloads_functions: bool = True     # functions of one name are told apart by their arguments (PostgreSQL)
    views_hold_columns: bool = False     # what a view reads cannot change while the view is there (PostgreSQL)
    alters_in_place: bool = False        # ALTER TABLE does all a batch may ask: none needs a new table (all but SQLite)
    database_is_file: bool = False       # a database is a file or memory, and has no server (SQLite)
    schema_is_database: bool = False     # a schema is another database of the server (MySQL)
    models_need_server: bool = False     # what a model means depends on the server's settings (MySQL)
    renames: frozenset[str] = frozenset()  # kinds of parts of a table that get another name in place
    max_identifier: int = 63             # characters in a name, longer ones are truncated
    cuts_names: bool = False             # of a name that is too long the beginning is kept (PostgreSQL)


@dataclass(frozen=True)
class Naming:
    """The names given to constraints the model leaves unnamed, when a script has to say one."""

    unique: str = "uq_{table}_{columns}"
    foreign_key: str = "fk_{table}_{columns}"
    check: str = "ck_{table}_{number}"
    exclude: str = "ex_{table}_{columns}"
    primary_key: str = "pk_{table}"

    @staticmethod
    def digest(sql: str) -> str:
        """Return the number of an unnamed CHECK: eight hexadecimal digits that tell canonical expressions apart."""
        return hashlib.sha256(sql.encode()).hexdigest()[:8]
