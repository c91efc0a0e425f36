-- Plain views, their queries as the server shows them. `also` is what gives a view back what hangs on it when it is
-- dropped and created: comments, privileges, triggers, rules.
-- The views are an array first, of which the server expects few elements: without statistics of its catalogs it expects
-- so many rows that it compiles the query (JIT), which takes ten times as long as running it.
SELECT
  'view' AS kind,
  n.nspname::text AS schema,
  c.relname::text AS name,
  NULL::text AS table_name,
{fields} AS fields
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY (ARRAY(
  SELECT v.oid FROM pg_catalog.pg_class v JOIN pg_catalog.pg_namespace s ON s.oid = v.relnamespace
  WHERE s.nspname IN ({schemas}) AND v.relkind = 'v' AND v.relpersistence <> 't'
))
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e
    WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
