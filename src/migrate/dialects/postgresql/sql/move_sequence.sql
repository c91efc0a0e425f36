DO {tag}
DECLARE
  name regclass := {sequence};
  options pg_catalog.pg_sequence;
  place bigint;
  used boolean;
BEGIN
  EXECUTE 'SELECT last_value, is_called FROM ' || name INTO place, used;
  IF place {side} {limit} THEN
    SELECT * INTO options FROM pg_catalog.pg_sequence WHERE seqrelid = name;
    -- beyond the end of the new range all of its numbers are used, before its beginning none is
    used := used AND {increment} {side} 0;
    place := CASE WHEN used THEN {limit} ELSE least(greatest({start}, options.seqmin), options.seqmax) END;
    -- RESTART is undone with the transaction, setval() is so only after it
    EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART WITH ' || place;
    PERFORM setval(name, place, used);
  END IF;
END {tag}
