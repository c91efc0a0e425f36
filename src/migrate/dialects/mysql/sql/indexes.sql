-- Keys of indexes in order, primary keys among them, packed as in columns.sql: one row a table, one JSON array a key.
-- COLLATION is A, D (descending) or NULL (not sorted). The NULL stands where MySQL has EXPRESSION: MariaDB has no index
-- on an expression.
SET STATEMENT group_concat_max_len = 1073741824 FOR
SELECT MIN(TABLE_SCHEMA), MIN(TABLE_NAME),
       GROUP_CONCAT(
         JSON_ARRAY(INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, NULL)
         ORDER BY INDEX_NAME, SEQ_IN_INDEX SEPARATOR '
')
FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA IN :schemas
GROUP BY BINARY TABLE_SCHEMA, BINARY TABLE_NAME
