-- Extensions of the database, wherever their objects are; the one that every database has is left out.
SELECT
  'extension' AS kind,
  NULL::text AS schema,
  e.extname::text AS name,
  NULL::text AS table_name,
  json_build_object('schema', n.nspname) AS fields
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
