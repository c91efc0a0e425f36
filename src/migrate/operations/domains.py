"""Create, change and drop domains of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY
from typing import TYPE_CHECKING, Any

from ..comparators.records import ObjectKey
from ..dialects.text import qualified
from .base import Effect, irreversible, made_key, type_keys
from .declare import arg, operation, swap_pairs
from .made_of import of_type, type_key
from .objects import ObjectOp

if TYPE_CHECKING:
    from .facade import AbstractOperations


class DomainOp(ObjectOp):
    """Base of the directives on one domain."""

    domain_name: str

    def key(self) -> ObjectKey:
        """Return the key of the domain, which is a type among others."""
        return type_key(self.schema, self.domain_name)


@operation("create_domain", kind="domain", effect=Effect.CREATE, forms=("op",))
class CreateDomainOp(DomainOp):
    """Create a domain. `checks` are name → condition on `VALUE`; a default that is a string is a literal."""

    domain_name: str
    data_type: Any
    _: KW_ONLY
    collation: str | None = None
    default: Any = None
    not_null: bool = False
    checks: Mapping[str, str] | None = None
    schema: str | None = None

    def needs(self) -> Iterable[ObjectKey]:
        """Return its schema and the type it is on."""
        yield from super().needs()
        yield from of_type(self.data_type)

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield CREATE DOMAIN."""
        from ..ddl.domains import create_domain

        said = {name: getattr(self, name) for name in ("collation", "default", "not_null", "checks")}
        yield create_domain(self.domain_name, self.data_type, self.schema, on.impl.support, **said)

    def reverse(self) -> DropDomainOp:
        """Return the directive that drops it."""
        return DropDomainOp(self.domain_name, schema=self.schema, previous=self)

    def detail(self) -> tuple[str, ...]:
        """Return its type and what it asks of values."""
        found = [str(self.data_type)]
        if self.default is not None:
            found.append(f"default {self.default}")
        if self.not_null:
            found.append("not null")
        return (*found, *(f"check {sql}" for sql in (self.checks or {}).values()))


