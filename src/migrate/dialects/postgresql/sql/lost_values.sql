  FOR spot IN SELECT * FROM json_to_recordset(found) AS x(place text, name text, many boolean) LOOP
    EXECUTE format(
      'SELECT u.v, count(*) FROM %1$s r, LATERAL (SELECT '
      || CASE WHEN spot.many THEN 'DISTINCT unnest(r.%2$s::text[])' ELSE 'r.%2$s::text' END
      || ') u(v) WHERE u.v <> ALL ($1) GROUP BY 1 ORDER BY 1 LIMIT 1', spot.place, spot.name
    ) INTO lost, rows USING {fitting};
    IF lost IS NOT NULL THEN
      RAISE EXCEPTION 'enum % cannot lose the value %: %.% has it in % row%', {literal}, quote_literal(lost), spot.place,
        spot.name, rows, CASE rows WHEN 1 THEN '' ELSE 's' END
        USING HINT = 'change the rows first, or say what they become: replace={"old": "new"}';
    END IF;
  END LOOP;
