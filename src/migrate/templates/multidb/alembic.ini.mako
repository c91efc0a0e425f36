# Settings of the migrations; `migrate --help` lists the commands.

[alembic]
# Where the scripts are; %(here)s is the folder of this file.
script_location = ${script_location}

# Folders to put in front of sys.path, so that your models can be imported.
prepend_sys_path = .

# What separates folders in this file: os (as in PATH), space, newline, : or ;
path_separator = os

# How revision files are named: %%(rev)s, %%(slug)s, %%(epoch)s, %%(year)d, %%(month).2d, %%(day).2d, %%(hour).2d,
# %%(minute).2d, %%(second).2d; a / makes folders, which needs recursive_version_locations = true.
#     file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(rev)s_%%(slug)s
# Characters of the message that go into the name.
#     truncate_slug_length = 40
# Time zone of the dates in revision files; without one, local time.
#     timezone = UTC
# Folders of revision files, when not versions/ beside env.py.
#     version_locations = %(here)s/core/versions:%(here)s/shop/versions
#     recursive_version_locations = false
# Run env.py for `revision` without --autogenerate, `history` and `merge` too.
#     revision_environment = false
# Accept .pyc files without their source.
#     sourceless = false
#     output_encoding = utf-8

# The databases, each with a section below.
databases = engine1, engine2

# In each section: the URL, where ${"${NAME}"} is an environment variable and a literal % is written %%, and the models,
# "package.module:Base".
[engine1]
sqlalchemy.url =
models =

[engine2]
sqlalchemy.url =
models =

[post_write_hooks]
# What runs on each new revision file, in this order. A hook that fails fails the command.
#     hooks = ruff
#     ruff.type = exec
#     ruff.executable = ruff
#     ruff.options = check --fix REVISION_SCRIPT_FILENAME

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
