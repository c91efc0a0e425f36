"""`RevisionContext`: from a command to the revision files it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..operations.script import DowngradeOps, MigrationScript, UpgradeOps
from ..plan import Plan
from .context import AutogenContext

if TYPE_CHECKING:
    from ..config import Config
    from ..runtime.migration import MigrationContext
    from ..script import Script, ScriptDirectory
    from .questioner import Questioner

Hook = Callable[[Any, Any, list[MigrationScript]], None]


class RevisionContext:
    """One run of `revision`, `check` or `merge`; with several databases, what they need goes to one script.

    `generated_revisions` are the scripts so far; `plan` is the plan of the database compared last, None before.
    """

    def __init__(
        self,
        config: Config,
        script_directory: ScriptDirectory,
        command_args: Mapping[str, Any],
        process_revision_directives: Hook | None = None,
    ) -> None:
        self.config = config
        self.script_directory = script_directory
        self.command_args = dict(command_args)
        self.process_revision_directives = process_revision_directives
        self.template_args: dict[str, Any] = {"config": config}
        self.generated_revisions = [self._first_script()]
        self.plan: Plan | None = None
        self.compare: Callable[[AutogenContext], Plan] | None = None
        """What makes a plan instead of comparing the database with the models."""
        self.questioner: Questioner | None = None
        """Who is asked what only a person knows; None for nobody."""
        self._rendered: dict[int, dict[str, str]] = {}
        self._runs = 0

    def run_autogenerate(self, rev: Any, migration_context: MigrationContext) -> None:
        """Compare one database with the models and put what it needs into the script."""
        self._run(rev, migration_context, autogenerate=True)

    def run_no_autogenerate(self, rev: Any, migration_context: MigrationContext) -> None:
        """Put an empty pair of directives into the script, for the hooks."""
        self._run(rev, migration_context, autogenerate=False)

    def generate_scripts(self) -> Iterator[Script]:
        """Write the files, yielding the Script of each."""
        for script in self.generated_revisions:
            yield self._write(script)

    def _run(self, rev: Any, migration_context: MigrationContext, *, autogenerate: bool) -> None:
        from .compare import plan_for

        opts = migration_context.opts
        context = AutogenContext(migration_context, autogenerate=autogenerate and self.compare is None)
        context.questioner = self.questioner
        upgrade = UpgradeOps([], upgrade_token=opts.get("upgrade_token") or "upgrades")
        downgrade = DowngradeOps([], downgrade_token=opts.get("downgrade_token") or "downgrades")
        if autogenerate:
            self.plan = plan_for(context) if self.compare is None else self.compare(context)
            upgrade.ops = self.plan.upgrade_ops.ops
            upgrade.reverse_into(downgrade)
        script = self.generated_revisions[-1]
        if not self._runs:
            script.upgrade_ops_list, script.downgrade_ops_list = [], []
        self._runs += 1
        script.upgrade_ops_list.append(upgrade)
        script.downgrade_ops_list.append(downgrade)
        self._hook(rev, migration_context, self.generated_revisions)
        self._render(context)

    def remaining(self, rev: Any, migration_context: MigrationContext, plan: Plan) -> Plan:
        """Return what the project's hooks leave of a plan that is for no script: what they leave out is not missed."""
        if plan.is_empty:
            return plan
        upgrade = UpgradeOps(plan.upgrade_ops.ops, upgrade_token=migration_context.opts["upgrade_token"])
        downgrade = DowngradeOps([], downgrade_token=migration_context.opts["downgrade_token"])
        scripts = [MigrationScript(None, upgrade, upgrade.reverse_into(downgrade))]
        self._hook(rev, migration_context, scripts)
        return plan.of(UpgradeOps([op for one in scripts for ops in one.upgrade_ops_list for op in ops.ops]))

    def texts(self) -> list[str]:
        """Return the source of each script, before it is formatted; nothing is written."""
        given = self.template_args
        return [
            text_of(self.script_directory, script, {**given, **self._rendered.get(id(script), {})})
            for script in self.generated_revisions
        ]

    def _hook(self, rev: Any, migration_context: MigrationContext, scripts: list[MigrationScript]) -> None:
        """Let the project's own functions look at scripts, and change them."""
        for hook in (self.process_revision_directives, migration_context.opts.get("process_revision_directives")):
            if hook is not None:
                hook(migration_context, rev, scripts)

    def _render(self, context: AutogenContext) -> None:
        from ..renderers.scope import Scope
        from ..renderers.script import script_variables

        for script in self.generated_revisions:
            scope = Scope.of(context)
            self._rendered.setdefault(id(script), {}).update(script_variables(script, scope))
            script.imports |= scope.imports

    def _write(self, script: MigrationScript) -> Script:
        from ..script.identifiers import new_revision_id

        variables = self._rendered.get(id(script), {})
        formatting: Any = None
        if any(text != "pass" for name, text in variables.items() if name != "imports"):
            from ..renderers.script import format_source as formatting
        return self.script_directory.generate_revision(
            script.rev_id or new_revision_id(),
            script.message,
            head=script.head,
            splice=script.splice,
            branch_labels=script.branch_label,
            version_path=script.version_path,
            depends_on=script.depends_on,
            format_source=formatting,
            **{**self.template_args, **variables},
        )

    def _first_script(self) -> MigrationScript:
        from ..script.identifiers import new_revision_id

        said = self.command_args
        return MigrationScript(
            said.get("rev_id") or new_revision_id(),
            UpgradeOps(),
            DowngradeOps(),
            message=said.get("message"),
            head=said.get("head"),
            splice=said.get("splice"),
            branch_label=said.get("branch_label"),
            version_path=said.get("version_path"),
            depends_on=said.get("depends_on"),
        )


def text_of(directory: ScriptDirectory | None, script: MigrationScript, variables: Mapping[str, Any]) -> str:
    """Return the source of a script that has no place in the history yet; `variables` are its rendered directives."""
    from datetime import datetime

    from ..script.create import script_text

    place = dict.fromkeys(("up_revision", "down_revision", "branch_labels", "depends_on"))
    said = {"message": script.message or "", "create_date": datetime.now()}
    return script_text(directory, {**variables, **place, **said})
