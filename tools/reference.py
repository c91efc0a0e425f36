"""`docs/operations.md`: every directive as it is declared, with an example and the SQL that PostgreSQL gets for it."""

from __future__ import annotations

import inspect
import io
import textwrap
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import sqlalchemy as sa

from migrate import op
from migrate.operations.declare import REGISTRY, Declaration
from migrate.operations.facade import AbstractOperations, Operations
from migrate.runtime.migration import MigrationContext

HEAD = """\
<!-- Derived from the declared operations by `make generate`: not edited by hand. -->

# Operations

What a revision script can do. `op.…` works on the database at hand; inside
`with op.batch_alter_table("t") as batch_op:` the same directives are methods of `batch_op`, without the table and its
schema. Keywords beyond those shown, where there is `**kw`, are options of SQLAlchemy's dialects, such as
`postgresql_using` or `mysql_engine`. The SQL is PostgreSQL's.

"""

TAIL = """\
## Operations of your own

A class with a classmethod becomes a function of `op`, and a function becomes what runs it. A module that runs again
in one process, as env.py does, may register its own again; two different things under one name are an error.
`examples/plugins` has views that are replaced as a whole, and sequences that autogenerate can write. A type checker
does not know such a function of `op`; `op.invoke(CreateViewOp(view))` does the same, and is checked.
"""

EXAMPLES = {
    "create_table": """
        author = op.create_table(
            "author",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(80), nullable=False),
            sa.UniqueConstraint("name", name="uq_author_name"),
        )
    """,
    "drop_table": 'op.drop_table("author", if_exists=True)',
    "rename_index": 'op.rename_index("ix_author_name", "ix_author_full_name", "author")',
    "rename_constraint": 'op.rename_constraint("uq_author_name", "uq_author_full_name", "author")',
    "rename_sequence": 'op.rename_sequence("author_id_seq", "writer_id_seq")',
    "rename_table": 'op.rename_table("author", "writer")',
    "fill_missing": 'op.fill_missing("book", "pages", 0)',
    "required_value": 'op.required_value("book", "pages", 0)',
    "add_column": """
        op.add_column("book", sa.Column("pages", sa.Integer, nullable=False, server_default="0"))
    """,
    "drop_column": 'op.drop_column("book", "pages")',
    "alter_column": """
        op.alter_column("book", "pages", type_=sa.BigInteger, existing_type=sa.Integer, nullable=True)
    """,
    "drop_constraint": 'op.drop_constraint("uq_author_name", "author", type_="unique")',
    "create_primary_key": 'op.create_primary_key("pk_book", "book", ["id"])',
    "create_unique_constraint": 'op.create_unique_constraint("uq_author_name", "author", ["name"])',
    "create_foreign_key": """
        op.create_foreign_key("fk_book_author", "book", "author", ["author_id"], ["id"], ondelete="CASCADE")
    """,
    "create_check_constraint": 'op.create_check_constraint("ck_book_pages", "book", sa.column("pages") > 0)',
    "create_exclude_constraint": """
        op.create_exclude_constraint("ex_loan", "loan", ("book_id", "="), (sa.text("tsrange(taken, due)"), "&&"))
    """,
    "create_index": """
        op.create_index("ix_author_name", "author", ["born", sa.text("lower(name)")], unique=True)
    """,
    "drop_index": 'op.drop_index("ix_author_name", table_name="author", if_exists=True)',
    "validate_constraint": 'op.validate_constraint("fk_book_author", "book")',
    "create_table_comment": 'op.create_table_comment("author", "Who writes books", existing_comment=None)',
    "drop_table_comment": 'op.drop_table_comment("author", existing_comment="Who writes books")',
    "alter_table_options": """
        op.alter_table_options("author", {"postgresql_with": {"fillfactor": 70}}, existing={"postgresql_with": None})
    """,
    "create_sequence": 'op.create_sequence("invoice_number", start=1000)',
    "alter_sequence": 'op.alter_sequence("invoice_number", increment=10, existing_increment=1)',
    "drop_sequence": 'op.drop_sequence("invoice_number")',
    "create_function": """
        op.create_function(
            "full_name(author)", "RETURNS text LANGUAGE sql AS $$ SELECT $1.first || ' ' || $1.last $$", schema="shop"
        )
    """,
    "replace_function": """
        op.replace_function(
            "touch()", "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); RETURN NEW; END $$"
        )
    """,
    "drop_function": 'op.drop_function("full_name(author)", schema="shop")',
    "create_extension": 'op.create_extension("pg_trgm")',
    "create_trigger": """
        op.create_trigger("touch", "book", "BEFORE UPDATE ON book FOR EACH ROW EXECUTE FUNCTION touch()")
    """,
    "drop_trigger": 'op.drop_trigger("touch", "book")',
    "create_view": """
        op.create_view(
            "sales",
            "SELECT book_id, sum(price) AS total FROM sale GROUP BY book_id",
            materialized=True,
            also=["CREATE UNIQUE INDEX ix_sales ON sales (book_id)"],
        )
    """,
    "replace_view": """
        op.replace_view(
            "long_books",
            "SELECT id, title FROM book WHERE pages > 600",
            existing_definition="SELECT id, title FROM book WHERE pages > 500",
        )
    """,
    "drop_view": 'op.drop_view("sales", materialized=True)',
    "execute": 'op.execute("UPDATE book SET pages = 0 WHERE pages IS NULL")',
    "bulk_insert": """
        op.bulk_insert(sa.table("author", sa.column("name", sa.String)), [{"name": "Le Guin"}, {"name": "Lem"}])
    """,
}
"""Operation → how it is called; the SQL below it comes of running it."""


