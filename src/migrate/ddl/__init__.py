"""DDL that SQLAlchemy does not have: the documented constructs (`base`), and what runs them (`impl`).

`from migrate.ddl.impl import DefaultImpl` is the documented way in; nothing is imported here, because the modules
of the dialects are imported only when their database is used.
"""
