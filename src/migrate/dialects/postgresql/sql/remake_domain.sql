DO {tag}
DECLARE
  found json;
  at record;
BEGIN
  -- every column of the domain or of arrays of it, with its default as it reads before the domain has another name
  SELECT coalesce(json_agg(json_build_object(
      'place', a.attrelid::regclass::text, 'name', quote_ident(a.attname),
      'many', a.atttypid <> t.oid, 'standard', pg_get_expr(d.adbin, d.adrelid)
    ) ORDER BY a.attrelid::regclass::text, a.attnum), '[]') INTO found
  FROM pg_type t
  JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray)
  JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = ''
  WHERE t.oid = {literal}::regtype AND c.relkind IN ('r', 'p', 'f') AND NOT a.attisdropped AND a.attinhcount = 0;
  ALTER DOMAIN {domain} RENAME TO {aside};
  {create};
  FOR at IN SELECT * FROM json_to_recordset(found) AS x(place text, name text, many boolean, standard text) LOOP
    IF at.standard IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT', at.place, at.name);
    END IF;
    EXECUTE format(
      'ALTER TABLE %1$s ALTER COLUMN %2$s TYPE %3$s%4$s USING %2$s::%5$s%4$s',
      at.place, at.name, {literal}, CASE WHEN at.many THEN '[]' ELSE '' END, {base}
    );
    IF at.standard IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s', at.place, at.name, at.standard);
    END IF;
  END LOOP;
  DROP DOMAIN {old};
END {tag}
