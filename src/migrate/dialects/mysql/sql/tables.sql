-- Tables of the schemas; views and sequences are left out, temporary tables are marked 'TEMPORARY' (MariaDB >= 11.2).
-- Every column asked for here comes from the table's definition, so that no storage engine is opened for statistics.
SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT
FROM information_schema.TABLES
WHERE TABLE_SCHEMA IN :schemas
  AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
