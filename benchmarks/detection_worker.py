"""One of the two tools at work on cases: `python detection_worker.py migrate|alembic`, JSON lines in, JSON lines out.

Both are driven by the same public names: produce_migrations, render_python_code, MigrationContext, Operations.

    {"do": "compare", "url": …, "path": …, "section": "target.py", "dialect": …, "plain": false}
        → {"upgrade": text, "downgrade": text}, the bodies of a script; "pass" for no difference
    {"do": "run", "url": …, "body": text} → {}

and {"error": "type: message"} for what was raised. {"unreadable": …} says that the models cannot be made here.
"""

from __future__ import annotations

import json
import sys
import textwrap
import warnings
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.append(str(Path(__file__).parents[1] / "src"))  # the harness of the cases names this package for either tool
import tests.example_types
from tests.casefile import parse

CHECKS = "alembic.ext.checkconstraint_byname"
"""The plug-in that compares CHECK constraints by their names."""
OPTIONS: dict[str, dict[str, Any]] = {
    "migrate": {},
    "alembic": {"compare_type": True, "compare_server_default": True},
}
"""What a careful project sets; the reference with CHECKS too, where it has that."""

MODULE = "models_of_the_case"
"""Where a case's own classes are, so that a script can import them as those of any project."""


class Tool:
    """The public names of one tool."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.autogenerate = import_module(f"{name}.autogenerate")
        self.context = import_module(f"{name}.migration").MigrationContext
        self.operations = import_module(f"{name}.operations").Operations
        self.options = OPTIONS[name]
        if name == "alembic" and find_spec(CHECKS) is not None:
            self.options = {**self.options, "autogenerate_plugins": ["alembic.autogenerate.*", CHECKS]}

    def compare(self, asked: dict[str, Any]) -> dict[str, str]:
        """Compare a database with the models of a case."""
        case = parse(Path(asked["path"]))
        if not case.can_be_said:
            return {"unreadable": f"needs SQLAlchemy {case.since}"}
        try:
            models = case.models(asked["section"], asked["dialect"])
        except Exception as error:
            return {"unreadable": _told(error)}
        assert models is not None
        _make_importable(models)
        about_target = ("include_name", "include_object", "renames") if asked["section"] == "before.py" else ()
        said = {name: value for name, value in case.options.items() if name not in about_target}
        opts = {**({} if asked["plain"] else self.options), **said, "target_metadata": models}
        batch = self.name == "alembic" and asked["dialect"] == "sqlite"  # its way to change a table there
        opts["render_as_batch"] = batch
        with _engine(asked["url"]).connect() as connection:
            context = self.context.configure(connection, opts=opts)
            script = self.autogenerate.produce_migrations(context, models)
            return {
                "upgrade": self._body(script.upgrade_ops, context, batch),
                "downgrade": self._body(script.downgrade_ops, context, batch),
            }

    def run(self, asked: dict[str, Any]) -> dict[str, str]:
        """Run the body of a script."""
        # The reference puts the imports of dialects into a script's head, which is not in what it renders; those of
        # the project are in the head of its template.
        names: dict[str, Any] = {"sa": sa, "mysql": mysql, "postgresql": postgresql, "sqlite": sqlite, "tests": tests}
        names[MODULE] = sys.modules.get(MODULE)
        exec(f"from {self.name} import op", names)
        engine = _engine(asked["url"])
        with engine.connect() as connection:
            context = self.context.configure(connection)
            with context.begin_transaction(), self.operations.context(context):
                exec(compile(asked["body"], "<migration>", "exec"), names)
            if connection.in_transaction():
                connection.commit()
        return {}

    def _body(self, ops: Any, context: Any, batch: bool) -> str:
        imports: set[str] = set()
        code = self.autogenerate.render_python_code(
            ops, imports=imports, migration_context=context, render_as_batch=batch
        )
        lines = [line for line in textwrap.dedent(f"    {code.lstrip()}").splitlines() if not line.startswith("# ")]
        body = "\n".join(lines).strip()
        return body if body == "pass" else "\n".join([*sorted(imports), body])


def _make_importable(models: sa.MetaData) -> None:
    """Put the classes of types that a case defines itself into MODULE."""
    module = sys.modules[MODULE] = ModuleType(MODULE)
    for column in (column for table in models.tables.values() for column in table.columns):
        for cls in {type(column.type), type(getattr(column.type, "item_type", None))}:
            if cls.__module__ in ("builtins", MODULE) and issubclass(cls, sa.types.TypeEngine):
                cls.__module__ = MODULE
                setattr(module, cls.__name__, cls)


def _engine(url: str) -> sa.Engine:
    return sa.create_engine(url, poolclass=sa.pool.NullPool)


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"


def main() -> None:
    """Answer until the input ends."""
    warnings.simplefilter("ignore")
    tool = Tool(sys.argv[1])
    answers, sys.stdout = sys.stdout, sys.stderr  # a script may print
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(tool, asked["do"])(asked)
        except Exception as error:
            answer = {"error": _told(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
