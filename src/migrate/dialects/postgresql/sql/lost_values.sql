  FOR spot IN SELECT * FROM json_to_recordset(found) AS x(place text, name text, many boolean, shape text, paths json) LOOP
    EXECUTE format(
      'SELECT u.v, count(*) FROM %1$s r, LATERAL (SELECT DISTINCT ' || CASE spot.shape
        WHEN 'one' THEN 'r.%2$s::text'
        WHEN 'many' THEN 'unnest(r.%2$s::text[])'
        ELSE 'x.v #>> ''{}'' FROM json_array_elements_text(%3$L) w(path),'
          ' jsonb_path_query(to_jsonb(r.%2$s), (%4$L || w.path || '' ? (@.type() == "string")'')::jsonpath) x(v)'
      END || ') u(v) WHERE u.v <> ALL ($1) GROUP BY 1 ORDER BY 1 LIMIT 1',
      spot.place, spot.name, spot.paths, CASE WHEN spot.many THEN '$.**' ELSE '$' END
    ) INTO lost, rows USING CASE spot.shape WHEN 'deep' THEN {staying} ELSE {fitting} END;
    IF lost IS NOT NULL THEN
      RAISE EXCEPTION 'enum % cannot lose the value %: %.% has it in % row%', {literal}, quote_literal(lost), spot.place,
        spot.name, rows, CASE rows WHEN 1 THEN '' ELSE 's' END
        USING HINT = 'change the rows first, or say what they become: replace={"old": "new"}';
    END IF;
  END LOOP;
