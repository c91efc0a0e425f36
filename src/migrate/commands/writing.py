"""Commands that write revision files: revision, merge, edit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import CommandError, ConfigError
from ..script.identifiers import as_tuple
from .environment import named, not_at_heads, open_scripts, run_environment

if TYPE_CHECKING:
    from ..autogenerate.api import RevisionContext
    from ..autogenerate.questioner import Questioner
    from ..config import Config
    from ..plan import Plan
    from ..runtime.migration import MigrationContext
    from ..script import Script, ScriptDirectory
    from .proving import Proof
    from .sources import Sides

ARGUMENTS: Mapping[str, Any] = {
    "message": None,
    "autogenerate": False,
    "sql": False,
    "head": "head",
    "splice": False,
    "branch_label": None,
    "version_path": None,
    "rev_id": None,
    "depends_on": None,
}
"""What a RevisionContext is told, with the defaults."""

ShowPlan = Callable[["Plan"], None]
"""Called with the plan of each database that was compared, as it goes into the script."""


def revision(
    config: Config,
    message: str | None = None,
    autogenerate: bool = False,
    sql: bool = False,
    head: str | Sequence[str] = "head",
    splice: bool = False,
    branch_label: str | Sequence[str] | None = None,
    version_path: str | None = None,
    rev_id: str | None = None,
    depends_on: str | Sequence[str] | None = None,
    process_revision_directives: Any = None,
    *,
    from_source: str | None = None,
    to_source: str | None = None,
    scratch_url: str | None = None,
    verify: bool = False,
    rename: Sequence[str] | None = None,
    tell: ShowPlan | None = None,
    wanted: Callable[[RevisionContext], bool] | None = None,
    questioner: Questioner | None = None,
) -> Script | list[Script] | None:
    """Write a new revision file; with `autogenerate`, filled with what differs between models and database.

    Returns the Script, or a list where `process_revision_directives` made several. `wanted` may refuse
    the file when it has seen what the environment made of it, and then None is returned. `from_source` and `to_source`
    name what is compared instead of database and models, `scratch_url` a server for scratch databases: see `diff`.
    `verify` tries the script on a copy first, up and down, and raises VerificationFailed where it does not hold. Each
    `rename` is `table.old:table.new`, `old_table:new_table`, or `enum:old:new` for a value. `questioner` is asked what
    looks alike, and for missing values; without one nobody is.
    """
    environment = autogenerate or config.get_alembic_boolean_option("revision_environment")
    _check_combination(autogenerate, sql, environment, bool(from_source or to_source), verify)
    scripts = open_scripts(config)
    arguments = {
        "message": message,
        "autogenerate": autogenerate,
        "sql": sql,
        "head": head,
        "splice": splice,
        "branch_label": branch_label,
        "version_path": version_path,
        "rev_id": rev_id,
        "depends_on": depends_on,
    }
    if not environment:
        return _write_empty(config, scripts, arguments)
    from ..autogenerate.api import RevisionContext
    from .sources import Sides

    context = RevisionContext(config, scripts, arguments, process_revision_directives=process_revision_directives)
    context.questioner = questioner
    sides = Sides.of(config, from_source, to_source, scratch_url, rename) if autogenerate else None
    _fill(context, sides, verify, tell)
    if wanted is not None and not wanted(context):
        return None
    written = list(context.generate_scripts())
    return written[0] if len(written) == 1 else written


def _fill(context: RevisionContext, sides: Sides | None, verify: bool, tell: ShowPlan | None) -> None:
    """Let the environment put into the revision what differs between `sides`, if any, and prove it where asked to."""
    from .proving import Proof

    config = context.config
    proof = Proof(config, sides) if sides is not None and verify else None
    said = {"autogenerate": sides is not None, "sql": bool(context.command_args["sql"])}
    run_revision_environment(config, context.script_directory, context, sides=sides, tell=tell, proof=proof, **said)
    if proof is not None:
        proof.require()


def _check_combination(autogenerate: bool, sql: bool, environment: bool, sources: bool, verify: bool) -> None:
    """Raise CommandError for options that cannot be given together."""
    if autogenerate and sql:
        raise CommandError("--autogenerate compares with a database, which --sql does not ask")
    if not autogenerate and (sources or verify):
        what = "--from and --to say what is compared" if sources else "--verify tries what is compared"
        raise CommandError(what, hint="give it together with --autogenerate")
    if sql and not environment:
        raise CommandError(
            "revision --sql has nothing to print without an environment", hint="set revision_environment = true"
        )


def _write_empty(config: Config, scripts: ScriptDirectory, arguments: Mapping[str, Any]) -> Script:
    """Write a revision file that does nothing yet; needs neither a database nor its library."""
    from ..script.identifiers import new_revision_id

    return scripts.generate_revision(
        arguments["rev_id"] or new_revision_id(),
        arguments["message"],
        head=arguments["head"],
        splice=arguments["splice"],
        branch_labels=arguments["branch_label"],
        version_path=arguments["version_path"],
        depends_on=arguments["depends_on"],
        config=config,
    )


def run_revision_environment(
    config: Config,
    scripts: ScriptDirectory,
    revision_context: RevisionContext,
    *,
    autogenerate: bool = False,
    sql: bool = False,
    at_head: bool = True,
    sides: Sides | None = None,
    tell: ShowPlan | None = None,
    proof: Proof | None = None,
) -> None:
    """Run the environment for `revision_context`, comparing each database with its models when asked to.

    `sides` are two others to compare, `proof` tries what they make. Nothing is written to a database. Raises
    ConfigError where there are no models to compare with, and with `at_head` CommandError for a database that is not
    at the heads, since the difference would repeat the revisions that are not applied yet.
    """
    usual = sides is None or sides.is_usual
    if sides is not None and not usual:
        revision_context.compare = sides.compare

    def look(rev: Any, context: MigrationContext) -> Iterable[Any]:
        if not autogenerate:
            revision_context.run_no_autogenerate(rev, context)
            return []
        if usual:
            require_models(config, scripts, context)
        if at_head and (sides is None or sides.from_database) and (difference := not_at_heads(scripts, as_tuple(rev))):
            raise CommandError(
                f"Target database is not up to date: {difference}", hint="run `migrate upgrade heads` first"
            )
        if sides is not None and sides.renames:
            context.opts["renames"] = (*(context.opts.get("renames") or ()), *sides.renames)
        revision_context.run_autogenerate(rev, context)
        if tell is not None:
            tell(_as_written(revision_context))
        if proof is not None:
            proof.attempt(revision_context, rev, context)
        return []

    run_environment(
        config,
        scripts,
        look,
        dont_mutate=True,
        template_args=revision_context.template_args,
        revision_context=revision_context,
        **{"as_sql": sql, **(sides.environment(config) if sides is not None else {})},
    )


def _as_written(revision_context: RevisionContext) -> Plan:
    """Return the plan of the database compared last, after what the project's own hooks made of it."""
    from ..operations.script import UpgradeOps

    plan = revision_context.plan
    assert plan is not None
    scripts = revision_context.generated_revisions
    return plan.of(scripts[-1].upgrade_ops_list[-1] if scripts else UpgradeOps())


