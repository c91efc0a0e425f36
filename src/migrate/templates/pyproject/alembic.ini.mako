# Where the database is; the settings about source files are in pyproject.toml.

[alembic]
# The database. ${"${NAME}"} is an environment variable; a literal % is written %%.
#     sqlalchemy.url = postgresql+psycopg://user@localhost/bookshop
#     sqlalchemy.url = ${"${DATABASE_URL}"}
sqlalchemy.url =

# The models: "package.module:Base", several with commas between them.
#     models = bookshop.models:Base
models =

[loggers]
keys = root, sqlalchemy, migrate

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console
qualname =

[logger_sqlalchemy]
level = WARNING
handlers =
qualname = sqlalchemy.engine

[logger_migrate]
# The command tells of each step itself; INFO has the details.
level = WARNING
handlers =
qualname = migrate

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
datefmt = %H:%M:%S
