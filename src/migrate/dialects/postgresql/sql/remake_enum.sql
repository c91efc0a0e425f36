DO {tag}
DECLARE
  found json;
  spot record;
  lost text;
BEGIN
  -- every column of the type or of arrays of it, with its default as it reads before the type has another name
  SELECT coalesce(json_agg(json_build_object(
      'place', a.attrelid::regclass::text, 'name', quote_ident(a.attname),
      'many', a.atttypid <> t.oid, 'standard', pg_get_expr(d.adbin, d.adrelid)
    ) ORDER BY a.attrelid::regclass::text, a.attnum), '[]') INTO found
  FROM pg_type t
  JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray)
  JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = ''
  WHERE t.oid = {literal}::regtype AND c.relkind IN ('r', 'p', 'f') AND NOT a.attisdropped AND a.attinhcount = 0;
  FOR spot IN SELECT * FROM json_to_recordset(found) AS x(place text, name text, many boolean) LOOP
    EXECUTE format(
      CASE WHEN spot.many THEN 'SELECT u.v FROM %1$s, unnest(%2$s::text[]) u(v) WHERE u.v <> ALL ($1) LIMIT 1'
      ELSE 'SELECT %2$s FROM %1$s WHERE %2$s::text <> ALL ($1) LIMIT 1' END, spot.place, spot.name
    ) INTO lost USING {fitting};
    IF lost IS NOT NULL THEN
      RAISE EXCEPTION 'enum % cannot lose the value %: rows of %.% have it', {literal}, quote_literal(lost), spot.place,
        spot.name USING HINT = 'change the rows first, or say what they become: replace={"old": "new"}';
    END IF;
  END LOOP;
  ALTER TYPE {type} RENAME TO {aside};
  CREATE TYPE {type} AS ENUM ({labels});
  FOR spot IN SELECT * FROM json_to_recordset(found) AS x(place text, name text, many boolean, standard text) LOOP
    IF spot.standard IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT', spot.place, spot.name);
    END IF;
    EXECUTE format(
      'ALTER TABLE %1$s ALTER COLUMN %2$s TYPE ' || {literal} || CASE WHEN spot.many THEN '[] USING ' || {many}
      ELSE ' USING ' || {one} END, spot.place, spot.name
    );
    IF spot.standard IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s', spot.place, spot.name, spot.standard);
    END IF;
  END LOOP;
  DROP TYPE {old};
END {tag}
