-- The tables in which virtual tables keep their content (full-text search, R-trees): SQLite 3.37 and later.
SELECT name AS name
FROM pragma_table_list
WHERE schema = :schema
  AND type = 'shadow'
