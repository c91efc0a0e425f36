  json_build_object(
    'sql', pg_catalog.pg_get_viewdef(c.oid),
    'columns', (
      SELECT json_agg(json_build_array(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    ),
    'options', c.reloptions,
    'also', (
      SELECT json_agg(s.sql ORDER BY s.rank, s.sql) FROM (
        SELECT 1 AS rank, pg_catalog.pg_get_indexdef(i.indexrelid) AS sql
        FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid
        UNION ALL
        SELECT 2, format('COMMENT ON %s %s%I%sIS %L',
          CASE WHEN d.objsubid > 0 THEN 'COLUMN' WHEN c.relkind = 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END,
          CASE n.nspname WHEN current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END, c.relname, coalesce('.' || quote_ident(a.attname) || ' ', ' '), d.description)
        FROM pg_catalog.pg_description d
        LEFT JOIN pg_catalog.pg_attribute a ON d.objsubid > 0 AND a.attrelid = c.oid AND a.attnum = d.objsubid
        WHERE d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass
        UNION ALL
        SELECT 2, format('COMMENT ON INDEX %I.%I IS %L', n.nspname, x.relname, d.description)
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        JOIN pg_catalog.pg_description d ON d.objoid = x.oid AND d.classoid = 'pg_catalog.pg_class'::regclass
        WHERE i.indrelid = c.oid
        UNION ALL
        SELECT 3, pg_catalog.pg_get_triggerdef(t.oid)
        FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
        UNION ALL
        SELECT 4, format('COMMENT ON TRIGGER %I ON %I.%I IS %L', t.tgname, n.nspname, c.relname, d.description)
        FROM pg_catalog.pg_trigger t
        JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_trigger'::regclass
        WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
        UNION ALL
        SELECT 4, pg_catalog.pg_get_ruledef(r.oid)
        FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'
        UNION ALL
        SELECT 5, format('GRANT %s ON %s%I TO %s%s', p.privilege_type, CASE n.nspname WHEN current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END, c.relname,
          CASE p.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(p.grantee)) END,
          CASE WHEN p.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_catalog.aclexplode(c.relacl) p WHERE p.grantee <> c.relowner
        UNION ALL
        SELECT 5, format('GRANT %s (%I) ON %s%I TO %s%s', p.privilege_type, a.attname, CASE n.nspname WHEN current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END, c.relname,
          CASE p.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(p.grantee)) END,
          CASE WHEN p.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_catalog.pg_attribute a, pg_catalog.aclexplode(a.attacl) p
        WHERE a.attrelid = c.oid AND NOT a.attisdropped AND p.grantee <> c.relowner
        UNION ALL
        SELECT 5, format('ALTER VIEW %s%I ALTER COLUMN %I SET DEFAULT %s', CASE n.nspname WHEN current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END, c.relname,
          a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid))
        FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE d.adrelid = c.oid
        UNION ALL
        SELECT 6, format('ALTER %s %s%I OWNER TO %I',
          CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, CASE n.nspname WHEN current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END, c.relname,
          pg_catalog.pg_get_userbyid(c.relowner))
        WHERE pg_catalog.pg_get_userbyid(c.relowner) <> current_user
      ) s
    )
  )
