-- Tables and partitioned tables, without partitions of another table and without what an extension made.
SELECT
  c.oid AS oid,
  n.nspname::text AS schema,
  c.relname::text AS name,
  d.description AS comment,
  CASE
    WHEN c.relpersistence = 'u' OR c.relkind = 'p' OR c.relhassubclass OR c.reltablespace <> 0
      OR c.reloptions IS NOT NULL OR toast.reloptions IS NOT NULL OR m.amname <> 'heap' OR parents.names IS NOT NULL
    THEN json_build_object(
      'unlogged', c.relpersistence = 'u',
      'partition_by', pg_get_partkeydef(c.oid),
      'tablespace', s.spcname,
      'using', CASE WHEN m.amname <> 'heap' THEN m.amname END,
      'inherits', parents.names,
      -- parameters of the TOAST table are spelled toast.<name> in CREATE TABLE
      'with', c.reloptions || (SELECT array_agg('toast.' || o) FROM unnest(toast.reloptions) o)
    )::text
  END AS options
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_description d
  ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid AND toast.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace AND s.spcname <> 'pg_default'  -- as if unsaid
LEFT JOIN (
  SELECT h.inhrelid, array_agg(p.relname::text ORDER BY h.inhseqno) AS names
  FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
  GROUP BY h.inhrelid
) parents ON parents.inhrelid = c.oid
WHERE n.nspname IN ({schemas})
  AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e
    WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
ORDER BY n.nspname, c.relname
