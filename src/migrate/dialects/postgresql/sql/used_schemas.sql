-- Schemas, and whether one holds what is neither a table nor of a kind that the models can declare.
SELECT
  'schema' AS kind,
  NULL::text AS schema,
  n.nspname::text AS name,
  NULL::text AS table_name,
  json_build_object(
    'others',
    EXISTS (
      SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
      WHERE p.pronamespace = n.oid AND (p.prokind NOT IN ('f', 'p') OR l.lanname IN ('c', 'internal'))
    )
    -- foreign tables, composite types
    OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('f', 'c'))
    -- partitions of a table elsewhere, which go when that goes
    OR EXISTS (
      SELECT FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
      JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
      WHERE c.relnamespace = n.oid AND c.relispartition AND p.relnamespace <> n.oid
    )
    OR EXISTS (SELECT FROM pg_catalog.pg_type t WHERE t.typnamespace = n.oid AND t.typtype = 'r')
    OR EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extnamespace = n.oid)
    OR EXISTS (SELECT FROM pg_catalog.pg_operator o WHERE o.oprnamespace = n.oid)
    OR EXISTS (SELECT FROM pg_catalog.pg_opclass o WHERE o.opcnamespace = n.oid)
    OR EXISTS (SELECT FROM pg_catalog.pg_collation c WHERE c.collnamespace = n.oid)
    OR EXISTS (SELECT FROM pg_catalog.pg_ts_config c WHERE c.cfgnamespace = n.oid)
    OR EXISTS (SELECT FROM pg_catalog.pg_ts_dict c WHERE c.dictnamespace = n.oid)
    OR EXISTS (SELECT FROM pg_catalog.pg_statistic_ext s WHERE s.stxnamespace = n.oid)
  ) AS fields
FROM pg_catalog.pg_namespace n
WHERE n.nspname IN ({schemas})
