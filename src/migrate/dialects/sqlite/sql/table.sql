-- One table with its indexes and triggers, and every view and table whose text mentions its name.
SELECT type AS kind, name AS name, tbl_name AS table_name, sql AS ddl
FROM {schema}.sqlite_master
WHERE sql IS NOT NULL
  AND (
    tbl_name = :name COLLATE NOCASE
    OR (type IN ('table', 'view') AND instr(lower(sql), lower(:name)))
  )
ORDER BY rowid