def require_models(config: Config, scripts: ScriptDirectory, context: MigrationContext) -> None:
    """Raise ConfigError where the environment gave no models to compare with."""
    target = context.opts.get("target_metadata")
    if target is not None and (not isinstance(target, Sequence) or target):
        return
    with_env = os.path.exists(scripts.env_py_location)
    raise ConfigError(
        f"no models to compare with: {config.source} has no models"
        + (", and env.py gives no target_metadata" if with_env else ""),
        hint='write models = "package.module:Base" there, without quotes in an ini file',
    )


def merge(
    config: Config,
    revisions: str | Sequence[str],
    message: str | None = None,
    branch_label: str | Sequence[str] | None = None,
    rev_id: str | None = None,
    splice: bool = False,
) -> Script | None:
    """Write a revision that joins two or more heads."""
    scripts = open_scripts(config)
    parents = [script.revision for script in scripts.get_revisions(as_tuple(revisions))]
    if len(parents) < 2:
        raise CommandError(
            f"there is nothing to merge: {', '.join(as_tuple(revisions))} names {_counted(parents)}",
            hint="name two or more revisions, or `heads` where there are several",
        )
    arguments = {
        **ARGUMENTS,
        "message": message,
        "head": revisions,
        "splice": splice,
        "branch_label": branch_label,
        "rev_id": rev_id,
    }
    if not config.get_alembic_boolean_option("revision_environment"):
        return _write_empty(config, scripts, arguments)
    from ..autogenerate.api import RevisionContext

    context = RevisionContext(config, scripts, arguments)
    run_revision_environment(config, scripts, context)
    return next(iter(context.generate_scripts()), None)


def _counted(parents: Sequence[str]) -> str:
    return f"one revision, {parents[0]}" if parents else "no revision"


def edit(config: Config, rev: str) -> None:
    """Open the file of a revision in $VISUAL or $EDITOR; `current` is what the database is at."""
    scripts = open_scripts(config)
    found = scripts.get_revisions(named(config, scripts, rev))
    if not found:
        raise CommandError(f"no revision file for {rev}: the database is at base")
    for script in found:
        _open_editor(script.path)


def _open_editor(path: str) -> None:
    import shlex
    import shutil
    import subprocess

    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    usual = next((name for name in ("sensible-editor", "editor", "nano", "vim", "vi") if shutil.which(name)), None)
    command = shlex.split(chosen) if chosen else [usual] if usual else None
    if command is None:
        raise CommandError(f"no editor to open {path} with", hint="set EDITOR, for example EDITOR=nano")
    try:
        status = subprocess.call([*command, path])
    except OSError as error:
        raise CommandError(f"the editor {command[0]} cannot be started: {error.strerror}") from error
    if status:
        raise CommandError(f"the editor {command[0]} ended with status {status}")
