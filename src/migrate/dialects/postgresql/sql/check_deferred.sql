DO {tag}
DECLARE
  deferred text;
BEGIN
  -- a table whose rows wait for a deferred constraint cannot be altered: those of {table} are checked now
  FOR deferred IN
    SELECT format('%I.%I', n.nspname, k.conname) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
    WHERE k.condeferred AND {literal}::regclass IN (k.conrelid, k.confrelid) ORDER BY 1
  LOOP
    EXECUTE 'SET CONSTRAINTS ' || deferred || ' IMMEDIATE';
    EXECUTE 'SET CONSTRAINTS ' || deferred || ' DEFERRED';
  END LOOP;
END {tag}
