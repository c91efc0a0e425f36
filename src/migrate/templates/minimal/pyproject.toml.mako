[tool.migrate]
# The database; ${"${NAME}"} is an environment variable: url = "${"${DATABASE_URL}"}"
url = ""
# The models: "package.module:Base", or a list of those.
models = ""
