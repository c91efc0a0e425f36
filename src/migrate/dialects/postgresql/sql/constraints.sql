-- The constraints of every table as one row a table: a JSON array of arrays. Columns are attribute numbers. What a
-- constraint can have besides is said where one has any of it.
SELECT
  k.conrelid AS oid,
  json_agg(
    CASE
      WHEN k.contype <> 'x' AND NOT k.condeferrable AND k.convalidated AND k.confmatchtype <> 'f'
        AND k.confdelsetcols IS NULL
        AND i.indexrelid IS NULL
      THEN json_build_array(
        k.contype,
        k.conname,
        k.conkey,
        pg_catalog.pg_get_expr(k.conbin, k.conrelid),
        k.confrelid,
        k.confkey,
        k.confupdtype,
        k.confdeltype
      )
      ELSE json_build_array(
        k.contype,
        k.conname,
        k.conkey,
        pg_catalog.pg_get_expr(k.conbin, k.conrelid),
        k.confrelid,
        k.confkey,
        k.confupdtype,
        k.confdeltype,
        k.condeferrable,
        k.condeferred,
        k.convalidated,
        k.confdelsetcols,
        k.confmatchtype,
        CASE WHEN i.indnatts > i.indnkeyatts THEN i.indkey::text END,
        i.indnullsnotdistinct,
        CASE k.contype WHEN 'x' THEN pg_catalog.pg_get_constraintdef(k.oid) END
      )
    END
  )::text AS constraints
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class r ON r.oid = k.conrelid AND r.relkind IN ('r', 'p') AND NOT r.relispartition
-- only what has more than its keys
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
  AND (i.indnatts > i.indnkeyatts OR i.indnullsnotdistinct)
WHERE r.relnamespace = ANY (ARRAY(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname IN ({schemas})))
  AND k.contype IN ('p', 'u', 'f', 'c', 'x')
  -- a foreign key to a partitioned table has a copy of itself for each partition
  AND k.conparentid = 0
GROUP BY k.conrelid
