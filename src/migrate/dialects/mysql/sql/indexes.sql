-- Keys of indexes in order, primary keys among them. COLLATION is A, D (descending) or NULL (not sorted).
-- The constant stands where MySQL has EXPRESSION: MariaDB has no index on an expression.
SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE,
       NULL AS EXPRESSION
FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA IN :schemas
ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
