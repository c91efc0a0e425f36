-- Names of what an index or a column may mention by its oid: collations, and operator classes that are nobody's default.
SELECT
  o.oid AS oid,
  CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END
    || quote_ident(o.opcname) AS name
FROM pg_catalog.pg_opclass o
JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
WHERE NOT o.opcdefault
UNION ALL
SELECT c.oid, c.collname::text
FROM pg_catalog.pg_collation c
