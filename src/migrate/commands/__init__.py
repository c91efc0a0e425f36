"""The commands, by what they do; `migrate.command` is where they are called from."""
