-- What the answers of the other queries are relative to: default collations, bytes per character, and variables.
SELECT 'charset' AS kind, CHARACTER_SET_NAME AS name, DEFAULT_COLLATE_NAME AS value, MAXLEN AS number
FROM information_schema.CHARACTER_SETS
UNION ALL
SELECT 'schema', SCHEMA_NAME, DEFAULT_COLLATION_NAME, SCHEMA_NAME = DATABASE()
FROM information_schema.SCHEMATA
UNION ALL
SELECT 'engine', 'default_storage_engine', @@default_storage_engine, 0
UNION ALL
SELECT 'timestamps', 'explicit_defaults_for_timestamp', '', @@explicit_defaults_for_timestamp
