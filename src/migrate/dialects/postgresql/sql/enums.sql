-- Enums, with their labels in order; those of an extension are the extension's.
SELECT
  'enum' AS kind,
  n.nspname::text AS schema,
  t.typname::text AS name,
  NULL::text AS table_name,
  json_build_object(
    'labels',
    coalesce(
      (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
      '[]'::json
    )
  ) AS fields
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname IN ({schemas})
  AND t.typtype = 'e'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
  )
