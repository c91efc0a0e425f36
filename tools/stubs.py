"""Type stubs, derived from the declarations of the operations and from the facade classes.

    src/migrate/op.pyi                  the functions of `op`
    src/migrate/context.pyi             the functions of `context`
    src/migrate/operations/methods.pyi  the methods that `Operations` and `BatchOperations` get from declarations
    src/migrate/operations/ops.pyi      the directive classes, with constructors that know their dialect keywords

There is no `__getattr__` in them, so a misspelled name is an error: it is what users of `op` expect of a type checker.
An operation that a project registers itself is therefore unknown to it as `op.create_view(…)`; the typed way to run one
is `op.invoke(CreateViewOp(…))`, which a checker follows completely.
"""

from __future__ import annotations

import ast
import builtins
import copy
import functools
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from black import format_str
from black.mode import Mode, TargetVersion

from migrate.operations import ops
from migrate.operations.declare import REGISTRY, Declaration
from migrate.operations.facade import AbstractOperations
from migrate.runtime.environment import EnvironmentContext

PACKAGE = "migrate"
MODE = Mode(target_versions={TargetVersion.PY311}, line_length=120, is_pyi=True)
HEADER = '"""Derived from {source} by `make generate`: not edited by hand."""\n\n'
NAMED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.KEYWORD_ONLY)


@functools.cache
def tree(module: str) -> ast.Module:
    """Return the syntax tree of a module."""
    found = importlib.import_module(module)
    return ast.parse(Path(str(found.__file__)).read_text("utf-8"))


@functools.cache
def origins(module: str) -> dict[str, tuple[str, str]]:
    """Return where the names of a module come from, as name → (module, name there); "" for a whole module."""
    found: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: (alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = f"{'.' * node.level}{node.module or ''}"
            home = importlib.util.resolve_name(base, module.rpartition(".")[0]) if node.level else base
            found |= {alias.asname or alias.name: (home, alias.name) for alias in node.names}
    own = (n for n in tree(module).body if isinstance(n, ast.ClassDef | ast.FunctionDef))
    names = [n.name for n in own] + [ast.unparse(target) for target in _targets(tree(module))]
    return found | {name: (module, name) for name in names}


def _targets(module: ast.Module) -> Iterator[ast.expr]:
    """Yield what a module assigns to."""
    for node in module.body:
        if isinstance(node, ast.Assign):
            yield from node.targets
        elif isinstance(node, ast.AnnAssign):
            yield node.target


@dataclass
class Stub:
    """One file in the making: what it says, and what that needs to import."""

    module: str
    own: frozenset[str] = frozenset()
    """Names the file defines itself."""
    parts: list[str] = field(default_factory=list)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)

    def mention(self, annotation: str, *modules: str) -> str:
        """Return the annotation, whose names are those of the first of `modules` that knows them."""
        for node in ast.walk(ast.parse(annotation, mode="eval")):
            if isinstance(node, ast.Name) and node.id not in self.own and not hasattr(builtins, node.id):
                origin = next(o for m in modules if (o := origins(m).get(node.id)) is not None)
                if self.imports.setdefault(node.id, origin) != origin:
                    raise SystemExit(f"{self.module}: {node.id} is {self.imports[node.id]} and {origin}")
        return annotation

    def text(self, source: str) -> str:
        """Return the whole file, formatted."""
        body = HEADER.format(source=source) + "\n".join(self._import_lines()) + "\n\n" + "\n\n".join(self.parts)
        return format_str(body, mode=MODE)

    def _import_lines(self) -> Iterator[str]:
        """Yield import statements: the standard library's, other packages', our own, each sorted."""
        blocks: dict[int, dict[str, list[str]]] = {0: {}, 1: {}, 2: {}}
        for name, (module, there) in self.imports.items():
            top = module.partition(".")[0]
            block = 2 if top == PACKAGE else 1 if top == "sqlalchemy" else 0
            spelled = self._relative(module) if block == 2 else module
            if there:
                alias = there if there == name else f"{there} as {name}"
                blocks[block].setdefault(f"from {spelled}", []).append(alias)
            else:
                blocks[block].setdefault(f"import {module}" + (f" as {name}" if name != module else ""), [])
        for lines in blocks.values():
            for head in sorted(lines, key=lambda line: (line.startswith("from"), line)):
                yield f"{head} import ({', '.join(sorted(lines[head]))})" if lines[head] else head
            yield ""

    def _relative(self, module: str) -> str:
        """Return the module as seen from the package of this one."""
        package, wanted = self.module.split(".")[:-1], module.split(".")
        shared = 0
        while shared < len(package) and package[shared : shared + 1] == wanted[shared : shared + 1]:
            shared += 1
        return "." * (len(package) - shared + 1) + ".".join(wanted[shared:])


