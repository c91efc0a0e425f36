"""Declare an operation once; its facade methods, stub, Python text and reversal are derived.

A class decorated with `@operation` is a plain dataclass. Each field says, in its metadata, how it appears outside: its
keyword, whether the batch context supplies it, whether it is written when it equals its default.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from typing import Any, TypeVar, dataclass_transform

from ..errors import OperationError, RegistrationError
from .base import Effect, MigrateOperation

Op = TypeVar("Op", bound=MigrateOperation)
_P = inspect.Parameter
_ORDER = (_P.POSITIONAL_OR_KEYWORD, _P.VAR_POSITIONAL, _P.KEYWORD_ONLY, _P.VAR_KEYWORD)


@dataclass(frozen=True)
class Arg:
    """How one field of an operation appears to callers."""

    name: str = ""
    """Keyword of the facade method; the field's own name when empty."""
    scope: str = ""
    """"table" or "schema": a batch context supplies it."""
    star: bool = False
    """Passed as positional arguments, `*columns`."""
    rest: bool = False
    """Collects the keywords nobody declared: dialect options."""
    hidden: bool = False
    """Never an argument of the facade: what a drop undoes, for one."""
    always: bool = False
    """Written in scripts even when it equals its default."""
    pair: str = ""
    """The field with the value before the change; the two are swapped on reversal."""
    only: str = ""
    """"op" or "batch": an argument of one form of the method only."""


def arg(default: Any = MISSING, *, factory: Any = MISSING, kw_only: bool = MISSING, **how: Any) -> Any:  # type: ignore[assignment]
    """Declare a field of an operation; `how` are the attributes of `Arg`."""
    return field(default=default, default_factory=factory, kw_only=kw_only, metadata={"arg": Arg(**how)})


@dataclass(frozen=True, eq=False)
class Declaration:
    """One operation as declared: its method name, its class, and its arguments in order."""

    name: str
    cls: type[MigrateOperation]
    forms: tuple[str, ...]
    args: tuple[tuple[dataclasses.Field[Any], Arg], ...]

    def visible(self, batch: bool) -> list[tuple[dataclasses.Field[Any], Arg]]:
        """Return the arguments a caller of `op.<name>`, or of `batch_op.<name>`, can pass."""
        other = "op" if batch else "batch"
        return [(f, a) for f, a in self.args if not (a.hidden or a.only == other or (batch and a.scope))]

    @functools.cache  # noqa: B019 - there is one declaration for each operation, and it lives as long as the process
    def signature(self, batch: bool = False) -> inspect.Signature:
        """Return the signature of the facade method."""
        found = []
        for f, a in self.visible(batch):
            kind = _kind(f, a)
            variadic = kind in (_P.VAR_POSITIONAL, _P.VAR_KEYWORD)
            default = _P.empty if f.default is MISSING or variadic else f.default
            annotation = _element(str(f.type)) if variadic else f.type
            found.append(_P(a.name or f.name, kind, default=default, annotation=annotation))
        return inspect.Signature(sorted(found, key=lambda p: _ORDER.index(p.kind)))

    def returns(self) -> str:
        """Return the annotation of what the facade method returns: what running the directive does."""
        return str(inspect.signature(self.cls.run).return_annotation)

    def build(
        self,
        args: tuple[Any, ...],
        kw: Mapping[str, Any],
        scope: Mapping[str, Any] | None = None,
        cls: type[MigrateOperation] | None = None,
    ) -> MigrateOperation:
        """Return the operation that a call with `args` and `kw` means, of the declared class or of `cls`, a subclass.

        `scope` maps "table" and "schema" to what a batch context supplies; None outside a batch.
        Raises OperationError when the call does not fit the signature, showing the signature.
        """
        signature = self.signature(batch=scope is not None)
        try:
            bound = signature.bind(*args, **kw).arguments
        except TypeError as error:
            call = f"{'op' if scope is None else 'batch_op'}.{self.name}"
            raise OperationError(
                f"{call}(): {error}", hint=f"the call is {call}{self.plain_signature(scope is not None)}"
            ) from None
        values: dict[str, Any] = {}
        for f, a in self.args:
            if scope is not None and a.scope:
                values[f.name] = scope[a.scope]
            elif not a.hidden and (a.name or f.name) in bound:
                values[f.name] = bound[a.name or f.name]
        return (cls or self.cls)(**values)

    def plain_signature(self, batch: bool = False) -> str:
        """Return the signature as text without annotations, for messages."""
        bare = [p.replace(annotation=_P.empty) for p in self.signature(batch).parameters.values()]
        return str(inspect.Signature(bare))

    def arguments(self, op: MigrateOperation, batch: bool = False) -> tuple[list[Any], dict[str, Any]]:
        """Return the call that rebuilds `op`: positional values, and keywords in the order to write them.

        Keywords that equal their defaults are left out unless declared `always`.
        """
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for f, a in self.visible(batch):
            value = getattr(op, f.name)
            if a.star:
                positional.extend(value)
            elif a.rest:
                keywords.update(value)
            elif not f.kw_only and f.default is MISSING:
                positional.append(value)
            elif a.always or not _same(value, f.default):
                keywords[a.name or f.name] = value
        return positional, keywords


