-- Sequences that belong to no column; those of SERIAL and IDENTITY are told by their column.
SELECT
  'sequence' AS kind,
  n.nspname::text AS schema,
  c.relname::text AS name,
  NULL::text AS table_name,
  json_build_object(
    'type', pg_catalog.format_type(s.seqtypid, NULL), 'start', s.seqstart, 'increment', s.seqincrement,
    'minvalue', s.seqmin, 'maxvalue', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle
  ) AS fields
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ({schemas})
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
      AND d.deptype IN ('a', 'i', 'e')  -- owned by a column, made by IDENTITY, made by an extension
      AND (d.refclassid <> 'pg_catalog.pg_namespace'::regclass)
  )
