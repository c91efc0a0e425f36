"""The shape of the code: which way imports go, how long things are, what is documented, what starting costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "migrate"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "templates" not in path.parts)
MAX_LINES, MAX_FUNCTION = 400, 60

LAYERS = ("comparators", "operations", "plan", "renderers", "dialects", "ddl")
KNOWING = (
    "runtime", "script", "command", "commands", "cli", "config", "autogenerate", "testing", "environment", "migration",
)  # fmt: skip

FORBIDDEN = {
    "operations": ("plan", "renderers", "autogenerate", *KNOWING),
    "comparators": ("plan", "renderers", "autogenerate", *KNOWING),
    "plan": ("renderers", "autogenerate", *KNOWING),
    "renderers": ("autogenerate", *KNOWING),
    "dialects": ("plan", "renderers", "autogenerate", *KNOWING),
    "ddl": ("plan", "renderers", "autogenerate", *KNOWING),
    "runtime": ("command", "commands", "cli"),
    "script": ("command", "commands", "cli", "comparators", "plan", "renderers", "autogenerate", "runtime"),
    "autogenerate": ("command", "commands", "cli"),
    "errors": (*LAYERS, *KNOWING),
}
"""What the modules of a part must not import when they are imported themselves."""

RECORDS = {("operations", "comparators.records")}
"""The one step back: operations name what they create and drop by `ObjectKey`, which is plain data."""

NO_DATABASE_LIBRARY = (
    "migrate", "migrate.config", "migrate.cli", "migrate.command", "migrate.errors", "migrate.exc", "migrate.context",
    "migrate.op", "migrate.operations", "migrate.autogenerate", "migrate.script", "migrate.script.revision",
    "migrate.script.base", "migrate.script.write_hooks", "migrate.comparators.records", "migrate.comparators.snapshot",
    "migrate.dialects.support", "migrate.dialects.tokens", "migrate.testing",
)  # fmt: skip
"""Modules that may be imported where SQLAlchemy must not be, because starting has to be quick."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    """Return the dotted name of a module without the leading `migrate.`."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def statements_when_imported(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield what runs when the module is imported: nothing in functions, nothing for type checkers."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield from statements_when_imported(node.orelse)
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.ClassDef):
            for part in ("body", "orelse", "finalbody"):
                yield from statements_when_imported(getattr(node, part, []))
        else:
            yield node


def imports(path: Path) -> set[str]:
    """Return the modules of the package that importing the file imports, without `migrate.`."""
    package = name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    package = [part for part in package if part]
    found: set[str] = set()
    for node in statements_when_imported(tree(path).body):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
            elif (node.module or "").split(".")[0] == "migrate":
                base = []
            else:
                continue
            module = (node.module or "").removeprefix("migrate").lstrip(".") if not node.level else node.module
            start = ".".join([*base, *([module] if module else [])])
            found |= {".".join(p for p in (start, alias.name) if p) for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("migrate.") for a in node.names if a.name.startswith("migrate.")}
    return found


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_imports_go_one_way() -> None:
    wrong = []
    for path in FILES:
        part = name_of(path).split(".")[0]
        for module in sorted(imports(path)):
            if any(part == own and module.startswith(allowed) for own, allowed in RECORDS):
                continue
            if module.split(".")[0] in FORBIDDEN.get(part, ()):
                wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


def test_operations_take_nothing_but_records_from_the_comparators() -> None:
    found = {m for path in FILES if name_of(path).startswith("operations") for m in imports(path) if "comparators" in m}
    assert all(module.startswith("comparators.records") for module in found)


def test_every_file_holds_one_concept() -> None:
    long = {str(p.relative_to(ROOT)): n for p in FILES if (n := len(p.read_text("utf-8").splitlines())) >= MAX_LINES}
    assert long == {}


def test_every_function_fits_on_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{function.name}": length
        for path in FILES
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) >= MAX_FUNCTION
    }
    assert long == {}


def undocumented(path: Path) -> Iterator[str]:
    """Yield the public names of a file that say nothing about themselves."""
    module = tree(path)
    if module.body and ast.get_docstring(module) is None:
        yield "(the module)"
    yield from _undocumented(module.body, "")


def _undocumented(body: list[ast.stmt], owner: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.If | ast.Try):
            continue
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        told_elsewhere = any(ast.unparse(d).endswith((".setter", ".deleter", "overload")) for d in node.decorator_list)
        if ast.get_docstring(node) is None and not told_elsewhere:
            yield f"{owner}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node.body, f"{owner}{node.name}.")


def test_everything_public_says_what_it_is() -> None:
    assert [f"{path.relative_to(ROOT)}: {name}" for path in FILES for name in undocumented(path)] == []


GENERIC = ("comparators", "plan", "operations", "autogenerate", "renderers")
JUSTIFIED = ("operations.batch",)
"""Move-and-copy is what SQLite needs; the rest of batch mode asks for it."""


def asks_for_a_dialect(node: ast.AST) -> bool:
    """Whether the name of a dialect is compared with one written down."""
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    written = any(isinstance(side, ast.Constant | ast.Tuple | ast.Set | ast.List) for side in sides)
    return written and any(ast.unparse(side).endswith("dialect.name") for side in sides)


def test_generic_code_never_asks_which_database_it_is() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        for path in FILES
        if name_of(path).split(".")[0] in GENERIC and not name_of(path).startswith(JUSTIFIED)
        for node in ast.walk(tree(path))
        if asks_for_a_dialect(node)
    ]
    assert wrong == []


@pytest.mark.parametrize("module", NO_DATABASE_LIBRARY)
def test_importing_it_needs_no_database_library(module: str) -> None:
    script = f"import sys, {module}; print(*sorted(set(sys.modules) & {{'sqlalchemy', 'rich', 'mako', 'black'}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_no_module_fails_when_it_is_imported_first() -> None:
    """Each in a new interpreter: an import that works only after another one is a trap."""
    names = [f"migrate.{name_of(path)}".rstrip(".") for path in FILES if path.name != "__main__.py"]
    script = (
        "import importlib, os, sys\n"
        "for number, name in enumerate(sys.argv[1:]):\n"
        "    if number >= (os.cpu_count() or 1):\n"
        "        os.wait()\n"
        "    if not os.fork():\n"
        "        try:\n"
        "            importlib.import_module(name)\n"
        "        except BaseException as error:\n"
        "            print(name, repr(error), flush=True)\n"
        "        os._exit(0)\n"
        "try:\n"
        "    while True:\n"
        "        os.wait()\n"
        "except ChildProcessError:\n"
        "    pass\n"
    )
    warm = "import sqlalchemy, sqlalchemy.dialects.postgresql, sqlalchemy.dialects.mysql, sqlalchemy.dialects.sqlite\n"
    done = subprocess.run([sys.executable, "-c", warm + script, *names], capture_output=True, text=True, check=True)
    assert done.stdout == ""


@pytest.mark.parametrize("link", ["comparators", "renderers"])
def test_the_two_halves_are_one_click_from_the_front_page(link: str) -> None:
    assert (ROOT / link).resolve() == SOURCE / link
