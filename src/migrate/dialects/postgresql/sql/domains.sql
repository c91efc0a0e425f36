-- Domains, with their checks in order of their names; those of an extension are the extension's.
SELECT
  'domain' AS kind,
  n.nspname::text AS schema,
  t.typname::text AS name,
  NULL::text AS table_name,
  json_build_object(
    'type', pg_catalog.format_type(t.typbasetype, t.typtypmod),
    'nullable', NOT t.typnotnull,
    'default', pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::regclass),
    'collation', CASE WHEN t.typcollation <> b.typcollation THEN c.collname END,
    'checks', coalesce(
      (
        SELECT json_agg(
          json_build_array(k.conname, pg_catalog.pg_get_expr(k.conbin, 'pg_catalog.pg_type'::regclass)) ORDER BY k.conname
        )
        FROM pg_catalog.pg_constraint k
        WHERE k.contypid = t.oid AND k.contype = 'c'
      ),
      '[]'::json
    )
  ) AS fields
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_collation c ON c.oid = t.typcollation
WHERE n.nspname IN ({schemas})
  AND t.typtype = 'd'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
  )
