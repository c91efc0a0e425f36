-- Views and triggers. Names in a view's query have their database before them, wherever they are.
-- The triggers of one event of a table fire in the order of PLACE.
-- Where there are no views, they are not asked for: reading them opens every table.
SELECT 'view' AS kind, TABLE_SCHEMA, TABLE_NAME, NULL AS ON_TABLE, VIEW_DEFINITION, CHECK_OPTION AS DETAIL, NULL AS PLACE
FROM information_schema.VIEWS
WHERE :views
  AND TABLE_SCHEMA IN :schemas
UNION ALL
SELECT 'trigger', TRIGGER_SCHEMA, TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT,
       CONCAT(ACTION_TIMING, ' ', EVENT_MANIPULATION), ACTION_ORDER
FROM information_schema.TRIGGERS
WHERE TRIGGER_SCHEMA IN :schemas
