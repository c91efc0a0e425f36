-- The indexes of every table as one row a table: a JSON array of arrays. Columns are attribute numbers.
-- Left out: what enforces a constraint, what an extension made, what is still being built.
SELECT
  i.indrelid AS oid,
  json_agg(json_build_array(
    c.relname,
    i.indisunique,
    i.indkey::text,
    i.indnkeyatts,
    i.indoption::text,
    i.indclass::text,
    i.indcollation::text,
    m.amname,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid),
    i.indnullsnotdistinct,
    c.reloptions,
    s.spcname,
    -- only an index with expressions, or with parameters of an operator class, needs its whole text, and the text of
    -- each expression to find its way in it
    CASE WHEN i.indexprs IS NOT NULL OR (
      m.amname NOT IN ('btree', 'hash')  -- whose operator classes have no parameters
      AND EXISTS (
        SELECT FROM pg_catalog.pg_attribute p WHERE p.attrelid = i.indexrelid AND p.attoptions IS NOT NULL
      )
    ) THEN (
      SELECT json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, p, false) ORDER BY p)
      FROM generate_series(0, i.indnkeyatts) p
    ) END
  ))::text AS indexes
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_class r ON r.oid = i.indrelid AND r.relkind IN ('r', 'p') AND NOT r.relispartition
JOIN pg_catalog.pg_am m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace AND s.spcname <> 'pg_default'  -- as if unsaid
WHERE r.relnamespace = ANY (ARRAY(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname IN ({schemas})))
  AND NOT i.indisprimary
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_constraint k
    WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
  )
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e
    WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = i.indexrelid AND e.deptype = 'e'
  )
GROUP BY i.indrelid
