-- Tables of the schemas, and what else has a name there: TABLE_TYPE is 'VIEW', 'SEQUENCE', 'TEMPORARY' (MariaDB >= 11.2).
-- Every column asked for here comes from the table's definition, so that no storage engine is opened for statistics.
SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT
FROM information_schema.TABLES
WHERE TABLE_SCHEMA IN :schemas