def _definition(cls: type) -> ast.ClassDef:
    """Return the syntax of a class."""
    return next(n for n in tree(cls.__module__).body if isinstance(n, ast.ClassDef) and n.name == cls.__name__)


def _docstring(doc: str | None) -> str:
    """Return a docstring with its quotes, indented as the body of a function."""
    text = inspect.cleandoc(doc or "")
    prefix = "r" if "\\" in text else ""
    ending = "\n" if "\n" in text else ""
    return textwrap.indent(f'{prefix}"""{text}{ending}"""', "    ")


# -- what is declared ---------------------------------------------------------------------------------------------


def _parameters(signature: inspect.Signature, stub: Stub, *modules: str) -> Iterator[str]:
    """Yield the parameters of a signature whose annotations are text, as a `def` writes them."""
    starred = False
    for p in signature.parameters.values():
        if p.kind is p.KEYWORD_ONLY and not starred:
            yield "*"
        starred = starred or p.kind in NAMED
        stars = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
        annotation = "" if p.annotation is p.empty else f": {stub.mention(str(p.annotation), *modules)}"
        default = "" if p.default is p.empty else f" = {_default(p.default)}"
        yield f"{stars}{p.name}{annotation}{default}"


def _default(value: Any) -> str:
    """Return a default as text; what has no short one is only said to be there."""
    plain = value is None or isinstance(value, (str, int, tuple))
    return repr(value) if plain else "..."


def _modules(cls: type) -> list[str]:
    """Return the modules in which names of annotations of a class mean something."""
    return list(dict.fromkeys(base.__module__ for base in cls.__mro__ if base.__module__.startswith(PACKAGE)))


def declared(declaration: Declaration, stub: Stub, *, batch: bool, first: str = "") -> str:
    """Return the function or method that a declaration makes; `first` is "self" for a method."""
    modules = _modules(declaration.cls)
    returns = stub.mention(declaration.returns(), *modules)
    signature = declaration.signature(batch)
    parameters = ", ".join(filter(None, [first, *_parameters(signature, stub, *modules)]))
    return f"def {declaration.name}({parameters}) -> {returns}:\n{_docstring(declaration.cls.__doc__)}\n"


def _by_name(form: str) -> list[Declaration]:
    return [one for _, one in sorted(REGISTRY.items()) if form in one.forms]


# -- what is written by hand --------------------------------------------------------------------------------------


def functions(cls: type, stub: Stub) -> Iterator[str]:
    """Yield the public methods of a class as functions, and its public attributes."""
    overloaded: dict[str, bool] = {}
    for item in _definition(cls).body:
        if isinstance(item, ast.FunctionDef) and not item.name.startswith("_"):
            known = overloaded.setdefault(item.name, _is_overload(item))
            if known and not _is_overload(item):
                continue
            yield _function(item, getattr(cls, item.name), stub, cls.__module__)
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.value is None:
            yield f"{item.target.id}: {stub.mention(ast.unparse(item.annotation), cls.__module__)}"


def _is_overload(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(d) == "overload" for d in node.decorator_list)


def _function(node: ast.FunctionDef, method: Any, stub: Stub, module: str) -> str:
    """Return a method as a function: without `self`, with the decorators that callers notice."""
    arguments = copy.deepcopy(node.args)
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if one is not None and one.annotation is not None:
            stub.mention(ast.unparse(one.annotation), module)
    told = getattr(method, "__signature__", None)
    arguments.args = arguments.args[1:]
    parameters = ast.unparse(arguments)
    if told is not None:
        bound = told.replace(parameters=list(told.parameters.values())[1:])
        parameters = ", ".join(_parameters(bound, stub, method.__module__, f"{PACKAGE}.runtime.options"))
    returns = stub.mention(ast.unparse(node.returns) if node.returns else "None", module)
    kept = [stub.mention(ast.unparse(d), module) for d in node.decorator_list if ast.unparse(d) != "classmethod"]
    body = "    ..." if _is_overload(node) else _docstring(method.__doc__)
    return "".join(f"@{d}\n" for d in kept) + f"def {node.name}({parameters}) -> {returns}:\n{body}\n"


