-- The statements that let one table go, and those that give its copy, under the same name, all that hung on it:
-- phase 0 is refused (the text says what), 1 runs before the table is dropped, 2 and up when the copy has its name.
WITH t AS (
  SELECT c.*, format('%I.%I', n.nspname, c.relname) AS whole
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = :oid
), owned AS (
  SELECT d.deptype, d.refobjsubid, s.relname, format('%I.%I', n.nspname, s.relname) AS whole,
    format('%I.%I', n.nspname, :prefix || s.relname) AS copied
  FROM t JOIN pg_catalog.pg_depend d ON d.refobjid = t.oid AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
    AND d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
  JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
), k AS (
  SELECT k.*, k.conrelid::regclass::text AS child FROM t
  JOIN pg_catalog.pg_constraint k ON t.oid IN (k.conrelid, k.confrelid)
  WHERE k.contype IN ('p', 'u', 'x', 'c', 'f') AND k.conparentid = 0
), i AS (
  SELECT x.*, x.indexrelid::regclass::text AS name, EXISTS (
    SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x')
  ) AS of_constraint
  FROM t JOIN pg_catalog.pg_index x ON x.indrelid = t.oid
)
SELECT 0 AS phase, r.ev_class::regclass::text AS name, 'the view ' || r.ev_class::regclass::text || ' reads it' AS sql
  FROM t JOIN pg_catalog.pg_depend d ON d.refobjid = t.oid AND d.classid = 'pg_catalog.pg_rewrite'::regclass
  JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.ev_class <> t.oid
UNION SELECT 0, '', 'it is partitioned, or no plain table' FROM t WHERE t.relkind <> 'r' OR t.reloftype <> 0
UNION SELECT 0, '', 'it inherits, or is inherited from' FROM t JOIN pg_catalog.pg_inherits h ON t.oid IN (h.inhrelid, h.inhparent)
UNION SELECT 0, p.polname, 'it has the row security policy ' || p.polname FROM t JOIN pg_catalog.pg_policy p ON p.polrelid = t.oid
UNION SELECT 0, '', 'it has row security' FROM t WHERE t.relrowsecurity OR t.relforcerowsecurity
UNION SELECT 0, '', 'it has a replica identity of its own' FROM t WHERE t.relreplident <> 'd'
UNION SELECT 0, p.pubname, 'the publication ' || p.pubname || ' contains it'
  FROM t JOIN pg_catalog.pg_publication_rel r ON r.prrelid = t.oid JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
UNION ALL SELECT 1, o.relname, CASE o.deptype
    WHEN 'a' THEN format('ALTER SEQUENCE %s OWNED BY NONE', o.whole)
    ELSE format('SELECT setval(%L, last_value, is_called) FROM %s', o.copied, o.whole) END FROM owned o
UNION ALL SELECT 1, k.conname, format('ALTER TABLE %s DROP CONSTRAINT %I', k.child, k.conname) FROM t, k WHERE k.conrelid <> t.oid
UNION ALL SELECT 2, o.relname, CASE o.deptype
    WHEN 'a' THEN format('ALTER SEQUENCE %s OWNED BY %s.%I', o.whole, t.whole, a.attname)
    ELSE format('ALTER SEQUENCE %s RENAME TO %I', o.copied, o.relname) END
  FROM owned o, t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid WHERE a.attnum = o.refobjsubid
UNION ALL SELECT CASE WHEN k.contype <> 'f' THEN 3 WHEN k.conrelid = t.oid THEN 5 ELSE 6 END, k.conname,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', CASE WHEN k.conrelid = t.oid THEN t.whole ELSE k.child END,
      k.conname, pg_catalog.pg_get_constraintdef(k.oid)) FROM t, k
UNION ALL SELECT 4, i.name, pg_catalog.pg_get_indexdef(i.indexrelid) FROM i WHERE NOT i.of_constraint
UNION ALL SELECT 7, g.tgname, pg_catalog.pg_get_triggerdef(g.oid) FROM t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid
  WHERE NOT g.tgisinternal
UNION ALL SELECT 8, g.tgname, format('ALTER TABLE %s %s TRIGGER %I', t.whole,
    CASE g.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, g.tgname)
  FROM t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal AND g.tgenabled <> 'O'
UNION ALL SELECT 7, r.rulename, pg_catalog.pg_get_ruledef(r.oid) FROM t JOIN pg_catalog.pg_rewrite r ON r.ev_class = t.oid
UNION ALL SELECT 7, s.stxname, pg_catalog.pg_get_statisticsobjdef(s.oid)
  FROM t JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = t.oid
UNION ALL SELECT 7, a.attname, format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', t.whole, a.attname,
    CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END)
  FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
  WHERE a.attnum > 0 AND a.attstorage <> y.typstorage
UNION ALL SELECT 7, a.attname, format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', t.whole, a.attname, a.attstattarget)
  FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND a.attstattarget >= 0
UNION ALL SELECT 7, '', format('ALTER TABLE %s SET (%s)', t.whole, array_to_string(t.reloptions, ', '))
  FROM t WHERE t.reloptions IS NOT NULL
UNION ALL SELECT 7, i.name, format('ALTER TABLE %s CLUSTER ON %I', t.whole, c.relname)
  FROM t, i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE i.indisclustered
UNION ALL SELECT 9, a.attname, format('COMMENT ON %s IS %L',
    CASE WHEN d.objsubid = 0 THEN 'TABLE ' || t.whole ELSE format('COLUMN %s.%I', t.whole, a.attname) END, d.description)
  FROM t JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_class'::regclass
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.objsubid AND a.attnum > 0
UNION ALL SELECT 9, k.conname, format('COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname,
    CASE WHEN k.conrelid = t.oid THEN t.whole ELSE k.child END, d.description)
  FROM t, k JOIN pg_catalog.pg_description d ON d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::regclass
UNION ALL SELECT 9, i.name, format('COMMENT ON INDEX %s IS %L', i.name, d.description)
  FROM i JOIN pg_catalog.pg_description d ON d.objoid = i.indexrelid AND d.classoid = 'pg_catalog.pg_class'::regclass
UNION ALL SELECT 9, g.tgname, format('COMMENT ON TRIGGER %I ON %s IS %L', g.tgname, t.whole, d.description)
  FROM t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid
  JOIN pg_catalog.pg_description d ON d.objoid = g.oid AND d.classoid = 'pg_catalog.pg_trigger'::regclass
UNION ALL SELECT 10, '', format('ALTER TABLE %s OWNER TO %I', t.whole, pg_catalog.pg_get_userbyid(t.relowner)) FROM t
UNION ALL SELECT 11, '', format('GRANT %s ON %s TO %s%s', g.privilege_type, t.whole,
    CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END,
    CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
  FROM t, aclexplode(t.relacl) g WHERE g.grantee <> t.relowner
UNION ALL SELECT 11, a.attname, format('GRANT %s (%I) ON %s TO %s%s', g.privilege_type, a.attname, t.whole,
    CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END,
    CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
  FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid, aclexplode(a.attacl) g WHERE a.attacl IS NOT NULL
ORDER BY 1, 2, 3
