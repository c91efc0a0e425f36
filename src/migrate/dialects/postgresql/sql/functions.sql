-- Functions and procedures that somebody wrote: not aggregates, not those of an extension, not those in C. The server's
-- CREATE FUNCTION is told apart into its arguments and what follows them.
SELECT
  'function' AS kind,
  n.nspname::text AS schema,
  p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')' AS name,
  NULL::text AS table_name,
  json_build_object(
    'arguments', pg_catalog.pg_get_function_arguments(p.oid),
    'definition', substr(
      pg_catalog.pg_get_functiondef(p.oid),
      strpos(pg_catalog.pg_get_functiondef(p.oid), '(' || pg_catalog.pg_get_function_arguments(p.oid) || E')\n')
        + length(pg_catalog.pg_get_function_arguments(p.oid)) + 3
    ),
    'result', pg_catalog.pg_get_function_result(p.oid),
    'procedure', p.prokind = 'p',
    'held', EXISTS (
      SELECT FROM pg_catalog.pg_depend d
      LEFT JOIN pg_catalog.pg_proc o ON d.classid = 'pg_catalog.pg_proc'::regclass AND o.oid = d.objid
      LEFT JOIN pg_catalog.pg_constraint k ON d.classid = 'pg_catalog.pg_constraint'::regclass AND k.oid = d.objid
      WHERE d.refclassid = 'pg_catalog.pg_proc'::regclass AND d.refobjid = p.oid AND (
        o.prokind = 'a' OR k.contypid <> 0 OR d.classid NOT IN (
          'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_constraint'::regclass, 'pg_catalog.pg_rewrite'::regclass,
          'pg_catalog.pg_class'::regclass, 'pg_catalog.pg_attrdef'::regclass, 'pg_catalog.pg_trigger'::regclass
        )
      )
    ),
    'also', (
      SELECT json_agg(s.sql ORDER BY s.rank, s.sql) FROM (
        SELECT 1 AS rank, format('COMMENT ON %s %s(%s) IS %L', w.kind, w.name, w.arguments, d.description) AS sql
        FROM pg_catalog.pg_description d WHERE d.objoid = p.oid AND d.classoid = 'pg_catalog.pg_proc'::regclass
        UNION ALL
        -- everybody may execute a function unless that was taken away
        SELECT 2, format('REVOKE EXECUTE ON %s %s(%s) FROM PUBLIC', w.kind, w.name, w.arguments)
        WHERE p.proacl IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(p.proacl) x WHERE x.grantee = 0)
        UNION ALL
        SELECT 3, format('GRANT EXECUTE ON %s %s(%s) TO %I%s', w.kind, w.name, w.arguments,
          pg_catalog.pg_get_userbyid(x.grantee), CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_catalog.aclexplode(p.proacl) x WHERE x.grantee NOT IN (0, p.proowner)
        UNION ALL
        SELECT 4, format('ALTER %s %s(%s) OWNER TO %I', w.kind, w.name, w.arguments,
          pg_catalog.pg_get_userbyid(p.proowner))
        WHERE pg_catalog.pg_get_userbyid(p.proowner) <> current_user
      ) s
    )
  ) AS fields
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
CROSS JOIN LATERAL (
  SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
    format('%I.%I', n.nspname, p.proname) AS name, pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments
) w
WHERE n.nspname IN ({schemas})
  AND p.prokind IN ('f', 'p')
  AND l.lanname NOT IN ('c', 'internal')
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend e
    WHERE e.classid = 'pg_catalog.pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e'
  )
