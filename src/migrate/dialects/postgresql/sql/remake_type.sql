DO {tag}
DECLARE
  made json;
  found json;
  standards json;
  spot record;
  statement text;
  lost text;
  rows bigint;
BEGIN
  -- the type, and every type that is made of it, with what brings it back as it reads before anything has another name;
  -- shape: a value of it is one value, an array of them, or holds them deeper, and then where
  WITH RECURSIVE below AS (
    SELECT t.oid, t.typarray, 0 AS depth, 'one' AS shape, '' AS path FROM pg_type t WHERE t.oid = {literal}::regtype
    UNION ALL
    SELECT u.oid, u.typarray, b.depth + 1,
      CASE WHEN u.attname IS NOT NULL THEN 'deep' WHEN u.inner = b.oid THEN b.shape WHEN b.shape = 'one' THEN 'many' ELSE 'deep' END,
      coalesce('.' || to_json(u.attname), '') || CASE u.inner WHEN b.oid THEN '' ELSE '.**' END || b.path
    FROM below b CROSS JOIN LATERAL (
      SELECT d.oid, d.typarray, NULL::text AS attname, d.typbasetype AS inner FROM pg_type d
      WHERE d.typtype = 'd' AND d.typbasetype IN (b.oid, b.typarray)
      UNION ALL
      SELECT y.oid, y.typarray, a.attname, a.atttypid FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'c' JOIN pg_type y ON y.oid = c.reltype
      WHERE a.atttypid IN (b.oid, b.typarray) AND NOT a.attisdropped
    ) u
  ), types AS (
    SELECT b.oid, b.typarray, max(b.depth) AS depth, min(b.shape) AS shape, array_agg(DISTINCT b.path) AS paths
    FROM below b GROUP BY b.oid, b.typarray
  )
  SELECT json_agg(json_build_object(
    'oid', y.oid, 'many', y.typarray, 'depth', y.depth, 'shape', y.shape, 'paths', y.paths, 'kind', w.kind,
    'name', w.name, 'aside', quote_ident(left(t.typname, 50) || '__old'), 'schema', quote_ident(n.nspname),
    'made', CASE w.kind
      WHEN 'DOMAIN' THEN format('CREATE DOMAIN %s AS %s%s%s%s', w.name, format_type(t.typbasetype, t.typtypmod),
        (SELECT format(' COLLATE %I.%I', s.nspname, o.collname) FROM pg_collation o
          JOIN pg_namespace s ON s.oid = o.collnamespace JOIN pg_type b ON b.oid = t.typbasetype
          WHERE o.oid = t.typcollation AND t.typcollation <> b.typcollation),
        -- without a word it takes the default of a domain that it is over
        ' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), 'NULL'), CASE WHEN t.typnotnull THEN ' NOT NULL' END)
      ELSE format('CREATE TYPE %s AS (%s)', w.name, (
        SELECT string_agg(format('%I %s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          (SELECT format(' COLLATE %I.%I', s.nspname, o.collname) FROM pg_collation o
            JOIN pg_namespace s ON s.oid = o.collnamespace JOIN pg_type b ON b.oid = a.atttypid
            WHERE o.oid = a.attcollation AND a.attcollation <> b.typcollation)), ', ' ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
    END,
    'also', (SELECT json_agg(s.sql ORDER BY s.rank, s.sql) FROM (
      SELECT 1 AS rank, format('ALTER DOMAIN %s ADD CONSTRAINT %I %s', w.name, k.conname, pg_get_constraintdef(k.oid)) AS sql
      FROM pg_constraint k WHERE k.contypid = t.oid AND y.depth > 0
      UNION ALL
      SELECT 2, format('COMMENT ON CONSTRAINT %I ON DOMAIN %s IS %L', k.conname, w.name, d.description)
      FROM pg_constraint k JOIN pg_description d ON d.objoid = k.oid AND d.classoid = 'pg_constraint'::regclass
      WHERE k.contypid = t.oid AND y.depth > 0
      UNION ALL
      SELECT 2, format('COMMENT ON %s %s IS %L', w.kind, w.name, d.description)
      FROM pg_description d WHERE d.objoid = t.oid AND d.classoid = 'pg_type'::regclass
      UNION ALL
      SELECT 2, format('COMMENT ON COLUMN %s.%I IS %L', w.name, a.attname, d.description)
      FROM pg_attribute a JOIN pg_description d ON d.objoid = a.attrelid AND d.objsubid = a.attnum
      WHERE d.classoid = 'pg_class'::regclass AND a.attrelid = t.typrelid AND a.attnum > 0
      UNION ALL
      -- everybody may use a type unless that was taken away
      SELECT 3, format('REVOKE USAGE ON TYPE %s FROM PUBLIC', w.name)
      WHERE t.typacl IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(t.typacl) x WHERE x.grantee = 0)
      UNION ALL
      SELECT 4, format('GRANT USAGE ON TYPE %s TO %I%s', w.name, pg_get_userbyid(x.grantee),
        CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
      FROM aclexplode(t.typacl) x WHERE x.grantee NOT IN (0, t.typowner)
      UNION ALL
      SELECT 5, format('ALTER %s %s OWNER TO %I', w.kind, w.name, pg_get_userbyid(t.typowner))
      WHERE pg_get_userbyid(t.typowner) <> current_user
    ) s)
  ) ORDER BY y.depth, w.name) INTO made
  FROM types y JOIN pg_type t ON t.oid = y.oid JOIN pg_namespace n ON n.oid = t.typnamespace
  CROSS JOIN LATERAL (
    SELECT CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END AS kind, format('%I.%I', n.nspname, t.typname) AS name
  ) w;
  -- what else stands on one of them
  SELECT string_agg(DISTINCT o.what, ', ') INTO lost FROM json_to_recordset(made) AS m(oid oid, many oid)
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN v.oid IS NOT NULL THEN pg_describe_object('pg_class'::regclass, v.oid, 0)
      ELSE pg_describe_object(d.classid, d.objid, d.objsubid)
    END AS what
    FROM pg_depend d
    LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
    LEFT JOIN pg_attrdef s ON d.classid = 'pg_attrdef'::regclass AND s.oid = d.objid
    LEFT JOIN pg_class c ON c.oid = CASE d.classid WHEN 'pg_class'::regclass THEN d.objid ELSE coalesce(w.ev_class, s.adrelid) END
    LEFT JOIN pg_class v ON v.oid = c.oid AND v.relkind IN ('v', 'm')
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = coalesce(s.adnum, nullif(d.objsubid, 0))
    LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
    WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid IN (m.oid, m.many) AND d.deptype IN ('n', 'a')
      AND NOT (a.attnum IS NOT NULL AND a.attgenerated = '' AND c.relkind IN ('r', 'p', 'f', 'c'))
      AND coalesce(k.contypid, CASE d.classid WHEN 'pg_type'::regclass THEN d.objid ELSE 0 END)
        NOT IN (SELECT each.oid FROM json_to_recordset(made) AS each(oid oid))
    UNION ALL
    SELECT 'the partition key of ' || pg_describe_object('pg_class'::regclass, p.partrelid, 0)
    FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = ANY (p.partattrs)
    WHERE a.atttypid IN (m.oid, m.many)
  ) o;
  IF lost IS NOT NULL THEN
    RAISE EXCEPTION '{what} % cannot be made anew: % stands on it', {literal}, lost
      USING HINT = CASE WHEN position('the partition key' IN lost) > 0 THEN 'a partition key keeps its types: make another'
        || ' partitioned table on a type of another name, and move the rows' ELSE 'drop that before op.alter_{what}() and'
        || ' create it again after' END;
  END IF;
  -- every column of these types or of arrays of them, and every default that stands on them
  SELECT coalesce(json_agg(json_build_object(
    'place', a.attrelid::regclass::text, 'name', quote_ident(a.attname), 'type', format_type(a.atttypid, NULL) || coalesce(
      (SELECT format(' COLLATE %I.%I', s.nspname, o.collname) FROM pg_collation o
        JOIN pg_namespace s ON s.oid = o.collnamespace JOIN pg_type y ON y.oid = a.atttypid
        WHERE o.oid = a.attcollation AND a.attcollation <> y.typcollation), ''),
    'cast', format_type(a.atttypid, NULL), 'many', a.atttypid <> m.oid,
    'shape', CASE WHEN a.atttypid = m.oid THEN m.shape WHEN m.shape = 'one' THEN 'many' ELSE 'deep' END, 'paths', m.paths
  ) ORDER BY a.attrelid::regclass::text, a.attnum), '[]') INTO found
  FROM json_to_recordset(made) AS m(oid oid, many oid, shape text, paths json)
  JOIN pg_attribute a ON a.atttypid IN (m.oid, m.many)
  JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relkind IN ('r', 'p', 'f') AND NOT a.attisdropped AND a.attinhcount = 0;
  SELECT coalesce(json_agg(json_build_object(
    'place', a.attrelid::regclass::text, 'name', quote_ident(a.attname), 'standard', pg_get_expr(s.adbin, s.adrelid)
  ) ORDER BY a.attrelid::regclass::text, a.attnum), '[]') INTO standards
  FROM pg_attrdef s
  JOIN pg_attribute a ON a.attrelid = s.adrelid AND a.attnum = s.adnum AND a.attgenerated = ''
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f')
  WHERE EXISTS (
    SELECT FROM json_to_recordset(made) AS m(oid oid, many oid) WHERE a.atttypid IN (m.oid, m.many) OR EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_attrdef'::regclass AND d.objid = s.oid
        AND d.refclassid = 'pg_type'::regclass AND d.refobjid IN (m.oid, m.many))
  );
{check}  FOR spot IN SELECT * FROM json_to_recordset(made) AS m(depth int, kind text, name text, aside text) ORDER BY 1, 3 LOOP
    EXECUTE format('ALTER %s %s RENAME TO %s', spot.kind, spot.name, spot.aside);
  END LOOP;
  {create};
  FOR spot IN SELECT * FROM json_to_recordset(made) AS m(depth int, name text, made text, also json) ORDER BY 1, 2 LOOP
    IF spot.depth > 0 THEN
      EXECUTE spot.made;
    END IF;
    FOR statement IN SELECT json_array_elements_text(spot.also) LOOP
      EXECUTE statement;
    END LOOP;
  END LOOP;
  FOR spot IN SELECT * FROM json_to_recordset(standards) AS x(place text, name text) LOOP
    EXECUTE format('ALTER TABLE ONLY %s ALTER COLUMN %s DROP DEFAULT', spot.place, spot.name);
  END LOOP;
  FOR spot IN SELECT * FROM json_to_recordset(found) AS x(place text, name text, type text, "cast" text, shape text) LOOP
    EXECUTE format(
      'ALTER TABLE %1$s ALTER COLUMN %2$s TYPE %3$s USING ' || CASE spot.shape WHEN 'one' THEN '(' || {one} || ')'
      WHEN 'many' THEN '(' || {many} || ')' ELSE '%2$s::text' END || '::%4$s', spot.place, spot.name, spot.type, spot."cast"
    );
  END LOOP;
  FOR spot IN SELECT * FROM json_to_recordset(standards) AS x(place text, name text, standard text) LOOP
    EXECUTE format('ALTER TABLE ONLY %s ALTER COLUMN %s SET DEFAULT %s', spot.place, spot.name, spot.standard);
  END LOOP;
  FOR spot IN SELECT * FROM json_to_recordset(made) AS m(depth int, kind text, schema text, aside text) ORDER BY 1 DESC, 4 LOOP
    EXECUTE format('DROP %s %s.%s', spot.kind, spot.schema, spot.aside);
  END LOOP;
END {tag}
