-- The attached databases; `temp` is a place for temporary objects and nobody's schema.
SELECT name AS name
FROM pragma_database_list
WHERE name <> 'temp'
ORDER BY seq
