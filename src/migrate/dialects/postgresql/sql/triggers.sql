-- Triggers of tables; those of views are read with the view.
SELECT
  'trigger' AS kind,
  n.nspname::text AS schema,
  t.tgname::text AS name,
  c.relname::text AS table_name,
  json_build_object(
    'sql', pg_catalog.pg_get_triggerdef(t.oid),
    'name', quote_ident(t.tgname),
    'table', format('%I.%I', n.nspname, c.relname),
    'also', (
      SELECT json_agg(s.sql ORDER BY s.sql) FROM (
        SELECT format('ALTER TABLE %I.%I %s TRIGGER %I', n.nspname, c.relname,
          CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname) AS sql
        WHERE t.tgenabled <> 'O'
        UNION ALL
        SELECT format('COMMENT ON TRIGGER %I ON %I.%I IS %L', t.tgname, n.nspname, c.relname, d.description)
        FROM pg_catalog.pg_description d WHERE d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_trigger'::regclass
      ) s
    )
  ) AS fields
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ({schemas})
  AND NOT t.tgisinternal
  AND t.tgparentid = 0
  AND c.relkind IN ('r', 'p')
  AND c.relpersistence <> 't'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e
    WHERE e.classid = 'pg_catalog.pg_trigger'::regclass AND e.objid = t.oid AND e.deptype = 'e'
  )