def operations_page() -> str:
    """Return the page."""
    declared = "\n".join(_declared(one) for one in REGISTRY.values())
    return HEAD + declared + "\n## Other functions of `op`\n\n" + "".join(_others()) + TAIL


def _declared(declaration: Declaration) -> str:
    """Return the section of one directive: its calls, what it does, an example and its SQL."""
    prefixes = {"op": "op", "batch": "batch_op"}
    calls = [
        f"{prefixes[form]}.{declaration.name}{declaration.plain_signature(form == 'batch')}"
        for form in declaration.forms
    ]
    text = f"## {declaration.name}\n\n```python\n" + "\n".join(map(_wrapped, calls)) + "\n```\n\n"
    text += f"{inspect.cleandoc(declaration.cls.__doc__ or '')}\n"
    example = textwrap.dedent(EXAMPLES.get(declaration.name, "")).strip()
    if example:
        text += f"\n```python\n{example}\n```\n\n```sql\n{sql_of(example)}\n```\n"
    return text


def _wrapped(call: str) -> str:
    return textwrap.fill(call, 100, subsequent_indent="    ")


def sql_of(example: str) -> str:
    """Return the statements that PostgreSQL gets for an example."""
    buffer = io.StringIO()
    opts: dict[str, Any] = {"as_sql": True, "output_buffer": buffer}
    with Operations.context(MigrationContext.configure(dialect_name="postgresql", opts=opts)):
        exec(example, {"op": op, "sa": sa})
    lines = (line.rstrip().replace("\t", "    ") for line in buffer.getvalue().splitlines())
    return "\n".join(line for line in lines if line)


def _others() -> Iterator[str]:
    """Yield what each function that is no directive does."""
    for name, method in vars(AbstractOperations).items():
        if name.startswith("_") or not isinstance(method, classmethod | FunctionType):
            continue
        bound = inspect.signature(getattr(AbstractOperations, name)).parameters.values()
        bare = [p.replace(annotation=p.empty) for p in bound if p.name != "self"]
        doc = inspect.cleandoc(getattr(AbstractOperations, name).__doc__ or "")
        call = _wrapped(f"op.{name}{inspect.Signature(bare)}")
        yield f"### {name}\n\n```python\n{call}\n```\n\n{doc}\n\n"