# -- the files ----------------------------------------------------------------------------------------------------


def op_stub() -> str:
    """Return `op.pyi`."""
    stub = Stub("migrate.op")
    stub.parts += [declared(one, stub, batch=False) for one in _by_name("op")]
    stub.parts += functions(AbstractOperations, stub)
    return stub.text("the declared operations and operations/facade.py")


def context_stub() -> str:
    """Return `context.pyi`."""
    stub = Stub("migrate.context")
    stub.parts += functions(EnvironmentContext, stub)
    return stub.text("runtime/environment.py and runtime/options.py")


def methods_stub() -> str:
    """Return `operations/methods.pyi`."""
    stub = Stub("migrate.operations.methods")
    for name, form, of in (("OperationMethods", "op", "Operations"), ("BatchMethods", "batch", "BatchOperations")):
        methods = [declared(one, stub, batch=form == "batch", first="self") for one in _by_name(form)]
        stub.parts.append(
            f'class {name}:\n    """The methods that declarations give to `{of}`."""\n\n'
            + textwrap.indent("\n".join(methods), "    ")
        )
    return stub.text("the declared operations")


def ops_stub() -> str:
    """Return `operations/ops.pyi`.

    A class there derives from the one it stands for, so that either does where the code inside the package wants one.
    """
    classes = {declaration.cls.__name__: declaration for declaration in REGISTRY.values()}
    here = [name for name in ops.__all__ if name in classes]
    stub = Stub("migrate.operations.ops", frozenset(here))
    for name in ops.__all__:
        if name not in classes:
            stub.mention(name, "migrate.operations.ops")
    stub.parts.append(f"__all__ = {sorted(ops.__all__)!r}")
    stub.parts += [_class(classes[name].cls, stub) for name in here]
    return stub.text("the declared operations")


def _class(cls: type, stub: Stub) -> str:
    """Return a directive class: its constructor, and what holds or returns a directive."""
    stub.imports[f"_{cls.__name__}"] = (cls.__module__, cls.__name__)
    modules = _modules(cls)
    signature = inspect.signature(cls)
    parts = [f"{p.name}: {p.annotation}\n" for p in signature.parameters.values() if _says(str(p.annotation), stub)]
    parts.append(f"def __init__({', '.join(['self', *_parameters(signature, stub, *modules)])}) -> None: ...\n")
    seen: set[str] = set()
    for base in (one for one in cls.__mro__ if one.__module__.startswith(PACKAGE)):
        for node in _definition(base).body:
            if isinstance(node, ast.FunctionDef) and node.name not in seen and not node.name.startswith("_"):
                seen.add(node.name)
                parts += _returning(node, stub, base.__module__)
    doc = _docstring(cls.__doc__)
    return f"class {cls.__name__}(_{cls.__name__}):\n{doc}\n\n" + textwrap.indent("\n".join(parts), "    ")


def _says(annotation: str, stub: Stub) -> bool:
    """Whether an annotation mentions a class of the file."""
    return any(isinstance(n, ast.Name) and n.id in stub.own for n in ast.walk(ast.parse(annotation, mode="eval")))


def _returning(node: ast.FunctionDef, stub: Stub, module: str) -> list[str]:
    """Return the method again if what it returns is one of the classes of the file."""
    if node.returns is None or not _says(ast.unparse(node.returns), stub):
        return []
    for one in (*node.args.args, *node.args.kwonlyargs):
        if one.annotation is not None:
            stub.mention(ast.unparse(one.annotation), module)
    decorators = "".join(f"@{ast.unparse(d)}\n" for d in node.decorator_list)
    returns = stub.mention(ast.unparse(node.returns), module)
    doc = _docstring(ast.get_docstring(node))
    return [f"{decorators}def {node.name}({ast.unparse(node.args)}) -> {returns}:\n{doc}\n"]


STUBS = {
    "src/migrate/op.pyi": op_stub,
    "src/migrate/context.pyi": context_stub,
    "src/migrate/operations/methods.pyi": methods_stub,
    "src/migrate/operations/ops.pyi": ops_stub,
}
"""File → the function that returns its text."""
