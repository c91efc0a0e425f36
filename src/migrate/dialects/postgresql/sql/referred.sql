-- Tables of other schemas that foreign keys refer to, with their columns; asked only when there are any.
SELECT
  c.oid AS oid,
  n.nspname::text AS schema,
  c.relname::text AS name,
  json_object_agg(a.attnum, a.attname)::text AS columns
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.oid IN ({oids})
GROUP BY c.oid, n.nspname, c.relname
