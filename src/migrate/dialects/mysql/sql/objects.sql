-- Views, triggers, and the names of sequences (MariaDB). Names in a view's query have their database before them, wherever they are.
SELECT 'view' AS kind, TABLE_SCHEMA, TABLE_NAME, NULL AS ON_TABLE, VIEW_DEFINITION, CHECK_OPTION AS DETAIL
FROM information_schema.VIEWS
WHERE TABLE_SCHEMA IN :schemas
UNION ALL
SELECT 'trigger', TRIGGER_SCHEMA, TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT,
       CONCAT(ACTION_TIMING, ' ', EVENT_MANIPULATION)
FROM information_schema.TRIGGERS
WHERE TRIGGER_SCHEMA IN :schemas
UNION ALL
SELECT 'sequence', TABLE_SCHEMA, TABLE_NAME, NULL, NULL, NULL
FROM information_schema.TABLES
WHERE TABLE_SCHEMA IN :schemas
  AND TABLE_TYPE = 'SEQUENCE'