REGISTRY: dict[str, Declaration] = {}
"""Method name → declaration of every built-in operation, in the order of the documentation."""


@dataclass_transform(field_specifiers=(arg, field))
def operation(
    name: str, *, kind: str, effect: Effect, forms: tuple[str, ...] = ("op", "batch")
) -> Callable[[type[Op]], type[Op]]:
    """Declare the class as the operation `op.<name>`; `forms` says where the method exists."""

    def declare(cls: type[Op]) -> type[Op]:
        if name in REGISTRY:
            first = REGISTRY[name].cls.__name__
            raise RegistrationError(f"operation {name!r} is declared twice: {first}, {cls.__name__}")
        cls = dataclass(eq=False)(cls)
        args = tuple((f, f.metadata.get("arg", Arg())) for f in dataclasses.fields(cls))  # type: ignore[arg-type]
        _collect_rest(cls, args)
        cls.kind, cls.effect = kind, effect
        cls.declaration = REGISTRY[name] = Declaration(name, cls, forms, args)
        return cls

    return declare


def _collect_rest(cls: type[MigrateOperation], args: tuple[tuple[dataclasses.Field[Any], Arg], ...]) -> None:
    """Make the constructor put keywords it does not know into the field declared `rest`."""
    rest = next((f.name for f, a in args if a.rest), None)
    if rest is None:
        return
    known = {f.name for f, _ in args}
    plain = cls.__init__

    def __init__(self: Any, *values: Any, **kw: Any) -> None:  # noqa: N807 - it becomes the constructor
        extra = {k: kw.pop(k) for k in list(kw) if k not in known}
        plain(self, *values, **{rest: {**kw.pop(rest, {}), **extra}}, **kw)

    __init__.__wrapped__ = plain  # type: ignore[attr-defined]
    parameters = [p for p in inspect.signature(plain).parameters.values() if p.name != rest]
    __init__.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [*parameters, _P("kw", _P.VAR_KEYWORD, annotation="Any")]
    )
    cls.__init__ = __init__  # type: ignore[method-assign]


def _kind(own: dataclasses.Field[Any], said: Arg) -> Any:
    """Return the kind of parameter that a field becomes."""
    if said.star:
        return _P.VAR_POSITIONAL
    if said.rest:
        return _P.VAR_KEYWORD
    return _P.KEYWORD_ONLY if own.kw_only else _P.POSITIONAL_OR_KEYWORD


def _element(annotation: str) -> str:
    """Return the annotation of one value of a collection: "str" for "Sequence[str]", "Any" for "dict[str, Any]"."""
    inner = annotation.partition("[")[2].removesuffix("]")
    return inner.partition(", ")[2] if annotation.startswith("dict") else inner


def swap_pairs(op: Op) -> Op:
    """Return a copy of `op` with every changed value and its previous value exchanged."""
    swapped: dict[str, Any] = {}
    for f, a in op.declaration.args:
        if a.pair and not _same(getattr(op, f.name), f.default):
            swapped[f.name], swapped[a.pair] = getattr(op, a.pair), getattr(op, f.name)
    return dataclasses.replace(op, **swapped)  # type: ignore[type-var]


def _same(value: Any, default: Any) -> bool:
    """Whether `value` is the default; SQL expressions answer == with an expression, so identity comes first.

    An empty dictionary says as little as None.
    """
    if value is default or (isinstance(value, dict) and not value and default is None):
        return True
    if isinstance(value, (str, int, bool, tuple, list, dict)) and type(value) is type(default):
        return bool(value == default)
    return False
