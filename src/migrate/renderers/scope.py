"""What the writer of a script needs to know about the script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from ..autogenerate.api import AutogenContext

RenderItem = Callable[[str, Any, Any], "str | bool"]


@dataclass
class Scope:
    """How one script spells things, and which imports it needs so far.

    The names of the options are the documented ones of `context.configure()`.
    """

    sqlalchemy_module_prefix: str = "sa."
    alembic_module_prefix: str = "op."
    user_module_prefix: str | None = None
    """Prefix for types that are not SQLAlchemy's; None: their module, which the script then imports."""
    render_item: RenderItem | None = None
    """The user's hook `(kind, object, autogen_context)`: text to use, or False for "as usual"."""
    render_as_batch: bool = False
    imports: set[str] = field(default_factory=set)
    """Import lines that the script needs beyond those of its template; written sorted."""
    migration_context: Any = None
    dialect: Dialect | None = None
    _PREFIXES: ClassVar[tuple[str, ...]] = ("sqlalchemy_module_prefix", "alembic_module_prefix")
    autogen_context: Any = None
    """What the user's hooks get as their context; this object when None."""

    def __post_init__(self) -> None:
        if self.dialect is None:
            self.dialect = getattr(self.migration_context, "dialect", None)

    @classmethod
    def of(cls, context: AutogenContext) -> Scope:
        """Return the scope that the options of an AutogenContext describe; imports are collected in the context."""
        options = getattr(context, "opts", None) or {}
        prefixes = {n: options[n] for n in cls._PREFIXES if options.get(n) is not None}
        return cls(
            **prefixes,
            user_module_prefix=options.get("user_module_prefix"),
            render_item=options.get("render_item"),
            render_as_batch=bool(options.get("render_as_batch")),
            imports=context.imports,
            migration_context=context.migration_context,
            autogen_context=context,
        )

    @property
    def hook_context(self) -> Any:
        """What a user's hook gets as its `autogen_context`."""
        return self if self.autogen_context is None else self.autogen_context

    @property
    def target(self) -> Dialect:
        """The dialect whose SQL is written where an expression has to become text."""
        if self.dialect is None:
            from sqlalchemy.engine.default import DefaultDialect

            self.dialect = DefaultDialect()
        return self.dialect

    def sa(self, name: str) -> str:
        """Return a name of SQLAlchemy's as the script spells it: "sa.Column"."""
        return f"{self.sqlalchemy_module_prefix}{name}"

    def op(self, name: str) -> str:
        """Return a name of `op` as the script spells it: "op.f"."""
        return f"{self.alembic_module_prefix}{name}"
