-- The columns of one table as they stand in a CREATE TABLE. An identity's sequence gets the name it has with a prefix,
-- because names of sequences are unique in a schema and the table's own still stands.
SELECT
  a.attname AS name,
  format('%I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))
    || CASE WHEN a.attcollation <> y.typcollation THEN format(' COLLATE %I.%I', cn.nspname, co.collname) ELSE '' END
    || CASE
      WHEN a.attgenerated = 's' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_catalog.pg_get_expr(d.adbin, d.adrelid))
      WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s)', pg_catalog.pg_get_expr(d.adbin, d.adrelid))
      WHEN a.attidentity <> '' THEN format(
        ' GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s)',
        CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, sn.nspname, :prefix || s.relname,
        q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END
      )
      WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid)
      ELSE ''
    END
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS definition,
  a.attgenerated <> '' AS computed
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
-- the sequence of an identity depends on its column internally ("i"), the one of SERIAL automatically ("a")
LEFT JOIN pg_catalog.pg_depend p ON p.refobjid = a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'i'
  AND p.classid = 'pg_catalog.pg_class'::regclass AND p.refclassid = 'pg_catalog.pg_class'::regclass
  AND a.attidentity <> ''
LEFT JOIN pg_catalog.pg_sequence q ON q.seqrelid = p.objid
LEFT JOIN pg_catalog.pg_class s ON s.oid = q.seqrelid
LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
WHERE a.attrelid = :oid AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
