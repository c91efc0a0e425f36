-- Every schema that is neither the system's own nor made by an extension.
SELECT n.nspname::text AS schema
FROM pg_catalog.pg_namespace n
WHERE left(n.nspname, 3) <> 'pg_'
  AND n.nspname <> 'information_schema'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e
    WHERE e.classid = 'pg_catalog.pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e'
  )
ORDER BY n.nspname
