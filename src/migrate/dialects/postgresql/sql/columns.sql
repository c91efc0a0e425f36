-- The columns of every table as one row a table: one line for each attribute number from 1 on, empty where the column was
-- dropped (JSON text has no line breaks of its own). Columns with the same definition have the same line in every table,
-- and most need few words.
-- materialized: found once for each sequence, not looked for at each column. What is looked up besides is joined or an
-- array: a subquery for each column would cost so much by the server's estimate that it compiles the query first (jit).
WITH owned AS MATERIALIZED (
  SELECT
    o.refobjid, o.refobjsubid,
    (SELECT c.relname FROM pg_catalog.pg_class c WHERE c.oid = s.seqrelid) AS name,
    'nextval(' || quote_literal(s.seqrelid::regclass::text) || '::regclass)' AS nextval,
    CASE s.seqtypid WHEN 'smallint'::regtype THEN 2 WHEN 'integer'::regtype THEN 4 ELSE 8 END AS bytes,
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
  string_agg(
    CASE
      WHEN a.attisdropped THEN ''
      WHEN NOT a.atthasdef AND a.attidentity = '' AND c.description IS NULL AND a.attcollation = t.typcollation
        AND t.typnamespace = 'pg_catalog'::regnamespace
      THEN json_build_array(
        a.attname,
        pg_catalog.format_type(a.atttypid, a.atttypmod),
        a.attnotnull,
        a.attcollation
      )::text
      ELSE json_build_array(
        a.attname,
        pg_catalog.format_type(a.atttypid, a.atttypmod),
        a.attnotnull,
        a.attcollation,
        t.typcollation,
        -- format_type() leaves out the schema of a type that the search path finds; the default schema's own types and
        -- those of an extension are spelled without it in models too, any other is not
        CASE
          WHEN t.typnamespace <> 'pg_catalog'::regnamespace AND pg_catalog.pg_type_is_visible(t.oid)
            AND NOT ARRAY[t.oid, t.typelem] && ARRAY(
              SELECT e.objid FROM pg_catalog.pg_depend e
              WHERE e.classid = 'pg_catalog.pg_type'::regclass AND e.deptype = 'e'
            )
          THEN t.typnamespace::regnamespace::text
        END,
        -- SERIAL is a default that takes the next value of a sequence which belongs to the column; then this is null.
        -- Only what is generated mentions columns, and the server takes long to prepare for them.
        nullif(pg_catalog.pg_get_expr(d.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE a.attrelid END), q.nextval),
        q.nextval IS NOT NULL AND a.atthasdef,
        CASE a.attgenerated WHEN '' THEN NULL ELSE a.attgenerated END,
        CASE a.attidentity WHEN '' THEN NULL ELSE a.attidentity END,
        q.parameters,
        -- SERIAL whose sequence counts less far than the column's type, which was changed without it
        CASE WHEN t.typlen > q.bytes THEN json_build_array(
          q.name,
          CASE q.bytes WHEN 2 THEN 'smallint' ELSE 'integer' END
        ) END,
        c.description
      )::text
    END,
    E'\n' ORDER BY a.attnum
  ) AS columns
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class r ON r.oid = a.attrelid AND r.relkind IN ('r', 'p') AND NOT r.relispartition
LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_description c
  ON c.objoid = a.attrelid AND c.classoid = 'pg_catalog.pg_class'::regclass AND c.objsubid = a.attnum
LEFT JOIN pg_catalog.pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN owned q ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
-- by number, not by a join with their names: so the server knows how many rows there are
WHERE r.relnamespace = ANY (ARRAY(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname IN ({schemas})))
  AND a.attnum > 0
GROUP BY a.attrelid
