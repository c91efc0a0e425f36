"""Domains: types of their own that narrow another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..dialects.support import DialectSupport
from ..dialects.text import sql_text
from ..operations.base import made_key
from ..operations.domains import AlterDomainOp, CreateDomainOp, DropDomainOp
from ..operations.made_of import type_key
from .comparison import Comparison
from .enums import places_of
from .objects import Declared, Models, ObjectKind, Ops
from .records import Domain, ObjectKey, Question
from .remade import made_with


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
            made = made_with(on, key)
            op.columns = places_of(on, made.texts)
            op.along = [(each.schema, each.name) for each in made.keys[1:]]
            op.existing_data_type, op.existing_collation = on.support.type_object(old.type), old.collation
        if anew or op.default is not False:
            op.existing_default = _default(old)
        if anew or op.not_null is not None:
            op.existing_not_null = not old.nullable
        if anew or op.checks is not False:
            op.existing_checks = before
        yield from [op] if anew else _around_its_type(on, key, op)

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


def remade_domains(on: Comparison) -> Iterator[ObjectKey]:
    """Yield the domains whose place a new one takes."""
    new = on.new.objects.get("domain", {})
    for key, old in on.old.objects.get("domain", {}).items():
        if key in new and (old.type, old.collation) != (new[key].type, new[key].collation):
            yield key


def _around_its_type(on: Comparison, key: ObjectKey, op: AlterDomainOp) -> Ops:
    """Return the change of a domain; in two steps where its type is made anew: neither text reads on both sides."""
    if key not in on.remade.keys:
        return [op]
    before, after = AlterDomainOp(key.name, schema=key.schema), op
    if op.default is not False and op.existing_default is not None:
        before.default, before.existing_default = None, op.existing_default
        gone = op.default is None
        after.default, after.existing_default = (False, False) if gone else (op.default, None)
    if op.checks is not False:
        old, new = _as_mapping(op.existing_checks), _as_mapping(op.checks)
        kept = {name: sql for name, sql in old.items() if new.get(name) == sql}
        before.checks, before.existing_checks = (False, False) if kept == old else (kept, old)
        after.checks, after.existing_checks = (False, False) if kept == new else (new, kept)
    before.runs_before = after.runs_after = (made_key(key.schema, key.name),)
    return [each for each in (before, after) if each.changed()]


def _as_mapping(checks: Mapping[str, str] | bool) -> Mapping[str, str]:
    return {} if isinstance(checks, bool) else checks


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


def _takes_a_default(on: Comparison, type_: str) -> bool:
    """Whether a type is a domain with a default, which a domain over it takes where nothing is said."""
    domains = {**on.old.objects.get("domain", {}), **on.new.objects.get("domain", {})}
    return any(each.default is not None and type_ in _texts(on, key, each) for key, each in domains.items())


def _texts(on: Comparison, key: ObjectKey, domain: Domain) -> Mapping[str, Any]:
    return on.support.types_of({"domain": {key: domain}})


def _create(key: ObjectKey, record: Domain, on: Comparison) -> CreateDomainOp:
    default = _default(record)
    if default is None and _takes_a_default(on, record.type):
        default = sql_text("NULL")
    return CreateDomainOp(
        key.name,
        on.support.type_object(record.type),
        collation=record.collation,
        default=default,
        not_null=not record.nullable,
        checks=_checks(key, record) or None,
        schema=key.schema,
    )
