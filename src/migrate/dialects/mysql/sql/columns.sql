-- Columns in order, packed: one row a table, one JSON array a column, one on each line (JSON text has no line breaks of
-- its own). Columns with the same definition have the same line in every table. COLUMN_TYPE is the type as DDL; the
-- character set follows from the collation's name.
-- BINARY: names that only differ in case or accents are names of two tables. The variable is set for this statement only.
SET STATEMENT group_concat_max_len = 1073741824 FOR
SELECT MIN(TABLE_SCHEMA), MIN(TABLE_NAME),
       GROUP_CONCAT(
         JSON_ARRAY(COLUMN_NAME, COLUMN_TYPE, COLUMN_DEFAULT, IS_NULLABLE, EXTRA, COLLATION_NAME, COLUMN_COMMENT,
                    GENERATION_EXPRESSION)
         ORDER BY ORDINAL_POSITION SEPARATOR '
')
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA IN :schemas
GROUP BY BINARY TABLE_SCHEMA, BINARY TABLE_NAME
