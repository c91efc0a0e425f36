"""Domains: types of their own that narrow another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..dialects.support import DialectSupport
from ..dialects.text import sql_text
from ..operations.domains import AlterDomainOp, CreateDomainOp, DropDomainOp
from ..operations.made_of import type_key
from .comparison import Comparison
from .enums import places_of
from .objects import Declared, Models, ObjectKind, Ops
from .records import Domain, ObjectKey, Question


class Domains(ObjectKind[Domain]):
    """Domains. One that the models lack goes when columns had it and none has it any more; a stranger stays."""

    name = "domain"
    record = Domain

    def declared(self, models: Models) -> Iterator[Declared]:
        """Return the domains that the models' columns have and create."""
        found: dict[ObjectKey, Any] = {}
        for _, type_ in models.named_types:
            if hasattr(type_, "data_type") and type_.create_type:
                found.setdefault(models.key("domain", type_.schema, type_.name), type_)
        for key, type_ in found.items():
            yield Declared(key, models.support.domain(type_), type_)

    def create(self, on: Comparison, key: ObjectKey, new: Domain) -> Ops:
        """Return the directive that creates it."""
        yield _create(key, new, on)

    def drop(self, on: Comparison, key: ObjectKey, old: Domain) -> Ops:
        """Return the directive that drops it."""
        yield DropDomainOp(key.name, schema=key.schema, previous=_create(key, old, on))

    def alter(self, on: Comparison, key: ObjectKey, old: Domain, new: Domain) -> Ops:
        """Return one alteration with everything that changes; nothing where a check only has another name here."""
        before, after = _checks(key, old), _checks(key, new, old)
        if old._replace(checks=()) == new._replace(checks=()) and before == after:
            return
        op = AlterDomainOp(key.name, schema=key.schema)
        anew = (old.type, old.collation) != (new.type, new.collation)
        if old.type != new.type:
            op.data_type = on.support.type_object(new.type)
        if old.collation != new.collation:
            op.collation, op.existing_collation = new.collation, old.collation
        if old.default != new.default:
            op.default = _default(new)
        if old.nullable != new.nullable:
            op.not_null = not new.nullable
        if before != after:
            op.checks = after
        if anew:  # all of it is said again
            op.columns = places_of(on, _texts(on, key, old))
            op.existing_data_type, op.existing_collation = on.support.type_object(old.type), old.collation
        if anew or op.default is not False:
            op.existing_default = _default(old)
        if anew or op.not_null is not None:
            op.existing_not_null = not old.nullable
        if anew or op.checks is not False:
            op.existing_checks = before
        yield op

    def removable(self, on: Comparison, key: ObjectKey, old: Domain) -> bool:
        """Whether no column has the domain any more, and columns had it or the models own all domains."""
        type_ = type_key(key.schema, key.name)
        return on.is_left(type_) or (self.name in on.owned and not on.is_used(type_))

    def questions(self, old: Domain, new: Domain) -> Iterable[Question]:
        """Yield the default and the checks that read otherwise in the database."""
        if None not in (old.default, new.default) and old.default != new.default:
            yield _about_default(new)
        spelled = {sql for _, sql in old.checks}
        yield from (_about_check(new, sql) for _, sql in new.checks if sql not in spelled)

    def respelled(self, new: Domain, answers: Mapping[Question, str]) -> Domain:
        """Return `new` in the database's own spelling."""
        default = new.default and answers.get(_about_default(new), new.default)
        checks = tuple((name, answers.get(_about_check(new, sql), sql)) for name, sql in new.checks)
        return new._replace(default=default, checks=checks)

    def materialize(self, key: ObjectKey, record: Domain, support: DialectSupport) -> Any:
        """Return the `DOMAIN` of a record."""
        return support.domain_object(key, record)


def remade_domains(on: Comparison) -> frozenset[str]:
    """Return the types of the columns for which a new domain takes the place of the old one."""
    new = on.new.objects.get("domain", {})
    found: set[str] = set()
    for key, old in on.old.objects.get("domain", {}).items():
        if key in new and (old.type, old.collation) != (new[key].type, new[key].collation):
            found |= _texts(on, key, old)
    return frozenset(found)


def _texts(on: Comparison, key: ObjectKey, domain: Domain) -> frozenset[str]:
    return frozenset(on.support.types_of({"domain": {key: domain}}))


def _about_default(domain: Domain) -> Question:
    return Question("default", domain.default or "", (("c", domain.type),))


def _about_check(domain: Domain, sql: str) -> Question:
    return Question("check", sql, (("value", domain.type),))


def _checks(key: ObjectKey, domain: Domain, old: Domain | None = None) -> dict[str, str]:
    """Return name → condition; an unnamed check is called like one that says the same, or as the server would."""
    known = {sql: name for name, sql in old.checks} if old is not None else {}
    return {name or known.get(sql) or f"{key.name}_check": sql for name, sql in domain.checks}


def _default(domain: Domain) -> Any:
    return None if domain.default is None else sql_text(domain.default)


def _create(key: ObjectKey, record: Domain, on: Comparison) -> CreateDomainOp:
    return CreateDomainOp(
        key.name,
        on.support.type_object(record.type),
        collation=record.collation,
        default=_default(record),
        not_null=not record.nullable,
        checks=_checks(key, record) or None,
        schema=key.schema,
    )
