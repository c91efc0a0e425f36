DO {tag}
DECLARE
  found json;
  spot record;
  lost text;
  rows bigint;
BEGIN
  SELECT string_agg(DISTINCT pg_describe_object(d.classid, d.objid, 0), ', ') INTO lost
  FROM pg_type t
  JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray) AND d.deptype = 'n'
  WHERE t.oid = {literal}::regtype AND (
    d.classid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_cast'::regclass, 'pg_operator'::regclass)
    OR d.classid = 'pg_class'::regclass AND d.objid IN (SELECT c.oid FROM pg_class c WHERE c.relkind = 'c')
  );
  IF lost IS NOT NULL THEN
    RAISE EXCEPTION '{what} % cannot be made anew: % stands on it', {literal}, lost
      USING HINT = 'drop that before op.alter_{what}() and create it again after';
  END IF;
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
{check}  ALTER {kind} {type} RENAME TO {aside};
  {create};
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
  DROP {kind} {old};
END {tag}
