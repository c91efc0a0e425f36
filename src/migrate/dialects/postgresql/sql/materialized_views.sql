-- Materialised views, as views are read, with their indexes.
SELECT
  'materialized_view' AS kind,
  n.nspname::text AS schema,
  c.relname::text AS name,
  NULL::text AS table_name,
{fields} AS fields
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ({schemas})
  AND c.relkind = 'm'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e
    WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