@operation("drop_domain", kind="domain", effect=Effect.DROP, forms=("op",))
class DropDomainOp(DomainOp):
    """Drop a domain that no column has any more."""

    domain_name: str
    _: KW_ONLY
    schema: str | None = None
    if_exists: bool | None = None
    previous: CreateDomainOp | None = arg(default=None, hidden=True)

    def needs(self) -> Iterable[ObjectKey]:
        """Return its schema and the type it is on: these go later."""
        return self.previous.needs() if self.previous is not None else super().needs()

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield DROP DOMAIN."""
        name = qualified(self.domain_name, self.schema, on.impl.support.plain_dialect)
        yield on.impl.support.dropping("DOMAIN", name, if_exists=bool(self.if_exists))

    def reverse(self) -> CreateDomainOp:
        """Return the directive that creates it as it was."""
        if self.previous is None:
            raise irreversible(self)
        return self.previous

    def detail(self) -> tuple[str, ...]:
        """Return the definition of what goes."""
        return self.previous.detail() if self.previous is not None else ()


@operation("alter_domain", kind="domain", effect=Effect.ALTER, forms=("op",))
class AlterDomainOp(DomainOp):
    """Change a domain; what is left out stays. `existing_…` are the values before, for the way back.

    With another `data_type` or `collation` a new domain takes the place of the old one in every column. It has the
    default, the checks and the NOT NULL that are said, new or existing.
    """

    domain_name: str
    _: KW_ONLY
    data_type: Any = arg(default=None, pair="existing_data_type")
    collation: str | bool | None = arg(default=False, pair="existing_collation")
    default: Any = arg(default=False, pair="existing_default")
    not_null: bool | None = arg(default=None, pair="existing_not_null")
    checks: Mapping[str, str] | bool = arg(default=False, pair="existing_checks")
    existing_data_type: Any = None
    existing_collation: str | bool | None = False
    existing_default: Any = False
    existing_not_null: bool | None = None
    existing_checks: Mapping[str, str] | bool = False
    schema: str | None = None
    columns: Sequence[tuple[str | None, str, str]] = arg(default=(), hidden=True)
    """(schema, table, column) of every known column of the domain."""
    along: Sequence[tuple[str | None, str]] = arg(default=(), hidden=True)
    """(schema, name) of the domains over it, which are made anew with it."""

    def creates(self) -> Iterable[ObjectKey]:
        """Return the types of the columns, where a new domain comes: what reads the columns steps aside."""
        if self.data_type is not None or self.collation is not False:
            for schema, table, column in self.columns:
                yield from type_keys(schema, table, [column])
            yield from (made_key(*each) for each in ((self.schema, self.domain_name), *self.along))

    def drops(self) -> Iterable[ObjectKey]:
        """Return the types of the columns, where a new domain comes."""
        return self.creates()

    def statements(self, on: AbstractOperations) -> Iterable[str]:
        """Yield the changes in place, or what puts a new domain in the place of the old one."""
        from ..ddl import domains

        support = on.impl.support
        if self.data_type is not None or self.collation is not False:
            after = self.after()
            (create,) = after.statements(on)
            yield domains.remake(self.domain_name, self.schema, after.data_type, create, support)
        else:
            gone, come = domains.change_checks(_mapping(self.existing_checks), _mapping(self.checks), support)
            changes = gone if self.checks is not False else []
            if self.default is not False:
                is_gone = self.default is None
                text = "" if is_gone else domains.default_text(self.default, support)
                changes.append("DROP DEFAULT" if is_gone else f"SET DEFAULT {text}")
            if self.not_null is not None:
                changes.append(f"{'SET' if self.not_null else 'DROP'} NOT NULL")
            changes += come if self.checks is not False else []
            name = qualified(self.domain_name, self.schema, support.plain_dialect)
            yield from (f"ALTER DOMAIN {name} {change}" for change in changes)

    def after(self) -> CreateDomainOp:
        """Return the creation of the domain as it will be."""
        collation = self.existing_collation if self.collation is False else self.collation
        default = self.existing_default if self.default is False else self.default
        return CreateDomainOp(
            self.domain_name,
            self.existing_data_type if self.data_type is None else self.data_type,
            collation=collation if isinstance(collation, str) else None,
            default=None if default is False else default,
            not_null=bool(self.existing_not_null if self.not_null is None else self.not_null),
            checks=_mapping(self.existing_checks if self.checks is False else self.checks) or None,
            schema=self.schema,
        )

    def reverse(self) -> AlterDomainOp:
        """Return the directive that puts the values from before back."""
        pairs = (
            (self.data_type is None, self.existing_data_type is None),
            (self.collation is False, self.existing_collation is False),
            (self.default is False, self.existing_default is False),
            (self.not_null is None, self.existing_not_null is None),
            (self.checks is False, self.existing_checks is False),
        )
        if any(unknown and not unsaid for unsaid, unknown in pairs):
            raise irreversible(self)
        return swap_pairs(self)

    def changed(self) -> tuple[tuple[str, str | None, str], ...]:
        """Return what changes."""
        found: list[tuple[str, str | None, str]] = []
        if self.data_type is not None:
            found.append(("type", _text(self.existing_data_type), str(self.data_type)))
        if self.collation is not False:
            found.append(("collation", _text(self.existing_collation), _text(self.collation)))
        if self.default is not False:
            found.append(("default", _text(self.existing_default), _text(self.default)))
        if self.not_null is not None:
            found.append(("not null", "no" if self.not_null else "yes", "yes" if self.not_null else "no"))
        if self.checks is not False:
            old, new = _mapping(self.existing_checks), _mapping(self.checks)
            names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
            found += [(f"check {name}", old.get(name, "none"), new.get(name, "none")) for name in names]
        return tuple(found)


def _text(value: Any) -> str:
    return "none" if value is None or value is False else str(value)


def _mapping(checks: Mapping[str, str] | bool) -> Mapping[str, str]:
    return {} if isinstance(checks, bool) else checks
