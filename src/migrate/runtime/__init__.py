"""Running migrations: the environment, the context of one database, transactions, steps and the version table."""
