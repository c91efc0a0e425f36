"""Random indexes, with what each database can say about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.property.models import Item
from tests.property.part import Part, State

METHODS = {
    "jsonb": ("gin", "gin_jsonb"),
    "array": ("gin",),
    "words": ("gin", "gist"),
    "range": ("gist", "spgist"),
    "number": ("hash", "brin"),
    "text": ("hash", "pattern"),
    "net": ("gist_net",),
    "any case": ("hash",),
    "pairs": ("gin", "gist", "hash"),
}
"""Family → access methods, or operator classes, of PostgreSQL beside the usual ones."""
SAID = {
    "gin_jsonb": "postgresql_using='gin', postgresql_ops={{{0!r}: 'jsonb_path_ops'}}",
    "gist_net": "postgresql_using='gist', postgresql_ops={{{0!r}: 'inet_ops'}}",
    "pattern": "postgresql_ops={{{0!r}: 'text_pattern_ops'}}",
}
"""How those are said that are not just `postgresql_using`."""
SHORT = ("mysql_length={{{0!r}: 4}}", "mysql_prefix='FULLTEXT'", "mysql_length={{{0!r}: 7}}, mysql_using='btree'")


class DrawIndexes(Part):
    """Makers of indexes: kind → function from a table and a name."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.makers: dict[str, Callable[[str, str], Iterator[Item]]] = {
            "index": self.index,
            "special_index": self.special,
        }

    def special(self, table_name: str, name: str) -> Iterator[Item]:
        """An index that only one database has: of another method, of the first characters, of words."""
        table = self.model[table_name]
        families = ("text", "long") if self.dialect == "mariadb" else METHODS
        free = table.plain(*families)
        places = [each for each in table.plain("place") if not table.columns[each].nullable]
        if not free + places:
            return
        column = self.random.choice(free + places)
        if column in places:
            how = "mysql_prefix='SPATIAL'"
        elif self.dialect == "mariadb":
            how = self.random.choice(SHORT).format(column)
        else:
            methods = METHODS[table.columns[column].family]
            if table.columns[column].type.startswith("CHAR"):  # whose operator classes are not those of text
                methods = tuple(each for each in methods if each not in SAID)
            method = self.random.choice(methods)
            how = SAID.get(method, f"postgresql_using={method!r}").format(column)
        yield Item("special_index", (column,), f"Index({name!r}, {column!r}, {how})")

    def index(self, table_name: str, name: str) -> Iterator[Item]:
        """An index of columns and expressions."""
        table = self.model[table_name]
        keys = self.keyable(table_name)
        if not keys:
            return
        chosen = self.sample(keys, 3)
        texts = [each for each in chosen if table.columns[each].family == "text"]
        parts = [self._key(each, text=each in texts) for each in chosen]
        called = None if parts == [*map(repr, chosen)] and self.chance(0.3) else name
        if called is not None and texts and self.dialect != "mariadb" and self.chance(0.3):
            parts.append(f"text('lower({texts[0]})')")
        unique = self.chance(0.3) and not table.partitioned
        others = [each for each in table.columns if each not in chosen and table.columns[each].family != "json"]
        included: tuple[str, ...] = ()
        if others and called is not None and self.dialect == "postgresql" and self.chance(0.15):
            included = (self.random.choice(others),)
            parts.append(f"postgresql_include={[*included]!r}")
        parts += [f"unique={unique}", *self._options(table_name, chosen, unique)]
        yield Item("index", chosen + included, f"Index({called!r}, {', '.join(parts)})")

    def _key(self, column: str, *, text: bool) -> str:
        forms = ["{} DESC"]
        if self.dialect == "postgresql":
            forms += ["{} DESC NULLS LAST", "{} NULLS FIRST"]
        if text and self.dialect != "mariadb":
            forms.append('{} COLLATE "C"' if self.dialect == "postgresql" else "{} COLLATE NOCASE")
        return f"text({self.random.choice(forms).format(column)!r})" if self.chance(0.25) else repr(column)

    def _options(self, table_name: str, chosen: tuple[str, ...], unique: bool) -> Iterator[str]:
        if self.dialect == "mariadb":
            return
        table = self.model[table_name]
        if self.chance(0.3):
            yield f"{self.dialect}_where=text('{chosen[0]} IS NOT NULL')"
        if self.dialect != "postgresql":
            return
        if self.chance(0.1):
            yield "postgresql_with={'fillfactor': 60}"
        kept = self.before.get(table_name, table).columns
        if unique and all(each in kept for each in chosen) and self.chance(0.2):
            yield "postgresql_nulls_not_distinct=True"
