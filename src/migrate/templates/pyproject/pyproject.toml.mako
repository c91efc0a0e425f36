[tool.alembic]
# Where the scripts are; %(here)s is the folder of this file.
script_location = "${script_location}"

# Folders to put in front of sys.path, so that your models can be imported.
prepend_sys_path = ["."]

# How revision files are named, see the documentation for the names; a / makes folders, which needs
# recursive_version_locations = true.
#     file_template = "%%(year)d_%%(month).2d_%%(day).2d_%%(rev)s_%%(slug)s"
# Characters of the message that go into the name.
#     truncate_slug_length = 40
# Time zone of the dates in revision files; without one, local time.
#     timezone = "UTC"
# Folders of revision files, when not versions/ beside env.py.
#     version_locations = ["%(here)s/core/versions", "%(here)s/shop/versions"]
#     recursive_version_locations = false
# Run env.py for `revision` without --autogenerate, `history` and `merge` too.
#     revision_environment = false
# Accept .pyc files without their source.
#     sourceless = false
#     output_encoding = "utf-8"

# What runs on each new revision file, in this order. A hook that fails fails the command.
#     [[tool.alembic.post_write_hooks]]
#     name = "ruff"
#     type = "exec"
#     executable = "ruff"
#     options = "check --fix REVISION_SCRIPT_FILENAME"
