-- The columns of every table as one row a table: attribute numbers, and one JSON array a column, one on each line
-- (JSON text has no line breaks of its own). Columns with the same definition have the same line in every table.
-- materialized: found once for each sequence, not looked for at each column
WITH owned AS MATERIALIZED (
  SELECT
    o.refobjid, o.refobjsubid,
    'nextval(' || quote_literal(s.seqrelid::regclass::text) || '::regclass)' AS nextval,
    CASE s.seqtypid WHEN 'smallint'::regtype THEN 2 WHEN 'integer'::regtype THEN 4 ELSE 8 END AS bytes,
    (SELECT c.relname FROM pg_catalog.pg_class c WHERE c.oid = s.seqrelid) AS name,
    CASE o.deptype WHEN 'i' THEN
      json_build_array(s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
    END AS parameters
  FROM pg_catalog.pg_sequence s
  JOIN pg_catalog.pg_depend o
    ON o.classid = 'pg_catalog.pg_class'::regclass AND o.objid = s.seqrelid
    AND o.refclassid = 'pg_catalog.pg_class'::regclass AND o.deptype IN ('a', 'i')
)
SELECT
  a.attrelid AS oid,
  string_agg(a.attnum::text, ' ' ORDER BY a.attnum) AS numbers,
  string_agg(
    json_build_array(
      a.attname,
      pg_catalog.format_type(a.atttypid, a.atttypmod),
      -- format_type() leaves out the schema of a type that the search path finds; the default schema's own types and
      -- those of an extension are spelled without it in models too, any other is not
      CASE
        WHEN t.typnamespace <> 'pg_catalog'::regnamespace AND pg_catalog.pg_type_is_visible(t.oid)
          AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend e
            WHERE e.classid = 'pg_catalog.pg_type'::regclass AND e.deptype = 'e'
              AND e.objid IN (t.oid, t.typelem)
          )
        THEN t.typnamespace::regnamespace::text
      END,
      a.attnotnull,
      -- SERIAL is a default that takes the next value of a sequence which belongs to the column
      CASE WHEN q.nextval IS NOT NULL THEN nullif(pg_catalog.pg_get_expr(d.adbin, d.adrelid), q.nextval)
        WHEN a.atthasdef THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
      CASE WHEN q.nextval IS NOT NULL THEN q.nextval = pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
      CASE a.attgenerated WHEN '' THEN NULL ELSE a.attgenerated END,
      CASE a.attidentity WHEN '' THEN NULL ELSE a.attidentity END,
      q.parameters,
      -- SERIAL whose sequence counts less far than the column's type, which was changed without it
      CASE WHEN q.nextval IS NOT NULL AND t.typlen > q.bytes
        THEN json_build_array(q.name, CASE q.bytes WHEN 2 THEN 'smallint' ELSE 'integer' END) END,
      a.attcollation,
      t.typcollation,
      c.description
    )::text,
    E'\n' ORDER BY a.attnum
  ) AS columns
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class r ON r.oid = a.attrelid AND r.relkind IN ('r', 'p') AND NOT r.relispartition
JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_description c
  ON c.objoid = a.attrelid AND c.classoid = 'pg_catalog.pg_class'::regclass AND c.objsubid = a.attnum
LEFT JOIN owned q ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
WHERE n.nspname IN ({schemas})
  AND a.attnum > 0
  AND NOT a.attisdropped
GROUP BY a.attrelid
