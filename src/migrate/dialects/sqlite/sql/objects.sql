-- Every table, index, view and trigger of one schema, with the statement that made it as SQLite keeps and reads it.
-- No statement (sql) is kept for the indexes behind UNIQUE and PRIMARY KEY: their constraint says it all.
SELECT type AS kind, name AS name, tbl_name AS table_name, sql AS ddl
FROM {schema}.sqlite_master
WHERE sql IS NOT NULL
  AND substr(name, 1, 7) <> 'sqlite_'
