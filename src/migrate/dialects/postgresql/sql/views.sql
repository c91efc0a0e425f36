-- Plain views, their queries as the server shows them. `also` is what gives a view back what hangs on it when it is
-- dropped and created: comments, privileges, triggers, rules.
SELECT
  'view' AS kind,
  n.nspname::text AS schema,
  c.relname::text AS name,
  NULL::text AS table_name,
{fields} AS fields
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ({schemas})
  AND c.relkind = 'v'
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e
    WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
